// SPDX-License-Identifier: GPL-3.0-or-later
// What an HTTP/2 session holds for its peer, and what it does about a peer that takes nothing: streams that
// do not move are given up, a silent server is asked with a PING. Robustness limits "outbound queue", "write
// stall", "upstream PING"; H4, H9, H10. Thread: the worker.
#include <algorithm>
#include <utility>

#include "bridge/http/http2_session.h"
#include "bridge/http/stall.h"

namespace bascule::http {
namespace {

// Under memory pressure: nothing left between one call and the next.
constexpr unsigned kImpatientLooks = 2;

}  // namespace

void Http2Session::enqueue(Http2Stream& stream, Slice bytes) {
  buffered_ += bytes.size();
  stream.queue.push(std::move(bytes));
  if (buffered_ > limits_.writeStallBytes && stallDue_ == kNever) stallDue_ = now_ + lookEvery(limits_);
}

/// Gives the stream's memory back before its reset has left; what the library was promised stays.
void Http2Session::dropQueue(Http2Stream& stream) {
  ByteQueue kept;
  for (std::size_t left = std::min<ByteCount>(stream.promised, stream.queue.size()); left > 0;) {
    Slice piece = stream.queue.takeSome(left);
    left -= piece.size();
    kept.push(std::move(piece));
  }
  buffered_ -= stream.queue.size();
  stream.queue = std::move(kept);
}

void Http2Session::addHead(Http2Stream& stream, const Headers& headers) {
  stream.headBytes += headers.listSize();
  headBytes_ += headers.listSize();
}

void Http2Session::headLeft(Http2Stream& stream) { headBytes_ -= std::exchange(stream.headBytes, 0); }

void Http2Session::forget(StreamId id) {
  Http2Stream* stream = streams_.find(id);
  if (stream == nullptr) return;
  headLeft(*stream);
  buffered_ -= stream->queue.size();
  if (stream->limit == Limit::WriteStall && !stream->resetSent) --stallResets_;
  streams_.erase(id);
}

/// Credit of a stream that is given up. A client has given the connection's share when the bytes came.
void Http2Session::settle(ByteCount count) {
  if (role_ == Role::Server) connectionCredit_ += count;
}

bool Http2Session::outboundFull() const {
  return headBytes_ >= limits_.outboundQueueBytes ||
         nghttp2_session_get_outbound_queue_size(session_) >= limits_.outboundFrames;
}

bool Http2Session::mustDrain() const { return stallResets_ > 0 || outboundFull() || over(); }

StreamHold Http2Session::largest() const {
  StreamHold found;
  streams_.forEach([&](const Http2Stream& stream) {
    if (stream.queue.size() > found.bytes && !stream.resetAsked) found = {stream.id, stream.queue.size()};
  });
  return found;
}

void Http2Session::lookForStalls() {
  dropStalled(kLooks);
  stallDue_ = buffered_ > limits_.writeStallBytes ? now_ + lookEvery(limits_) : kNever;
}

void Http2Session::dropStalled() { dropStalled(kImpatientLooks); }

void Http2Session::dropStalled(unsigned looks) {
  std::vector<StreamHold> stalled;
  streams_.forEach([&](Http2Stream& stream) {
    if (stream.queue.empty() || stream.resetAsked) return;
    if (stream.stalls < kLooks) ++stream.stalls;
    if (stream.stalls >= looks) stalled.push_back({stream.id, stream.queue.size()});
  });
  std::ranges::sort(stalled, std::ranges::greater{}, &StreamHold::bytes);
  for (const StreamHold& hold : stalled) {
    if (buffered_ <= limits_.writeStallBytes) break;
    Http2Stream& stream = *streams_.find(hold.stream);
    hits_.add(Limit::WriteStall);
    ++stallResets_;
    stream.limit = Limit::WriteStall;
    stream.reason = "the peer took nothing of what waits for it";
    submitReset(stream, H2Error::Cancel);
  }
  runDeferred();
}

void Http2Session::watchServer() {
  if (pinged_) {
    hits_.add(Limit::UpstreamSilent);
    fail(H2Error::NoError, ErrorCode::Unavailable, limitId(Limit::UpstreamSilent),
         "The server did not answer a PING.");
    return;
  }
  pingDue_ = lastHeard_ + limits_.upstreamPing;
  if (now_ < pingDue_) return;
  nghttp2_submit_ping(session_, NGHTTP2_FLAG_NONE, nullptr);
  pinged_ = true;
  pingDue_ = now_ + limits_.pingTimeout;
}

}  // namespace bascule::http
