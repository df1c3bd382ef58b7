// SPDX-License-Identifier: GPL-3.0-or-later
// Eight bytes at a time: how far text goes on without a character that JSON strings treat specially. Private
// to the schema floor. Thread: pure functions.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace bascule::schema {

namespace scan {

inline constexpr std::uint64_t kOnes = 0x0101010101010101;
inline constexpr std::uint64_t kHighs = 0x8080808080808080;

/// The next eight bytes, the first one lowest.
inline std::uint64_t load8(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = std::byteswap(word);
  return word;
}

/// The high bit of each byte that is zero; those above the lowest zero may be wrong.
inline std::uint64_t zeros(std::uint64_t word) { return (word - kOnes) & ~word; }
inline std::uint64_t equals(std::uint64_t word, char c) {
  return zeros(word ^ (kOnes * static_cast<unsigned char>(c)));
}
/// The high bit of each byte that is a control character, a quote, a backslash or no ASCII.
inline std::uint64_t special(std::uint64_t word) {
  return ((word - kOnes * 0x20) & ~word) | equals(word, '"') | equals(word, '\\') | word;
}

}  // namespace scan

/// Bytes of `text` before the first `"`, `\`, control character or byte above 0x7f.
inline std::size_t plainInput(std::string_view text) {
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    const std::uint64_t hits = scan::special(scan::load8(text.data() + at)) & scan::kHighs;
    if (hits != 0) return at + static_cast<std::size_t>(std::countr_zero(hits)) / 8;
  }
  for (; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x20 || c == '"' || c == '\\' || c >= 0x80) break;
  }
  return at;
}

/// The same, stopping also at `<`, `>` and 0x7f, which are written as escapes.
inline std::size_t plainOutput(std::string_view text) {
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    const std::uint64_t word = scan::load8(text.data() + at);
    const std::uint64_t hits = (scan::special(word) | scan::equals(word, '<') | scan::equals(word, '>') |
                                scan::equals(word, '\x7f')) &
                               scan::kHighs;
    if (hits != 0) return at + static_cast<std::size_t>(std::countr_zero(hits)) / 8;
  }
  for (; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' || c >= 0x7f) break;
  }
  return at;
}

/// One character of UTF-8.
struct Character {
  std::uint32_t code = 0;
  std::size_t length = 0;  ///< 0 = not well-formed (RFC 3629)
};

/// The character at the front of `text`, which is not empty.
inline Character frontCharacter(std::string_view text) {
  const auto byteAt = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint32_t lead = byteAt(0);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xc2 || lead > 0xf4) return {};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (text.size() < length) return {};
  std::uint32_t code = lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byteAt(i) & 0xc0) != 0x80) return {};
    code = code << 6 | (byteAt(i) & 0x3fU);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  if (overlong || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return {};
  return {code, length};
}

}  // namespace bascule::schema
