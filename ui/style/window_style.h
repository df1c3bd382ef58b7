// SPDX-License-Identifier: GPL-3.0-or-later
// `WindowStyle`: Fusion with our scroll bars, field frames, splitter and focus ring. Everything else the
// window paints itself. Installed on the application by main through `installStyle()`. Thread: GUI.
#pragma once

#include <QProxyStyle>

#include "ui/style/look.h"

namespace bascule::ui {

class WindowStyle final : public QProxyStyle {
  Q_OBJECT
 public:
  explicit WindowStyle(const Look& look);

  int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
  int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                QStyleHintReturn* data) const override;
  QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                       const QWidget* widget) const override;
  void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                          const QWidget* widget) const override;
  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
  void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                   const QWidget* widget) const override;

 private:
  void drawScrollBar(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const;
  const Look& look_;
};

}  // namespace bascule::ui
