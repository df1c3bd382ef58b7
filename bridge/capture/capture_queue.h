// SPDX-License-Identifier: GPL-3.0-or-later
// `CaptureQueue`: the bounded single-producer single-consumer ring between one worker and the recorder.
//
// The worker never waits. Above the payload watermark payload bytes are cut (the event stays, its slice is
// emptied), at the end of the ring whole events are dropped and counted. An eventfd-like wake-up happens
// only from empty to non-empty. Thread: push() on the worker, drain() on the recorder.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "bridge/capture/capture_event.h"

namespace bascule::capture {

struct QueueLimits {
  std::size_t events = 1 << 16;                  ///< ring size, a power of two
  ByteCount payloadBytes = 64ULL * 1024 * 1024;  ///< pinned payload bytes above which payloads are cut
};

class CaptureQueue {
 public:
  explicit CaptureQueue(QueueLimits limits, std::function<void()> wake);
  ~CaptureQueue();

  /// Hands over one event; never blocks. Returns false if it was dropped (and counted).
  bool push(CaptureEvent event);
  /// Publishes the events pushed since the last call and wakes the recorder if it may be asleep. The worker
  /// calls it once per loop turn.
  void publish();
  /// Moves everything published into `out` (appended); at most `max` events.
  std::size_t drain(std::vector<CaptureEvent>& out, std::size_t max);
  /// The same without moving: shows each event to `consume`, then lets go of it.
  std::size_t drain(const std::function<void(CaptureEvent&)>& consume, std::size_t max);

  std::uint64_t droppedEvents() const { return dropped_.load(std::memory_order_relaxed); }
  std::uint64_t cutPayloads() const { return cut_.load(std::memory_order_relaxed); }

 private:
  struct Ring;
  std::unique_ptr<Ring> ring_;
  std::function<void()> wake_;
  std::atomic<std::uint64_t> dropped_{0};
  std::atomic<std::uint64_t> cut_{0};
};

}  // namespace bascule::capture
