// SPDX-License-Identifier: GPL-3.0-or-later
// `Pen`: the one way in which painted widgets put text, pills, bars, dots and hairlines on the screen.
// Snaps hairlines and base lines to device pixels and reports every text to the look's sink.
// A Pen lives as long as one paint event. Thread: GUI.
#pragma once

#include <QPainter>
#include <QString>
#include <string_view>

#include "ui/style/look.h"

namespace bascule::ui {

/// What may happen to a text that is wider than its place.
enum class Fit : std::uint8_t {
  Word,       ///< nothing: it is a word of the interface and has to fit
  ElideEnd,   ///< captured data: cut at the end
  ElideHead,  ///< captured data whose end matters most: cut at the start
};

class Pen {
 public:
  Pen(QPainter& painter, const Look& look);

  QPainter& painter() { return painter_; }
  const Theme& theme() const { return look_.theme(); }
  qreal width(Face face, QStringView text) const { return look_.face(face).width(text); }
  /// Base line that centres capital letters of `face` in `rect`, on a device pixel.
  qreal baseline(const QRectF& rect, Face face) const;

  /// One line at the left of `rect`, vertically centred; returns the width used.
  qreal text(const QRectF& rect, Face face, const QColor& colour, QStringView text, Fit fit = Fit::Word);
  /// The same at the right end of `rect`.
  qreal textRight(const QRectF& rect, Face face, const QColor& colour, QStringView text, Fit fit = Fit::Word);
  /// The same in the middle of `rect`.
  void textCentre(const QRectF& rect, Face face, const QColor& colour, QStringView text, Fit fit = Fit::Word);

  /// Width of a pill around `text`.
  qreal pillWidth(QStringView text, bool dot = false) const;
  /// A pill at the left of `rect`, vertically centred; returns its width.
  qreal pill(const QRectF& rect, Tone tone, QStringView text, bool dot = false);

  void dot(QPointF centre, qreal radius, const QColor& colour);
  void box(const QRectF& rect, qreal radius, const QColor& fill, const QColor& border = QColor());
  void hairlineH(qreal left, qreal right, qreal y, const QColor& colour);
  void hairlineV(qreal x, qreal top, qreal bottom, const QColor& colour);
  /// Round-ended bar of `share` (0..1) of `rect` over its track.
  void bar(const QRectF& rect, double share, const QColor& colour);

 private:
  void put(QPointF origin, Face face, const QColor& colour, QStringView shown, QStringView meant, Fit fit,
           const QRectF& clip);
  qreal snap(qreal value) const;

  QPainter& painter_;
  const Look& look_;
  qreal ratio_ = 1;
};

/// `text` cut so that it is at most `width` wide in `face`, with an ellipsis.
QString elided(const Typeface& face, QStringView text, qreal width, Fit fit);

}  // namespace bascule::ui
