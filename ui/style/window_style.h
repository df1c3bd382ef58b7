// SPDX-License-Identifier: GPL-3.0-or-later
// `WindowStyle`: Fusion with our scroll bars, field frames, splitter and focus ring. Everything else the
// window paints itself. Installed on the application by the main window. Thread: GUI.
#pragma once

#include <QProxyStyle>
#include <memory>

#include "ui/style/look.h"

namespace bascule::ui {

class WindowStyle final : public QProxyStyle {
  Q_OBJECT
 public:
  explicit WindowStyle(std::shared_ptr<const Look> look);

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
  std::shared_ptr<const Look> look_;  ///< the application keeps a style longer than any window
};

}  // namespace bascule::ui
