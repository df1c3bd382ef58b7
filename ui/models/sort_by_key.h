// SPDX-License-Identifier: GPL-3.0-or-later
// Sorts row indices by 64-bit keys, a million of them within a frame or two: digit by digit, key and index
// packed into one number where they fit. Thread: any; pure functions.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace bascule::ui {

/// Brings indices below `end`, each there once, into ascending order.
void sortByNumber(std::vector<std::uint32_t>& indices, std::uint32_t end);

/// Brings `indices`, which ascend and are places in `keys`, into the order of their keys. Equal keys stay in
/// the order of their indices.
void sortByKey(std::vector<std::uint32_t>& indices, std::span<const std::uint64_t> keys);

/// Brings `indices` into the order of their groups, which are `groups[index]`; those of one group stay as
/// they are.
void sortByGroup(std::vector<std::uint32_t>& indices, std::span<const std::uint32_t> groups);

}  // namespace bascule::ui
