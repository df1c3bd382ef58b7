// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/offer_list.h"

#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <algorithm>
#include <cmath>

#include "ui/style/pen.h"

namespace bascule::ui {
namespace {

constexpr int kPadding = 12;
constexpr int kGap = 24;  // between an offer and its remark
constexpr int kRemarkRole = Qt::UserRole + 1;

class Delegate final : public QStyledItemDelegate {
 public:
  Delegate(const Look& look, QObject* parent) : QStyledItemDelegate(parent), look_(look) {}

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
    return {1, OfferList::kRow};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    Pen pen(*painter, look_);
    const Theme& theme = look_.theme();
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    const bool under = (option.state & QStyle::State_MouseOver) != 0;
    painter->fillRect(option.rect, selected ? theme.selection : under ? theme.hover : theme.panel);
    QRectF rect = QRectF(option.rect).adjusted(kPadding, 0, -kPadding, 0);
    if (selected)
      painter->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()),
                        theme.selectionBar);
    const QString text = index.data().toString();
    rect.setLeft(rect.left() + pen.text(rect, Face::Body, theme.text, text, Fit::ElideEnd) + kGap);
    if (rect.width() > 0)
      pen.textRight(rect, Face::Small, theme.dim, index.data(kRemarkRole).toString(), Fit::ElideEnd);
  }

 private:
  const Look& look_;
};

}  // namespace

OfferList::OfferList(const Look& look, const QString& name, QWidget* parent)
    : QListView(parent), look_(look), model_(new QStandardItemModel(this)) {
  setAccessibleName(name);
  setModel(model_);
  setItemDelegate(new Delegate(look, this));
  setFrameShape(QFrame::NoFrame);
  setFocusPolicy(Qt::NoFocus);
  setEditTriggers(NoEditTriggers);
  setMouseTracking(true);
  setUniformItemSizes(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void OfferList::setOffers(std::vector<Completion> offers) {
  offers_ = std::move(offers);
  model_->clear();
  for (const Completion& offer : offers_) {
    auto* item = new QStandardItem(offer.text);
    item->setData(offer.meaning, kRemarkRole);
    item->setData(offer.meaning.isEmpty() ? offer.text : offer.text + QLatin1String(", ") + offer.meaning,
                  Qt::AccessibleTextRole);
    model_->appendRow(item);
  }
  scrollToTop();
}

int OfferList::marked() const { return currentIndex().isValid() ? currentIndex().row() : -1; }

void OfferList::mark(int row) { setCurrentIndex(model_->index(row, 0)); }

void OfferList::step(int by) {
  const int end = by > 0 ? -1 : model_->rowCount();
  mark((currentIndex().isValid() ? currentIndex().row() : end) + by);
}

int OfferList::wantedWidth() const {
  qreal wide = 0;
  for (const Completion& offer : offers_) {
    wide = std::max(
        wide, look_.face(Face::Body).width(offer.text) + kGap + look_.face(Face::Small).width(offer.meaning));
  }
  return static_cast<int>(std::ceil(wide)) + 2 * kPadding + 12;  // and the scroll bar
}

}  // namespace bascule::ui
