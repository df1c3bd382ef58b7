// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/sort_texts.h"

#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "bridge/base/number_text.h"

namespace bascule::ui {
namespace {

constexpr std::size_t kKept = 256;  // bytes of a text: what differs later is not told apart

// The bits of a double as a number that grows with it.
std::uint64_t ascending(double value) {
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

}  // namespace

std::string SortTexts::sortForm(std::string_view value) {
  const auto number = numberFrom<double>(value);
  // A control character stands before every text that is shown; the text itself tells apart 1 and 1.0.
  if (number && std::isfinite(*number))
    return fmt::format("\x01{:016x}{}", ascending(*number == 0 ? 0 : *number), value);
  return std::string(value.substr(0, kKept));
}

void SortTexts::set(std::uint32_t index, std::string_view value) {
  if (index >= ids_.size()) {
    if (value.empty()) return;
    ids_.resize(std::size_t{index} + 1);
  }
  std::uint32_t& id = ids_[index];
  id = 0;
  if (value.empty()) return;
  const auto [at, isNew] = byText_.try_emplace(sortForm(value), static_cast<std::uint32_t>(texts_.size()));
  if (isNew) texts_.push_back(&at->first);
  id = at->second;
}

void SortTexts::clear() {
  ids_.clear();
  byText_.clear();
  texts_.resize(1);
}

}  // namespace bascule::ui
