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
// Blocks kept for the next burst, what a busy worker fills while the recorder naps: 2 MiB; the rest goes back
// to the system.
constexpr std::size_t kSpareBlocks = 32;
constexpr std::size_t kCacheLine = 64;

// What gives way first when the queue fills up: payloads, then new calls, then messages, so that the ends of
// calls already known still find room and no call stays open for ever.
enum Weight : std::size_t { kPayload, kNewCall, kMessage, kRest, kWeights };
// The last 1/4 of the queue takes no payloads, the last 1/8 no CallOpened, the last 1/16 no MessageSeen.
constexpr std::array<ByteCount, kWeights> kReservedShare = {4, 8, 16, 0};

constexpr ByteCount mostWaiting(ByteCount limit, std::size_t weight) {
  return kReservedShare[weight] == 0 ? limit : limit - limit / kReservedShare[weight];
}

template <typename Event>
constexpr Weight weightOf() {
  if constexpr (std::is_same_v<Event, CallOpened>) return kNewCall;
  if constexpr (std::is_same_v<Event, MessageSeen>) return kMessage;
  return kRest;
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
  explicit Block(std::size_t size) : capacity(size), bytes(std::make_unique_for_overwrite<char[]>(size)) {}

  const std::size_t capacity;
  const std::unique_ptr<char[]> bytes;
  std::array<Slice, kSlicesInBlock> slices;
  // The worker's.
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
  // Of the current block: where the next record goes, and how far records of each weight may reach: to its
  // end, or as far as the limits let them while no more is known to be drained.
  char* at = nullptr;
  std::array<char*, kWeights> reach{};
  std::size_t published = 0;
  ByteCount pushedBefore = 0;  // bytes in the blocks before
  ByteCount pushedPayload = 0;
  ByteCount seenDrained = 0;  // as last read from the recorder

  std::size_t filled() const { return static_cast<std::size_t>(at - current->bytes.get()); }
  ByteCount pushed() const { return pushedBefore + filled(); }
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
  nextBlock(0);
  measureRoom();
  consumer_->current = producer_->current;
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
  Producer& mine = *producer_;
  constexpr Weight kWeight = weightOf<Event>();
  char* to = mine.at;
  const bool fits = static_cast<std::ptrdiff_t>(size) <= mine.reach[kWeight] - to &&
                    !(payloadBeside && mine.current->slicesUsed == kSlicesInBlock);
  if (!fits) to = makeRoom(size, kWeight);
  if (to == nullptr) {
    dropped_.fetch_add(1, std::memory_order_relaxed);
    return false;
  }
  mine.at = to + size;
  const RecordHead head{static_cast<std::uint32_t>(size),
                        static_cast<std::uint8_t>(IndexIn<Event, CaptureEvent>::value), payloadBeside};
  std::memcpy(to, &head, sizeof(head));
  Packing<Event>::pack(to + sizeof(head), event, payloadBeside);
  if constexpr (kHasPayload<Event>) {
    Block& block = *mine.current;
    if (payloadBeside) block.slices[block.slicesUsed++] = event.bytes;
    mine.pushedPayload += event.bytes.size();
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

bool CaptureQueue::hasRoom(std::size_t size, std::size_t weight) {
  Producer& mine = *producer_;
  mine.seenDrained = consumer_->drainedBytes.load(std::memory_order_acquire);
  return mine.pushed() - mine.seenDrained + size <= mostWaiting(limits_.eventBytes, weight);
}

char* CaptureQueue::makeRoom(std::size_t size, std::size_t weight) {
  if (!hasRoom(size, weight)) return nullptr;
  Producer& mine = *producer_;
  Block& block = *mine.current;
  const std::size_t filled = mine.filled();
  if (block.capacity - filled < size || block.slicesUsed == kSlicesInBlock) {
    nextBlock(size);
    block.published.store(filled, std::memory_order_release);
    block.next.store(mine.current, std::memory_order_release);
  }
  measureRoom();
  return mine.at;
}

/// How far records may reach by what is known to be drained.
void CaptureQueue::measureRoom() {
  Producer& mine = *producer_;
  const auto before = static_cast<std::int64_t>(mine.pushedBefore - mine.seenDrained);
  for (std::size_t weight = 0; weight < kWeights; ++weight) {
    const auto here = static_cast<std::int64_t>(mostWaiting(limits_.eventBytes, weight)) - before;
    mine.reach[weight] = mine.current->bytes.get() +
                         std::clamp<std::int64_t>(here, 0, static_cast<std::int64_t>(mine.current->capacity));
  }
}

bool CaptureQueue::payloadFits(std::size_t size) {
  Producer& mine = *producer_;
  const ByteCount waiting = mine.pushedPayload - consumer_->drainedPayload.load(std::memory_order_relaxed);
  if (waiting + size > limits_.payloadBytes) return false;
  const std::size_t copied = std::min(size, kInlinePayload);
  return static_cast<std::ptrdiff_t>(copied) <= mine.reach[kPayload] - mine.at || hasRoom(copied, kPayload);
}

/// Makes a block with room for `size` bytes the current one.
void CaptureQueue::nextBlock(std::size_t size) {
  Producer& mine = *producer_;
  if (mine.current != nullptr) mine.pushedBefore = mine.pushed();
  collectReturned();
  if (size <= kBlockBytes && !mine.spare.empty()) {
    mine.current = mine.spare.back();
    mine.spare.pop_back();
  } else {
    Block& made = mine.blocks.emplace_back(std::max(size, kBlockBytes));
    made.self = std::prev(mine.blocks.end());
    mine.current = &made;
  }
  mine.at = mine.current->bytes.get();
  mine.published = 0;
}

void CaptureQueue::collectReturned() {
  Producer& mine = *producer_;
  Block* block = consumer_->returned.exchange(nullptr, std::memory_order_acquire);
  while (block != nullptr) {
    Block* const rest = block->nextReturned;
    if (block->capacity > kBlockBytes || mine.spare.size() >= kSpareBlocks) {
      mine.blocks.erase(block->self);
    } else {
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
  const std::size_t filled = mine.filled();
  if (filled == mine.published) return;
  mine.published = filled;
  // Sequentially consistent against a recorder that says it sleeps and then looks once more: either it sees
  // what we published, or the wake-up sees that it sleeps.
  mine.current->published.store(filled, std::memory_order_seq_cst);
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
