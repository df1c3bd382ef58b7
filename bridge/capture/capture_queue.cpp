// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/capture_queue.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <list>
#include <type_traits>
#include <utility>
#include <vector>

#include "bridge/capture/event_packing.h"

namespace bascule::capture {
namespace {

constexpr std::size_t kBlockBytes = 64 * 1024;
constexpr std::size_t kSlicesInBlock = 64;
// Blocks kept for the next burst: 1 MiB; the rest goes back to the system.
constexpr std::size_t kSpareBlocks = 16;
constexpr std::size_t kCacheLine = 64;

// Shares of the queue kept free for more important events: payloads give way first, then new calls, then
// messages, so that the ends of calls already known still find room and no call stays open for ever.
constexpr ByteCount kReserveForEvents = 4;      // the last 1/4 takes no payloads
constexpr ByteCount kReserveForKnownCalls = 8;  // the last 1/8 takes no CallOpened
constexpr ByteCount kReserveForEnds = 16;       // the last 1/16 takes no MessageSeen

template <typename Event>
constexpr ByteCount reserveFor(ByteCount limit) {
  if constexpr (std::is_same_v<Event, CallOpened>) return limit / kReserveForKnownCalls;
  if constexpr (std::is_same_v<Event, MessageSeen>) return limit / kReserveForEnds;
  return 0;
}

template <typename Event>
constexpr bool kHasPayload = std::is_same_v<Event, MessageSeen> || std::is_same_v<Event, EndBodySeen>;

Slice* payloadOf(CaptureEvent& event) {
  if (auto* message = std::get_if<MessageSeen>(&event)) return &message->bytes;
  if (auto* body = std::get_if<EndBodySeen>(&event)) return &body->bytes;
  return nullptr;
}

/// Index of a type among the alternatives of a variant.
template <typename Event, typename Variant>
struct IndexIn;
template <typename Event, typename... Others>
struct IndexIn<Event, std::variant<Others...>> {
  static constexpr std::size_t value = [] {
    std::size_t index = 0;
    bool found = false;
    ((found = found || std::is_same_v<Event, Others>, index += found ? 0 : 1), ...);
    return index;
  }();
};

/// In front of each packed event.
struct RecordHead {
  std::uint32_t size = 0;  // with this head
  std::uint8_t kind = 0;
  bool hasSlice = false;  // the next of the block's slices is the payload
};

}  // namespace

/// Memory for events. The worker fills it and never touches what it has published; the recorder reads up to
/// `published` and gives the block back when `next` says that nothing more will come.
struct CaptureQueue::Block {
  explicit Block(std::size_t size) : capacity(size), bytes(std::make_unique<char[]>(size)) {}

  const std::size_t capacity;
  const std::unique_ptr<char[]> bytes;
  std::array<Slice, kSlicesInBlock> slices;
  // The worker's.
  std::size_t filled = 0;
  std::size_t slicesUsed = 0;
  std::list<Block>::iterator self;
  // Written by the worker, read by the recorder.
  alignas(kCacheLine) std::atomic<std::size_t> published{0};
  std::atomic<Block*> next{nullptr};
  // The recorder's way back.
  Block* nextReturned = nullptr;
};

struct CaptureQueue::Producer {
  std::list<Block> blocks;  // all there are
  std::vector<Block*> spare;
  Block* current = nullptr;
  bool dirty = false;  // something is not published yet
  ByteCount pushedBytes = 0;
  ByteCount pushedPayload = 0;
  ByteCount seenDrainedBytes = 0;  // as last read from the recorder
};

struct CaptureQueue::Consumer {
  Block* current = nullptr;
  std::size_t position = 0;
  std::size_t slice = 0;
  ByteCount payload = 0;  // shown so far

  CaptureEvent read(Block& block, const char* from, RecordHead& head);
  void giveBack(Block& block);
  // Written by the recorder, read by the worker.
  alignas(kCacheLine) std::atomic<ByteCount> drainedBytes{0};
  std::atomic<ByteCount> drainedPayload{0};
  std::atomic<Block*> returned{nullptr};  // a stack; the worker takes all of it at once
};

CaptureQueue::CaptureQueue(QueueLimits limits, std::function<void()> wake)
    : limits_(limits),
      wake_(std::move(wake)),
      producer_(std::make_unique<Producer>()),
      consumer_(std::make_unique<Consumer>()) {
  consumer_->current = &nextBlock(0);
}

CaptureQueue::~CaptureQueue() = default;

// ---- worker -----------------------------------------------------------------------------------------------

template <typename Event>
bool CaptureQueue::push(const Event& event) {
  bool payloadBeside = false;
  if constexpr (kHasPayload<Event>) {
    if (!event.bytes.empty() && !payloadFits(event.bytes.size())) {
      cut_.fetch_add(1, std::memory_order_relaxed);
      Event cut = event;
      cut.bytes = Slice();
      return push(cut);
    }
    payloadBeside = event.bytes.size() > kInlinePayload;
  }
  const std::size_t size = sizeof(RecordHead) + Packing<Event>::size(event, payloadBeside);
  if (!hasRoom(size, reserveFor<Event>(limits_.eventBytes))) {
    dropped_.fetch_add(1, std::memory_order_relaxed);
    return false;
  }
  char* to = place(size, payloadBeside);
  const RecordHead head{static_cast<std::uint32_t>(size),
                        static_cast<std::uint8_t>(IndexIn<Event, CaptureEvent>::value), payloadBeside};
  std::memcpy(to, &head, sizeof(head));
  Packing<Event>::pack(to + sizeof(head), event, payloadBeside);
  if constexpr (kHasPayload<Event>) {
    Block& block = *producer_->current;
    if (payloadBeside) block.slices[block.slicesUsed++] = event.bytes;
    producer_->pushedPayload += event.bytes.size();
  }
  return true;
}

template bool CaptureQueue::push(const CallOpened&);
template bool CaptureQueue::push(const UpstreamOpened&);
template bool CaptureQueue::push(const UpstreamConnected&);
template bool CaptureQueue::push(const ResponseHeadSeen&);
template bool CaptureQueue::push(const MessageSeen&);
template bool CaptureQueue::push(const EndBodySeen&);
template bool CaptureQueue::push(const TrailersSeen&);
template bool CaptureQueue::push(const DirectionEnded&);
template bool CaptureQueue::push(const Noted&);
template bool CaptureQueue::push(const CallEnded&);

bool CaptureQueue::push(const CaptureEvent& event) {
  return std::visit([this](const auto& fact) { return push(fact); }, event);
}

bool CaptureQueue::hasRoom(std::size_t size, ByteCount reserve) {
  Producer& mine = *producer_;
  const ByteCount most = limits_.eventBytes - reserve;
  if (mine.pushedBytes - mine.seenDrainedBytes + size <= most) return true;
  mine.seenDrainedBytes = consumer_->drainedBytes.load(std::memory_order_acquire);
  return mine.pushedBytes - mine.seenDrainedBytes + size <= most;
}

bool CaptureQueue::payloadFits(std::size_t size) {
  const ByteCount waiting =
      producer_->pushedPayload - consumer_->drainedPayload.load(std::memory_order_relaxed);
  if (waiting + size > limits_.payloadBytes) return false;
  return hasRoom(std::min(size, kInlinePayload), limits_.eventBytes / kReserveForEvents);
}

char* CaptureQueue::place(std::size_t size, bool withSlice) {
  Producer& mine = *producer_;
  Block* block = mine.current;
  if (block->capacity - block->filled < size || (withSlice && block->slicesUsed == kSlicesInBlock)) {
    Block& next = nextBlock(size);
    block->published.store(block->filled, std::memory_order_release);
    block->next.store(&next, std::memory_order_release);
    block = &next;
  }
  char* const to = block->bytes.get() + block->filled;
  block->filled += size;
  mine.pushedBytes += size;
  mine.dirty = true;
  return to;
}

/// Makes a block with room for `size` bytes the current one.
CaptureQueue::Block& CaptureQueue::nextBlock(std::size_t size) {
  Producer& mine = *producer_;
  collectReturned();
  if (size <= kBlockBytes && !mine.spare.empty()) {
    mine.current = mine.spare.back();
    mine.spare.pop_back();
  } else {
    Block& made = mine.blocks.emplace_back(std::max(size, kBlockBytes));
    made.self = std::prev(mine.blocks.end());
    mine.current = &made;
  }
  return *mine.current;
}

void CaptureQueue::collectReturned() {
  Producer& mine = *producer_;
  Block* block = consumer_->returned.exchange(nullptr, std::memory_order_acquire);
  while (block != nullptr) {
    Block* const rest = block->nextReturned;
    if (block->capacity > kBlockBytes || mine.spare.size() >= kSpareBlocks) {
      mine.blocks.erase(block->self);
    } else {
      block->filled = 0;
      block->slicesUsed = 0;
      block->published.store(0, std::memory_order_relaxed);
      block->next.store(nullptr, std::memory_order_relaxed);
      mine.spare.push_back(block);
    }
    block = rest;
  }
}

void CaptureQueue::publish() {
  Producer& mine = *producer_;
  if (!mine.dirty) return;
  mine.dirty = false;
  // Sequentially consistent against a recorder that says it sleeps and then looks once more: either it sees
  // what we published, or the wake-up sees that it sleeps.
  mine.current->published.store(mine.current->filled, std::memory_order_seq_cst);
  if (wake_) wake_();
}

// ---- recorder ---------------------------------------------------------------------------------------------

/// The event at `head`, with the payload that was kept beside it.
CaptureEvent CaptureQueue::Consumer::read(Block& block, const char* from, RecordHead& head) {
  std::memcpy(&head, from, sizeof(head));
  CaptureEvent event = unpack(head.kind, from + sizeof(head));
  Slice* const bytes = payloadOf(event);
  if (bytes == nullptr) return event;
  if (head.hasSlice) *bytes = std::exchange(block.slices[slice++], Slice());
  payload += bytes->size();
  return event;
}

void CaptureQueue::Consumer::giveBack(Block& block) {
  block.nextReturned = returned.load(std::memory_order_relaxed);
  while (!returned.compare_exchange_weak(block.nextReturned, &block, std::memory_order_release,
                                         std::memory_order_relaxed)) {
  }
}

std::size_t CaptureQueue::drain(const std::function<void(const CaptureEvent&)>& consume, std::size_t max) {
  Consumer& mine = *consumer_;
  std::size_t count = 0;
  ByteCount bytes = 0;
  for (;;) {
    Block& block = *mine.current;
    Block* const next = block.next.load(std::memory_order_acquire);  // before `published`: then that is final
    const std::size_t end = block.published.load(std::memory_order_seq_cst);
    for (; mine.position < end && count < max; ++count) {
      RecordHead head;
      const CaptureEvent event = mine.read(block, block.bytes.get() + mine.position, head);
      consume(event);
      mine.position += head.size;
      bytes += head.size;
    }
    if (mine.position < end || next == nullptr) break;
    mine.giveBack(block);
    mine.current = next;
    mine.position = 0;
    mine.slice = 0;
  }
  mine.drainedPayload.store(mine.payload, std::memory_order_relaxed);
  mine.drainedBytes.store(mine.drainedBytes.load(std::memory_order_relaxed) + bytes,
                          std::memory_order_release);
  return count;
}

}  // namespace bascule::capture
