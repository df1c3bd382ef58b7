// SPDX-License-Identifier: GPL-3.0-or-later
// Values as JSON text, the way protobuf's JSON mapping writes them. Private to the schema floor. Thread: pure
// functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bascule::schema {

/// Appends a JSON string with its quotes. `<`, `>`, control characters and characters that cannot be seen or
/// change the direction of text are escaped. False if `utf8` is not well-formed; `out` is of no use then.
bool appendJsonString(std::string& out, std::string_view utf8);
/// The shortest digits that read back as the same value; NaN and infinities as strings.
void appendJsonNumber(std::string& out, double value);
void appendJsonNumber(std::string& out, float value);
void appendDecimal(std::string& out, std::int64_t value);
void appendDecimal(std::string& out, std::uint64_t value);
/// Line breaks and two-space indentation for JSON that is well-formed and has no white space.
std::string indentJson(std::string_view json);

}  // namespace bascule::schema
