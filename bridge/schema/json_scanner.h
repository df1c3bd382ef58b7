// SPDX-License-Identifier: GPL-3.0-or-later
// `scanJson`: checks JSON text (RFC 8259) strictly and within bounds, in one pass without recursion and in
// linear time, before a parser with worse manners sees it. Private to the schema floor. Thread: pure.
#pragma once

#include <string>
#include <string_view>

#include "bridge/base/error.h"
#include "bridge/schema/transcoder.h"

namespace bascule::schema {

/// Errors: InvalidInput `json_invalid` with line and column; LimitExceeded `json_too_deep`, `json_too_large`.
Result<void> scanJson(std::string_view json, const TranscodeLimits& limits);
/// Line breaks and two-space indentation for JSON that is well-formed and has no white space.
std::string indentJson(std::string_view json);

}  // namespace bascule::schema
