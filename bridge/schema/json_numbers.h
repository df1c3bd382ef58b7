// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers of JSON text, exactly: whole numbers never go through a floating-point type. Private to the schema
// floor. Thread: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bascule::schema {

struct NumberToken {
  std::size_t length = 0;
  bool good = false;  ///< the token is a JSON number
};
/// The number at the front of `text`, as far as its characters go.
NumberToken scanNumber(std::string_view text);
/// True if all of `text` is one JSON number.
bool isNumber(std::string_view text);

struct WholeNumber {
  bool negative = false;
  std::uint64_t magnitude = 0;
};
/// A JSON number without a fraction (`100`, `1.0`, `1e2`); nothing if there is one or it exceeds 64 bits.
std::optional<WholeNumber> wholeNumber(std::string_view number);
/// The same for decimal digits alone, as in the key of a map.
std::optional<WholeNumber> wholeDecimal(std::string_view text);

/// The nearest value; nothing if it exceeds the type. Too small a number is 0.
std::optional<double> doubleNumber(std::string_view number);
std::optional<float> floatNumber(std::string_view number);

}  // namespace bascule::schema
