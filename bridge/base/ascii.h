// SPDX-License-Identifier: GPL-3.0-or-later
// ASCII helpers for protocol text: locale-independent, never throwing. Thread: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::ascii {

constexpr char toLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Lower-cases A-Z; other bytes stay.
std::string lower(std::string_view text);
/// Equal but for the case of A-Z.
bool equalsIgnoreCase(std::string_view a, std::string_view b);
/// True if `text` contains `needle`, the case of A-Z ignored. An empty needle is contained in everything.
bool containsIgnoreCase(std::string_view text, std::string_view needle);
/// True if all of `text` matches `pattern`, in which `*` stands for any text; the case of A-Z ignored.
bool matchesGlob(std::string_view pattern, std::string_view text);
/// Without spaces and tabs (optional white space of RFC 9110 5.6.3) at either end.
std::string_view trim(std::string_view text);
/// Splits at every `separator`; each part trimmed. An empty text gives no parts.
std::vector<std::string_view> splitTrimmed(std::string_view text, char separator);
/// 1 to `maxDigits` ASCII digits and nothing else, as a number; otherwise nothing. `maxDigits` <= 19.
std::optional<std::uint64_t> parseDigits(std::string_view text, std::size_t maxDigits = 19);

}  // namespace bascule::ascii
