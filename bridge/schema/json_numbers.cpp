// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/json_numbers.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "bridge/base/ascii.h"

namespace bascule::schema {
namespace {

// Far beyond every type, far below an overflow of our own.
constexpr std::int64_t kHugeExponent = 1'000'000;

/// -ddd.ddde+dd in its parts; the text is a JSON number.
struct Parts {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  std::int64_t exponent = 0;
};

Parts partsOf(std::string_view number) {
  Parts parts;
  parts.negative = number.starts_with('-');
  if (parts.negative) number.remove_prefix(1);
  if (const std::size_t e = number.find_first_of("eE"); e != std::string_view::npos) {
    std::string_view digits = number.substr(e + 1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), parts.exponent);
    if (read.ec != std::errc() || std::abs(parts.exponent) > kHugeExponent) {
      parts.exponent = digits.starts_with('-') ? -kHugeExponent : kHugeExponent;
    }
    number = number.substr(0, e);
  }
  const std::size_t point = number.find('.');
  parts.whole = number.substr(0, point);
  if (point != std::string_view::npos) parts.fraction = number.substr(point + 1);
  return parts;
}

std::optional<std::uint64_t> decimal(std::string_view digits) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return value;
}

/// With a fraction or an exponent: the same digits, the point moved.
std::optional<WholeNumber> movedPoint(const Parts& parts) {
  std::string digits(parts.whole);
  digits += parts.fraction;
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) return WholeNumber{parts.negative, 0};
  const std::int64_t zeros = parts.exponent - static_cast<std::int64_t>(parts.fraction.size());
  if (zeros > 20 || -zeros >= static_cast<std::int64_t>(digits.size())) return std::nullopt;
  if (zeros >= 0) {
    digits.append(static_cast<std::size_t>(zeros), '0');
  } else {
    const std::size_t kept = digits.size() - static_cast<std::size_t>(-zeros);
    if (digits.find_first_not_of('0', kept) != std::string::npos) return std::nullopt;
    digits.resize(kept);
  }
  const auto magnitude = decimal(digits);
  if (!magnitude) return std::nullopt;
  return WholeNumber{parts.negative, *magnitude};
}

/// Where the first digit that counts stands: above 0 the number is at least 1.
bool isLarge(const Parts& parts) {
  const std::size_t whole = parts.whole.find_first_not_of('0');
  const std::size_t fraction = parts.fraction.find_first_not_of('0');
  const std::int64_t first = whole != std::string_view::npos
                                 ? static_cast<std::int64_t>(parts.whole.size() - whole)
                                 : -static_cast<std::int64_t>(fraction);
  return first + parts.exponent > 0;
}

template <typename T>
std::optional<T> floating(std::string_view number) {
  T value = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
  if (read.ec == std::errc::result_out_of_range) {
    const Parts parts = partsOf(number);
    if (isLarge(parts)) return std::nullopt;
    return parts.negative ? -T{0} : T{0};
  }
  if (read.ec != std::errc() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace

NumberToken scanNumber(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t begin = at;
    while (at < text.size() && ascii::isDigit(text[at])) ++at;
    return at > begin;
  };
  const auto isAt = [&](std::string_view any) { return at < text.size() && any.contains(text[at]); };
  if (isAt("-")) ++at;
  const std::size_t whole = at;
  bool good = digits() && (text[whole] != '0' || at == whole + 1);
  if (good && isAt(".")) {
    ++at;
    good = digits();
  }
  if (good && isAt("eE")) {
    ++at;
    if (isAt("+-")) ++at;
    good = digits();
  }
  return {at, good};
}

bool isNumber(std::string_view text) {
  const NumberToken token = scanNumber(text);
  return token.good && token.length == text.size();
}

std::optional<WholeNumber> wholeNumber(std::string_view number) {
  WholeNumber plain{number.starts_with('-'), 0};
  const std::size_t begin = plain.negative ? 1 : 0;
  // Numbers of up to 18 digits fit whatever they are.
  if (number.size() - begin <= 18) {
    std::size_t at = begin;
    for (; at < number.size() && ascii::isDigit(number[at]); ++at) {
      plain.magnitude = plain.magnitude * 10 + static_cast<std::uint64_t>(number[at] - '0');
    }
    if (at == number.size()) return plain;
  }
  const Parts parts = partsOf(number);
  if (!parts.fraction.empty() || parts.exponent != 0) return movedPoint(parts);
  const auto magnitude = decimal(parts.whole);
  if (!magnitude) return std::nullopt;
  return WholeNumber{parts.negative, *magnitude};
}

std::optional<WholeNumber> wholeDecimal(std::string_view text) {
  if (!isNumber(text) || text.find_first_of(".eE") != std::string_view::npos) return std::nullopt;
  return wholeNumber(text);
}

std::optional<double> doubleNumber(std::string_view number) { return floating<double>(number); }
std::optional<float> floatNumber(std::string_view number) { return floating<float>(number); }

}  // namespace bascule::schema
