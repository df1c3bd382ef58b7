// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/call_table_view.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <algorithm>
#include <array>

#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/words.h"
#include "ui/views/call_cells.h"
#include "ui/views/flat_header.h"
#include "ui/views/flat_table.h"

namespace bascule::ui {
namespace {

constexpr double kRuleTint = 0.08;  // words stay readable on it
constexpr int kBandHeight = 26;
constexpr std::size_t kMostBands = 2000;  // services, clients and statuses there may be; more get no band
constexpr int kTickMs = 100;  // an open stream shows seconds; ten times a second never looks stuck

constexpr std::array<int, 5> kRightAligned = {
    static_cast<int>(Column::Number), static_cast<int>(Column::Size), static_cast<int>(Column::Added),
    static_cast<int>(Column::RequestSize), static_cast<int>(Column::ResponseSize)};

class Delegate final : public QStyledItemDelegate {
 public:
  Delegate(const Look& look, const CallTableModel& model, CallTableView& view)
      : QStyledItemDelegate(&view), look_(look), model_(model), view_(view) {}

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    Pen pen(*painter, look_);
    const Theme& theme = look_.theme();
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    // The first row of a group has its band above it.
    QRect rect = option.rect;
    rect.setTop(rect.bottom() + 1 - kRowHeight);
    const ColourRule* rule = model_.ruleOf(index.row());
    painter->fillRect(rect, selected                            ? theme.selection
                            : index.row() == view_.hoveredRow() ? theme.hover
                            : rule != nullptr ? mix(theme.panel, theme.mark(rule->tone), kRuleTint)
                                              : theme.panel);
    pen.hairlineH(rect.left(), rect.right() + 1, rect.bottom(), theme.line);
    if ((selected || rule != nullptr) && index.column() == view_.columns().first())
      painter->fillRect(QRect(rect.left(), rect.top(), 3, rect.height()),
                        selected ? theme.selectionBar : theme.mark(rule->tone));
    paintCallCell(pen, rect, model_, index.row(), index.column());
  }

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {0, kRowHeight}; }

 private:
  const Look& look_;
  const CallTableModel& model_;
  CallTableView& view_;
};

}  // namespace

CallTableView::CallTableView(const Look& look, CallTableModel& model, ViewSettings& settings, QWidget* parent)
    : QTableView(parent),
      look_(look),
      model_(model),
      header_(new FlatHeader(look, {kRightAligned.begin(), kRightAligned.end()}, this)) {
  setAccessibleName(Words::tr("Calls"));
  setHorizontalHeader(header_);
  header_->setSectionsClickable(true);
  header_->setContextMenuPolicy(Qt::CustomContextMenu);
  setModel(&model);
  setItemDelegate(new Delegate(look, model, *this));
  makeFlat(*this, kRowHeight);
  setSelectionMode(ExtendedSelection);
  setHorizontalScrollMode(ScrollPerPixel);
  setMouseTracking(true);
  setMinimumSize(320, 28 + 2 * kRowHeight);
  columns_ = new ColumnLayout(look, model, settings, *this);
  connect(&look, &Look::changed, viewport(), qOverload<>(&QWidget::update));
  connectModel();
  following_ = model.byAge();
  connect(header_, &QHeaderView::sectionClicked, &model, &CallTableModel::cycleSorting);
  connect(header_, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
    Q_EMIT headerMenuWanted(header_->logicalIndexAt(at), header_->mapToGlobal(at));
  });
  connect(verticalScrollBar(), &QScrollBar::sliderMoved, this, &CallTableView::userScrolled);
  connect(verticalScrollBar(), &QScrollBar::actionTriggered, this,
          [this] { QTimer::singleShot(0, this, &CallTableView::userScrolled); });
  connect(&ticking_, &QTimer::timeout, this, &CallTableView::tick);
  ticking_.start(kTickMs);
}

void CallTableView::connectModel() {
  connect(&model_, &QAbstractItemModel::modelAboutToBeReset, this, &CallTableView::rememberSelected);
  connect(&model_, &QAbstractItemModel::modelReset, this, &CallTableView::restoreSelection);
  connect(&model_, &QAbstractItemModel::modelAboutToBeReset, this, &CallTableView::dropBands);
  connect(&model_, &CallTableModel::aboutToRearrange, this, [this] {
    rememberPlace();
    dropBands();
  });
  connect(&model_, &CallTableModel::rearranged, this, &CallTableView::returnToPlace);
  connect(&model_, &CallTableModel::admitted, this, [this] {
    if (!currentIndex().isValid()) restoreSelection();
  });
  connect(&model_, &CallTableModel::shownChanged, this, &CallTableView::afterChange);
  connect(&model_, &CallTableModel::sortingChanged, this, &CallTableView::afterSorting);
  // Spans of time end below each other, a clock begins there.
  const auto alignTime = [this] {
    header_->setRightAligned(static_cast<int>(Column::Time), model_.timeForm() != TimeForm::Clock);
  };
  connect(&model_, &CallTableModel::timeFormChanged, this, alignTime);
  alignTime();
  connect(&model_.traffic(), &Traffic::cleared, this, [this] {
    wanted_ = 0;
    several_.clear();
    if (model_.grouping() == Grouping::None) setFollowing(true);
  });
}

void CallTableView::resizeEvent(QResizeEvent* event) {
  // A selected row that was in view stays in view when the detail takes room from the table.
  const int before = currentIndex().isValid() ? rowViewportPosition(currentIndex().row()) : -1;
  QTableView::resizeEvent(event);
  columns_->layout();
  if (following_)
    toNewest();
  else if (before >= 0 && before < event->oldSize().height())
    scrollTo(currentIndex());
}

void CallTableView::paintEvent(QPaintEvent* event) {
  QTableView::paintEvent(event);
  if (!bands_.empty()) paintBands();
  if (!hasFocus() || !window()->testAttribute(Qt::WA_KeyboardFocusChange) || !currentIndex().isValid())
    return;
  QPainter painter(viewport());
  const int bottom = rowViewportPosition(currentIndex().row()) + rowHeight(currentIndex().row());
  const QRect row(0, bottom - kRowHeight, viewport()->width(), kRowHeight);
  Pen(painter, look_).box(row, 4, QColor(), look_.theme().selectionBar);
}

// Rows carry their heights along when rows come in above them, but not when calls change places or are all
// asked for again.
void CallTableView::dropBands() {
  for (const Band& band : bands_) {
    if (band.index.isValid()) verticalHeader()->resizeSection(band.index.row(), kRowHeight);
  }
  bands_.clear();
}

void CallTableView::layoutBands() {
  const std::vector<CallTableModel::Group> groups = model_.groups(kMostBands);
  const bool same =
      std::ranges::equal(groups, bands_, [](const CallTableModel::Group& group, const Band& band) {
        return band.index.isValid() && band.index.row() == group.row;
      });
  if (!same) dropBands();
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (same) {
      bands_[i].count = groups[i].count;
      continue;
    }
    bands_.push_back({model_.index(groups[i].row, 0), groups[i].count});
    verticalHeader()->resizeSection(groups[i].row, kRowHeight + kBandHeight);
  }
}

void CallTableView::paintBands() {
  QPainter painter(viewport());
  Pen pen(painter, look_);
  const Theme& theme = look_.theme();
  for (const Band& band : bands_) {
    if (!band.index.isValid()) continue;
    const int top = rowViewportPosition(band.index.row());
    if (top + kBandHeight < 0 || top > viewport()->height()) continue;
    const QRectF rect(0, top, viewport()->width(), kBandHeight);
    painter.fillRect(rect, theme.window);
    pen.hairlineH(rect.left(), rect.right(), rect.bottom() - 1, theme.line);
    QRectF line = rect.adjusted(kCellPadding + 4, 0, -kCellPadding, 0);
    line.setLeft(line.left() +
                 pen.text(line, Face::Strong, theme.text, model_.groupText(band.index.row()), Fit::ElideEnd) +
                 10);
    pen.text(line, Face::Small, theme.dim,
             Words::tr("%1 calls", nullptr, Words::form(static_cast<std::uint64_t>(band.count)))
                 .arg(asQString(formatCount(static_cast<std::uint64_t>(band.count)))));
  }
}

void CallTableView::tick() {
  if (!isVisible() || model_.traffic().inFlight().empty()) return;
  const int first = rowAt(0);
  const int last = rowAt(viewport()->height() - 1);
  const int column = static_cast<int>(Column::Duration);
  for (int row = first; row >= 0 && row < model_.rowCount() && (last < 0 || row <= last); ++row) {
    if (model_.call(row).inFlight()) update(model_.index(row, column));
  }
}

void CallTableView::hover(int row) {
  if (row == hovered_) return;
  for (const int changed : {hovered_, row}) {
    if (changed >= 0)
      viewport()->update(0, rowViewportPosition(changed), viewport()->width(), kRowHeight + kBandHeight);
  }
  hovered_ = row;
}

void CallTableView::mouseMoveEvent(QMouseEvent* event) {
  hover(rowAt(static_cast<int>(event->position().y())));
  QTableView::mouseMoveEvent(event);
}

void CallTableView::leaveEvent(QEvent* event) {
  hover(-1);
  QTableView::leaveEvent(event);
}

void CallTableView::wheelEvent(QWheelEvent* event) {
  QTableView::wheelEvent(event);
  userScrolled();
}

void CallTableView::toNewest() {
  if (model_.sorting().descending)
    scrollToTop();
  else
    scrollToBottom();
}

void CallTableView::userScrolled() {
  const QScrollBar& bar = *verticalScrollBar();
  const bool atNewest =
      model_.sorting().descending ? bar.value() <= bar.minimum() : bar.value() >= bar.maximum();
  setFollowing(atNewest && model_.byAge());
}

void CallTableView::setFollowing(bool on) {
  if (on && model_.grouping() != Grouping::None) columns_->ungroup();
  if (on && !model_.byAge()) model_.setSorting({});
  if (on) toNewest();
  if (on == following_) return;
  following_ = on;
  Q_EMIT followingChanged(on);
}

void CallTableView::afterChange() {
  layoutBands();
  // The number column grows by a digit when the calls do.
  const capture::RowStore& rows = model_.traffic().rows();
  columns_->setLargest(rows.size() == 0 ? 0 : rows.row(rows.size() - 1).number);
  // A call that comes back by itself is selected again, but is no reason to scroll.
  const int row = wanted_ == 0 || currentIndex().isValid() ? -1 : model_.rowOf(wanted_);
  if (row >= 0) {
    setAutoScroll(false);
    markRow(row);
    setAutoScroll(true);
  }
  if (following_) toNewest();
}

void CallTableView::afterSorting() {
  const Sorting& sorting = model_.sorting();
  header_->setArrow(sorting == Sorting{} ? -1 : model_.sortedSection(), sorting.descending);
  if (!model_.byAge()) setFollowing(false);
  if (currentIndex().isValid())
    scrollTo(currentIndex(), PositionAtCenter);
  else if (!following_)
    scrollToTop();
}

// While the user reads, rows that come in above must not push away what is read. At the very top one wants
// to see what comes in.
void CallTableView::rememberPlace() {
  rememberSelected();
  const int row = following_ || verticalScrollBar()->value() == 0 ? -1 : rowAt(0);
  atTop_ = row < 0 ? 0 : model_.call(row).number;
  topOffset_ = row < 0 ? 0 : rowViewportPosition(row);
}

void CallTableView::returnToPlace() {
  reselect();
  const int row = atTop_ == 0 ? -1 : model_.rowOf(atTop_);
  if (row < 0) return;
  executeDelayedItemsLayout();  // the scroll bar's range
  verticalScrollBar()->setValue(verticalHeader()->sectionPosition(row) - topOffset_);
}

void CallTableView::rowsInserted(const QModelIndex& parent, int start, int end) {
  QTableView::rowsInserted(parent, start, end);
  const int value = verticalScrollBar()->value();
  if (following_ || value == 0 || verticalHeader()->sectionPosition(start) >= value) return;
  executeDelayedItemsLayout();
  verticalScrollBar()->setValue(value + (end - start + 1) * kRowHeight);
}

void CallTableView::rowsAboutToBeRemoved(const QModelIndex& parent, int start, int end) {
  const int selected = currentIndex().row();
  restoring_ = true;
  // Qt would go on to a neighbour: a call that left the table is no reason to look at another one.
  if (selected >= start && selected <= end) setCurrentIndex({});
  QTableView::rowsAboutToBeRemoved(parent, start, end);
  restoring_ = false;
  const int value = verticalScrollBar()->value();
  const int below = end + 1 < model_.rowCount() ? verticalHeader()->sectionPosition(end + 1) : INT_MAX;
  if (!following_ && below <= value) verticalScrollBar()->setValue(value - (end - start + 1) * kRowHeight);
}

void CallTableView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  QTableView::currentChanged(current, previous);
  if (restoring_ || !current.isValid()) return;
  wanted_ = model_.call(current.row()).number;
  // Looking at a call and being carried away from it do not go together.
  setFollowing(false);
  Q_EMIT callSelected(wanted_);
}

capture::CallNumber CallTableView::selectedCall() const {
  return currentIndex().isValid() ? model_.call(currentIndex().row()).number : 0;
}

void CallTableView::contextMenuEvent(QContextMenuEvent* event) {
  const bool keyboard = event->reason() == QContextMenuEvent::Keyboard;
  const QModelIndex cell = keyboard ? currentIndex() : indexAt(event->pos());
  if (!cell.isValid()) return;
  const QPoint at = keyboard ? visualRect(cell).bottomLeft() : event->pos();
  Q_EMIT cellMenuWanted(cell, viewport()->mapToGlobal(at));
}

void CallTableView::keyPressEvent(QKeyEvent* event) {
  const bool plain = (event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier;
  const QString text = event->text();
  if (plain && singleKeys_) {
    if (text == QLatin1String("j")) return step(1);
    if (text == QLatin1String("k")) return step(-1);
    if (text == QLatin1String(" ")) return setFollowing(!following_);
  }
  if (plain && event->key() == Qt::Key_Escape && !currentIndex().isValid()) {
    Q_EMIT escaped();
    return;
  }
  if (plain && event->key() == Qt::Key_Escape) {
    wanted_ = 0;
    clearSelection();
    setCurrentIndex({});
    Q_EMIT callSelected(0);
    return;
  }
  if (plain && !text.isEmpty() && text[0].isPrint() && !text[0].isSpace()) {
    Q_EMIT typed(text);
    return;
  }
  if (event->matches(QKeySequence::Copy)) {
    QGuiApplication::clipboard()->setText(selectedText());
    return;
  }
  QTableView::keyPressEvent(event);
  static constexpr std::array kScrollKeys = {Qt::Key_End, Qt::Key_Home, Qt::Key_PageDown, Qt::Key_PageUp};
  if (std::ranges::find(kScrollKeys, event->key()) != kScrollKeys.end()) userScrolled();
}

}  // namespace bascule::ui
