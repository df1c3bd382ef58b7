// SPDX-License-Identifier: GPL-3.0-or-later
// `SortTexts`: what calls are sorted by where the rows do not have it: comments, values of the user's own
// columns. Each text is kept once, with the numbers among them in the order of numbers. Owned by
// `CallTableModel`. Thread: GUI.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bascule::ui {

class SortTexts {
 public:
  /// Id of the text of the row with this index; 0: it has none, or none is known yet.
  std::uint32_t idOf(std::uint32_t index) const { return index < ids_.size() ? ids_[index] : 0; }
  /// What the id sorts as.
  std::string_view text(std::uint32_t id) const { return *texts_[id]; }
  void set(std::uint32_t index, std::string_view value);
  void clear();

  /// `value` so that texts in the order of the alphabet are numbers in the order of numbers, then the rest.
  static std::string sortForm(std::string_view value);

 private:
  std::vector<std::uint32_t> ids_;
  std::unordered_map<std::string, std::uint32_t> byText_;
  std::vector<const std::string*> texts_{nullptr};
};

}  // namespace bascule::ui
