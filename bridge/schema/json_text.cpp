// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/json_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "bridge/schema/text_scan.h"

namespace bascule::schema {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};
// Invisible characters and those that change the direction of text: what libprotobuf escapes.
constexpr std::array<Range, 15> kEscaped = {{{0x7f, 0x9f},
                                             {0xad, 0xad},
                                             {0x600, 0x603},
                                             {0x6dd, 0x6dd},
                                             {0x70f, 0x70f},
                                             {0x17b4, 0x17b5},
                                             {0x200b, 0x200f},
                                             {0x2028, 0x202e},
                                             {0x2060, 0x2064},
                                             {0x206a, 0x206f},
                                             {0xfeff, 0xfeff},
                                             {0xfff9, 0xfffb},
                                             {0x1d173, 0x1d17a},
                                             {0xe0001, 0xe0001},
                                             {0xe0020, 0xe007f}}};

bool isEscaped(std::uint32_t code) {
  const auto range = std::ranges::lower_bound(kEscaped, code, {}, &Range::last);
  return range != kEscaped.end() && code >= range->first;
}

void appendHex4(std::string& out, std::uint32_t unit) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHex[unit >> shift & 15];
}

void appendEscape(std::string& out, std::uint32_t code) {
  constexpr std::string_view kLetters = "\b\f\n\r\t\"\\";
  constexpr std::string_view kNames = "bfnrt\"\\";
  const std::size_t named = code < 0x80 ? kLetters.find(static_cast<char>(code)) : std::string_view::npos;
  if (named != std::string_view::npos) {
    out += '\\';
    out += kNames[named];
  } else if (code < 0x10000) {
    appendHex4(out, code);
  } else {
    appendHex4(out, 0xd800 + ((code - 0x10000) >> 10));
    appendHex4(out, 0xdc00 + ((code - 0x10000) & 0x3ff));
  }
}

template <typename T>
void appendInteger(std::string& out, T value) {
  std::array<char, 24> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  out.append(text.data(), end);
}

/// As printf's %g writes the digits of `scientific`, `d.ddde+XX`: plain where the exponent is small.
void appendDigits(std::string& out, std::string_view scientific, int fewDigits, int manyDigits) {
  if (scientific.front() == '-') {
    out += '-';
    scientific.remove_prefix(1);
  }
  const std::size_t e = scientific.find('e');
  int exponent = 0;
  const std::size_t sign = scientific[e + 1] == '+' ? 1 : 0;
  std::from_chars(scientific.data() + e + 1 + sign, scientific.data() + scientific.size(), exponent);
  std::string digits(1, scientific.front());
  if (e > 2) digits += scientific.substr(2, e - 2);
  const auto count = static_cast<int>(digits.size());
  if (exponent < -4 || exponent >= (count <= fewDigits ? fewDigits : manyDigits)) {
    out += scientific;
  } else if (exponent < 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-exponent - 1), '0');
    out += digits;
  } else if (count <= exponent + 1) {
    out += digits;
    out.append(static_cast<std::size_t>(exponent + 1 - count), '0');
  } else {
    const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
    out.append(digits, 0, whole);
    out += '.';
    out.append(digits, whole);
  }
}

/// `kFewDigits` always survive a way through the type; `kManyDigits` are always enough.
template <typename T>
void appendFloating(std::string& out, T value) {
  constexpr int kFewDigits = std::numeric_limits<T>::digits10;
  constexpr int kManyDigits = std::numeric_limits<T>::max_digits10;
  if (!std::isfinite(value)) {
    out += std::isnan(value) ? R"("NaN")" : value > 0 ? R"("Infinity")" : R"("-Infinity")";
    return;
  }
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific).ptr;
  appendDigits(out, {text.data(), end}, kFewDigits, kManyDigits);
}

void newLine(std::string& out, std::size_t depth) {
  out += '\n';
  out.append(depth * 2, ' ');
}

}  // namespace

bool appendJsonString(std::string& out, std::string_view utf8) {
  out += '"';
  for (;;) {
    const std::size_t plain = plainOutput(utf8);
    out += utf8.substr(0, plain);
    if (plain == utf8.size()) break;
    utf8.remove_prefix(plain);
    const Character front = frontCharacter(utf8);
    if (front.length == 0) return false;
    if (front.length == 1 || isEscaped(front.code)) {
      appendEscape(out, front.code);
    } else {
      out += utf8.substr(0, front.length);
    }
    utf8.remove_prefix(front.length);
  }
  out += '"';
  return true;
}

void appendJsonNumber(std::string& out, double value) {
  constexpr double kExact = 1e15;  // whole numbers below have all their digits
  const bool whole = value > -kExact && value < kExact && value != 0 &&
                     value == static_cast<double>(static_cast<std::int64_t>(value));
  if (whole) {
    appendInteger(out, static_cast<std::int64_t>(value));
  } else {
    appendFloating(out, value);
  }
}

void appendJsonNumber(std::string& out, float value) { appendFloating(out, value); }
void appendDecimal(std::string& out, std::int64_t value) { appendInteger(out, value); }
void appendDecimal(std::string& out, std::uint64_t value) { appendInteger(out, value); }

std::string indentJson(std::string_view json) {
  std::string out;
  out.reserve(json.size() * 2);
  std::size_t depth = 0;
  bool inString = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (inString) {
      out += c;
      if (c == '\\') out += json[++i];
      inString = c != '"';
      continue;
    }
    const bool empty = i + 1 < json.size() && (json[i + 1] == '}' || json[i + 1] == ']');
    if (c == '}' || c == ']') newLine(out, --depth);
    out += c;
    if (c == ':') out += ' ';
    if (c == ',') newLine(out, depth);
    if ((c == '{' || c == '[') && empty) {
      out += json[++i];
    } else if (c == '{' || c == '[') {
      newLine(out, ++depth);
    }
    inString = c == '"';
  }
  return out;
}

}  // namespace bascule::schema
