// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/call_table_model.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "bridge/insight/filter_scan.h"
#include "bridge/insight/filter_terms.h"
#include "ui/models/column_values.h"
#include "ui/models/note_colours.h"
#include "ui/text/display.h"
#include "ui/text/status_text.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

using capture::CallNumber;
using capture::CallRow;
using insight::Tri;

struct ColumnRow {
  const char* title;
  const char* key;  ///< of the filter language
};
constexpr std::array<ColumnRow, kColumnCount> kColumns = {{
    {"#", "#"},
    {english("Time"), "time"},
    {english("Status"), "status"},
    {english("Protocol"), "protocol"},
    {english("Method"), "method"},
    {english("Kind"), "kind"},
    {english("Messages"), "messages"},
    {english("Size"), "size"},
    {english("Duration"), "duration"},
    {english("Client"), "client"},
    {english("Address"), "peer"},
    {english("Host"), "host"},
    {english("Server"), "upstream"},
    {english("Codec"), "codec"},
    {english("Compression"), "compression"},
    {english("Bridge adds"), "added"},
    {english("Request"), "req.size"},
    {english("Response"), "res.size"},
    {english("Comment"), "comment"},
}};

}  // namespace

CallTableModel::CallTableModel(const Traffic& traffic, QObject* parent)
    : QAbstractTableModel(parent),
      traffic_(traffic),
      values_(new ColumnValues(traffic, this)),
      order_(traffic.rows(), texts_) {
  connect(&traffic, &Traffic::rowsAdded, this, &CallTableModel::add);
  connect(&traffic, &Traffic::rowsChanged, this, &CallTableModel::change);
  connect(&traffic, &Traffic::cleared, this, &CallTableModel::rebuild);
}

int CallTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(order_.shown().size());
}
int CallTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumnCount + static_cast<int>(own_.size());
}

QVariant CallTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
      return textAt(index);
    case Qt::ToolTipRole:
      return tip(textAt(index));
    default:
      return {};
  }
}

QVariant CallTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
  const bool own = section >= kColumnCount;
  const QString title = own ? display(own_[static_cast<std::size_t>(section - kColumnCount)])
                            : CallTableModel::title(static_cast<Column>(section));
  if (role == Qt::DisplayRole) return title;
  if (role != Qt::ToolTipRole && role != Qt::AccessibleTextRole) return {};
  const Sorting& sorting = order_.sorting();
  if (sortedSection() != section) {
    return (own ? Words::tr("%1: read from the recorded calls; click to sort by it")
                : Words::tr("%1: click to sort by it (Ctrl+Alt+S)"))
        .arg(title);
  }
  return sorting.descending ? Words::tr("%1: sorted, largest or last first").arg(title)
                            : Words::tr("%1: sorted, smallest or first first").arg(title);
}

QString CallTableModel::title(Column column) {
  return Words::of(kColumns[static_cast<std::size_t>(column)].title);
}

const char* CallTableModel::keyOf(Column column) { return kColumns[static_cast<std::size_t>(column)].key; }

std::string CallTableModel::key(int column) const {
  return column < kColumnCount ? keyOf(static_cast<Column>(column))
                               : own_[static_cast<std::size_t>(column - kColumnCount)];
}

QString CallTableModel::textAt(const QModelIndex& index) const {
  if (index.column() >= kColumnCount) return ownValue(index.row(), index.column());
  const auto column = static_cast<Column>(index.column());
  QString text = cellText(call(index.row()), column);
  // Colour is not the only signal: the number says which rule it is, and what is noted.
  if (column == Column::Number) {
    if (const ColourRule* rule = ruleOf(index.row())) text += QStringLiteral(", ") + rule->name;
    const capture::Annotation* note = traffic_.rows().annotation(call(index.row()).number);
    if (note != nullptr && note->marked) text += Words::tr(", marked");
    if (note != nullptr && !note->comment.empty()) text += QStringLiteral(": ") + display(note->comment);
    return text;
  }
  if (column != Column::Time || timeForm_ == TimeForm::Clock) return text;
  return QStringLiteral("%1 (%2)").arg(asQString(timeText(index.row())), text);
}

void CallTableModel::setOwnColumns(std::vector<std::string> keys) {
  if (keys == own_) return;
  // Another column may stand in this place now.
  if (order_.sorting().own >= 0) setSorting({});
  beginResetModel();
  own_ = std::move(keys);
  values_->setKeys(own_);
  endResetModel();
}

void CallTableModel::setTimeForm(TimeForm form) {
  if (form == timeForm_) return;
  timeForm_ = form;
  Q_EMIT timeFormChanged();
  const int column = static_cast<int>(Column::Time);
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, column), index(rowCount() - 1, column));
}

Short CallTableModel::timeText(int row) const {
  const std::int64_t start = call(row).startNs;
  switch (timeForm_) {
    case TimeForm::SinceStart:
      return formatSeconds(start - traffic_.rows().row(0).startNs);
    case TimeForm::Delta:
      return row == 0 ? formatSeconds(0) : formatSeconds(start - call(row - 1).startNs);
    case TimeForm::Clock:
      break;
  }
  return formatTime(start);
}

QString CallTableModel::ownValue(int row, int column) const {
  return values_->value(call(row), static_cast<std::size_t>(column - kColumnCount));
}

void CallTableModel::setRules(std::vector<ColourRule> rules) {
  rules_ = std::move(rules);
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

const ColourRule* CallTableModel::ruleOf(int row) const {
  // What a person chose for this call comes before what a rule says of all like it.
  const capture::Annotation* note = traffic_.rows().annotation(call(row).number);
  if (const ColourRule* chosen = note == nullptr ? nullptr : noteColour(note->color)) return chosen;
  if (rules_.empty()) return nullptr;
  const insight::RowView view{call(row), traffic_.rows(), traffic_.nowNs()};
  const auto at = std::ranges::find_if(
      rules_, [&](const ColourRule& rule) { return rule.filter.matchesRow(view) == Tri::Yes; });
  return at == rules_.end() ? nullptr : &*at;
}

std::string CallTableModel::term(int row, int column) const {
  const insight::RowView view{call(row), traffic_.rows(), traffic_.nowNs()};
  if (column >= kColumnCount) {
    const std::string value = values_->raw(call(row), static_cast<std::size_t>(column - kColumnCount));
    return value.empty() ? std::string() : insight::exactTerm(key(column), value);
  }
  // A method's name alone may be that of several services.
  if (static_cast<Column>(column) == Column::Method)
    return insight::termOf("service", view) + " " + insight::termOf("method", view);
  return insight::termOf(key(column), view);
}

QString CallTableModel::cellText(const CallRow& row, Column column) const {
  const capture::RowStore& store = traffic_.rows();
  switch (column) {
    case Column::Number:
      return asQString(formatCount(row.number));
    case Column::Time:
      return asQString(formatMoment(row.startNs));
    case Column::Status:
      return pillWords(pillText(row));
    case Column::Protocol: {
      std::string text = fmt::format("{} {}{}", rpc::displayName(row.protocol),
                                     (row.flags & capture::kHttp2) != 0 ? "h2" : "h1",
                                     row.protocol == rpc::Protocol::ConnectGet ? " GET" : "");
      if (row.upstreamProtocol != rpc::Protocol::Unknown)
        text += fmt::format(" → {}", rpc::displayName(row.upstreamProtocol));
      return asQString(text);
    }
    case Column::Method:
      return display(fmt::format("{}/{}", store.string(row.service), store.string(row.method)));
    case Column::Kind:
      return asQString(kindText(row.kind));
    case Column::Messages:
      return asQString(fmt::format("↑{} ↓{}", row.requestMessages, row.responseMessages));
    case Column::Size:
      return asQString(formatSize(row.requestBytes + row.responseBytes));
    case Column::Duration:
      return asQString(row.inFlight() ? formatClock(traffic_.durationNs(row))
                                      : formatDuration(row.durationNs));
    case Column::Client:
      return display(fmt::format("{} ({})", store.string(row.client), store.string(row.peer)));
    case Column::Peer:
      return display(store.string(row.peer));
    case Column::Host:
      return display(store.string(row.host));
    case Column::Upstream:
      return display(store.string(row.upstream));
    case Column::Codec:
    case Column::Compression:
      return asQString(insight::valueName(keyOf(column), {row, store, 0}));
    case Column::Added:
      return asQString(formatDuration(row.addedNs));
    case Column::RequestSize:
      return asQString(formatSize(row.requestBytes));
    case Column::ResponseSize:
      return asQString(formatSize(row.responseBytes));
    case Column::Comment: {
      const capture::Annotation* note = store.annotation(row.number);
      if (note == nullptr || note->comment.empty()) return QStringLiteral("–");
      std::string comment = note->comment;
      std::ranges::replace(comment, '\n', ' ');
      return display(comment, 1024);
    }
  }
  return {};
}

void CallTableModel::setFilter(const insight::CallFilter& filter) {
  filter_ = filter;
  rebuild();
}

void CallTableModel::setChoice(const Choice& choice) {
  if (choice == choice_) return;
  choice_ = choice;
  rebuild();
}

bool CallTableModel::chosen(const CallRow& row) const {
  if (!chipMatches(choice_.chip, row)) return false;
  if (choice_.service != 0 && row.service != choice_.service) return false;
  if (choice_.method != 0 && row.method != choice_.method) return false;
  if (choice_.client != 0 && row.client != choice_.client) return false;
  return choice_.untilNs == 0 || (row.startNs >= choice_.fromNs && row.startNs < choice_.untilNs);
}

Tri CallTableModel::decide(std::uint32_t index, std::int64_t nowNs) const {
  const CallRow row = traffic_.rows().row(index);
  if (!chosen(row)) return Tri::No;
  if (filter_.matchesEverything()) return Tri::Yes;
  return filter_.matchesRow({row, traffic_.rows(), nowNs});
}

void CallTableModel::setSorting(const Sorting& sorting) {
  if (sorting == order_.sorting()) return;
  // The other way round the same texts are needed.
  const bool sameTexts =
      sorting.byTexts() && sorting.own == order_.sorting().own && sorting.column == order_.sorting().column;
  rearrange([&] {
    if (!sameTexts) texts_.clear();
    if (!sameTexts && sorting.column == Column::Comment) gatherTexts();
    order_.setSorting(sorting);
  });
  if (!sameTexts) {
    ++sortGeneration_;
    sortReading_ = false;
    if (sorting.own >= 0 && traffic_.rows().size() > 0) askSortValues(0, traffic_.rows().size() - 1);
  }
  Q_EMIT sortingChanged();
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
  Q_EMIT shownChanged();
}

void CallTableModel::setGrouping(Grouping grouping) {
  if (grouping == order_.grouping()) return;
  rearrange([&] { order_.setGrouping(grouping); });
  Q_EMIT sortingChanged();
  Q_EMIT shownChanged();
}

std::vector<CallTableModel::Group> CallTableModel::groups(std::size_t limit) const {
  std::vector<Group> out;
  if (grouping() == Grouping::None) return out;
  for (std::size_t row = 0; row < order_.shown().size() && out.size() < limit;) {
    const std::size_t end = order_.groupEnd(row);
    out.push_back({static_cast<int>(row), static_cast<int>(end - row)});
    row = end;
  }
  return out;
}

QString CallTableModel::groupText(int row) const {
  const CallRow first = call(row);
  switch (grouping()) {
    case Grouping::Service:
      return display(traffic_.rows().string(first.service));
    case Grouping::Client:
      return first.client == 0 ? Words::tr("unnamed") : display(traffic_.rows().string(first.client));
    case Grouping::Status:
      return cellText(first, Column::Status);
    case Grouping::None:
      break;
  }
  return {};
}

int CallTableModel::sortedSection() const {
  const Sorting& now = order_.sorting();
  return now.own >= 0 ? kColumnCount + now.own : static_cast<int>(now.column);
}

void CallTableModel::cycleSorting(int section) {
  const bool own = section >= kColumnCount;
  const auto column = own ? Column::Number : static_cast<Column>(section);
  const bool natural = !own && descendsFirst(column);
  const int place = own ? section - kColumnCount : -1;
  if (sortedSection() != section) return setSorting({column, natural, place});
  if (sorting().descending == natural) return setSorting({column, !natural, place});
  setSorting({});
}

void CallTableModel::gatherTexts() {
  for (const auto& [number, note] : traffic_.rows().annotations()) {
    const std::uint32_t index = traffic_.rows().indexOf(number);
    if (index < traffic_.rows().size()) texts_.set(index, note.comment);
  }
}

// Before the order looks at these rows: what they are sorted by may have changed.
void CallTableModel::noticeTexts(const std::vector<std::uint32_t>& indices) {
  if (sorting().column == Column::Comment) {
    for (const std::uint32_t index : indices) {
      const capture::Annotation* note = traffic_.rows().annotation(traffic_.rows().number(index));
      texts_.set(index, note == nullptr ? std::string_view() : note->comment);
    }
  }
  if (sorting().own < 0) return;
  std::vector<CallNumber> ended;
  for (const std::uint32_t index : indices)
    if (!traffic_.rows().row(index).inFlight()) ended.push_back(traffic_.rows().number(index));
  if (!ended.empty())
    Q_EMIT sortValuesWanted(sortGeneration_, own_[static_cast<std::size_t>(sorting().own)], ended);
}

void CallTableModel::askSortValues(std::uint32_t first, std::uint32_t last) {
  std::vector<CallNumber> calls;
  for (std::uint32_t i = first; i <= last; ++i) calls.push_back(traffic_.rows().number(i));
  sortReading_ = sortReading_ || first == 0;
  Q_EMIT sortValuesWanted(sortGeneration_, own_[static_cast<std::size_t>(sorting().own)], calls);
}

void CallTableModel::readAgain() {
  values_->readAgain();
  if (sorting().own < 0 || traffic_.rows().size() == 0) return;
  ++sortGeneration_;
  askSortValues(0, traffic_.rows().size() - 1);
}

// All rows are sorted once everything has been read; later answers move the rows they are about.
void CallTableModel::takeSortValues(int generation, const std::vector<CallNumber>& calls,
                                    const std::vector<std::string>& values, bool done) {
  if (generation != sortGeneration_ || sorting().own < 0) return;
  std::vector<std::uint32_t> moved;
  const auto set = [&](bool collect) {
    for (std::size_t i = 0; i < calls.size() && i < values.size(); ++i) {
      const std::uint32_t index = traffic_.rows().indexOf(calls[i]);
      if (index >= traffic_.rows().size()) continue;
      if (collect && order_.rowOf(index) >= 0) moved.push_back(index);
      texts_.set(index, values[i]);
    }
  };
  if (sortReading_) {
    set(false);
    if (!done) return;
    sortReading_ = false;
    rearrange([&] { order_.setSorting(sorting()); });
    Q_EMIT shownChanged();
    return;
  }
  rearrange([&] {
    std::vector<std::uint32_t> known;
    for (const CallNumber call : calls)
      if (const std::uint32_t index = traffic_.rows().indexOf(call); index < traffic_.rows().size())
        known.push_back(index);
    set(true);
    order_.sort(moved);
    order_.remove(moved);
    for (const std::uint32_t index : known) order_.noticeChange(index);
    order_.sort(moved);
    order_.merge(moved);
  });
  Q_EMIT shownChanged();
}

// Rows change places: whoever holds an index (the selection) is told where its call stands now. Not with
// layoutChanged(): a table's header answers it by looking at each of a million sections, in every frame.
template <typename Function>
void CallTableModel::rearrange(Function change) {
  Q_EMIT aboutToRearrange();
  const QModelIndexList held = persistentIndexList();
  std::vector<std::uint32_t> calls;
  for (const QModelIndex& index : held)
    calls.push_back(order_.shown()[static_cast<std::size_t>(index.row())]);
  change();
  QModelIndexList moved;
  for (qsizetype i = 0; i < held.size(); ++i) {
    const int row = order_.rowOf(calls[static_cast<std::size_t>(i)]);
    moved.push_back(row < 0 ? QModelIndex() : index(row, held[i].column()));
  }
  changePersistentIndexList(held, moved);
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
  Q_EMIT rearranged();
}

// Column by column: what a row at a time costs a hundred times a frame costs a million times here.
void CallTableModel::decideAll(std::vector<std::uint32_t>& yes, std::vector<CallNumber>& open) const {
  const capture::RowStore& rows = traffic_.rows();
  insight::FilterScan scan(filter_, rows, traffic_.nowNs());
  const bool everything = choice_ == Choice{};
  std::array<Tri, capture::RowChunk::kRows> answers;
  for (std::uint32_t chunk = 0; chunk < rows.chunks(); ++chunk) {
    scan.scan(chunk, answers);
    const std::uint32_t first = chunk * capture::RowChunk::kRows;
    for (std::uint32_t at = 0; at < rows.rowsIn(chunk); ++at) {
      if (answers[at] == Tri::No || (!everything && !chosen(rows.row(first + at)))) continue;
      if (answers[at] == Tri::Yes)
        yes.push_back(first + at);
      else
        open.push_back(rows.number(first + at));
    }
  }
}

void CallTableModel::rebuild() {
  std::vector<std::uint32_t> yes;
  std::vector<CallNumber> open;
  ++generation_;
  // Rows of a store that was emptied are others.
  const bool others = sorting().byTexts() && traffic_.rows().size() == 0;
  beginResetModel();
  if (others) texts_.clear(), ++sortGeneration_, sortReading_ = false;
  decideAll(yes, open);
  order_.assign(std::move(yes));
  searching_ = !open.empty();
  endResetModel();
  if (!open.empty()) Q_EMIT recordsWanted(generation_, open);
  Q_EMIT shownChanged();
}

void CallTableModel::add(std::uint32_t first, std::uint32_t last) {
  std::vector<std::uint32_t> yes;
  std::vector<CallNumber> open;
  const std::int64_t now = traffic_.nowNs();
  if (sorting().column == Column::Comment) gatherTexts();
  order_.noticeNew();
  if (sorting().own >= 0) askSortValues(first, last);
  for (std::uint32_t i = first; i <= last; ++i) {
    const Tri answer = decide(i, now);
    if (answer == Tri::Yes) yes.push_back(i);
    // A record that is still growing is asked for once it has ended.
    if (answer == Tri::NeedsRecord && !traffic_.rows().row(i).inFlight())
      open.push_back(traffic_.rows().number(i));
  }
  insert(std::move(yes));
  if (!open.empty()) Q_EMIT recordsWanted(generation_, open);
  Q_EMIT shownChanged();
}

void CallTableModel::change(const std::vector<std::uint32_t>& indices) {
  const std::int64_t now = traffic_.nowNs();
  std::vector<std::uint32_t> gone, moved, stay, fresh;
  std::vector<CallNumber> open;
  noticeTexts(indices);
  for (const std::uint32_t index : indices) {
    const bool shown = order_.rowOf(index) >= 0;
    const Tri answer = decide(index, now);
    if (shown && answer == Tri::No)
      gone.push_back(index);
    else if (shown)
      (order_.moves(index) ? moved : stay).push_back(index);
    else if (answer == Tri::Yes)
      fresh.push_back(index);
    else if (answer == Tri::NeedsRecord && !traffic_.rows().row(index).inFlight())
      open.push_back(traffic_.rows().number(index));
  }
  repaint(stay);
  remove(std::move(gone));
  const auto notice = [&] {
    for (const std::uint32_t index : indices) order_.noticeChange(index);
  };
  if (moved.empty()) {
    notice();
  } else {
    rearrange([&] {
      order_.sort(moved);
      order_.remove(moved);
      notice();
      order_.sort(moved);
      order_.merge(moved);
    });
  }
  insert(std::move(fresh));
  if (!open.empty()) Q_EMIT recordsWanted(generation_, open);
  Q_EMIT shownChanged();
}

// Tells which rows to paint again, neighbours together.
void CallTableModel::repaint(const std::vector<std::uint32_t>& indices) {
  std::vector<int> rows;
  rows.reserve(indices.size());
  for (const std::uint32_t index : indices) rows.push_back(order_.rowOf(index));
  std::ranges::sort(rows);
  for (std::size_t i = 0; i < rows.size();) {
    std::size_t end = i + 1;
    while (end < rows.size() && rows[end] == rows[end - 1] + 1) ++end;
    Q_EMIT dataChanged(index(rows[i], 0), index(rows[end - 1], columnCount() - 1));
    i = end;
  }
}

void CallTableModel::insert(std::vector<std::uint32_t> indices) {
  std::erase_if(indices, [this](std::uint32_t index) { return order_.rowOf(index) >= 0; });
  if (indices.empty()) return;
  order_.sort(indices);
  const std::size_t place = order_.placeOf(indices.front());
  const auto count = static_cast<int>(indices.size());
  if (place == order_.placeOf(indices.back())) {
    const int row = static_cast<int>(place);
    beginInsertRows({}, row, row + count - 1);
    order_.merge(indices);
    endInsertRows();
    return;
  }
  // Here and there: one insertion at the end and one change of places cost less than many insertions.
  const int row = rowCount();
  beginInsertRows({}, row, row + count - 1);
  order_.append(indices);
  endInsertRows();
  rearrange([&] {
    order_.remove(static_cast<std::size_t>(row), indices.size());
    order_.merge(indices);
  });
}

void CallTableModel::remove(std::vector<std::uint32_t> indices) {
  order_.sort(indices);
  for (auto index = indices.rbegin(); index != indices.rend(); ++index) {
    const int row = order_.rowOf(*index);
    beginRemoveRows({}, row, row);
    order_.remove(static_cast<std::size_t>(row), 1);
    endRemoveRows();
  }
}

void CallTableModel::admit(int generation, const std::vector<CallNumber>& numbers) {
  if (generation != generation_ || numbers.empty()) return;
  const std::int64_t now = traffic_.nowNs();
  std::vector<std::uint32_t> fresh;
  for (const CallNumber number : numbers) {
    const std::uint32_t index = traffic_.rows().indexOf(number);
    if (index < traffic_.rows().size() && decide(index, now) != Tri::No) fresh.push_back(index);
  }
  insert(std::move(fresh));
  Q_EMIT admitted();
  Q_EMIT shownChanged();
}

void CallTableModel::searched(int generation) {
  if (generation != generation_ || !searching_) return;
  searching_ = false;
  Q_EMIT shownChanged();
}

int CallTableModel::rowOf(CallNumber number) const { return order_.rowOf(traffic_.rows().indexOf(number)); }

}  // namespace bascule::ui
