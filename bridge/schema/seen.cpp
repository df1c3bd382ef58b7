// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/seen.h"

#include <algorithm>
#include <utility>

namespace bascule::schema {

std::optional<KeySpan> firstRepeated(std::span<KeySpan> keys, std::string_view written) {
  if (keys.size() < 2) return std::nullopt;
  const auto textOf = [&](const KeySpan& key) { return written.substr(key.begin, key.size); };
  std::ranges::sort(keys, [&](const KeySpan& a, const KeySpan& b) {
    return std::pair(textOf(a), a.source) < std::pair(textOf(b), b.source);
  });
  const auto pair = std::ranges::adjacent_find(keys, {}, textOf);
  if (pair == keys.end()) return std::nullopt;
  return *std::next(pair);
}

}  // namespace bascule::schema
