// SPDX-License-Identifier: GPL-3.0-or-later
// A field tree as JSON text, for messages without schema: undeclared fields stand under their numbers, in the
// likeliest reading, chosen ones under their names. Not protobuf's JSON mapping. Thread: pure function.
#pragma once

#include <string>
#include <string_view>

#include "bridge/schema/field_tree.h"

namespace bascule::schema {

/// Indented; `wire` is what the tree was decoded from. Fields that occur several times become lists, bytes
/// base64, whole numbers above 2^53 text.
std::string treeToJson(const FieldTree& tree, std::string_view wire);

}  // namespace bascule::schema
