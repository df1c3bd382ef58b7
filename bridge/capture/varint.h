// SPDX-License-Identifier: GPL-3.0-or-later
// Base-128 numbers and length-prefixed texts: what a recorded call is made of inside a block. Readers check
// every length against what is left. Thread: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bascule::capture::varint {

inline void put(std::string& out, std::uint64_t value) {
  char bytes[10];
  std::size_t size = 0;
  for (; value >= 0x80; value >>= 7) bytes[size++] = static_cast<char>(value | 0x80);
  bytes[size++] = static_cast<char>(value);
  out.append(bytes, size);
}

/// Small negative numbers stay short.
inline void putSigned(std::string& out, std::int64_t value) {
  put(out, (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

inline void putText(std::string& out, std::string_view text) {
  put(out, text.size());
  out += text;
}

/// Takes a number off the front of `in`. False if it is cut off or longer than 64 bits.
inline bool take(std::string_view& in, std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (in.empty()) return false;
    const auto byte = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    if (shift == 63 && byte > 1) return false;
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

inline bool takeSigned(std::string_view& in, std::int64_t& value) {
  std::uint64_t raw = 0;
  if (!take(in, raw)) return false;
  value = static_cast<std::int64_t>(raw >> 1) ^ -static_cast<std::int64_t>(raw & 1);
  return true;
}

/// Takes a text off the front; it is a view into `in`.
inline bool takeText(std::string_view& in, std::string_view& text) {
  std::uint64_t size = 0;
  if (!take(in, size) || size > in.size()) return false;
  text = in.substr(0, size);
  in.remove_prefix(size);
  return true;
}

inline bool takeByte(std::string_view& in, std::uint8_t& value) {
  if (in.empty()) return false;
  value = static_cast<std::uint8_t>(in.front());
  in.remove_prefix(1);
  return true;
}

}  // namespace bascule::capture::varint
