// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/http/http1_session.h"

#include <algorithm>
#include <utility>

#include "bridge/http/stall.h"

namespace bascule::http {
namespace {
// Bytes of the next message that may wait while this one is being answered.
constexpr ByteCount kReadAhead = 64ULL * 1024;
// Under memory pressure: nothing left between one call and the next.
constexpr unsigned kImpatientLooks = 2;
}  // namespace

void Http1Session::receive(const Slice& bytes, MonotonicTime now) {
  now_ = now;
  if (inputEnded_ || bytes.empty()) return;
  parser_.push(bytes);
  process();
}

std::optional<Event> Http1Session::nextEvent() {
  if (events_.empty()) process();
  return events_.pop();
}

void Http1Session::consumed(StreamId stream, ByteCount count) {
  if (stream == exchange_.id) unconsumed_ -= std::min(unconsumed_, count);
}

ByteCount Http1Session::sendBuffered(StreamId stream) const { return isOpen(stream) ? out_.size() : 0; }

bool Http1Session::wantsRead() const {
  // A head that is still arriving is bounded by its own limits; it must be read on to be judged.
  const bool ahead = exchange_.id != 0 && parser_.waiting() >= kReadAhead;
  const bool full = out_.size() >= limits_.outboundQueueBytes;
  return !inputEnded_ && unconsumed_ < limits_.streamWindow && !ahead && !full;
}

void Http1Session::takeOutput(ByteQueue& out, ByteCount budget) {
  for (ByteCount moved = 0; moved < budget && !out_.empty();) {
    Slice piece = out_.takeSome(static_cast<std::size_t>(budget - moved));
    moved += piece.size();
    out.push(std::move(piece));
    stalls_ = 0;
  }
  if (aboveHigh_ && out_.size() <= kSendLowWater) {
    aboveHigh_ = false;
    if (exchange_.visible && !exchange_.sent) events_.push(SendReady{exchange_.id});
  }
}

void Http1Session::sendBody(StreamId stream, const Slice& bytes, bool end) {
  if (!isOpen(stream) || !exchange_.headSent) return;
  writer_.body(out_, bytes);
  aboveHigh_ = aboveHigh_ || out_.size() >= kSendHighWater;
  if (out_.size() > limits_.writeStallBytes && stallDue_ == kNever) stallDue_ = now_ + lookEvery(limits_);
  if (end) endMessage(nullptr);
}

void Http1Session::lookForStalls() {
  dropStalled(kLooks);
  stallDue_ = out_.size() > limits_.writeStallBytes ? now_ + lookEvery(limits_) : kNever;
}

void Http1Session::dropStalled() { dropStalled(kImpatientLooks); }

/// One stream at a time: giving it up ends the connection.
void Http1Session::dropStalled(unsigned looks) {
  if (out_.size() <= limits_.writeStallBytes || ++stalls_ < looks) return;
  hits_.add(Limit::WriteStall);
  out_.clear();
  pushReset(H2Error::Cancel, false, "the peer took nothing of what waits for it", Limit::WriteStall);
  exchange_ = Exchange{};
  closing_ = givenUp_ = true;
}

void Http1Session::endMessage(const Headers* trailers) {
  writer_.end(out_, trailers);
  exchange_.sent = true;
  if (!writer_.complete()) {
    exchange_.keepAlive = false;
    closing_ = true;
  }
  onSent();
}

void Http1Session::pushData(Slice bytes) {
  if (!exchange_.visible) return;
  unconsumed_ += bytes.size();
  events_.push(Data{exchange_.id, std::move(bytes)});
}

void Http1Session::pushEnd(const HeadersPtr& trailers) {
  if (!exchange_.visible) return;
  if (trailers) events_.push(Trailers{exchange_.id, trailers});
  events_.push(EndOfStream{exchange_.id});
}

void Http1Session::pushReset(H2Error code, bool byPeer, std::string reason, std::optional<Limit> limit) {
  if (!std::exchange(exchange_.visible, false)) return;
  unconsumed_ = 0;
  events_.push(StreamReset{exchange_.id, code, byPeer, std::move(reason), limit});
}

}  // namespace bascule::http
