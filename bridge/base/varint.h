// SPDX-License-Identifier: GPL-3.0-or-later
// Base-128 numbers and length-prefixed fields: the parts of protobuf's wire format that are small enough to
// write without its runtime (protobuf.dev "Encoding"). Thread: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bascule::varint {

/// Appends `value`, seven bits a byte, lowest first.
inline void put(std::string& out, std::uint64_t value) {
  char bytes[10];
  std::size_t size = 0;
  for (; value >= 0x80; value >>= 7) bytes[size++] = static_cast<char>(value | 0x80);
  bytes[size++] = static_cast<char>(value);
  out.append(bytes, size);  // at once: appending each byte costs more than the encoding
}

/// Appends a length-delimited field (strings, bytes, messages: wire type 2).
inline void putField(std::string& out, std::uint64_t field, std::string_view bytes) {
  put(out, field << 3 | 2);
  put(out, bytes.size());
  out += bytes;
}

/// Takes a number off the front of `in`. Nothing if it is cut off or has more than 64 bits.
inline std::optional<std::uint64_t> take(std::string_view& in) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(in.front());
    in.remove_prefix(1);
    if (shift == 63 && byte > 1) return std::nullopt;
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

}  // namespace bascule::varint
