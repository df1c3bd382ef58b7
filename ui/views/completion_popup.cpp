// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/completion_popup.h"

#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/style/pen.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr int kMostRows = 10;
constexpr int kLeast = 320;
constexpr int kMost = 560;  // or as wide as the field
constexpr int kBorder = 5;

}  // namespace

CompletionPopup::CompletionPopup(const Look& look, QWidget& field)
    : QFrame(&field, Qt::ToolTip | Qt::FramelessWindowHint),
      look_(look),
      field_(field),
      list_(new OfferList(look, Words::tr("Completions"), this)) {
  setFocusPolicy(Qt::NoFocus);
  setAttribute(Qt::WA_ShowWithoutActivating);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(1, kBorder, 1, kBorder);
  column->addWidget(list_);
  connect(list_, &QListView::clicked, this, [this](const QModelIndex& index) { choose(index.row()); });
  hide();
}

void CompletionPopup::offer(std::vector<Completion> offers, int x) {
  offerAt(std::move(offers), {x, field_.height()});
}

void CompletionPopup::offerAt(std::vector<Completion> offers, QPoint place) {
  list_->setOffers(std::move(offers));
  const auto count = static_cast<int>(list_->offers().size());
  if (count == 0 || !field_.isVisible()) return hide();
  const int width = std::clamp(list_->wantedWidth(), kLeast, std::max(kMost, field_.width()));
  setFixedSize(width, std::min(kMostRows, count) * OfferList::kRow + 2 * kBorder);
  const int left = std::clamp(place.x(), 0, std::max(0, field_.width() - width));
  move(field_.mapToGlobal(QPoint(left, place.y() + 2)));
  show();
}

void CompletionPopup::choose(int row) {
  if (row < 0 || static_cast<std::size_t>(row) >= offers().size()) return;
  const Completion taken = offers()[static_cast<std::size_t>(row)];
  hide();
  Q_EMIT chosen(taken);
}

bool CompletionPopup::handle(const QKeyEvent& event) {
  if (event.modifiers() != Qt::NoModifier && event.modifiers() != Qt::KeypadModifier) return false;
  switch (event.key()) {
    case Qt::Key_Down:
      list_->step(1);
      return true;
    case Qt::Key_Up:
      list_->step(-1);
      return true;
    case Qt::Key_Tab:
      choose(std::max(list_->marked(), 0));
      return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (list_->marked() < 0) return false;
      choose(list_->marked());
      return true;
    case Qt::Key_Escape:
      hide();
      return true;
    default:
      return false;
  }
}

void CompletionPopup::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look_.theme().panel);
  Pen(painter, look_).box(rect(), 0, QColor(), look_.theme().line);
}

}  // namespace bascule::ui
