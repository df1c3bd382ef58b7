// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/call_table_model.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/status_text.h"

namespace bascule::ui {
namespace {

using capture::CallNumber;
using capture::CallRow;
using insight::Tri;

constexpr std::array<const char*, kColumnCount> kTitles = {
    "#", "Time", "Status", "Protocol", "Method", "Kind", "Messages", "Size", "Duration", "Client"};

QString fromView(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace

CallTableModel::CallTableModel(const Traffic& traffic, QObject* parent)
    : QAbstractTableModel(parent), traffic_(traffic) {
  connect(&traffic, &Traffic::rowsAdded, this, &CallTableModel::add);
  connect(&traffic, &Traffic::rowsChanged, this, &CallTableModel::change);
  connect(&traffic, &Traffic::cleared, this, &CallTableModel::rebuild);
}

int CallTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}
int CallTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumnCount;
}

QVariant CallTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const auto column = static_cast<Column>(index.column());
  switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
      return cellText(call(index.row()), column);
    case Qt::ToolTipRole:
      return tip(cellText(call(index.row()), column));
    default:
      return {};
  }
}

QVariant CallTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= kColumnCount)
    return {};
  return QString::fromLatin1(kTitles[static_cast<std::size_t>(section)]);
}

QString CallTableModel::cellText(const CallRow& row, Column column) const {
  const capture::RowStore& store = traffic_.rows();
  switch (column) {
    case Column::Number:
      return fromView(formatCount(row.number));
    case Column::Time:
      return fromView(formatMoment(row.startNs));
    case Column::Status:
      return fromView(pillText(row).text);
    case Column::Protocol: {
      std::string text = fmt::format("{} {}{}", rpc::displayName(row.protocol),
                                     (row.flags & capture::kHttp2) != 0 ? "h2" : "h1",
                                     row.protocol == rpc::Protocol::ConnectGet ? " GET" : "");
      if (row.upstreamProtocol != rpc::Protocol::Unknown)
        text += fmt::format(" → {}", rpc::displayName(row.upstreamProtocol));
      return fromView(text);
    }
    case Column::Method:
      return display(fmt::format("{}/{}", store.string(row.service), store.string(row.method)));
    case Column::Kind:
      return fromView(kindText(row.kind));
    case Column::Messages:
      return fromView(fmt::format("↑{} ↓{}", row.requestMessages, row.responseMessages));
    case Column::Size:
      return fromView(formatSize(row.requestBytes + row.responseBytes));
    case Column::Duration:
      return fromView(row.inFlight() ? formatClock(traffic_.durationNs(row))
                                     : formatDuration(row.durationNs));
    case Column::Client:
      return display(fmt::format("{} ({})", store.string(row.client), store.string(row.peer)));
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

Tri CallTableModel::decide(std::uint32_t index) const {
  const CallRow& row = traffic_.rows().row(index);
  if (!chipMatches(choice_.chip, row)) return Tri::No;
  if (choice_.service != 0 && row.service != choice_.service) return Tri::No;
  if (choice_.method != 0 && row.method != choice_.method) return Tri::No;
  if (choice_.client != 0 && row.client != choice_.client) return Tri::No;
  if (filter_.matchesEverything()) return Tri::Yes;
  return filter_.matchesRow({row, traffic_.rows(), traffic_.nowNs()});
}

void CallTableModel::rebuild() {
  std::vector<CallNumber> open;
  ++generation_;
  beginResetModel();
  shown_.clear();
  for (std::uint32_t i = 0; i < traffic_.rows().size(); ++i) {
    const Tri answer = decide(i);
    if (answer == Tri::Yes) shown_.push_back(i);
    if (answer == Tri::NeedsRecord) open.push_back(traffic_.rows().row(i).number);
  }
  endResetModel();
  if (!open.empty()) Q_EMIT recordsWanted(generation_, open);
  Q_EMIT shownChanged();
}

void CallTableModel::add(std::uint32_t first, std::uint32_t last) {
  std::vector<std::uint32_t> yes;
  std::vector<CallNumber> open;
  for (std::uint32_t i = first; i <= last; ++i) {
    const Tri answer = decide(i);
    if (answer == Tri::Yes) yes.push_back(i);
    // A record that is still growing is asked for once it has ended.
    if (answer == Tri::NeedsRecord && !traffic_.rows().row(i).inFlight())
      open.push_back(traffic_.rows().row(i).number);
  }
  if (!yes.empty()) {
    const int at = static_cast<int>(shown_.size());
    beginInsertRows({}, at, at + static_cast<int>(yes.size()) - 1);
    shown_.insert(shown_.end(), yes.begin(), yes.end());
    endInsertRows();
  }
  if (!open.empty()) Q_EMIT recordsWanted(generation_, open);
  Q_EMIT shownChanged();
}

void CallTableModel::change(const std::vector<std::uint32_t>& indices) {
  std::vector<std::uint32_t> fresh;
  std::vector<CallNumber> open;
  for (const std::uint32_t index : indices) {
    const auto at = std::ranges::lower_bound(shown_, index);
    const bool shown = at != shown_.end() && *at == index;
    const Tri answer = decide(index);
    const auto position = static_cast<std::size_t>(at - shown_.begin());
    if (shown && answer == Tri::No) {
      remove(position);
    } else if (shown) {
      const int row = static_cast<int>(position);
      Q_EMIT dataChanged(this->index(row, 0), this->index(row, kColumnCount - 1));
    } else if (answer == Tri::Yes) {
      fresh.push_back(index);
    } else if (answer == Tri::NeedsRecord && !traffic_.rows().row(index).inFlight()) {
      open.push_back(traffic_.rows().row(index).number);
    }
  }
  insert(fresh);
  if (!open.empty()) Q_EMIT recordsWanted(generation_, open);
  Q_EMIT shownChanged();
}

void CallTableModel::insert(const std::vector<std::uint32_t>& indices) {
  for (const std::uint32_t index : indices) {
    const auto at = std::ranges::lower_bound(shown_, index);
    if (at != shown_.end() && *at == index) continue;
    const int row = static_cast<int>(at - shown_.begin());
    beginInsertRows({}, row, row);
    shown_.insert(at, index);
    endInsertRows();
  }
}

void CallTableModel::remove(std::size_t position) {
  const int row = static_cast<int>(position);
  beginRemoveRows({}, row, row);
  shown_.erase(shown_.begin() + row);
  endRemoveRows();
}

void CallTableModel::admit(int generation, const std::vector<CallNumber>& numbers) {
  if (generation != generation_ || numbers.empty()) return;
  std::vector<std::uint32_t> fresh;
  for (const CallNumber number : numbers) {
    const std::uint32_t index = traffic_.rows().indexOf(number);
    if (index < traffic_.rows().size() && decide(index) != Tri::No) fresh.push_back(index);
  }
  std::ranges::sort(fresh);
  // The common case, answers in order behind everything shown, is one insertion.
  if (!fresh.empty() && (shown_.empty() || shown_.back() < fresh.front())) {
    const int at = static_cast<int>(shown_.size());
    beginInsertRows({}, at, at + static_cast<int>(fresh.size()) - 1);
    shown_.insert(shown_.end(), fresh.begin(), fresh.end());
    endInsertRows();
  } else {
    insert(fresh);
  }
  Q_EMIT shownChanged();
}

int CallTableModel::rowOf(CallNumber number) const {
  const std::uint32_t index = traffic_.rows().indexOf(number);
  const auto at = std::ranges::lower_bound(shown_, index);
  return at != shown_.end() && *at == index ? static_cast<int>(at - shown_.begin()) : -1;
}

}  // namespace bascule::ui
