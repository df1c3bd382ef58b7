// SPDX-License-Identifier: GPL-3.0-or-later
// Bounds of schema sources, whoever made them (robustness P10). Private to the schema floor. Thread:
// constants.
#pragma once

#include <cstddef>

namespace bascule::schema {

/// All descriptors of one source together.
inline constexpr std::size_t kMaxSchemaBytes = 64UL * 1024 * 1024;
inline constexpr std::size_t kMaxSchemaFiles = 10'000;

}  // namespace bascule::schema
