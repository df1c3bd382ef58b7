// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/window_style.h"

#include <QStyleOptionSlider>
#include <algorithm>

#include "ui/style/pen.h"

namespace bascule::ui {
namespace {

constexpr int kScrollExtent = 10;
constexpr int kThumbMinimum = 28;
constexpr qreal kFieldRadius = 6;

}  // namespace

WindowStyle::WindowStyle(std::shared_ptr<const Look> look)
    : QProxyStyle(QStringLiteral("Fusion")), look_(std::move(look)) {}

int WindowStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
  switch (metric) {
    case PM_ScrollBarExtent:
      return kScrollExtent;
    case PM_ScrollBarSliderMin:
      return kThumbMinimum;
    case PM_SplitterWidth:
      return 1;
    case PM_ScrollView_ScrollBarSpacing:
      return 0;
    case PM_DefaultFrameWidth:
      return qstrcmp(widget ? widget->metaObject()->className() : "", "QMenu") == 0 ? 4 : 1;
    default:
      return QProxyStyle::pixelMetric(metric, option, widget);
  }
}

int WindowStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                           QStyleHintReturn* data) const {
  switch (hint) {
    case SH_Widget_Animation_Duration:
    case SH_ScrollBar_Transient:
    case SH_EtchDisabledText:
      return 0;
    case SH_ItemView_ShowDecorationSelected:
      return 1;
    default:
      return QProxyStyle::styleHint(hint, option, widget, data);
  }
}

QRect WindowStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                  const QWidget* widget) const {
  const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
  if (control != CC_ScrollBar || bar == nullptr)
    return QProxyStyle::subControlRect(control, option, part, widget);
  const bool upright = bar->orientation == Qt::Vertical;
  const int length = upright ? bar->rect.height() : bar->rect.width();
  const int range = bar->maximum - bar->minimum;
  const int wanted =
      range > 0 ? static_cast<int>(qint64{length} * bar->pageStep / (qint64{range} + bar->pageStep)) : length;
  const int thumb = std::min(length, std::max(kThumbMinimum, wanted));
  const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - thumb,
                                            bar->upsideDown);
  const auto along = [&](int from, int size) {
    return upright ? QRect(bar->rect.left(), bar->rect.top() + from, bar->rect.width(), size)
                   : QRect(bar->rect.left() + from, bar->rect.top(), size, bar->rect.height());
  };
  switch (part) {
    case SC_ScrollBarGroove:
      return bar->rect;
    case SC_ScrollBarSlider:
      return along(start, thumb);
    case SC_ScrollBarSubPage:
      return along(0, start);
    case SC_ScrollBarAddPage:
      return along(start + thumb, length - start - thumb);
    default:
      return {};
  }
}

void WindowStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                     QPainter* painter, const QWidget* widget) const {
  if (control == CC_ScrollBar)
    drawScrollBar(option, painter, widget);
  else
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

void WindowStyle::drawScrollBar(const QStyleOptionComplex* option, QPainter* painter,
                                const QWidget* widget) const {
  const Theme& theme = look_->theme();
  painter->fillRect(option->rect, theme.panel);
  const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
  if (bar == nullptr || bar->maximum <= bar->minimum) return;
  const QRectF thumb = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
  const bool active =
      (option->activeSubControls & SC_ScrollBarSlider) != 0 && (option->state & State_MouseOver) != 0;
  Pen pen(*painter, *look_);
  pen.box(thumb.adjusted(2, 2, -2, -2), 3, active ? theme.dim : mix(theme.panel, theme.dim, 0.45));
}

void WindowStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                const QWidget* widget) const {
  const Theme& theme = look_->theme();
  switch (element) {
    case PE_PanelItemViewRow:
    case PE_PanelItemViewItem:
    case PE_IndicatorBranch:
    case PE_Frame:
      return;  // delegates paint rows; frames are hairlines of the parent
    case PE_PanelLineEdit: {
      const bool focus = (option->state & State_HasFocus) != 0;
      Pen(*painter, *look_)
          .box(option->rect, kFieldRadius, theme.header, focus ? theme.selectionBar : theme.line);
      return;
    }
    case PE_FrameFocusRect:
      if ((option->state & State_KeyboardFocusChange) == 0) return;
      Pen(*painter, *look_).box(option->rect, 4, QColor(), theme.selectionBar);
      return;
    default:
      QProxyStyle::drawPrimitive(element, option, painter, widget);
  }
}

void WindowStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                              const QWidget* widget) const {
  if (element == CE_Splitter)
    painter->fillRect(option->rect, look_->theme().line);
  else
    QProxyStyle::drawControl(element, option, painter, widget);
}

}  // namespace bascule::ui
