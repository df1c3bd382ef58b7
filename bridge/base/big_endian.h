// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers in network order: the highest byte first. Thread: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bascule::big_endian {

/// Appends the lowest `size` bytes (at most 8) of `value`.
inline void put(std::string& out, std::uint64_t value, std::size_t size) {
  for (std::size_t i = size; i-- > 0;) out += static_cast<char>(value >> (8 * i) & 0xff);
}

/// The number that `bytes` (at most 8) are.
inline std::uint64_t read(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

}  // namespace bascule::big_endian
