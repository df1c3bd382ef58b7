// SPDX-License-Identifier: GPL-3.0-or-later
// What the keys of the filter language mean, in the language of the window. Pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace bascule::ui {

/// What `key` means, in a line; empty if there is no such key.
std::string filterKeyText(std::string_view key);
/// Every meaning that can be translated: a test compares them with the keys.
std::span<const std::string_view> filterMeanings();

}  // namespace bascule::ui
