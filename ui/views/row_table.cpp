// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/row_table.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>
#include <cmath>

#include "ui/style/pen.h"
#include "ui/views/call_cells.h"
#include "ui/views/flat_table.h"

namespace bascule::ui {
namespace {

constexpr int kLeastRest = 200;  // of the column that takes the rest
constexpr int kDotRoom = 14;

class Delegate final : public QStyledItemDelegate {
 public:
  Delegate(const Look& look, const std::vector<TextTable::Column>& columns, QObject* parent)
      : QStyledItemDelegate(parent), look_(look), columns_(columns) {}

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {0, kRowHeight}; }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    Pen pen(*painter, look_);
    paintRowBack(pen, option, index.column());
    const Theme& theme = look_.theme();
    const TextTable::Column& column = columns_[static_cast<std::size_t>(index.column())];
    QRectF rect = QRectF(option.rect).adjusted(kCellPadding, 0, -kCellPadding, 0);
    if (const QVariant dot = index.data(kDotRole); dot.isValid()) {
      pen.dot({rect.left() + 4, std::round(rect.center().y()) + 0.5}, 4,
              theme.mark(static_cast<Tone>(dot.toInt())));
      rect.setLeft(rect.left() + kDotRoom);
    }
    const QVariant tone = index.data(kToneRole);
    const QColor colour = tone.isValid() ? theme.word(static_cast<Tone>(tone.toInt())) : theme.text;
    const QString text = index.data().toString();
    if (column.right) {
      pen.textRight(rect, column.face, colour, text, Fit::ElideEnd);
      return;
    }
    if (const QString lead = index.data(kLeadRole).toString(); !lead.isEmpty()) {
      const qreal own = std::min(pen.width(column.face, text), rect.width());
      const QRectF room(rect.left(), rect.top(), rect.width() - own, rect.height());
      rect.setLeft(rect.left() + pen.text(room, Face::Body, theme.dim, lead, Fit::ElideHead));
    }
    pen.text(rect, column.face, colour, text, Fit::ElideEnd);
  }

 private:
  const Look& look_;
  const std::vector<TextTable::Column>& columns_;
};

}  // namespace

RowTable::RowTable(const Look& look, int rowHeight, QWidget* parent)
    : QTableView(parent), look_(look), rowHeight_(rowHeight) {
  makeFlat(*this, rowHeight);
  setSelectionMode(SingleSelection);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setMouseTracking(true);
  setMinimumHeight(28 + 2 * rowHeight);
  connect(&look, &Look::changed, viewport(), qOverload<>(&QWidget::update));
  connect(this, &QAbstractItemView::doubleClicked, this,
          [this](const QModelIndex& index) { Q_EMIT opened(index.row()); });
}

void RowTable::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  QTableView::currentChanged(current, previous);
  Q_EMIT rowChosen(current.isValid() ? current.row() : -1);
}

void RowTable::keyPressEvent(QKeyEvent* event) {
  const int row = currentIndex().isValid() ? currentIndex().row() : -1;
  const bool alt = event->modifiers() == Qt::AltModifier;
  if (row < 0) return QTableView::keyPressEvent(event);
  switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
      Q_EMIT opened(row);
      return;
    case Qt::Key_Escape:
      clearSelection();
      setCurrentIndex({});
      return;
    case Qt::Key_Delete:
      Q_EMIT removeWanted(row);
      return;
    case Qt::Key_Up:
    case Qt::Key_Down:
      if (!alt) break;
      Q_EMIT moveWanted(row, event->key() == Qt::Key_Up ? -1 : 1);
      return;
    default:
      break;
  }
  QTableView::keyPressEvent(event);
}

void RowTable::paintEvent(QPaintEvent* event) {
  QTableView::paintEvent(event);
  if (!hasFocus() || !window()->testAttribute(Qt::WA_KeyboardFocusChange) || !currentIndex().isValid())
    return;
  QPainter painter(viewport());
  const QRect row(0, rowViewportPosition(currentIndex().row()), viewport()->width(), rowHeight_);
  Pen(painter, look_).box(row, 4, QColor(), look_.theme().selectionBar);
}

void paintRowBack(Pen& pen, const QStyleOptionViewItem& option, int column) {
  const Theme& theme = pen.theme();
  const bool selected = (option.state & QStyle::State_Selected) != 0;
  const bool under = (option.state & QStyle::State_MouseOver) != 0;
  pen.painter().fillRect(option.rect, selected ? theme.selection : under ? theme.hover : theme.panel);
  pen.hairlineH(option.rect.left(), option.rect.right() + 1, option.rect.bottom(), theme.line);
  if (selected && column == 0)
    pen.painter().fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()),
                           theme.selectionBar);
}

TextTable::TextTable(const Look& look, QAbstractItemModel& model, std::vector<Column> columns,
                     const QString& name, QWidget* parent)
    : RowTable(look, kRowHeight, parent), columns_(std::move(columns)) {
  setAccessibleName(name);
  std::vector<int> right;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].right) right.push_back(static_cast<int>(i));
  }
  header_ = new FlatHeader(look, std::move(right), this);
  setHorizontalHeader(header_);
  setModel(&model);
  setItemDelegate(new Delegate(look, columns_, this));
}

void TextTable::layoutColumns() {
  int rest = viewport()->width();
  int taker = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const int section = static_cast<int>(i);
    setColumnHidden(section, false);
    if (columns_[i].widest.isEmpty()) {
      taker = section;
      continue;
    }
    const QString title = model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
    const qreal wide = std::max(look().face(columns_[i].face).width(columns_[i].widest),
                                look().face(Face::TinyStrong).width(title));
    setColumnWidth(section, static_cast<int>(std::ceil(wide)) + 2 * kCellPadding);
    rest -= columnWidth(section);
  }
  for (std::size_t i = columns_.size(); i-- > 0 && rest < kLeastRest;) {
    if (!columns_[i].mayGo) continue;
    rest += columnWidth(static_cast<int>(i));
    setColumnHidden(static_cast<int>(i), true);
  }
  setColumnWidth(taker, std::max(kLeastRest / 2, rest));
}

void TextTable::resizeEvent(QResizeEvent* event) {
  RowTable::resizeEvent(event);
  layoutColumns();
}

}  // namespace bascule::ui
