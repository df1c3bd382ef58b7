// SPDX-License-Identifier: GPL-3.0-or-later
// Which calls of the table are selected, and that they stay it while rows come, go and change places.
#include <algorithm>

#include "ui/views/call_table_view.h"
#include "ui/views/flat_header.h"

namespace bascule::ui {
namespace {

constexpr std::size_t kKeptSelected = 4096;  // more are not found again after rows have changed places
constexpr std::size_t kCopied = 100'000;     // lines a clipboard can be asked to carry

// A tab inside a value would be a cell of its own; what begins like a formula would be one in a sheet.
QString pasted(QString text) {
  text.replace(QLatin1Char('\t'), QLatin1Char(' '));
  const bool formula = text.size() > 1 && QStringLiteral("=+-@").contains(text[0]) && !text[1].isDigit();
  return formula ? QLatin1Char('\'') + text : text;
}

}  // namespace

void CallTableView::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) {
  QTableView::selectionChanged(selected, deselected);
  if (!restoring_) Q_EMIT selectedChanged();
}

// Qt moves the corners of a selected range with their calls; what lies between them is other calls then.
void CallTableView::rememberSelected() {
  several_.clear();
  if (selectedCount() > 1) several_ = selectedCalls(kKeptSelected);
}

void CallTableView::reselect() {
  if (several_.empty()) return;
  QItemSelection again;
  for (const capture::CallNumber number : several_) {
    const int row = model_.rowOf(number);
    if (row >= 0) again.select(model_.index(row, 0), model_.index(row, model_.columnCount() - 1));
  }
  several_.clear();
  restoring_ = true;
  selectionModel()->select(again, QItemSelectionModel::ClearAndSelect);
  restoring_ = false;
  Q_EMIT selectedChanged();
}

void CallTableView::markRow(int row) {
  restoring_ = true;
  const QModelIndex index = model_.index(row, 0);
  selectionModel()->setCurrentIndex(index,
                                    selectionModel()->isRowSelected(row)
                                        ? QItemSelectionModel::NoUpdate
                                        : QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
  restoring_ = false;
}

void CallTableView::restoreSelection() {
  hovered_ = -1;
  reselect();
  const int row = wanted_ == 0 ? -1 : model_.rowOf(wanted_);
  if (row < 0) return;
  setFollowing(false);
  markRow(row);
  executeDelayedItemsLayout();
  scrollTo(currentIndex(), PositionAtCenter);
}

int CallTableView::selectedCount() const {
  int count = 0;
  for (const QItemSelectionRange& range : selectionModel()->selection()) count += range.height();
  return count;
}

std::vector<capture::CallNumber> CallTableView::selectedCalls(std::size_t limit) const {
  std::vector<int> rows;
  for (const QItemSelectionRange& range : selectionModel()->selection()) {
    for (int row = range.top(); row <= range.bottom() && rows.size() < limit; ++row) rows.push_back(row);
  }
  std::ranges::sort(rows);
  rows.erase(std::ranges::unique(rows).begin(), rows.end());
  std::vector<capture::CallNumber> out;
  out.reserve(rows.size());
  for (const int row : rows) out.push_back(model_.call(row).number);
  return out;
}

QString CallTableView::selectedText() const {
  std::vector<int> shown;
  for (int i = 0; i < header_->count(); ++i) {
    if (!isColumnHidden(header_->logicalIndex(i))) shown.push_back(header_->logicalIndex(i));
  }
  QString out;
  const auto line = [&](auto&& cell) {
    for (const int column : shown) {
      if (column != shown.front()) out += QLatin1Char('\t');
      out += pasted(cell(column));
    }
    out += QLatin1Char('\n');
  };
  line([this](int column) { return model_.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(); });
  for (const capture::CallNumber number : selectedCalls(kCopied)) {
    const int row = model_.rowOf(number);
    line([this, row](int column) { return model_.index(row, column).data().toString(); });
  }
  return out;
}

bool CallTableView::selectCall(capture::CallNumber number) {
  const int row = model_.rowOf(number);
  if (row < 0) return false;
  executeDelayedItemsLayout();
  // A call that was out of sight comes with its neighbours.
  const QRect place = visualRect(model_.index(row, 0));
  setCurrentIndex(model_.index(row, 0));
  const bool inSight = place.top() >= 0 && place.bottom() <= viewport()->height();
  scrollTo(model_.index(row, 0), inSight ? EnsureVisible : PositionAtCenter);
  return true;
}

void CallTableView::step(int step) {
  if (model_.rowCount() == 0) return;
  const int from = currentIndex().isValid() ? currentIndex().row() : (step > 0 ? -1 : model_.rowCount());
  const int row = std::clamp(from + step, 0, model_.rowCount() - 1);
  setCurrentIndex(model_.index(row, 0));
}

}  // namespace bascule::ui
