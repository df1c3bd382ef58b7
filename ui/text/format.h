// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers, sizes, durations and moments as the window writes them, without allocating. Pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "bridge/base/bytes.h"

namespace bascule::ui {

/// A short ASCII text on the stack.
class Short {
 public:
  std::string_view view() const { return {buffer_.data(), size_}; }
  std::string string() const { return std::string(view()); }
  operator std::string_view() const { return view(); }

  template <typename Function>
  static Short make(Function&& write) {
    Short out;
    out.size_ = static_cast<std::size_t>(write(out.buffer_.data(), out.buffer_.size()));
    return out;
  }

 private:
  std::array<char, 48> buffer_{};
  std::size_t size_ = 0;
};

/// `1 215`: groups of three digits.
Short formatCount(std::uint64_t value);
/// `612 B`, `18.4 kB`, `4.0 MB`: powers of 1000.
Short formatSize(ByteCount bytes);
/// `0.08 ms`, `3.1 ms`, `212 ms`, `1.20 s`, `02:13`: three figures at most, minutes as a clock.
Short formatDuration(std::int64_t nanoseconds);
/// `00:31`, `1:02:03`: how long an open stream has been open.
Short formatClock(std::int64_t nanoseconds);
/// `12.345 s`, `-0.002 s`: a span in seconds, always with milliseconds, so that the points of a column align.
Short formatSeconds(std::int64_t nanoseconds);
/// `10:42:07.118` in local time.
Short formatTime(std::int64_t unixNanoseconds);
/// `2026-11-22 10:42:07.118` in local time.
Short formatMoment(std::int64_t unixNanoseconds);
/// `0.2 ms`, `1.204 s`: since the start of a call, finer than formatDuration().
Short formatOffset(std::int64_t nanoseconds);

}  // namespace bascule::ui
