// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/call_order.h"

#include <algorithm>
#include <array>

#include "ui/models/sort_by_key.h"

namespace bascule::ui {

using capture::CallShape;
using capture::RowChunk;
using capture::RowStore;

/// A row in its columns.
struct Place {
  const RowStore& rows;
  const RowChunk& chunk;
  std::uint32_t at;
  std::uint32_t index;

  bool has(capture::RowFlag flag) const { return (chunk.flags[at] & flag) != 0; }
  const CallShape& shape() const { return rows.shapes()[chunk.shape[at]]; }
};

/// Where the key of a row comes from: what it shares with others, or its own columns.
struct KeySource {
  std::uint64_t (*ofShape)(const CallShape&) = nullptr;
  std::uint64_t (*ofRow)(const Place&) = nullptr;
  bool texts = false;  ///< the key is ids of texts, by whose places in the alphabet rows are sorted
};
namespace {

constexpr std::uint64_t kCutShortGroup = 999;  // behind the codes of statuses
constexpr std::uint64_t kOpenGroup = 1000;

std::uint64_t notNegative(std::int64_t value) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0));
}

std::uint64_t timeKey(const Place& row) { return notNegative(row.chunk.startNs[row.at]); }

std::uint64_t statusKey(const Place& row) {
  if (row.has(capture::kInFlight)) return kOpenGroup;
  return row.has(capture::kCutShort) ? kCutShortGroup : static_cast<std::uint64_t>(row.chunk.code[row.at]);
}

std::uint64_t protocolKey(const Place& row) {
  return static_cast<std::uint64_t>(row.shape().protocol) << 16 | (row.has(capture::kHttp2) ? 1U << 8 : 0) |
         static_cast<std::uint64_t>(row.shape().upstreamProtocol);
}

std::uint64_t messagesKey(const Place& row) {
  return std::uint64_t{row.chunk.requestMessages[row.at]} + row.chunk.responseMessages[row.at];
}

std::uint64_t sizeKey(const Place& row) {
  return row.chunk.requestBytes[row.at] + row.chunk.responseBytes[row.at];
}

// A call that is open counts as longer than any that ended; the oldest of them is the longest. In so few bits
// that a key and the index of a row fit into 64: exact up to 18 minutes, to 4 ms above.
std::uint64_t durationKey(const Place& row) {
  constexpr std::uint64_t kExact = std::uint64_t{1} << 40, kOpen = std::uint64_t{1} << 42;
  if (row.has(capture::kInFlight)) return kOpen + (kOpen - 1) - row.index;
  const std::uint64_t duration = notNegative(row.chunk.durationNs[row.at]);
  return duration < kExact ? duration : kExact + ((duration - kExact) >> 22);
}

template <auto RowChunk::* Column>
std::uint64_t columnKey(const Place& row) {
  return static_cast<std::uint64_t>((row.chunk.*Column)[row.at]);
}

template <auto CallShape::* Member>
std::uint64_t shapeKey(const CallShape& shape) {
  return static_cast<std::uint64_t>(shape.*Member);
}

constexpr KeySource row(std::uint64_t (*key)(const Place&)) { return {.ofRow = key}; }
constexpr KeySource shape(std::uint64_t (*key)(const CallShape&)) { return {.ofShape = key}; }
constexpr KeySource text(std::uint64_t (*key)(const CallShape&)) { return {.ofShape = key, .texts = true}; }

// Two texts are one key: their ids, which ranked() makes the places of.
constexpr auto kMethodTexts = [](const CallShape& shape) {
  return std::uint64_t{shape.service} << 32 | shape.method;
};
constexpr auto kServiceText = [](const CallShape& shape) { return std::uint64_t{shape.service} << 32; };

struct ColumnOrder {
  KeySource key;
  bool descendsFirst = false;
};
constexpr std::array<ColumnOrder, kColumnCount> kOrders = {{
    {},  // the number: rows are in its order
    {row(timeKey)},
    {row(statusKey), true},
    {row(protocolKey)},
    {text(kMethodTexts)},
    {shape(shapeKey<&CallShape::kind>)},
    {row(messagesKey), true},
    {row(sizeKey), true},
    {row(durationKey), true},
    {text(shapeKey<&CallShape::client>)},
    {text(shapeKey<&CallShape::peer>)},
    {text(shapeKey<&CallShape::host>)},
    {text(shapeKey<&CallShape::upstream>)},
    {shape(shapeKey<&CallShape::codec>)},
    {shape(shapeKey<&CallShape::compression>)},
    {row(columnKey<&RowChunk::addedNs>), true},
    {row(columnKey<&RowChunk::requestBytes>), true},
    {row(columnKey<&RowChunk::responseBytes>), true},
    {},  // comments: texts that are not in the rows
}};
constexpr std::array<KeySource, kGroupings> kGroups = {{
    {},
    text(kServiceText),
    text(shapeKey<&CallShape::client>),
    row(statusKey),
}};

const KeySource& keySource(Column column) { return kOrders[static_cast<std::size_t>(column)].key; }
const KeySource& keySource(Grouping grouping) { return kGroups[static_cast<std::size_t>(grouping)]; }

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

// A call without a text comes last, whichever way round.
std::uint64_t CallOrder::textKey(std::uint32_t index) const {
  const std::uint32_t id = texts_.idOf(index);
  if (id != 0) return std::uint64_t{textRanks_.rank(id, texts_.text(id))} + 1;
  return sorting_.descending ? 0 : std::uint64_t{1} << kHalf << 1;
}

void CallOrder::makeTextKeys() {
  keys_.resize(rows_.size());
  for (std::uint32_t i = 0; i < keys_.size(); ++i) {
    if (const std::uint32_t id = texts_.idOf(i); id != 0) textRanks_.learn(id, texts_.text(id));
  }
  textRanks_.rankLearnt();
  for (std::uint32_t i = 0; i < keys_.size(); ++i) keys_[i] = textKey(i);
}

bool CallOrder::takeRenumbered() {
  const bool rows = ranks_.takeRenumbered();
  return textRanks_.takeRenumbered() || rows;
}

std::uint64_t CallOrder::keyOf(std::uint32_t index, const KeySource& source) const {
  const RowChunk& chunk = rows_.chunk(index / RowChunk::kRows);
  const std::uint32_t at = index % RowChunk::kRows;
  if (source.ofRow != nullptr) return source.ofRow({rows_, chunk, at, index});
  const std::uint64_t key = source.ofShape(rows_.shapes()[chunk.shape[at]]);
  return source.texts ? ranked(key) : key;
}

std::uint64_t CallOrder::keyOf(std::uint32_t index) const {
  return sorting_.byTexts() ? textKey(index) : keyOf(index, keySource(sorting_.column));
}

std::uint32_t CallOrder::groupOf(std::uint32_t index) const {
  return groupNumber(keyOf(index, keySource(grouping_)));
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
void CallOrder::learnTexts(const KeySource& source) {
  for (const CallShape& shape : rows_.shapes()) {
    const std::uint64_t texts = source.ofShape(shape);
    const std::uint32_t high = highHalf(texts), low = lowHalf(texts);
    if (high != 0) ranks_.learn(high, lastPart(rows_.string(high)));
    if (low != 0) ranks_.learn(low, rows_.string(low));
  }
  ranks_.rankLearnt();
}

/// Shows `take` the key of every row of the store, in their order.
template <typename Take>
void CallOrder::forEachKey(const KeySource& source, Take take) const {
  std::vector<std::uint64_t> ofShapes;
  for (std::size_t i = 0; source.ofShape != nullptr && i < rows_.shapes().size(); ++i) {
    const std::uint64_t key = source.ofShape(rows_.shapes()[i]);
    ofShapes.push_back(source.texts ? ranked(key) : key);
  }
  for (std::uint32_t i = 0; i < rows_.chunks(); ++i) {
    const RowChunk& chunk = rows_.chunk(i);
    for (std::uint32_t at = 0; at < rows_.rowsIn(i); ++at)
      take(source.ofRow == nullptr ? ofShapes[chunk.shape[at]]
                                   : source.ofRow({rows_, chunk, at, i * RowChunk::kRows + at}));
  }
}

void CallOrder::makeKeys() {
  const KeySource& column = keySource(sorting_.column);
  const KeySource& group = keySource(grouping_);
  if (column.texts) learnTexts(column);
  if (group.texts) learnTexts(group);
  keys_.clear();
  groups_.clear();
  if (sorting_.byTexts()) {
    makeTextKeys();
  } else if (sorting_.column != Column::Number) {
    keys_.reserve(rows_.size());
    forEachKey(column, [this](std::uint64_t key) { keys_.push_back(key); });
  }
  if (grouping_ != Grouping::None) {
    groups_.reserve(rows_.size());
    forEachKey(group, [this](std::uint64_t key) { groups_.push_back(groupNumber(key)); });
  }
  takeRenumbered();
}

void CallOrder::setSorting(const Sorting& sorting) {
  sorting_ = sorting;
  ranks_ = {};
  textRanks_ = {};
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
  if (rows_.size() == 0) ranks_ = {}, textRanks_ = {};
  makeKeys();
  shown_ = std::move(indices);
  sort(shown_);
}

void CallOrder::noticeNew() {
  if (sorting_.column != Column::Number || sorting_.byTexts()) {
    for (auto i = static_cast<std::uint32_t>(keys_.size()); i < rows_.size(); ++i) keys_.push_back(keyOf(i));
  }
  if (grouping_ != Grouping::None) {
    for (auto i = static_cast<std::uint32_t>(groups_.size()); i < rows_.size(); ++i)
      groups_.push_back(groupOf(i));
  }
  if (takeRenumbered()) makeKeys();
}

bool CallOrder::moves(std::uint32_t index) const {
  return (!keys_.empty() && keys_[index] != keyOf(index)) ||
         (!groups_.empty() && groups_[index] != groupOf(index));
}

void CallOrder::noticeChange(std::uint32_t index) {
  if (!keys_.empty()) keys_[index] = keyOf(index);
  if (!groups_.empty()) groups_[index] = groupOf(index);
  if (takeRenumbered()) makeKeys();
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
