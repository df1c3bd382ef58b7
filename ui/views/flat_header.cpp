// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/flat_header.h"

#include <QHoverEvent>
#include <QPainter>
#include <algorithm>

#include "ui/style/pen.h"

namespace bascule::ui {
namespace {

constexpr int kHeight = 28;
constexpr int kPadding = 8;
constexpr qreal kArrowWidth = 7;
constexpr qreal kArrowHeight = 4;

void paintArrow(QPainter& painter, QPointF centre, bool descending, const QColor& colour) {
  const qreal tip = descending ? kArrowHeight / 2 : -kArrowHeight / 2;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  painter.drawPolygon(QPolygonF({centre + QPointF(-kArrowWidth / 2, -tip),
                                 centre + QPointF(kArrowWidth / 2, -tip), centre + QPointF(0, tip)}));
  painter.setRenderHint(QPainter::Antialiasing, false);
}

}  // namespace

FlatHeader::FlatHeader(const Look& look, std::vector<int> rightAligned, QWidget* parent)
    : QHeaderView(Qt::Horizontal, parent), look_(look), right_(std::move(rightAligned)) {
  setSectionResizeMode(QHeaderView::Fixed);
  setHighlightSections(false);
  setSectionsClickable(false);
  setMinimumSectionSize(16);
  setStretchLastSection(false);
  connect(&look, &Look::changed, viewport(), qOverload<>(&QWidget::update));
}

void FlatHeader::setArrow(int section, bool descending) {
  arrow_ = section;
  descending_ = descending;
  viewport()->update();
}

void FlatHeader::setRightAligned(int section, bool on) {
  std::erase(right_, section);
  if (on) right_.push_back(section);
  viewport()->update();
}

QSize FlatHeader::sizeHint() const { return {QHeaderView::sizeHint().width(), kHeight}; }

void FlatHeader::paintEvent(QPaintEvent* event) {
  {
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), look_.theme().header);
    Pen(painter, look_).hairlineH(0, viewport()->width(), viewport()->height() - 1, look_.theme().line);
  }
  QHeaderView::paintEvent(event);
}

void FlatHeader::paintSection(QPainter* painter, const QRect& rect, int section) const {
  Pen pen(*painter, look_);
  const Theme& theme = look_.theme();
  const QRectF inner = QRectF(rect).adjusted(kPadding, 0, -kPadding, -1);
  const QString text = model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
  const bool right = std::ranges::find(right_, section) != right_.end();
  const bool sorted = section == arrow_;
  const bool lit = sorted || (sectionsClickable() && viewport()->underMouse() &&
                              rect.contains(viewport()->mapFromGlobal(QCursor::pos())));
  const QColor colour = lit ? theme.text : theme.dim;
  const qreal used = right ? pen.textRight(inner, Face::TinyStrong, colour, text)
                           : pen.text(inner, Face::TinyStrong, colour, text);
  if (!sorted) return;
  const qreal beside = used + 4 + kArrowWidth / 2;
  paintArrow(*painter, {right ? inner.right() - beside : inner.left() + beside, inner.center().y()},
             descending_, theme.selectionBar);
}

bool FlatHeader::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::HoverMove || event->type() == QEvent::HoverLeave) viewport()->update();
  return QHeaderView::viewportEvent(event);
}

}  // namespace bascule::ui
