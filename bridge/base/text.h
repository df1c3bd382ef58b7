// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8 and JSON text helpers. Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace bascule::text {

/// True if `bytes` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool isUtf8(std::string_view bytes);
/// `bytes` with every ill-formed sequence replaced by U+FFFD.
std::string toUtf8(std::string_view bytes);
/// Appends `utf8` as a JSON string with its quotes. Ill-formed bytes become U+FFFD; control characters,
/// U+2028 and U+2029 are escaped.
void appendJsonString(std::string& out, std::string_view utf8);

}  // namespace bascule::text
