// SPDX-License-Identifier: GPL-3.0-or-later
// Timestamp, Duration and FieldMask as the text of their JSON form. Private to the schema floor. Thread: pure
// functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bascule::schema {

/// Fields 1 and 2 of Timestamp and Duration.
struct SecondsNanos {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
};

/// RFC 3339 with an offset, years 1 to 9999, up to nine digits of a fraction.
std::optional<SecondsNanos> parseTimestamp(std::string_view text);
/// `-1.5s`, up to 10,000 years, up to nine digits of a fraction.
std::optional<SecondsNanos> parseDuration(std::string_view text);
/// In UTC, with 0, 3, 6 or 9 digits of a fraction. False if out of range.
bool appendTimestamp(std::string& out, SecondsNanos time);
bool appendDuration(std::string& out, SecondsNanos time);

/// `fooBar.baz` to `foo_bar.baz`. False if the path has a form nothing is written in: `_`, or other than
/// letters, digits and points.
bool appendSnakePath(std::string& out, std::string_view path);
/// The way back. False if reading it again would not give the same path.
bool appendCamelPath(std::string& out, std::string_view path);

}  // namespace bascule::schema
