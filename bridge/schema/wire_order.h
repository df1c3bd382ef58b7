// SPDX-License-Identifier: GPL-3.0-or-later
// `inOrder`: wire bytes as a serializer would have written them. The wire format lets a field lie in several
// pieces, be set twice, or a oneof change its mind; parsers merge these, text cannot. Private to the schema
// floor. Thread: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bridge/schema/message_plan.h"

namespace bascule::schema {

/// The same message with its known fields ascending by number, each repeated field in one piece, every other
/// field at most once (the last value; pieces of a message joined), of a oneof the last member, of a map the
/// last value of each key. Messages within are left as they are. Nothing if malformed.
std::optional<std::string> inOrder(const MessagePlan& type, std::string_view wire);

}  // namespace bascule::schema
