// SPDX-License-Identifier: GPL-3.0-or-later
// `TextRanks`: where strings stand in the alphabet, as 32-bit numbers with gaps for those that come later, so
// that rows are sorted by text without looking at a text. Owned by `CallOrder`. Thread: GUI.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bascule::ui {

class TextRanks {
 public:
  /// Rank of the string `id`, which stands where `text` belongs; equal texts of two ids have one rank.
  std::uint32_t rank(std::uint32_t id, std::string_view text);
  // Many strings are made known before they are ranked: learn() each, then rankLearnt() once.
  void learn(std::uint32_t id, std::string_view text);
  /// If there are new strings, all get new ranks with equal gaps. The low bits of all ranks are the same
  /// then: fewer digits to sort by.
  void rankLearnt();
  /// Ranks handed out before have changed (their order has not). Asking takes the news away.
  bool takeRenumbered() { return std::exchange(renumbered_, false); }

 private:
  bool knows(std::uint32_t id) const { return id < byId_.size() && byId_[id] != nullptr; }
  bool add(std::uint32_t id, std::string_view text);
  void spread();

  std::map<std::string, std::uint32_t> byText_;  ///< lower case, the original behind it
  std::vector<std::pair<const std::string, std::uint32_t>*> byId_;
  bool learnt_ = false;
  bool renumbered_ = false;
};

}  // namespace bascule::ui
