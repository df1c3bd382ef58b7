// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/capture_queue.h"

#include <bit>
#include <utility>

namespace bascule::capture {
namespace {

// Shares of the ring kept free for more important events: new calls give way first, then messages, so that
// the ends of calls already known still find room and no call stays open for ever.
constexpr std::size_t kReserveForKnownCalls = 8;  // 1/8 of the ring takes no CallOpened
constexpr std::size_t kReserveForEnds = 16;       // 1/16 takes no MessageSeen

constexpr std::size_t kCacheLine = 64;

std::size_t reserveFor(const CaptureEvent& event, std::size_t capacity) {
  if (std::holds_alternative<CallOpened>(event)) return capacity / kReserveForKnownCalls;
  if (std::holds_alternative<MessageSeen>(event)) return capacity / kReserveForEnds;
  return 0;
}

Slice* payloadOf(CaptureEvent& event) {
  if (auto* message = std::get_if<MessageSeen>(&event)) return &message->bytes;
  if (auto* body = std::get_if<EndBodySeen>(&event)) return &body->bytes;
  return nullptr;
}

}  // namespace

/// Slots are raw memory: an untouched part of the ring costs no physical memory. Positions only grow;
/// `position & mask` is the slot.
struct CaptureQueue::Ring {
  explicit Ring(const QueueLimits& limits)
      : capacity(std::bit_ceil(limits.events < 16 ? std::size_t{16} : limits.events)),
        mask(capacity - 1),
        payloadLimit(limits.payloadBytes),
        slots(allocator.allocate(capacity)) {}
  ~Ring() {
    for (std::size_t i = tail.load(); i != head; ++i) std::destroy_at(slots + (i & mask));
    allocator.deallocate(slots, capacity);
  }
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  std::allocator<CaptureEvent> allocator;
  const std::size_t capacity;
  const std::size_t mask;
  const ByteCount payloadLimit;
  CaptureEvent* const slots;

  // The worker's own cache line.
  alignas(kCacheLine) std::size_t head = 0;  // next slot to fill; beyond `published` not yet visible
  std::size_t seenTail = 0;
  ByteCount pushedBytes = 0;
  // Written by the worker, read by the recorder.
  alignas(kCacheLine) std::atomic<std::size_t> published{0};
  // Written by the recorder, read by the worker.
  alignas(kCacheLine) std::atomic<std::size_t> tail{0};
  std::atomic<ByteCount> drainedBytes{0};
};

CaptureQueue::CaptureQueue(QueueLimits limits, std::function<void()> wake)
    : ring_(std::make_unique<Ring>(limits)), wake_(std::move(wake)) {}

CaptureQueue::~CaptureQueue() = default;

bool CaptureQueue::push(CaptureEvent event) {
  Ring& ring = *ring_;
  const std::size_t room = ring.capacity - reserveFor(event, ring.capacity);
  if (ring.head - ring.seenTail >= room) {
    ring.seenTail = ring.tail.load(std::memory_order_acquire);
    if (ring.head - ring.seenTail >= room) {
      dropped_.fetch_add(1, std::memory_order_relaxed);
      return false;
    }
  }
  if (Slice* payload = payloadOf(event); payload != nullptr && !payload->empty()) {
    const ByteCount waiting = ring.pushedBytes - ring.drainedBytes.load(std::memory_order_relaxed);
    if (waiting + payload->size() > ring.payloadLimit) {
      *payload = Slice();
      cut_.fetch_add(1, std::memory_order_relaxed);
    } else {
      ring.pushedBytes += payload->size();
    }
  }
  std::construct_at(ring.slots + (ring.head & ring.mask), std::move(event));
  ++ring.head;
  return true;
}

void CaptureQueue::publish() {
  Ring& ring = *ring_;
  const std::size_t before = ring.published.load(std::memory_order_relaxed);
  if (before == ring.head) return;
  // Store, then load, both sequentially consistent, against drain()'s store of `tail` and load of
  // `published`: either we see that the recorder had taken everything, or it sees what we published.
  ring.published.store(ring.head, std::memory_order_seq_cst);
  if (ring.tail.load(std::memory_order_seq_cst) == before && wake_) wake_();
}

std::size_t CaptureQueue::drain(std::vector<CaptureEvent>& out, std::size_t max) {
  return drain([&out](CaptureEvent& event) { out.push_back(std::move(event)); }, max);
}

std::size_t CaptureQueue::drain(const std::function<void(CaptureEvent&)>& consume, std::size_t max) {
  Ring& ring = *ring_;
  const std::size_t begin = ring.tail.load(std::memory_order_relaxed);
  const std::size_t available = ring.published.load(std::memory_order_seq_cst) - begin;
  const std::size_t count = available < max ? available : max;
  if (count == 0) return 0;
  ByteCount bytes = 0;
  for (std::size_t i = begin; i != begin + count; ++i) {
    CaptureEvent& event = ring.slots[i & ring.mask];
    if (const Slice* payload = payloadOf(event)) bytes += payload->size();
    consume(event);
    std::destroy_at(&event);
  }
  ring.drainedBytes.store(ring.drainedBytes.load(std::memory_order_relaxed) + bytes,
                          std::memory_order_relaxed);
  ring.tail.store(begin + count, std::memory_order_seq_cst);
  return count;
}

}  // namespace bascule::capture
