// SPDX-License-Identifier: GPL-3.0-or-later
// Signed numbers, texts and bytes on top of base/varint.h: what a recorded call is made of inside a block.
// Readers check every length against what is left. Thread: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bridge/base/varint.h"

namespace bascule::capture::varint {

using bascule::varint::put;

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
  const auto taken = bascule::varint::take(in);
  value = taken.value_or(0);
  return taken.has_value();
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
