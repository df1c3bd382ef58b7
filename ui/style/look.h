// SPDX-License-Identifier: GPL-3.0-or-later
// `Look`: the theme and the faces in force, shared by reference with every painted widget.
// Owned by the main window; `changed()` tells widgets to repaint. Thread: GUI.
#pragma once

#include <QObject>
#include <QRectF>
#include <QString>
#include <vector>

#include "ui/style/theme.h"
#include "ui/style/typeface.h"

class QPainter;

namespace bascule::ui {

/// One text as it was painted, for tests that look for cut and overlapping words.
struct ShownText {
  QString text;      ///< what was meant
  bool cut = false;  ///< what was drawn is shorter
  bool word = true;  ///< a word of the interface (must never be cut), not captured data
  QRectF rect;       ///< in the coordinates of the painted picture
  QRectF clip;       ///< where it may lie; empty: no limit known
};

class Look : public QObject {
  Q_OBJECT
 public:
  explicit Look(QObject* parent = nullptr);

  const Theme& theme() const { return theme_; }
  const Typeface& face(Face face) const { return faces_[static_cast<std::size_t>(face)]; }
  /// Puts a theme in force and announces it.
  void setTheme(const Theme& theme);
  /// Where painted texts are reported to; null (the default) for nobody.
  void setSink(std::vector<ShownText>* sink) { sink_ = sink; }
  std::vector<ShownText>* sink() const { return sink_; }

 Q_SIGNALS:
  void changed();

 private:
  Theme theme_ = Theme::light();
  std::vector<Typeface> faces_;
  std::vector<ShownText>* sink_ = nullptr;
};

}  // namespace bascule::ui
