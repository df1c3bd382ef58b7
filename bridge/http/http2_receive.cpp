// SPDX-License-Identifier: GPL-3.0-or-later
// The receiving half of Http2Session: bytes in, events out. The on...() functions run inside nghttp2 and only
// record; see http2_session.h. RFC 9113 sections 5, 6 and 8.
#include <algorithm>
#include <charconv>
#include <utility>

#include "bridge/base/ascii.h"
#include "bridge/http/http2_session.h"

namespace bascule::http {
namespace {

// From here on a client is told to open a new connection: ids end at 2^31.
constexpr StreamId kLastComfortableStream = 1U << 30;
// One allocation each for the usual request: fields and bytes of a gRPC head are about half of this.
constexpr std::size_t kUsualFields = 16;
constexpr std::size_t kUsualHeadBytes = 512;

}  // namespace

void Http2Session::receive(const Slice& bytes, MonotonicTime now) {
  now_ = now;
  lastHeard_ = now;
  if (std::exchange(pinged_, false)) pingDue_ = now + limits_.upstreamPing;
  if (failed_ || inputEnded_ || bytes.empty()) return;
  if (!scanFrames(bytes.view())) return;
  input_ = bytes;
  const ssize_t used =
      nghttp2_session_mem_recv(session_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  input_ = Slice();
  runDeferred();
  if (used < 0) {
    const char* text = nghttp2_strerror(static_cast<int>(used));
    if (used == NGHTTP2_ERR_FLOODED) return failForLimit({Limit::FrameFlood, text});
    fail(H2Error::ProtocolError, ErrorCode::InvalidInput, "http2_protocol", text);
    return;
  }
  armTimers();
}

bool Http2Session::scanFrames(BytesView bytes) {
  while (const auto header = scanner_.next(bytes)) {
    if (header->type == frame_type::kPushPromise) {
      fail(H2Error::ProtocolError, ErrorCode::InvalidInput, "http2_push", "The peer sent PUSH_PROMISE.");
      return false;
    }
    if (role_ == Role::Server) {
      if (const auto fault = spent_.faultOf(*header)) {
        fail(fault->code, ErrorCode::InvalidInput, "http2_protocol", std::string(fault->sentence));
        return false;
      }
    }
    if (const auto broken = guard_.received(*header, now_, liveStreams_ > 0)) {
      failForLimit(*broken);
      return false;
    }
  }
  return true;
}

void Http2Session::armTimers() {
  if (goAwayDue_ <= now_) sendFinalGoAway();
  if (!scanner_.insideHead()) {
    headDue_ = kNever;
  } else if (headDue_ == kNever || headsSeen_ != scanner_.heads()) {
    headDue_ = now_ + limits_.headerTimeout;
    headsSeen_ = scanner_.heads();
  }
}

void Http2Session::onSettings(const nghttp2_settings& settings) {
  if (std::exchange(settingsDue_, kNever) != kNever) peerMaxStreams_ = 0xffffffff;
  for (std::size_t i = 0; i < settings.niv; ++i) {
    if (settings.iv[i].settings_id == NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS) {
      peerMaxStreams_ = settings.iv[i].value;
    }
  }
  wakeDribbling();
  if (role_ == Role::Client) events_.push(PeerSettings{peerMaxStreams_});
}

void Http2Session::onBeginHead(StreamId id, bool request) {
  Http2Stream* stream = streams_.find(id);
  if (request && role_ == Role::Server) {
    if (streams_.size() + unreadResets_ >= limits_.concurrentStreams) {
      hits_.add(Limit::StreamsPerConnection);
      deferred_.push_back({Deferred::What::Reset, id, H2Error::RefusedStream});
      return;
    }
    if (id >= kLastComfortableStream) deferred_.push_back({Deferred::What::Shutdown, id});
    auto fresh = streams_.obtain();
    fresh->id = id;
    fresh->openedAt = now_;
    stream = &streams_.insert(std::move(fresh));
    ++liveStreams_;
  }
  if (stream == nullptr) return;
  stream->block = std::make_shared<Headers>();
  stream->block->reserve(kUsualFields, kUsualHeadBytes);
  stream->meter = meterFor(role_ == Role::Server, limits_);
}

void Http2Session::onHeader(StreamId id, std::string_view name, std::string_view value) {
  Http2Stream* stream = streams_.find(id);
  if (stream == nullptr || !stream->block || !stream->meter.admit(name.size(), value.size())) return;
  if (name[0] != ':') {
    stream->block->add(name, value);
    return;
  }
  switch (name.size() + static_cast<unsigned char>(name[1])) {  // a perfect hash of the five names
    case 7 + 'm':
      stream->method = value;
      break;
    case 7 + 's':
      if (name == ":scheme") stream->scheme = value;
      if (name == ":status") std::from_chars(value.data(), value.data() + value.size(), stream->status);
      break;
    case 10 + 'a':
      stream->authority = value;
      break;
    case 5 + 'p':
      stream->target = value;
      break;
    default:
      break;
  }
}

void Http2Session::onHeadEnd(StreamId id, bool endStream) {
  Http2Stream* stream = streams_.find(id);
  if (stream == nullptr || !stream->block) return;
  stream->recvEnded = stream->recvEnded || endStream;
  if (stream->doomed()) {
    stream->block.reset();
  } else if (stream->headSeen) {
    onTrailersEnd(*stream);
  } else if (role_ == Role::Server) {
    onRequestEnd(*stream, endStream);
  } else {
    onResponseEnd(*stream, endStream);
  }
}

void Http2Session::onRequestEnd(Http2Stream& stream, bool endStream) {
  stream.headSeen = true;
  const auto headers = std::exchange(stream.block, nullptr);
  if (stream.meter.exceeded()) return refuse(stream, headerListTooLarge());
  if (stream.authority.empty()) stream.authority = headers->find("host").value_or("");
  if (const auto refusal = checkRequest(stream.method, stream.authority, stream.target, limits_)) {
    return refuse(stream, *refusal);
  }
  stream.visible = true;
  ++visibleStreams_;
  events_.push(RequestHead{stream.id, std::move(stream.method), std::move(stream.scheme),
                           std::move(stream.authority), std::move(stream.target), headers, endStream});
}

void Http2Session::onResponseEnd(Http2Stream& stream, bool endStream) {
  const HeadersPtr headers = std::exchange(stream.block, nullptr);
  if (stream.meter.exceeded())
    return resetForLimit(stream, Limit::HeaderList, "the response header list is over the limit");
  if (stream.status < kLeastStatus) return refuseAnswer(stream, "the answer's status is none");
  if (stream.status / 100 == 1) {
    if (++stream.informational > kMaxInformational)
      resetForLimit(stream, Limit::FrameFlood, "too many informational responses");
    return;
  }
  stream.headSeen = true;
  if (stream.visible) events_.push(ResponseHead{stream.id, stream.status, headers, endStream});
}

void Http2Session::onTrailersEnd(Http2Stream& stream) {
  const HeadersPtr trailers = std::exchange(stream.block, nullptr);
  if (stream.meter.exceeded())
    return resetForLimit(stream, Limit::HeaderList, "the trailers are over the limit");
  if (!stream.visible) return;
  events_.push(Trailers{stream.id, trailers});
  events_.push(EndOfStream{stream.id});
}

void Http2Session::refuse(Http2Stream& stream, const Refusal& refusal) {
  hits_.add(limitOf(refusal));
  deferred_.push_back({Deferred::What::Refuse, stream.id, H2Error::NoError, refusal});
}

void Http2Session::resetForLimit(Http2Stream& stream, Limit limit, std::string_view reason) {
  hits_.add(limit);
  stream.limit = limit;
  stream.reason = reason;
  stream.provoked = true;
  deferred_.push_back({Deferred::What::Reset, stream.id, H2Error::EnhanceYourCalm});
}

void Http2Session::refuseAnswer(Http2Stream& stream, std::string_view reason) {
  stream.reason = reason;
  stream.provoked = true;
  deferred_.push_back({Deferred::What::Reset, stream.id, H2Error::ProtocolError});
}

void Http2Session::onData(StreamId id, BytesView bytes) {
  Http2Stream* stream = streams_.find(id);
  if (stream == nullptr || !stream->visible || stream->doomed()) {
    connectionCredit_ += bytes.size();
    return;
  }
  // A server's connection carries streams of many clients: one that does not take its answers must not hold
  // up the others', so only the stream's own window waits for consumed().
  if (role_ == Role::Client) connectionCredit_ += bytes.size();
  stream->unconsumed += bytes.size();
  const auto offset = bytes.data() - input_.data();
  const bool within = offset >= 0 && static_cast<std::size_t>(offset) + bytes.size() <= input_.size();
  events_.push(
      Data{id, within ? input_.sub(static_cast<std::size_t>(offset), bytes.size()) : Slice::copyOf(bytes)});
}

void Http2Session::onEndStream(StreamId id) {
  Http2Stream* stream = streams_.find(id);
  if (stream == nullptr) return;
  stream->recvEnded = true;
  if (stream->visible && !stream->doomed()) events_.push(EndOfStream{id});
}

void Http2Session::onStreamClosed(StreamId id, H2Error code) {
  Http2Stream* stream = streams_.find(id);
  if (stream == nullptr || stream->closed) return;
  stream->closed = true;
  --liveStreams_;
  lastActive_ = now_;
  const bool byPeer = !stream->resetSent && !stream->resetAsked && !stream->provoked;
  const bool whole = stream->recvEnded && stream->sendEnded;
  if (stream->recvEnded) spent_.ended(id);
  if (const auto broken = guard_.streamClosed(now_ - stream->openedAt, byPeer && !whole)) broken_ = broken;
  if (std::exchange(stream->visible, false)) {
    --visibleStreams_;
    const bool complete = stream->recvEnded && stream->sendEnded && !stream->provoked;
    if (complete && stream->unconsumed > 0) return;  // consumed() removes it
    if (!complete) {
      ++unreadResets_;
      const H2Error ours = stream->limit ? H2Error::EnhanceYourCalm : H2Error::ProtocolError;
      events_.push(StreamReset{id, stream->provoked ? ours : code, !stream->resetSent && !stream->provoked,
                               std::string(stream->reason), stream->limit});
    }
  }
  settle(stream->unconsumed);
  forget(id);
}

}  // namespace bascule::http
