// SPDX-License-Identifier: GPL-3.0-or-later
// `BodyRate`: the least speed of a request body that is one message (robustness limits, S12). On average from
// its beginning, and not before a grace is over, so that one lost packet ends nothing. A body we held up
// ourselves is measured anew. Owned by CallTranslator; time is an argument. Thread: the worker.
#pragma once

#include <algorithm>

#include "bridge/base/bytes.h"
#include "bridge/base/clock.h"

namespace bascule::translate {

class BodyRate {
 public:
  /// Starts measuring. `perSecond` 0: any speed will do.
  void begin(ByteCount perSecond, Duration grace, MonotonicTime now) {
    if (perSecond == 0) return;
    perSecond_ = perSecond;
    grace_ = grace;
    restart(now);
  }
  void received(ByteCount bytes) { bytes_ += bytes; }
  /// The peer could not send: its credit was withheld.
  void excuse() { excused_ = true; }
  /// The message is complete.
  void end() { due_ = kNever; }

  /// When to ask tooSlow(), or kNever.
  MonotonicTime due() const { return due_; }
  /// At due(): true if fewer bytes came than had to.
  bool tooSlow(MonotonicTime now) {
    if (excused_) {
      restart(now);
      return false;
    }
    const std::chrono::duration<double> earned(static_cast<double>(bytes_) / static_cast<double>(perSecond_));
    const MonotonicTime until = start_ + std::chrono::duration_cast<Duration>(earned);
    due_ = std::max(until, now + std::chrono::milliseconds(1));
    return until <= now;
  }

 private:
  void restart(MonotonicTime now) {
    start_ = now;
    due_ = now + grace_;
    bytes_ = 0;
    excused_ = false;
  }

  ByteCount perSecond_ = 0;
  Duration grace_{0};
  ByteCount bytes_ = 0;
  MonotonicTime start_{};
  MonotonicTime due_ = kNever;
  bool excused_ = false;
};

}  // namespace bascule::translate
