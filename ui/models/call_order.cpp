// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/call_order.h"

#include <algorithm>
#include <array>
#include <limits>

#include "bridge/base/ascii.h"

namespace bascule::ui {
namespace {

using capture::CallRow;
using capture::RowStore;

constexpr std::uint64_t kOpenGroup = 1000;  // behind the codes of statuses
constexpr std::uint64_t kLast = std::numeric_limits<std::uint64_t>::max() / 2;

std::uint64_t numberKey(const CallRow&, const RowStore&, TextRanks&) { return 0; }

std::uint64_t timeKey(const CallRow& row, const RowStore&, TextRanks&) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(row.startNs, 0));
}

std::uint64_t statusKey(const CallRow& row, const RowStore&, TextRanks&) {
  if (row.inFlight()) return kLast;
  return (row.flags & capture::kCutShort) != 0 ? kLast - 1 : static_cast<std::uint64_t>(row.code);
}

std::uint64_t protocolKey(const CallRow& row, const RowStore&, TextRanks&) {
  const bool http2 = (row.flags & capture::kHttp2) != 0;
  return static_cast<std::uint64_t>(row.protocol) << 16 | (http2 ? 1U << 8 : 0) |
         static_cast<std::uint64_t>(row.upstreamProtocol);
}

// The table shows the service without its package, so that is what people expect it to be sorted by.
std::string_view lastPart(std::string_view service) {
  const std::size_t dot = service.rfind('.');
  return dot == std::string_view::npos ? service : service.substr(dot + 1);
}

std::uint64_t methodKey(const CallRow& row, const RowStore& rows, TextRanks& ranks) {
  return std::uint64_t{ranks.rank(row.service, lastPart(rows.string(row.service)))} << 32 |
         ranks.rank(row.method, rows.string(row.method));
}

std::uint64_t kindKey(const CallRow& row, const RowStore&, TextRanks&) {
  return static_cast<std::uint64_t>(row.kind);
}

std::uint64_t messagesKey(const CallRow& row, const RowStore&, TextRanks&) {
  return std::uint64_t{row.requestMessages} + row.responseMessages;
}

std::uint64_t sizeKey(const CallRow& row, const RowStore&, TextRanks&) {
  return row.requestBytes + row.responseBytes;
}

// A call that is open counts as longer than any that ended; the oldest of them is the longest.
std::uint64_t durationKey(const CallRow& row, const RowStore&, TextRanks&) {
  if (row.inFlight()) return 2 * kLast - static_cast<std::uint64_t>(std::max<std::int64_t>(row.startNs, 0));
  return static_cast<std::uint64_t>(std::max<std::int64_t>(row.durationNs, 0));
}

template <std::uint32_t CallRow::* Text>
std::uint64_t textKey(const CallRow& row, const RowStore& rows, TextRanks& ranks) {
  return ranks.rank(row.*Text, rows.string(row.*Text));
}

struct ColumnOrder {
  std::uint64_t (*key)(const CallRow&, const RowStore&, TextRanks&);
  bool descendsFirst;
};
constexpr std::array<ColumnOrder, kColumnCount> kOrders = {{
    {numberKey, false},
    {timeKey, false},
    {statusKey, true},
    {protocolKey, false},
    {methodKey, false},
    {kindKey, false},
    {messagesKey, true},
    {sizeKey, true},
    {durationKey, true},
    {textKey<&CallRow::client>, false},
    {textKey<&CallRow::peer>, false},
    {textKey<&CallRow::host>, false},
    {textKey<&CallRow::upstream>, false},
    {[](const CallRow& row, const RowStore&, TextRanks&) {
       return std::uint64_t{static_cast<std::uint8_t>(row.codec)};
     },
     false},
    {[](const CallRow& row, const RowStore&, TextRanks&) {
       return std::uint64_t{static_cast<std::uint8_t>(row.compression)};
     },
     false},
    {[](const CallRow& row, const RowStore&, TextRanks&) { return std::uint64_t{row.addedNs}; }, true},
    {[](const CallRow& row, const RowStore&, TextRanks&) { return std::uint64_t{row.requestBytes}; }, true},
    {[](const CallRow& row, const RowStore&, TextRanks&) { return std::uint64_t{row.responseBytes}; }, true},
}};

// Small letters and capitals stand together; the text itself decides between equals.
std::string alphabetic(std::string_view text) {
  std::string out = ascii::lower(text);
  out += '\0';
  return out += text;
}

struct KeyedRow {
  std::uint64_t key;
  std::uint32_t row;
};

constexpr std::size_t kRadixFrom = 4096;  // fewer are sorted faster by comparing them
constexpr unsigned kDigitBits = 11;
constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;

// By one digit of the keys after the other, the lowest first; equal keys stay in their order. Digits that are
// the same in all keys are left out, and those are most.
template <typename Row, typename Key>
void sortByDigits(std::vector<Row>& rows, Key key) {
  std::uint64_t differing = 0;
  for (const Row& row : rows) differing |= key(row) ^ key(rows.front());
  std::vector<Row> other(rows.size());
  for (unsigned shift = 0; shift < 64; shift += kDigitBits) {
    if (((differing >> shift) & (kDigits - 1)) == 0) continue;
    std::array<std::uint32_t, kDigits> place{};
    for (const Row& row : rows) ++place[(key(row) >> shift) & (kDigits - 1)];
    std::uint32_t sum = 0;
    for (std::uint32_t& count : place) sum += std::exchange(count, sum);
    for (const Row& row : rows) other[place[(key(row) >> shift) & (kDigits - 1)]++] = row;
    rows.swap(other);
  }
}

void sortByNumber(std::vector<std::uint32_t>& indices) {
  if (std::ranges::is_sorted(indices)) return;
  sortByDigits(indices, [](std::uint32_t index) { return std::uint64_t{index}; });
}

}  // namespace

bool descendsFirst(Column column) { return kOrders[static_cast<std::size_t>(column)].descendsFirst; }

std::uint32_t TextRanks::rank(std::uint32_t id, std::string_view text) {
  if (id >= byId_.size()) byId_.resize(id + 1, nullptr);
  if (byId_[id] != nullptr) return byId_[id]->second;
  const auto [at, fresh] = byText_.try_emplace(alphabetic(text), 0);
  byId_[id] = &*at;
  if (!fresh) return at->second;
  const std::uint64_t low = at == byText_.begin() ? 0 : std::prev(at)->second;
  const std::uint64_t high =
      std::next(at) == byText_.end() ? std::numeric_limits<std::uint32_t>::max() : std::next(at)->second;
  at->second = static_cast<std::uint32_t>((low + high) / 2);
  if (at->second == low || at->second == high) renumber();
  return at->second;
}

void TextRanks::renumber() {
  const std::uint64_t gap = std::numeric_limits<std::uint32_t>::max() / (byText_.size() + 1);
  std::uint64_t next = 0;
  for (auto& [text, rank] : byText_) rank = static_cast<std::uint32_t>(next += gap);
  renumbered_ = true;
}

std::uint64_t CallOrder::keyOf(std::uint32_t index) const {
  return kOrders[static_cast<std::size_t>(sorting_.column)].key(rows_.row(index), rows_, ranks_);
}

std::uint32_t CallOrder::groupOf(std::uint32_t index) const {
  const CallRow& row = rows_.row(index);
  switch (grouping_) {
    case Grouping::Service:
      return ranks_.rank(row.service, lastPart(rows_.string(row.service)));
    case Grouping::Client:
      return ranks_.rank(row.client, rows_.string(row.client));
    case Grouping::Status:
      // What is open comes behind every code.
      return static_cast<std::uint32_t>(std::min<std::uint64_t>(statusKey(row, rows_, ranks_), kOpenGroup));
    case Grouping::None:
      break;
  }
  return 0;
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

void CallOrder::makeKeys() {
  const bool sorted = sorting_.column != Column::Number;
  const bool grouped = grouping_ != Grouping::None;
  // Twice if ranks moved on the way: the second time all strings are known.
  do {
    keys_.resize(sorted ? rows_.size() : 0);
    groups_.resize(grouped ? rows_.size() : 0);
    for (std::uint32_t i = 0; sorted && i < rows_.size(); ++i) keys_[i] = keyOf(i);
    for (std::uint32_t i = 0; grouped && i < rows_.size(); ++i) groups_[i] = groupOf(i);
  } while (ranks_.takeRenumbered());
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
  sortByNumber(indices);
  if (!keys_.empty()) {
    // Keys beside their rows: sorting walks through memory instead of jumping in it.
    std::vector<KeyedRow> pairs;
    pairs.reserve(indices.size());
    for (const std::uint32_t index : indices) pairs.push_back({keys_[index], index});
    sortByDigits(pairs, [](const KeyedRow& row) { return row.key; });
    std::ranges::transform(pairs, indices.begin(), &KeyedRow::row);
  }
  if (sorting_.descending) std::ranges::reverse(indices);
  if (!groups_.empty())
    sortByDigits(indices, [this](std::uint32_t index) { return std::uint64_t{groups_[index]}; });
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
