// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/base/percent.h"

#include <algorithm>

#include "bridge/base/ascii.h"

namespace bascule::percent {
namespace {

int hexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

template <typename Plain>
std::string encodeUnless(std::string_view bytes, Plain&& plain) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  out.reserve(bytes.size());
  for (const char c : bytes) {
    if (plain(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

}  // namespace

std::string encodeGrpcMessage(std::string_view utf8) {
  return encodeUnless(utf8, [](char c) { return c >= 0x20 && c <= 0x7e && c != '%'; });
}

std::string encodeQuery(std::string_view bytes) {
  return encodeUnless(bytes, [](char c) {
    const char lower = ascii::toLower(c);
    return (lower >= 'a' && lower <= 'z') || ascii::isDigit(c) || c == '-' || c == '.' || c == '_' ||
           c == '~';
  });
}

std::string decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = hexValue(text[i + 1]);
      const int low = hexValue(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

std::string decodeQuery(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return decode(spaced);
}

}  // namespace bascule::percent
