// SPDX-License-Identifier: GPL-3.0-or-later
// `MemoryPressure`: what a worker has to do about the process's buffer budget (robustness limits): over 85 %
// the largest streams are not read on, over 95 % the largest are given up. Decides only; time is an argument.
// Owned by Worker. Thread: the worker's.
#pragma once

#include <chrono>
#include <cstdint>

#include "bridge/base/bytes.h"
#include "bridge/base/clock.h"

namespace bascule::proxy {

class MemoryPressure {
 public:
  enum class Action : std::uint8_t {
    None,   ///< below: everything may be read again
    Wait,   ///< over, but others hold more than their share
    Pause,  ///< stop reading the largest
    Reset,  ///< give the largest up until no more than restBytes() are held
  };

  explicit MemoryPressure(ByteCount budget)
      : pauseAbove_(budget / 100 * 85), resetAbove_(budget / 100 * 95) {}

  /// True if `held` calls for judge(): cheap enough for every turn.
  bool over(std::int64_t held) const { return held > static_cast<std::int64_t>(pauseAbove_); }
  bool urgent(std::int64_t held) const { return held > static_cast<std::int64_t>(resetAbove_); }
  /// `held` by all `workers`, `own` by this one. One of them always holds its share, so one always acts.
  /// Pressure that pausing does not relieve within five seconds is answered as if it were over 95 %: calls
  /// that are all paused cannot finish.
  Action judge(std::int64_t held, std::int64_t own, std::int64_t workers, MonotonicTime now);
  ByteCount restBytes() const { return pauseAbove_; }

 private:
  ByteCount pauseAbove_;
  ByteCount resetAbove_;
  MonotonicTime patienceEnds_ = kNever;
};

/// How often a worker looks again while there is pressure (Envoy's overload manager: 250 ms).
inline constexpr std::chrono::milliseconds kPressureTick{100};

}  // namespace bascule::proxy
