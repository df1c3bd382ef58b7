// SPDX-License-Identifier: GPL-3.0-or-later
// The sending half of Http2Session: commands in, bytes out. Large DATA payloads leave by reference between
// copied frame headers; OutputSlab keeps the order. RFC 9113 sections 5.2, 6 and 8.
#include <algorithm>
#include <array>
#include <utility>

#include "bridge/http/http2_session.h"

namespace bascule::http {
namespace {

// A DATA frame smaller than this waits for more window, unless the window has stayed small for so long
// (robustness H9: data dribble).
constexpr std::size_t kSmallFrame = 1024;
constexpr std::chrono::milliseconds kSmallFrameDelay{100};
// What is left of a request that has its answer may still arrive for so long: clients (curl 7.88 among them)
// take a reset in the midst of their body for an error, the whole answer notwithstanding.
constexpr std::chrono::milliseconds kMaxLinger{500};
// Bytes after which a stream lets the others go first.
constexpr ByteCount kFairRun = 64 * 1024;

nghttp2_nv field(std::string_view name, std::string_view value, std::uint8_t flags) {
  // nghttp2 takes mutable pointers but does not write through them.
  const auto bytes = [](std::string_view text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  };
  return {bytes(name), bytes(value), name.size(), value.size(), flags};
}

constexpr std::uint8_t kKeptElsewhere = NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE;

std::int32_t number(StreamId id) { return static_cast<std::int32_t>(id); }

}  // namespace

void Http2Session::addFields(const Headers& headers) {
  for (const Field entry : headers) fields_.push_back(field(entry.name, entry.value, kKeptElsewhere));
}

std::optional<StreamId> Http2Session::sendRequest(const RequestHead& head) {
  if (!canOpenStream()) return std::nullopt;
  auto stream = streams_.obtain();
  stream->head = head.headers;
  fields_.clear();
  const std::array<Field, 4> pseudo = {{{":method", head.method},
                                        {":scheme", head.scheme},
                                        {":authority", head.authority},
                                        {":path", head.target}}};
  for (const Field entry : pseudo) {
    fields_.push_back(field(entry.name, entry.value, NGHTTP2_NV_FLAG_NO_COPY_NAME));
  }
  addFields(*head.headers);
  const nghttp2_data_provider provider = providerFor(*stream);
  const std::int32_t id = nghttp2_submit_request(session_, nullptr, fields_.data(), fields_.size(),
                                                 head.endStream ? nullptr : &provider, nullptr);
  if (id <= 0) return std::nullopt;
  stream->id = static_cast<StreamId>(id);
  stream->visible = true;
  stream->headSubmitted = true;
  stream->endQueued = head.endStream;
  addHead(*stream, *head.headers);
  streams_.insert(std::move(stream));
  guard_.streamOpened();
  ++visibleStreams_;
  if (++liveStreams_ == 1) pingDue_ = now_ + limits_.upstreamPing;
  lastActive_ = now_;
  return static_cast<StreamId>(id);
}

void Http2Session::sendResponse(const ResponseHead& head) {
  Http2Stream* stream = streams_.find(head.stream);
  if (stream == nullptr || role_ != Role::Server) return;
  submitResponse(*stream, head.status, head.headers, head.endStream);
}

void Http2Session::submitResponse(Http2Stream& stream, int status, HeadersPtr headers, bool end) {
  if (failed_ || stream.headSubmitted || stream.resetAsked || stream.closed) return;
  const std::array<char, 3> digits = {static_cast<char>('0' + status / 100 % 10),
                                      static_cast<char>('0' + status / 10 % 10),
                                      static_cast<char>('0' + status % 10)};
  stream.headSubmitted = true;
  stream.endQueued = end;
  stream.head = std::move(headers);
  addHead(stream, *stream.head);
  fields_.clear();
  fields_.push_back(field(":status", {digits.data(), digits.size()}, NGHTTP2_NV_FLAG_NO_COPY_NAME));
  addFields(*stream.head);
  const nghttp2_data_provider provider = providerFor(stream);
  nghttp2_submit_response(session_, number(stream.id), fields_.data(), fields_.size(),
                          end ? nullptr : &provider);
}

void Http2Session::answer(StreamId id, const Refusal& refusal) {
  Http2Stream* stream = streams_.find(id);
  if (stream == nullptr) return;
  auto headers = std::make_shared<Headers>();
  headers->add("content-type", "text/plain; charset=utf-8");
  headers->add("content-length", std::to_string(refusal.reason.size()));
  if (refusal.status == 405) headers->add("allow", "GET, POST");
  submitResponse(*stream, refusal.status, std::move(headers), false);
  enqueue(*stream, Slice::copyOf(refusal.reason));
  queueEnd(*stream);
}

void Http2Session::sendData(StreamId id, Slice bytes, bool end) {
  Http2Stream* stream = streams_.find(id);
  if (stream == nullptr || failed_ || !stream->headSubmitted || stream->endQueued || stream->resetAsked)
    return;
  enqueue(*stream, std::move(bytes));
  stream->aboveHigh = stream->aboveHigh || stream->queue.size() >= kSendHighWater;
  if (end) {
    queueEnd(*stream);
  } else {
    resume(*stream);
  }
}

void Http2Session::sendTrailers(StreamId id, const HeadersPtr& trailers) {
  Http2Stream* stream = streams_.find(id);
  if (stream == nullptr || failed_ || !stream->headSubmitted || stream->endQueued || stream->resetAsked)
    return;
  if (trailers && !trailers->empty()) stream->trailers = trailers;
  queueEnd(*stream);
}

void Http2Session::queueEnd(Http2Stream& stream) {
  stream.endQueued = true;
  resume(stream);
}

void Http2Session::resume(Http2Stream& stream) {
  if (!std::exchange(stream.paused, false) || stream.closed) return;
  nghttp2_session_resume_data(session_, number(stream.id));
}

void Http2Session::submitReset(Http2Stream& stream, H2Error code) {
  if (std::exchange(stream.resetAsked, true)) return;
  dropQueue(stream);
  nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, number(stream.id), static_cast<std::uint32_t>(code));
}

void Http2Session::submitTrailers(Http2Stream& stream) {
  if (stream.resetAsked || stream.closed) return;
  addHead(stream, *stream.trailers);
  fields_.clear();
  addFields(*stream.trailers);
  nghttp2_submit_trailer(session_, number(stream.id), fields_.data(), fields_.size());
}

ByteCount Http2Session::sendBuffered(StreamId id) const {
  const Http2Stream* stream = streams_.find(id);
  return stream == nullptr ? 0 : stream->queue.size();
}

ssize_t Http2Session::readData(Http2Stream& stream, std::size_t length, std::uint32_t& flags) {
  const ByteCount waiting = stream.queue.size();
  if (stream.resetAsked) return NGHTTP2_ERR_DEFERRED;  // its queue is gone: an end here would look regular
  if (waiting == 0 && !stream.endQueued) {
    stream.run = 0;
    stream.paused = true;
    return NGHTTP2_ERR_DEFERRED;
  }
  if (length < std::min<ByteCount>(kSmallFrame, waiting) && !stream.allowSmall) {
    stream.paused = true;
    dribbling_.push_back(stream.id);
    if (dribbleDue_ == kNever) dribbleDue_ = now_ + kSmallFrameDelay;
    return NGHTTP2_ERR_DEFERRED;
  }
  if (stream.run >= kFairRun) {
    stream.run = 0;
    stream.paused = true;
    deferred_.push_back({Deferred::What::Resume, stream.id});
    return NGHTTP2_ERR_DEFERRED;
  }
  const ByteCount count = std::min<ByteCount>(waiting, length);
  stream.run += count;
  stream.promised = static_cast<std::size_t>(count);
  flags |= NGHTTP2_DATA_FLAG_NO_COPY;
  if (count == waiting && stream.endQueued) {
    flags |= NGHTTP2_DATA_FLAG_EOF;
    if (stream.trailers) {
      flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
      deferred_.push_back({Deferred::What::Trailers, stream.id});
    }
  }
  return static_cast<ssize_t>(count);
}

bool Http2Session::writeData(Http2Stream& stream, BytesView frameHeader, std::size_t length) {
  if (sink_->size() + output_.pending() >= sinkLimit_) return false;
  output_.write(*sink_, frameHeader);
  stream.promised = 0;
  stream.stalls = 0;
  buffered_ -= length;
  while (length > 0) {
    const Slice piece = stream.queue.takeSome(length);
    length -= piece.size();
    output_.write(*sink_, piece);
  }
  stream.allowSmall = false;
  if (stream.aboveHigh && stream.queue.size() <= kSendLowWater) {
    stream.aboveHigh = false;
    if (stream.visible) events_.push(SendReady{stream.id});
  }
  return true;
}

void Http2Session::onFrameSent(const nghttp2_frame& frame) {
  const StreamId id = static_cast<StreamId>(frame.hd.stream_id);
  Http2Stream* stream = streams_.find(id);
  if (frame.hd.type == NGHTTP2_GOAWAY) return onGoAwaySent(frame.goaway);
  if (frame.hd.type == NGHTTP2_RST_STREAM) {
    const bool early = frame.rst_stream.error_code == NGHTTP2_REFUSED_STREAM && ackDue_ != kNever;
    const bool ownWish = stream != nullptr && stream->resetAsked && !stream->provoked;
    if (stream != nullptr) stream->resetSent = true;
    if (stream != nullptr && stream->limit == Limit::WriteStall) --stallResets_;
    if (role_ != Role::Server || early || ownWish) return;
    if (const auto broken = guard_.sentReset(now_)) broken_ = broken;
    return;
  }
  if (frame.hd.type == NGHTTP2_DATA) guard_.sentData();
  if (frame.hd.type == NGHTTP2_HEADERS) guard_.sentHeaders();
  const bool carries = frame.hd.type == NGHTTP2_DATA || frame.hd.type == NGHTTP2_HEADERS;
  if (frame.hd.type == NGHTTP2_HEADERS && stream != nullptr) headLeft(*stream);
  if (!carries || stream == nullptr || (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return;
  stream->sendEnded = true;
  if (role_ == Role::Server && !stream->recvEnded) {
    if (std::exchange(stream->visible, false)) --visibleStreams_;
    lingering_.push_back({id, now_ + kMaxLinger});
  }
}

void Http2Session::onGoAwaySent(const nghttp2_goaway& goAway) {
  if (goAway.error_code == NGHTTP2_NO_ERROR || std::exchange(failed_, true)) return;
  const bool flood = goAway.error_code == NGHTTP2_ENHANCE_YOUR_CALM;
  if (flood) hits_.add(Limit::FrameFlood);
  std::string message(reinterpret_cast<const char*>(goAway.opaque_data), goAway.opaque_data_len);
  if (message.empty()) message = failure_;
  events_.pushFailure({flood ? ErrorCode::LimitExceeded : ErrorCode::InvalidInput, side(),
                       flood ? "frame_flood" : "http2_protocol",
                       std::string(nghttp2_http2_strerror(goAway.error_code)) + ": " + message});
}

void Http2Session::wakeDribbling() {
  for (const StreamId id : dribbling_) deferred_.push_back({Deferred::What::Resume, id});
  dribbling_.clear();
  dribbleDue_ = kNever;
}

/// Resets the lingering streams whose time is over, or all of them.
void Http2Session::endLingering(bool all) {
  const auto due = [&](const Lingering& lingering) { return all || lingering.until <= now_; };
  const auto kept = std::ranges::find_if_not(lingering_, due);
  std::for_each(lingering_.begin(), kept, [&](const Lingering& lingering) {
    if (Http2Stream* stream = streams_.find(lingering.stream)) submitReset(*stream, H2Error::NoError);
  });
  lingering_.erase(lingering_.begin(), kept);
}

void Http2Session::runDeferred() {
  while (!deferred_.empty()) {
    running_.swap(deferred_);
    for (const Deferred& deferred : running_) runOne(deferred);
    running_.clear();
  }
  if (connectionCredit_ > 0) {
    nghttp2_session_consume_connection(session_,
                                       static_cast<std::size_t>(std::exchange(connectionCredit_, 0)));
  }
  if (broken_) failForLimit(*std::exchange(broken_, std::nullopt));
}

void Http2Session::runOne(const Deferred& deferred) {
  Http2Stream* stream = streams_.find(deferred.stream);
  switch (deferred.what) {
    case Deferred::What::Reset:
      if (stream != nullptr) return submitReset(*stream, deferred.code);
      nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, number(deferred.stream),
                                static_cast<std::uint32_t>(deferred.code));
      return;
    case Deferred::What::Refuse:
      return answer(deferred.stream, deferred.refusal);
    case Deferred::What::Trailers:
      if (stream != nullptr) submitTrailers(*stream);
      return;
    case Deferred::What::Resume:
      if (stream != nullptr) resume(*stream);
      return;
    case Deferred::What::Shutdown:
      return shutdown();
  }
}

void Http2Session::takeOutput(ByteQueue& out, ByteCount budget) {
  sink_ = &out;
  sinkLimit_ = out.size() + budget;
  while (out.size() + output_.pending() < sinkLimit_) {
    const std::uint8_t* bytes = nullptr;
    const ssize_t count = nghttp2_session_mem_send(session_, &bytes);
    if (count < 0) {
      fail(H2Error::InternalError, ErrorCode::Internal, "http2_send",
           nghttp2_strerror(static_cast<int>(count)));
      break;
    }
    if (count > 0)
      output_.write(out, BytesView(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count)));
    const bool more = !deferred_.empty() || broken_.has_value();
    runDeferred();
    if (count == 0 && !more) break;
  }
  output_.flush(out);
  sink_ = nullptr;
}

bool Http2Session::wantsWrite() const {
  return nghttp2_session_want_write(session_) != 0 || !deferred_.empty();
}

}  // namespace bascule::http
