// SPDX-License-Identifier: GPL-3.0-or-later
// `Typeface`: one bundled face at one size, ready to be drawn as glyph runs. Plain ASCII (numbers, most
// names) goes through a glyph table without shaping; anything else is shaped and kept in a bounded cache.
// Owned by `Look`. Thread: GUI.
#pragma once

#include <QFont>
#include <QGlyphRun>
#include <QHash>
#include <QRawFont>
#include <array>

class QPainter;

namespace bascule::ui {

/// The faces of the window: Inter at 11, 12, 13 and 15 px, JetBrains Mono at 12 px.
enum class Face : std::uint8_t { Body, Medium, Strong, Small, SmallStrong, Tiny, TinyStrong, Title, Mono };
inline constexpr std::size_t kFaceCount = 9;

class Typeface {
 public:
  explicit Typeface(const QFont& font);

  const QFont& font() const { return font_; }
  /// Height of capital letters in pixels: what vertical centring goes by.
  qreal capHeight() const { return capHeight_; }
  qreal width(QStringView text) const;
  /// Draws `text` from `origin` (left end of the base line) in the painter's pen colour.
  void draw(QPainter& painter, QPointF origin, QStringView text) const;

 private:
  struct Shaped {
    QList<QGlyphRun> runs;
    qreal width = 0;
    qreal ascent = 0;
  };
  static constexpr int kTable = 128;
  static constexpr int kCacheEntries = 2048;  ///< about a screenful of names times four
  bool plain(QStringView text) const;
  const Shaped& shaped(QStringView text) const;

  QFont font_;
  QRawFont raw_;
  qreal capHeight_ = 0;
  std::array<quint32, kTable> glyphs_{};
  std::array<qreal, kTable> advances_{};
  mutable QHash<QString, Shaped> cache_;
};

/// Registers the bundled font files; false if one is missing from the program.
bool registerFonts();
/// The font of `face`, unhinted.
QFont fontOf(Face face);

}  // namespace bascule::ui
