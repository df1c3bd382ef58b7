// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/sort_by_key.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace bascule::ui {
namespace {

constexpr unsigned kDigitBits = 8;  // the places of 256 digits stay in the first-level cache
constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;
constexpr unsigned kWordBits = 64;

// By one digit of the keys after the other, the lowest first; equal keys stay in their order. Digits that are
// the same in all keys (`differing` has a bit for each that is not) are left out, and those are most.
template <typename Row, typename Key>
void sortByDigits(std::vector<Row>& rows, std::uint64_t differing, Key key) {
  std::vector<Row> other(rows.size());
  for (unsigned shift = 0; shift < kWordBits; shift += kDigitBits) {
    if (((differing >> shift) & (kDigits - 1)) == 0) continue;
    std::array<std::uint32_t, kDigits> place{};
    for (const Row& row : rows) ++place[(key(row) >> shift) & (kDigits - 1)];
    std::uint32_t sum = 0;
    for (std::uint32_t& count : place) sum += std::exchange(count, sum);
    for (const Row& row : rows) other[place[(key(row) >> shift) & (kDigits - 1)]++] = row;
    rows.swap(other);
  }
}

struct KeyedRow {
  std::uint64_t key;
  std::uint32_t row;
};

// The keys do not fit beside the indices: twice the memory to walk through.
void sortPairs(std::vector<std::uint32_t>& indices, std::span<const std::uint64_t> keys,
               std::uint64_t differing) {
  std::vector<KeyedRow> pairs;
  pairs.reserve(indices.size());
  for (const std::uint32_t index : indices) pairs.push_back({keys[index], index});
  sortByDigits(pairs, differing, [](const KeyedRow& row) { return row.key; });
  std::ranges::transform(pairs, indices.begin(), &KeyedRow::row);
}

}  // namespace

void sortByNumber(std::vector<std::uint32_t>& indices, std::uint32_t end) {
  if (std::ranges::is_sorted(indices)) return;
  std::vector<std::uint64_t> present(end / kWordBits + 1);
  for (const std::uint32_t index : indices)
    present[index / kWordBits] |= std::uint64_t{1} << index % kWordBits;
  auto out = indices.begin();
  for (std::uint32_t word = 0; word < present.size(); ++word) {
    for (std::uint64_t bits = present[word]; bits != 0; bits &= bits - 1)
      *out++ = word * kWordBits + static_cast<std::uint32_t>(std::countr_zero(bits));
  }
}

void sortByKey(std::vector<std::uint32_t>& indices, std::span<const std::uint64_t> keys) {
  if (indices.empty()) return;
  const std::uint64_t first = keys[indices.front()];
  std::uint64_t differing = 0;
  for (const std::uint32_t index : indices) differing |= keys[index] ^ first;
  if (differing == 0) return;
  const auto lowest = static_cast<unsigned>(std::countr_zero(differing));
  const auto keyBits = static_cast<unsigned>(std::bit_width(differing)) - lowest;
  const auto indexBits = static_cast<unsigned>(std::bit_width(indices.back()));
  if (keyBits + indexBits > kWordBits) return sortPairs(indices, keys, differing);
  // Bits above and below those that differ say nothing about the order.
  const std::uint64_t keyMask = kWordBits == keyBits ? ~std::uint64_t{0} : (std::uint64_t{1} << keyBits) - 1;
  std::vector<std::uint64_t> packed(indices.size());
  std::ranges::transform(indices, packed.begin(), [&](std::uint32_t index) {
    return (keys[index] >> lowest & keyMask) << indexBits | index;
  });
  sortByDigits(packed, differing >> lowest & keyMask, [&](std::uint64_t row) { return row >> indexBits; });
  const std::uint64_t indexMask = (std::uint64_t{1} << indexBits) - 1;
  std::ranges::transform(packed, indices.begin(),
                         [&](std::uint64_t row) { return static_cast<std::uint32_t>(row & indexMask); });
}

void sortByGroup(std::vector<std::uint32_t>& indices, std::span<const std::uint32_t> groups) {
  if (indices.empty()) return;
  std::uint64_t differing = 0;
  for (const std::uint32_t index : indices) differing |= groups[index] ^ groups[indices.front()];
  sortByDigits(indices, differing, [&](std::uint32_t index) { return std::uint64_t{groups[index]}; });
}

}  // namespace bascule::ui
