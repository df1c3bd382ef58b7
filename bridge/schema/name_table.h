// SPDX-License-Identifier: GPL-3.0-or-later
// `NameTable`: names to small numbers, filled once and then only read; open addressing, no allocation per
// lookup. Private to the schema floor. Thread: read-only once filled.
#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::schema {

class NameTable {
 public:
  static constexpr std::int32_t kNone = -1;

  /// Room for `count` names; call once, before the first add().
  void reserve(std::size_t count) { slots_.resize(std::bit_ceil(count * 2 + 1)); }
  /// The first value of a name stays.
  void add(std::string_view name, std::int32_t value) {
    Slot& slot = slots_[place(name)];
    if (slot.value == kNone) slot = {std::string(name), value};
  }
  /// kNone if there is no such name.
  std::int32_t find(std::string_view name) const {
    return slots_.empty() ? kNone : slots_[place(name)].value;
  }

 private:
  struct Slot {
    std::string name;
    std::int32_t value = kNone;
  };
  /// Where the name is, or the empty slot where it belongs; at least half of the slots are empty.
  std::size_t place(std::string_view name) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = std::hash<std::string_view>{}(name)&mask;
    while (slots_[at].value != kNone && slots_[at].name != name) at = (at + 1) & mask;
    return at;
  }

  std::vector<Slot> slots_;
};

}  // namespace bascule::schema
