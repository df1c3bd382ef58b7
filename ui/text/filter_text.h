// SPDX-License-Identifier: GPL-3.0-or-later
// What the keys of the filter language mean, for the catalogue. Pure data.
#pragma once

#include <span>
#include <string_view>

namespace bascule::ui {

/// What insight::CallFilter::keys() say in English, marked for the catalogue: Words::of() translates it. A
/// test compares them with the keys.
std::span<const std::string_view> filterMeanings();

}  // namespace bascule::ui
