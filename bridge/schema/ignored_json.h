// SPDX-License-Identifier: GPL-3.0-or-later
// The places of JSON text that the reader left out, as paths and values: looked up in a second pass, so that
// the first costs nothing. Private to the schema floor. Thread: pure function.
#pragma once

#include <string_view>
#include <vector>

#include "bridge/schema/transcoder.h"

namespace bascule::schema {

struct IgnoredPlace {
  std::size_t valueEnd = 0;  ///< where the value ends in the text: no two values end in one place
  bool isEnumName = false;
};

/// `json` is well-formed and within `limits`.
std::vector<IgnoredJson> ignoredJson(std::string_view json, const std::vector<IgnoredPlace>& places,
                                     const TranscodeLimits& limits);

}  // namespace bascule::schema
