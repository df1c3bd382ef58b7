// SPDX-License-Identifier: GPL-3.0-or-later
// A text that is a number and nothing else. Thread: pure function.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace bascule {

/// The number that all of `text` is, as std::from_chars reads it; nothing if it is none or out of range.
template <typename Number>
std::optional<Number> numberFrom(std::string_view text) {
  Number out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

}  // namespace bascule
