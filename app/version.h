// SPDX-License-Identifier: GPL-3.0-or-later
// The program's version, from the build.
#pragma once

#include <string_view>

namespace bascule::app {

inline constexpr std::string_view kVersion = BASCULE_VERSION;

}  // namespace bascule::app
