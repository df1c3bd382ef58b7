// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/text_ranks.h"

#include <bit>
#include <limits>

#include "bridge/base/ascii.h"

namespace bascule::ui {
namespace {

constexpr std::uint32_t kHighest = std::numeric_limits<std::uint32_t>::max();

// Small letters and capitals stand together; the text itself decides between equals.
std::string alphabetic(std::string_view text) {
  std::string out = ascii::lower(text);
  out += '\0';
  return out += text;
}

}  // namespace

/// True if no id before had this text.
bool TextRanks::add(std::uint32_t id, std::string_view text) {
  if (id >= byId_.size()) byId_.resize(id + 1, nullptr);
  const auto [at, isNew] = byText_.try_emplace(alphabetic(text), 0);
  byId_[id] = &*at;
  return isNew;
}

void TextRanks::learn(std::uint32_t id, std::string_view text) {
  if (!knows(id) && add(id, text)) learnt_ = true;
}

void TextRanks::rankLearnt() {
  if (std::exchange(learnt_, false)) spread();
}

std::uint32_t TextRanks::rank(std::uint32_t id, std::string_view text) {
  if (knows(id) || !add(id, text)) return byId_[id]->second;
  const auto at = byText_.find(byId_[id]->first);
  const std::uint64_t low = at == byText_.begin() ? 0 : std::prev(at)->second;
  const std::uint64_t high = std::next(at) == byText_.end() ? kHighest : std::next(at)->second;
  at->second = static_cast<std::uint32_t>((low + high) / 2);
  if (at->second == low || at->second == high) spread();
  return at->second;
}

void TextRanks::spread() {
  const std::uint32_t gap = std::bit_floor(kHighest / (static_cast<std::uint32_t>(byText_.size()) + 1));
  std::uint32_t next = 0;
  for (auto& [text, rank] : byText_) rank = next += gap;
  renumbered_ = true;
}

}  // namespace bascule::ui
