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

/// Writes the four letters of each three bytes, then what is left without padding; gives its end.
char* encodeTo(char* out, std::string_view bytes) {
  const auto byteAt = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(bytes[i])}; };
  std::size_t at = 0;
  for (; at + 3 <= bytes.size(); at += 3) {
    const std::uint32_t group = byteAt(at) << 16 | byteAt(at + 1) << 8 | byteAt(at + 2);
    for (const int shift : {18, 12, 6, 0}) *out++ = kAlphabet[group >> shift & 63];
  }
  if (at == bytes.size()) return out;
  const bool two = at + 2 == bytes.size();
  const std::uint32_t group = byteAt(at) << 16 | (two ? byteAt(at + 1) << 8 : 0);
  *out++ = kAlphabet[group >> 18 & 63];
  *out++ = kAlphabet[group >> 12 & 63];
  if (two) *out++ = kAlphabet[group >> 6 & 63];
  return out;
}

}  // namespace

std::string encode(std::string_view bytes) {
  std::string out((bytes.size() * 4 + 2) / 3, '\0');
  encodeTo(out.data(), bytes);
  return out;
}

void appendPadded(std::string& out, std::string_view bytes) {
  const std::size_t begin = out.size();
  out.resize(begin + (bytes.size() + 2) / 3 * 4, '=');
  encodeTo(out.data() + begin, bytes);
}

std::string encodePadded(std::string_view bytes) {
  std::string out;
  appendPadded(out, bytes);
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

bool appendDecoded(std::string& out, std::string_view text) {
  const bool mixed = text.find_first_of("+/") != std::string_view::npos &&
                     text.find_first_of("-_") != std::string_view::npos;
  const auto decoded = mixed ? std::nullopt : decode(text);
  if (!decoded) return false;
  const auto significant = text.find_last_not_of('=') + 1;
  // Two letters carry 12 bits for 8, three carry 18 for 16.
  const std::uint8_t spare = significant % 4 == 2 ? 15 : significant % 4 == 3 ? 3 : 0;
  if (spare != 0 && (kDecode[static_cast<unsigned char>(text[significant - 1])] & spare) != 0) return false;
  out += *decoded;
  return true;
}

}  // namespace bascule::base64
