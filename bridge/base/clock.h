// SPDX-License-Identifier: GPL-3.0-or-later
// Time as an argument. State machines receive a `MonotonicTime`; only the pump, the recorder and main ask
// a `Clock`. Thread: `SystemClock` may be asked from any thread.
#pragma once

#include <chrono>
#include <cstdint>

namespace bascule {

using Duration = std::chrono::nanoseconds;
/// Monotonic time: for deadlines, durations and order. Never shown to people.
using MonotonicTime = std::chrono::time_point<std::chrono::steady_clock, Duration>;
/// Nanoseconds since 1970-01-01 UTC: for display and files only.
using WallTime = std::chrono::time_point<std::chrono::system_clock, Duration>;

/// No deadline.
inline constexpr MonotonicTime kNever = MonotonicTime::max();

/// Source of time, replaced in tests.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual MonotonicTime now() const = 0;
  virtual WallTime wallNow() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock {
 public:
  MonotonicTime now() const override { return std::chrono::steady_clock::now(); }
  WallTime wallNow() const override {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  }
};

/// Turns monotonic time into wall time by one anchor, so that the order of events never inverts when the
/// wall clock jumps.
class WallAnchor {
 public:
  explicit WallAnchor(const Clock& clock) : monotonic_(clock.now()), wall_(clock.wallNow()) {}
  WallTime toWall(MonotonicTime time) const { return wall_ + (time - monotonic_); }

 private:
  MonotonicTime monotonic_;
  WallTime wall_;
};

}  // namespace bascule
