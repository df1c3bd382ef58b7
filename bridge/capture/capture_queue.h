// SPDX-License-Identifier: GPL-3.0-or-later
// `CaptureQueue`: the bounded single-producer single-consumer road between one worker and the recorder.
//
// Events are packed one behind the other into blocks of memory that travel to the recorder and come back to
// be filled again: telling one costs a copy of its bytes, and neither thread frees what the other allocated.
// Large payloads are not copied but referred to.
//
// The worker never waits. A queue that fills up cuts payloads first (the event stays, its slice is emptied),
// then loses new calls, then messages, at last everything, each counted. Thread: push() and publish() on the
// worker, drain() on the recorder.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>

#include "bridge/capture/capture_event.h"

namespace bascule::capture {

struct QueueLimits {
  ByteCount eventBytes = 32ULL * 1024 * 1024;    ///< packed events waiting, copied payloads included
  ByteCount payloadBytes = 64ULL * 1024 * 1024;  ///< payloads waiting, copied or referred to
};

class CaptureQueue {
 public:
  explicit CaptureQueue(QueueLimits limits, std::function<void()> wake);
  ~CaptureQueue();

  /// Hands over one event; never blocks. Returns false if it was lost (and counted).
  template <typename Event>
  bool push(const Event& event);
  bool push(const CaptureEvent& event);
  /// Makes what was pushed since the last call visible and wakes the recorder. The worker calls it once per
  /// loop turn.
  void publish();
  /// Shows each published event to `consume`, at most `max` of them; an event is valid only during its call.
  std::size_t drain(const std::function<void(const CaptureEvent&)>& consume, std::size_t max);

  std::uint64_t droppedEvents() const { return dropped_.load(std::memory_order_relaxed); }
  std::uint64_t cutPayloads() const { return cut_.load(std::memory_order_relaxed); }

 private:
  struct Block;
  struct Producer;
  struct Consumer;

  /// True if `size` more bytes of this weight may wait.
  bool hasRoom(std::size_t size, std::size_t weight);
  bool payloadFits(std::size_t size);
  /// A place for a record of `size` bytes behind the current ones or in another block; null if there is no
  /// room for records of this weight.
  char* makeRoom(std::size_t size, std::size_t weight);
  void measureRoom();
  void nextBlock(std::size_t size);
  void collectReturned();

  const QueueLimits limits_;
  const std::function<void()> wake_;
  const std::unique_ptr<Producer> producer_;
  const std::unique_ptr<Consumer> consumer_;
  std::atomic<std::uint64_t> dropped_{0};
  std::atomic<std::uint64_t> cut_{0};
};

}  // namespace bascule::capture
