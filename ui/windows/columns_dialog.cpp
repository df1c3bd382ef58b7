// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/columns_dialog.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/style/pen.h"
#include "ui/text/display.h"
#include "ui/text/words.h"
#include "ui/views/button.h"
#include "ui/views/remark.h"

namespace bascule::ui {
namespace {

constexpr int kRow = 27;
constexpr int kKeyRole = Qt::UserRole + 1;
constexpr int kShownRole = Qt::UserRole + 2;

int shippedIndex(const QString& key) {
  for (int i = 0; i < kColumnCount; ++i) {
    if (key == QLatin1String(CallTableModel::keyOf(static_cast<Column>(i)))) return i;
  }
  return -1;
}

class Delegate final : public QStyledItemDelegate {
 public:
  Delegate(const Look& look, QListView* view) : QStyledItemDelegate(view), look_(look), view_(*view) {}
  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {1, kRow}; }
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    Pen pen(*painter, look_);
    const Theme& theme = look_.theme();
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    painter->fillRect(option.rect, selected ? theme.selection : theme.panel);
    if (selected && view_.hasFocus() && view_.window()->testAttribute(Qt::WA_KeyboardFocusChange))
      pen.box(option.rect, 4, QColor(), theme.selectionBar);
    const bool shown = index.data(kShownRole).toBool();
    QRectF rect = QRectF(option.rect).adjusted(12, 0, -12, 0);
    const QRectF square(rect.left(), rect.center().y() - 7.5, 16, 16);
    pen.box(square, 4, shown ? theme.connect : theme.panel, shown ? theme.connect : theme.dim);
    if (shown) drawIcon(*painter, Icon::Check, square.topLeft(), theme.dark ? theme.window : theme.panel);
    rect.setLeft(rect.left() + 26);
    rect.setLeft(rect.left() +
                 pen.text(rect, Face::Body, theme.text, index.data().toString(), Fit::ElideEnd) + 16);
    if (rect.width() > 0)
      pen.textRight(rect, Face::Small, theme.dim, index.data(kKeyRole).toString(), Fit::ElideEnd);
  }

 private:
  const Look& look_;
  const QListView& view_;
};

}  // namespace

QString columnTitle(const QString& key) {
  const int index = shippedIndex(key);
  if (index < 0) return display(key.toStdString());
  return index == 0 ? Words::tr("Call number") : CallTableModel::title(static_cast<Column>(index));
}

bool isShippedColumn(const QString& key) { return shippedIndex(key) >= 0; }

ColumnsDialog::ColumnsDialog(const Look& look, ColumnLayout& layout, QWidget* parent)
    : QDialog(parent),
      look_(look),
      layout_(layout),
      list_(new QListView(this)),
      model_(new QStandardItemModel(this)),
      field_(new QLineEdit(this)),
      problem_(new Remark(look, Face::Small, Tone::Error, this)) {
  setWindowTitle(Words::tr("Columns"));
  resize(460, 600);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(12, 12, 12, 12);
  column->setSpacing(8);
  list_->setAccessibleName(Words::tr("Columns"));
  list_->setToolTip(Words::tr("Space shows or hides a column, Alt+Up and Alt+Down move it"));
  list_->setModel(model_);
  list_->setItemDelegate(new Delegate(look, list_));
  list_->setFrameShape(QFrame::NoFrame);
  list_->setEditTriggers(QListView::NoEditTriggers);
  list_->installEventFilter(this);
  column->addWidget(list_, 1);
  field_->setFont(fontOf(Face::Body));
  field_->setFixedHeight(31);
  field_->setTextMargins(6, 0, 6, 0);
  field_->setPlaceholderText(Words::tr("A column of your own: header.x-tenant, req.id"));
  field_->setAccessibleName(Words::tr("Column of your own"));
  field_->setToolTip(Words::tr("A key of the filter language; Return adds it as a column"));
  field_->installEventFilter(this);
  column->addWidget(field_);
  column->addWidget(problem_);
  column->addWidget(makeButtons());
  connect(list_, &QListView::clicked, this, &ColumnsDialog::toggle);
  connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this, &ColumnsDialog::updateButtons);
  fill({});
}

QWidget* ColumnsDialog::makeButtons() {
  auto* bar = new QWidget(this);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(8);
  const auto add = [&](const QString& words, const QString& tip, auto act) {
    auto* button = new Button(look_, Button::Type::Bordered, words, bar);
    button->setToolTip(tip);
    connect(button, &QAbstractButton::clicked, this, act);
    row->addWidget(button);
    return button;
  };
  up_ = add(Words::tr("Up"), Words::tr("Further left in the list of calls (Alt+Up)"), [this] { move(-1); });
  down_ =
      add(Words::tr("Down"), Words::tr("Further right in the list of calls (Alt+Down)"), [this] { move(1); });
  remove_ =
      add(Words::tr("Remove"), Words::tr("Remove this column of your own (Del)"), [this] { removeOwn(); });
  add(Words::tr("As shipped"), Words::tr("Columns, order and widths as they were at first"),
      [this] { layout_.reset(), fill({}); });
  row->addStretch(1);
  add(Words::tr("Close"), Words::tr("Close this list (Esc)"), [this] { accept(); });
  return bar;
}

QString ColumnsDialog::current() const { return list_->currentIndex().data(kKeyRole).toString(); }

void ColumnsDialog::fill(const QString& current) {
  model_->clear();
  for (const ColumnSetting& column : layout_.columns()) {
    auto* item = new QStandardItem(columnTitle(column.key));
    item->setData(column.key, kKeyRole);
    item->setData(column.shown, kShownRole);
    item->setData(
        QStringLiteral("%1, %2").arg(item->text(), column.shown ? Words::tr("shown") : Words::tr("hidden")),
        Qt::AccessibleTextRole);
    model_->appendRow(item);
    if (column.key == current) list_->setCurrentIndex(item->index());
  }
  if (!list_->currentIndex().isValid()) list_->setCurrentIndex(model_->index(0, 0));
  updateButtons();
}

void ColumnsDialog::toggle() {
  const QString key = current();
  std::vector<ColumnSetting> columns = layout_.columns();
  const auto at = std::ranges::find(columns, key, &ColumnSetting::key);
  if (at == columns.end()) return;
  at->shown = !at->shown;
  // A list without columns could not be brought back by a click on it.
  if (std::ranges::none_of(columns, &ColumnSetting::shown)) return;
  layout_.setColumns(std::move(columns));
  fill(key);
}

void ColumnsDialog::move(int by) {
  const QString key = current();
  std::vector<ColumnSetting> columns = layout_.columns();
  const auto at = std::ranges::find(columns, key, &ColumnSetting::key) - columns.begin();
  const auto to = at + by;
  if (to < 0 || to >= std::ssize(columns)) return;
  std::swap(columns[static_cast<std::size_t>(at)], columns[static_cast<std::size_t>(to)]);
  layout_.setColumns(std::move(columns));
  fill(key);
}

void ColumnsDialog::addOwn() {
  const QString key = field_->text().trimmed();
  if (key.isEmpty()) return;
  const bool known = layout_.show(key);
  problem_->setText(known ? QString()
                          : Words::tr("There is no such key. Try header.NAME, trailer.NAME, req.FIELD, "
                                      "res.FIELD, error.detail."));
  if (!known) return;
  field_->clear();
  fill(key);
}

void ColumnsDialog::removeOwn() {
  const QString key = current();
  if (isShippedColumn(key)) return;
  std::vector<ColumnSetting> columns = layout_.columns();
  std::erase_if(columns, [&](const ColumnSetting& column) { return column.key == key; });
  layout_.setColumns(std::move(columns));
  fill({});
}

void ColumnsDialog::updateButtons() {
  const int row = list_->currentIndex().row();
  up_->setEnabled(row > 0);
  down_->setEnabled(row >= 0 && row + 1 < model_->rowCount());
  remove_->setEnabled(row >= 0 && !isShippedColumn(current()));
}

bool ColumnsDialog::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::KeyPress) return QDialog::eventFilter(watched, event);
  const auto& key = *static_cast<QKeyEvent*>(event);
  if (watched == field_) {
    // Return would close the dialog.
    if (key.key() != Qt::Key_Return && key.key() != Qt::Key_Enter) return false;
    addOwn();
    return true;
  }
  const bool alt = key.modifiers() == Qt::AltModifier;
  if (key.key() == Qt::Key_Space)
    toggle();
  else if (key.key() == Qt::Key_Delete)
    removeOwn();
  else if (alt && (key.key() == Qt::Key_Up || key.key() == Qt::Key_Down))
    move(key.key() == Qt::Key_Up ? -1 : 1);
  else
    return false;
  return true;
}

void ColumnsDialog::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look_.theme().panel);
}

}  // namespace bascule::ui
