// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/base/base64.h"

#include <array>
#include <cstdint>

namespace bascule::base64 {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kBad = 0xff;

constexpr std::array<std::uint8_t, 256> makeDecodeTable() {
  std::array<std::uint8_t, 256> table{};
  table.fill(kBad);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    table[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  table['-'] = 62;
  table['_'] = 63;
  return table;
}
constexpr auto kDecode = makeDecodeTable();

}  // namespace

std::string encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : bytes) {
    buffer = buffer << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6;) {
      bits -= 6;
      out += kAlphabet[buffer >> bits & 63];
    }
  }
  if (bits > 0) out += kAlphabet[buffer << (6 - bits) & 63];
  return out;
}

std::string encodePadded(std::string_view bytes) {
  std::string out = encode(bytes);
  while (out.size() % 4 != 0) out += '=';
  return out;
}

std::optional<std::string> decode(std::string_view text) {
  const auto significant = text.find_last_not_of('=') + 1;  // npos + 1 == 0: nothing but padding
  const auto padding = text.size() - significant;
  if (padding > 2 || (padding > 0 && text.size() % 4 != 0) || significant % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(significant * 3 / 4);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : text.substr(0, significant)) {
    const std::uint8_t value = kDecode[static_cast<unsigned char>(c)];
    if (value == kBad) return std::nullopt;
    buffer = buffer << 6 | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(buffer >> bits & 0xff);
    }
  }
  return out;
}

}  // namespace bascule::base64
