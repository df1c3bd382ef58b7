// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/column_layout.h"

#include <QHeaderView>
#include <QScopedValueRollback>
#include <QTableView>
#include <algorithm>

#include "bridge/insight/filter_terms.h"
#include "ui/text/display.h"
#include "ui/views/call_cells.h"

namespace bascule::ui {
namespace {

constexpr int kNarrow = 900;      // below it the duration bars are shorter
constexpr int kLeastMethod = 80;  // the last thing that shrinks
constexpr int kShippedColumns = 10;

constexpr int kMethod = static_cast<int>(Column::Method);

bool isBuiltIn(const CallTableModel& model, const QString& key) {
  for (int i = 0; i < kColumnCount; ++i) {
    if (key == QLatin1String(model.key(i).c_str())) return true;
  }
  return false;
}

}  // namespace

ColumnLayout::ColumnLayout(const Look& look, CallTableModel& model, ViewSettings& settings, QTableView& view)
    : QObject(&view), look_(look), model_(model), settings_(settings), view_(view) {
  QHeaderView& header = *view.horizontalHeader();
  header.setSectionResizeMode(QHeaderView::Interactive);
  header.setSectionsMovable(true);
  connect(&header, &QHeaderView::sectionResized, this, [this](int logical, int, int width) {
    if (!laying_) resized(logical, width);
  });
  connect(&header, &QHeaderView::sectionMoved, this, [this] {
    if (!laying_) moved();
  });
  connect(&header, &QHeaderView::sectionHandleDoubleClicked, this, &ColumnLayout::automatic);
  connect(&settings, &ViewSettings::changed, this, &ColumnLayout::takeSettings);
  connect(&model, &QAbstractItemModel::modelReset, this, &ColumnLayout::layout);
  takeSettings();
}

int ColumnLayout::logicalOf(const QString& key) const {
  for (int i = 0; i < model_.columnCount(); ++i) {
    if (key == QString::fromStdString(model_.key(i))) return i;
  }
  return -1;
}

std::vector<ColumnSetting> ColumnLayout::columns() const {
  std::vector<ColumnSetting> out = settings_.state().columns;
  // What the file names twice or what is no key is left out; built-in columns it does not name come last.
  std::vector<QString> seen;
  std::erase_if(out, [&](const ColumnSetting& column) {
    const bool known = insight::isFilterKey(column.key.toStdString());
    if (!known || std::ranges::find(seen, column.key) != seen.end()) return true;
    seen.push_back(column.key);
    return false;
  });
  for (int i = 0; i < kColumnCount; ++i) {
    const QString key = QString::fromStdString(model_.key(i));
    if (std::ranges::find(seen, key) == seen.end()) out.push_back({key, 0, i < kShippedColumns});
  }
  return out;
}

void ColumnLayout::setColumns(std::vector<ColumnSetting> columns) {
  ViewState state = settings_.state();
  state.columns = std::move(columns);
  settings_.set(std::move(state));
}

void ColumnLayout::reset() { setColumns({}); }

bool ColumnLayout::show(const QString& key) {
  if (!insight::isFilterKey(key.toStdString())) return false;
  std::vector<ColumnSetting> all = columns();
  const auto at = std::ranges::find(all, key, &ColumnSetting::key);
  if (at == all.end())
    all.push_back({key, 0, true});
  else
    at->shown = true;
  setColumns(std::move(all));
  return true;
}

void ColumnLayout::ungroup() {
  ViewState state = settings_.state();
  state.grouping = Grouping::None;
  settings_.set(std::move(state));
}

void ColumnLayout::takeSettings() {
  std::vector<std::string> own;
  for (const ColumnSetting& column : columns()) {
    if (!isBuiltIn(model_, column.key)) own.push_back(column.key.toStdString());
  }
  model_.setOwnColumns(std::move(own));
  model_.setTimeForm(settings_.state().timeForm);
  model_.setGrouping(settings_.state().grouping);
  layout();
}

void ColumnLayout::placeColumns(const std::vector<ColumnSetting>& columns) {
  QHeaderView& header = *view_.horizontalHeader();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const int logical = logicalOf(columns[i].key);
    if (logical < 0) continue;
    header.moveSection(header.visualIndex(logical), static_cast<int>(i));
    view_.setColumnHidden(logical, !columns[i].shown);
  }
}

int ColumnLayout::widthOf(int logical, bool narrow) const {
  if (logical < kColumnCount) return columnWidth(look_, static_cast<Column>(logical), largest_, narrow);
  return ownColumnWidth(look_, display(model_.key(logical)));
}

// Hides columns until `fixed` is at most `room`. False if that would not be enough for a user who asked for
// more columns than there are at first: then all stay, and the table scrolls sideways.
bool ColumnLayout::dropColumns(int& fixed, int room) {
  int most = 0;
  for (const Column column : droppedColumns()) most += view_.columnWidth(static_cast<int>(column));
  bool more = false;
  for (int i = kShippedColumns; i < model_.columnCount(); ++i) more = more || !view_.isColumnHidden(i);
  if (more && fixed - most > room) return false;
  for (const Column column : droppedColumns()) {
    const int logical = static_cast<int>(column);
    if (fixed <= room) break;
    if (view_.isColumnHidden(logical)) continue;
    fixed -= view_.columnWidth(logical);
    view_.setColumnHidden(logical, true);
  }
  return true;
}

void ColumnLayout::layout() {
  const QScopedValueRollback laying(laying_, true);
  const std::vector<ColumnSetting> all = columns();
  placeColumns(all);
  const int room = view_.viewport()->width();
  int fixed = 0;
  bool methodChosen = false;
  for (const ColumnSetting& column : all) {
    const int logical = logicalOf(column.key);
    if (logical < 0 || !column.shown) continue;
    if (logical == kMethod) methodChosen = column.width > 0;
    if (logical == kMethod && column.width == 0) continue;
    view_.setColumnWidth(logical, column.width > 0 ? column.width : widthOf(logical, room < kNarrow));
    fixed += view_.columnWidth(logical);
  }
  const int method = methodChosen || view_.isColumnHidden(kMethod) ? 0 : kMethodMinimum;
  const bool scrolls = !dropColumns(fixed, room - method);
  if (method > 0)
    view_.setColumnWidth(kMethod, std::max(scrolls ? kMethodMinimum : kLeastMethod, room - fixed));
  const QHeaderView& header = *view_.horizontalHeader();
  first_ = -1;
  for (int i = 0; i < header.count() && first_ < 0; ++i) {
    if (!header.isSectionHidden(header.logicalIndex(i))) first_ = header.logicalIndex(i);
  }
}

void ColumnLayout::setLargest(capture::CallNumber largest) {
  const bool grown = std::to_string(largest).size() != std::to_string(largest_).size();
  largest_ = largest;
  if (grown) layout();
}

void ColumnLayout::resized(int logical, int width) {
  if (width == 0) return;
  std::vector<ColumnSetting> all = columns();
  const auto at = std::ranges::find(all, QString::fromStdString(model_.key(logical)), &ColumnSetting::key);
  if (at == all.end()) return;
  at->width = width;
  setColumns(std::move(all));
}

void ColumnLayout::automatic(int logical) {
  std::vector<ColumnSetting> all = columns();
  const auto at = std::ranges::find(all, QString::fromStdString(model_.key(logical)), &ColumnSetting::key);
  if (at == all.end()) return;
  at->width = 0;
  setColumns(std::move(all));
}

void ColumnLayout::moved() {
  const std::vector<ColumnSetting> before = columns();
  std::vector<ColumnSetting> after;
  const QHeaderView& header = *view_.horizontalHeader();
  for (int i = 0; i < header.count(); ++i) {
    const QString key = QString::fromStdString(model_.key(header.logicalIndex(i)));
    const auto at = std::ranges::find(before, key, &ColumnSetting::key);
    if (at != before.end()) after.push_back(*at);
  }
  setColumns(std::move(after));
}

}  // namespace bascule::ui
