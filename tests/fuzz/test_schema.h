// SPDX-License-Identifier: GPL-3.0-or-later
// The schema of fuzz.proto, compiled once.
#pragma once

#include <string_view>

#include "bridge/schema/registry.h"

namespace bascule::fuzz {

/// The message with a field of every kind.
inline constexpr std::string_view kEvery = "fuzz.Every";

const schema::SchemaPtr& testSchema();

}  // namespace bascule::fuzz
