// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/string_table.h"

#include "bridge/base/text.h"

namespace bascule::capture {

std::uint32_t StringTable::add(std::string_view text) {
  const auto id = size();
  ids_.emplace(texts_.emplace_back(text), id);
  return id;
}

std::uint32_t StringTable::intern(std::string_view text) {
  if (const auto known = ids_.find(text); known != ids_.end()) return known->second;
  const std::string clean = text::toUtf8(text.substr(0, kMaxText));
  if (const auto known = ids_.find(clean); known != ids_.end()) return known->second;
  if (size() + 1 < kMaxTexts) return add(clean);
  const auto overflow = ids_.find(kOverflow);
  return overflow != ids_.end() ? overflow->second : add(kOverflow);
}

std::vector<std::string> StringTable::since(std::uint32_t first) const {
  return {texts_.begin() + first, texts_.end()};
}

}  // namespace bascule::capture
