// SPDX-License-Identifier: GPL-3.0-or-later
// Values of the filter language: sizes, durations, moments and plain numbers.
// Thread: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/base/error.h"
#include "bridge/insight/filter_lexer.h"

namespace bascule::insight {

/// What the numbers of a key mean.
enum class Unit : std::uint8_t { Count, Bytes, Nanoseconds, Moment };

/// Numbers a term accepts: from `low` to `high`, both included.
struct NumberRange {
  std::int64_t low = INT64_MIN;
  std::int64_t high = INT64_MAX;
  bool timeOfDay = false;  ///< Moment: nanoseconds since local midnight, whatever the day
  bool contains(std::int64_t value) const { return value >= low && value <= high; }
};

/// `value` after `op`; `a..b` gives a range. Sizes: `10`, `10kB`, `4MiB`; durations: `100ms`, `2s`, `1.5m`,
/// plain numbers are milliseconds; moments: `10:42`, `10:42:07.5`, `2026-11-23`, `2026-11-23T10:42:07Z`, in
/// local time without zone. The error is a sentence.
std::expected<NumberRange, std::string> parseRange(Unit unit, FilterOp op, std::string_view value);

/// Nanoseconds since local midnight of a moment since 1970.
std::int64_t localTimeOfDay(std::int64_t wallNs);

/// True if `text` contains `lowerNeedle`, the case of A-Z in `text` ignored.
bool containsFolded(std::string_view text, std::string_view lowerNeedle);

}  // namespace bascule::insight
