// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/button.h"

#include <QPainter>
#include <array>
#include <cmath>

#include "ui/style/pen.h"

namespace bascule::ui {
namespace {

struct Shape {
  int height;
  int padding;
  qreal radius;
  Face plain;
  Face chosen;
};

constexpr std::array<Shape, 4> kShapes = {{
    {31, 11, 6, Face::Body, Face::Body},
    {24, 4, 4, Face::Body, Face::Body},
    {24, 11, 12, Face::Small, Face::SmallStrong},
    {34, 18, 6, Face::Strong, Face::Strong},
}};
constexpr int kIcon = 16;
constexpr int kIconGap = 6;

}  // namespace

Button::Button(const Look& look, Type type, const QString& text, QWidget* parent)
    : QAbstractButton(parent), look_(look), type_(type) {
  setText(text);
  setAccessibleName(text);
  setAttribute(Qt::WA_Hover);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setFocusPolicy(Qt::TabFocus);
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

void Button::setLeadIcon(Icon icon, Tone tone) {
  lead_ = icon;
  leadTone_ = tone;
  updateGeometry();
  update();
}

void Button::setTailIcon(Icon icon) {
  tail_ = icon;
  updateGeometry();
  update();
}

void Button::setCount(const QString& count) {
  if (count == count_) return;
  count_ = count;
  updateGeometry();
  update();
}

QString Button::label() const { return count_.isEmpty() ? text() : text() + QLatin1Char(' ') + count_; }

QSize Button::sizeHint() const {
  // Wide enough for the chosen face, so that choosing does not move the row.
  const Shape& shape = kShapes[static_cast<std::size_t>(type_)];
  const qreal text =
      std::max(look_.face(shape.plain).width(label()), look_.face(shape.chosen).width(label()));
  int width = static_cast<int>(std::ceil(text)) + 2 * shape.padding;
  if (lead_ != Icon::None) width += kIcon + (label().isEmpty() ? 0 : kIconGap);
  if (tail_ != Icon::None) width += kIcon + 2;
  return {width, shape.height};
}

QColor Button::wordColour() const {
  const Theme& theme = look_.theme();
  if (!isEnabled()) return theme.faint;
  if (type_ == Type::Primary) return theme.dark ? theme.window : theme.panel;
  if (type_ == Type::Chip) return isChecked() ? theme.connect : theme.dim;
  return type_ == Type::Flat ? (underMouse() ? theme.text : theme.dim) : theme.text;
}

void Button::paintBody(Pen& pen) const {
  const Theme& theme = look_.theme();
  const qreal radius = kShapes[static_cast<std::size_t>(type_)].radius;
  const bool lit = isEnabled() && (underMouse() || isDown());
  switch (type_) {
    case Type::Primary:
      pen.box(rect(), radius, isEnabled() ? mix(theme.connect, theme.text, lit ? 0.15 : 0) : theme.track);
      break;
    case Type::Flat:
      break;
    case Type::Chip:
      if (isChecked())
        pen.box(rect(), radius, theme.selection);
      else
        pen.box(rect(), radius, lit ? theme.hover : theme.panel, theme.line);
      break;
    case Type::Bordered:
      pen.box(rect(), radius, lit ? theme.hover : theme.panel, theme.line);
      break;
  }
  if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange))
    pen.box(rect(), radius, QColor(), theme.selectionBar);
}

void Button::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  Pen pen(painter, look_);
  paintBody(pen);
  const Shape& shape = kShapes[static_cast<std::size_t>(type_)];
  const Face face = isChecked() ? shape.chosen : shape.plain;
  const QColor colour = wordColour();
  const qreal wide = pen.width(face, label()) +
                     (lead_ != Icon::None ? kIcon + (label().isEmpty() ? 0 : kIconGap) : 0) +
                     (tail_ != Icon::None ? kIcon + 2 : 0);
  qreal x = std::round((width() - wide) / 2);
  const qreal iconTop = std::round((height() - kIcon) / 2.0);
  if (lead_ != Icon::None) {
    const bool toned = leadTone_ != Tone::Neutral && isEnabled();
    drawIcon(painter, lead_, {x, iconTop}, toned ? look_.theme().mark(leadTone_) : colour);
    x += kIcon + kIconGap;
  }
  x += pen.text({x, 0, width() - x, static_cast<qreal>(height())}, face, colour, label()) + 2;
  if (tail_ != Icon::None) drawIcon(painter, tail_, {x, iconTop}, colour);
}

}  // namespace bascule::ui
