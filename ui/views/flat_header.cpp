// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/flat_header.h"

#include <QPainter>
#include <algorithm>

#include "ui/style/pen.h"

namespace bascule::ui {
namespace {

constexpr int kHeight = 28;
constexpr int kPadding = 8;

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
  const QRectF inner = QRectF(rect).adjusted(kPadding, 0, -kPadding, -1);
  const QString text = model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
  const bool right = std::ranges::find(right_, section) != right_.end();
  if (right)
    pen.textRight(inner, Face::TinyStrong, look_.theme().dim, text);
  else
    pen.text(inner, Face::TinyStrong, look_.theme().dim, text);
}

}  // namespace bascule::ui
