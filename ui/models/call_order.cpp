// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/call_order.h"

#include <algorithm>
#include <array>

#include "ui/models/sort_by_key.h"

namespace bascule::ui {
namespace {

using capture::CallRow;
using capture::RowStore;

constexpr std::uint64_t kCutShortGroup = 999;  // behind the codes of statuses
constexpr std::uint64_t kOpenGroup = 1000;

std::uint64_t numberKey(const CallRow&) { return 0; }

std::uint64_t notNegative(std::int64_t value) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0));
}

std::uint64_t timeKey(const CallRow& row) { return notNegative(row.startNs); }

std::uint64_t statusKey(const CallRow& row) {
  if (row.inFlight()) return kOpenGroup;
  return (row.flags & capture::kCutShort) != 0 ? kCutShortGroup : static_cast<std::uint64_t>(row.code);
}

std::uint64_t protocolKey(const CallRow& row) {
  const bool http2 = (row.flags & capture::kHttp2) != 0;
  return static_cast<std::uint64_t>(row.protocol) << 16 | (http2 ? 1U << 8 : 0) |
         static_cast<std::uint64_t>(row.upstreamProtocol);
}

// Two texts are one key: their ids, which ranked() makes the places of.
std::uint64_t methodKey(const CallRow& row) { return std::uint64_t{row.service} << 32 | row.method; }

std::uint64_t messagesKey(const CallRow& row) {
  return std::uint64_t{row.requestMessages} + row.responseMessages;
}

std::uint64_t sizeKey(const CallRow& row) { return row.requestBytes + row.responseBytes; }

// A call that is open counts as longer than any that ended; the oldest of them is the longest. In so few bits
// that a key and the index of a row fit into 64: exact up to 18 minutes, to 4 ms above.
std::uint64_t durationKey(const CallRow& row) {
  constexpr std::uint64_t kExact = std::uint64_t{1} << 40, kOpen = std::uint64_t{1} << 42;
  if (row.inFlight()) return kOpen + (kOpen - 1) - std::min(row.number, kOpen - 1);
  const std::uint64_t duration = notNegative(row.durationNs);
  return duration < kExact ? duration : kExact + ((duration - kExact) >> 22);
}

template <auto CallRow::* Member>
std::uint64_t memberKey(const CallRow& row) {
  return static_cast<std::uint64_t>(row.*Member);
}

struct ColumnOrder {
  std::uint64_t (*key)(const CallRow&);
  bool descendsFirst = false;
  bool texts = false;  ///< the key is ids of texts, by whose places in the alphabet rows are sorted
};
constexpr std::array<ColumnOrder, kColumnCount> kOrders = {{
    {numberKey},
    {timeKey},
    {statusKey, true},
    {protocolKey},
    {methodKey, false, true},
    {memberKey<&CallRow::kind>},
    {messagesKey, true},
    {sizeKey, true},
    {durationKey, true},
    {memberKey<&CallRow::client>, false, true},
    {memberKey<&CallRow::peer>, false, true},
    {memberKey<&CallRow::host>, false, true},
    {memberKey<&CallRow::upstream>, false, true},
    {memberKey<&CallRow::codec>},
    {memberKey<&CallRow::compression>},
    {memberKey<&CallRow::addedNs>, true},
    {memberKey<&CallRow::requestBytes>, true},
    {memberKey<&CallRow::responseBytes>, true},
}};

struct GroupOrder {
  std::uint64_t (*key)(const CallRow&);
  bool texts = false;
};
constexpr std::array<GroupOrder, 4> kGroups = {{
    {numberKey},
    {[](const CallRow& row) { return std::uint64_t{row.service} << 32; }, true},
    {memberKey<&CallRow::client>, true},
    {statusKey},
}};

constexpr std::size_t kRadixFrom = 4096;  // fewer are sorted faster by comparing them
constexpr unsigned kHalf = 32;

std::uint32_t highHalf(std::uint64_t key) { return static_cast<std::uint32_t>(key >> kHalf); }
std::uint32_t lowHalf(std::uint64_t key) { return static_cast<std::uint32_t>(key); }

// The table shows the service without its package, so that is what people expect it to be sorted by.
std::string_view lastPart(std::string_view service) {
  const std::size_t dot = service.rfind('.');
  return dot == std::string_view::npos ? service : service.substr(dot + 1);
}

// A group has one text or one number.
std::uint32_t groupNumber(std::uint64_t key) { return highHalf(key) != 0 ? highHalf(key) : lowHalf(key); }

}  // namespace

bool descendsFirst(Column column) { return kOrders[static_cast<std::size_t>(column)].descendsFirst; }

std::uint64_t CallOrder::ranked(std::uint64_t texts) const {
  const std::uint32_t high = highHalf(texts), low = lowHalf(texts);
  std::uint64_t out = high == 0 ? 0 : std::uint64_t{ranks_.rank(high, lastPart(rows_.string(high)))} << kHalf;
  if (low != 0) out |= ranks_.rank(low, rows_.string(low));
  return out;
}

std::uint64_t CallOrder::keyOf(std::uint32_t index) const {
  const ColumnOrder& order = kOrders[static_cast<std::size_t>(sorting_.column)];
  const std::uint64_t key = order.key(rows_.row(index));
  return order.texts ? ranked(key) : key;
}

std::uint32_t CallOrder::groupOf(std::uint32_t index) const {
  const GroupOrder& order = kGroups[static_cast<std::size_t>(grouping_)];
  const std::uint64_t key = order.key(rows_.row(index));
  return groupNumber(order.texts ? ranked(key) : key);
}

bool CallOrder::before(std::uint32_t a, std::uint32_t b) const {
  if (!groups_.empty() && groups_[a] != groups_[b]) return groups_[a] < groups_[b];
  if (sorting_.descending) std::swap(a, b);
  if (keys_.empty() || keys_[a] == keys_[b]) return a < b;
  return keys_[a] < keys_[b];
}

std::size_t CallOrder::groupEnd(std::size_t row) const {
  if (groups_.empty()) return shown_.size();
  const std::uint32_t group = groups_[shown_[row]];
  const auto end = std::partition_point(shown_.begin() + static_cast<std::ptrdiff_t>(row), shown_.end(),
                                        [&](std::uint32_t index) { return groups_[index] <= group; });
  return static_cast<std::size_t>(end - shown_.begin());
}

std::size_t CallOrder::placeOf(std::uint32_t index) const {
  const auto at = std::ranges::lower_bound(shown_, index,
                                           [this](std::uint32_t a, std::uint32_t b) { return before(a, b); });
  return static_cast<std::size_t>(at - shown_.begin());
}

int CallOrder::rowOf(std::uint32_t index) const {
  if (index >= rows_.size() || (!keys_.empty() && index >= keys_.size())) return -1;
  if (!groups_.empty() && index >= groups_.size()) return -1;
  const std::size_t place = placeOf(index);
  return place < shown_.size() && shown_[place] == index ? static_cast<int>(place) : -1;
}

// All texts are known before the first is ranked: no rank moves while keys are made.
void CallOrder::learn(const std::vector<std::uint64_t>& texts) {
  std::uint64_t last = 0;
  const std::uint32_t known = ranks_.size();
  for (const std::uint64_t key : texts) {
    if (key == last) continue;
    last = key;
    const std::uint32_t high = highHalf(key), low = lowHalf(key);
    if (high != 0 && !ranks_.knows(high)) ranks_.learn(high, lastPart(rows_.string(high)));
    if (low != 0 && !ranks_.knows(low)) ranks_.learn(low, rows_.string(low));
  }
  if (ranks_.size() != known) ranks_.spread();
}

void CallOrder::makeKeys() {
  const ColumnOrder& order = kOrders[static_cast<std::size_t>(sorting_.column)];
  const GroupOrder& group = kGroups[static_cast<std::size_t>(grouping_)];
  std::vector<std::uint64_t> groupKeys(grouping_ == Grouping::None ? 0 : rows_.size());
  keys_.resize(sorting_.column == Column::Number ? 0 : rows_.size());
  for (std::uint32_t i = 0; i < keys_.size(); ++i) keys_[i] = order.key(rows_.row(i));
  for (std::uint32_t i = 0; i < groupKeys.size(); ++i) groupKeys[i] = group.key(rows_.row(i));
  if (order.texts) learn(keys_);
  if (group.texts) learn(groupKeys);
  const auto rank = [this](std::uint64_t key) { return ranked(key); };
  if (order.texts) std::ranges::transform(keys_, keys_.begin(), rank);
  if (group.texts) std::ranges::transform(groupKeys, groupKeys.begin(), rank);
  groups_.resize(groupKeys.size());
  std::ranges::transform(groupKeys, groups_.begin(), groupNumber);
  ranks_.takeRenumbered();
}

void CallOrder::setSorting(const Sorting& sorting) {
  sorting_ = sorting;
  ranks_ = {};
  makeKeys();
  sort(shown_);
}

void CallOrder::setGrouping(Grouping grouping) {
  grouping_ = grouping;
  makeKeys();
  sort(shown_);
}

void CallOrder::assign(std::vector<std::uint32_t> indices) {
  // A store that was emptied numbers its strings anew.
  if (rows_.size() == 0) ranks_ = {};
  makeKeys();
  shown_ = std::move(indices);
  sort(shown_);
}

void CallOrder::noticeNew() {
  if (sorting_.column != Column::Number) {
    for (auto i = static_cast<std::uint32_t>(keys_.size()); i < rows_.size(); ++i) keys_.push_back(keyOf(i));
  }
  if (grouping_ != Grouping::None) {
    for (auto i = static_cast<std::uint32_t>(groups_.size()); i < rows_.size(); ++i)
      groups_.push_back(groupOf(i));
  }
  if (ranks_.takeRenumbered()) makeKeys();
}

bool CallOrder::moves(std::uint32_t index) const {
  return (!keys_.empty() && keys_[index] != keyOf(index)) ||
         (!groups_.empty() && groups_[index] != groupOf(index));
}

void CallOrder::noticeChange(std::uint32_t index) {
  if (!keys_.empty()) keys_[index] = keyOf(index);
  if (!groups_.empty()) groups_[index] = groupOf(index);
  if (ranks_.takeRenumbered()) makeKeys();
}

void CallOrder::sort(std::vector<std::uint32_t>& indices) const {
  if (indices.size() < kRadixFrom) {
    std::ranges::sort(indices, [this](std::uint32_t a, std::uint32_t b) { return before(a, b); });
    return;
  }
  sortByNumber(indices, rows_.size());
  if (!keys_.empty()) sortByKey(indices, keys_);
  if (sorting_.descending) std::ranges::reverse(indices);
  if (!groups_.empty()) sortByGroup(indices, groups_);
}

void CallOrder::merge(const std::vector<std::uint32_t>& indices) {
  std::vector<std::size_t> places;
  places.reserve(indices.size());
  for (const std::uint32_t index : indices) places.push_back(placeOf(index));
  std::size_t end = shown_.size();
  shown_.resize(shown_.size() + indices.size());
  // From behind, block by block: each row moves once, by the number of newcomers in front of it.
  for (std::size_t i = indices.size(); i-- > 0;) {
    const auto from = shown_.begin() + static_cast<std::ptrdiff_t>(places[i]);
    std::move_backward(from, shown_.begin() + static_cast<std::ptrdiff_t>(end),
                       shown_.begin() + static_cast<std::ptrdiff_t>(end + i + 1));
    shown_[places[i] + i] = indices[i];
    end = places[i];
  }
}

void CallOrder::remove(std::size_t row, std::size_t count) {
  const auto from = shown_.begin() + static_cast<std::ptrdiff_t>(row);
  shown_.erase(from, from + static_cast<std::ptrdiff_t>(count));
}

void CallOrder::remove(const std::vector<std::uint32_t>& indices) {
  if (indices.empty()) return;
  std::vector<std::size_t> places;
  places.reserve(indices.size() + 1);
  for (const std::uint32_t index : indices) places.push_back(placeOf(index));
  places.push_back(shown_.size());
  const auto at = [this](std::size_t row) { return shown_.begin() + static_cast<std::ptrdiff_t>(row); };
  auto out = at(places.front());
  for (std::size_t i = 0; i + 1 < places.size(); ++i)
    out = std::move(at(places[i] + 1), at(places[i + 1]), out);
  shown_.erase(out, shown_.end());
}

}  // namespace bascule::ui
