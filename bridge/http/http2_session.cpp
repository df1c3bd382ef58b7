// SPDX-License-Identifier: GPL-3.0-or-later
// Life of an HTTP/2 session: making it, the commands of the driver, timers and the ways it ends. What the
// peer sends is in http2_receive.cpp, what leaves is in http2_send.cpp.
#include "bridge/http/http2_session.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace bascule::http {
namespace {

// A new connection is cheaper than reaching the end of the stream ids (2^31) with calls on the way.
constexpr std::uint32_t kLastComfortableStream = 1U << 30;
// Time for the peer to answer the PING between the two GOAWAYs of a graceful end.
constexpr std::chrono::seconds kShutdownRoundTrip{1};
constexpr std::uint32_t kPrefaceBytes = 24;  // RFC 9113 section 3.4

}  // namespace

Http2Session::Http2Session(Role role, const Limits& limits, MonotonicTime now)
    : role_(role),
      limits_(limits),
      scanner_(role == Role::Server ? kPrefaceBytes : 0),
      guard_(role == Role::Server, limits),
      now_(now),
      lastActive_(now),
      settingsDue_(now + limits.headerTimeout),
      ackDue_(now + limits.settingsAckTimeout),
      lastHeard_(now) {
  nghttp2_session_callbacks* callbacks = makeHttp2Callbacks();
  nghttp2_option* options = makeHttp2Options(role, limits);
  if (callbacks == nullptr || options == nullptr) std::abort();  // out of memory
  const auto create = role == Role::Server ? nghttp2_session_server_new3 : nghttp2_session_client_new3;
  if (create(&session_, callbacks, this, options, memory_.table()) != 0) std::abort();  // out of memory
  nghttp2_session_callbacks_del(callbacks);
  nghttp2_option_del(options);
  submitSettings();
}

Http2Session::~Http2Session() { nghttp2_session_del(session_); }

void Http2Session::submitSettings() {
  const auto number = [](ByteCount value) {
    return static_cast<std::uint32_t>(std::min<ByteCount>(value, 0x7fffffff));
  };
  const bool server = role_ == Role::Server;
  const std::array<nghttp2_settings_entry, 4> settings = {{
      server ? nghttp2_settings_entry{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits_.concurrentStreams}
             : nghttp2_settings_entry{NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, number(limits_.streamWindow)},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, number(limits_.headerListBytes)},
      {NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1},
  }};
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
  nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0,
                                        static_cast<std::int32_t>(number(limits_.connectionWindow)));
}

std::optional<Event> Http2Session::nextEvent() {
  auto event = events_.pop();
  if (event && std::holds_alternative<StreamReset>(*event)) --unreadResets_;
  return event;
}

bool Http2Session::canOpenStream() const {
  return role_ == Role::Client && !failed_ && !shuttingDown_ && !goAwayReceived_ && !inputEnded_ &&
         liveStreams_ < peerMaxStreams_ &&
         nghttp2_session_get_next_stream_id(session_) < kLastComfortableStream;
}

void Http2Session::resetStream(StreamId id, H2Error code) {
  events_.dropStream(id);
  Http2Stream* stream = streams_.find(id);
  if (stream == nullptr) return;
  if (std::exchange(stream->visible, false)) --visibleStreams_;
  settle(std::exchange(stream->unconsumed, 0));
  if (stream->closed) {
    forget(id);
  } else {
    submitReset(*stream, code);
  }
  runDeferred();
}

void Http2Session::consumed(StreamId id, ByteCount count) {
  Http2Stream* stream = streams_.find(id);
  if (stream == nullptr) return;
  count = std::min(count, stream->unconsumed);
  stream->unconsumed -= count;
  if (!stream->closed) {
    const auto consume = role_ == Role::Client ? nghttp2_session_consume_stream : nghttp2_session_consume;
    consume(session_, static_cast<std::int32_t>(id), static_cast<std::size_t>(count));
    return;
  }
  if (role_ == Role::Server) nghttp2_session_consume_connection(session_, static_cast<std::size_t>(count));
  if (stream->unconsumed == 0) forget(id);
}

bool Http2Session::wantsRead() const { return !failed_ && !outboundFull(); }

std::size_t Http2Session::openStreams() const { return visibleStreams_; }

void Http2Session::receiveEnd(MonotonicTime now) {
  now_ = now;
  if (inputEnded_ || failed_) return;
  inputEnded_ = true;
  if (role_ == Role::Client) {
    failed_ = true;
    events_.pushFailure(
        {ErrorCode::Unavailable, side(), "connection_closed", "The connection was closed by the peer."});
    return;
  }
  std::vector<StreamId> cut;
  streams_.forEach([&](const Http2Stream& stream) {
    if (stream.visible) cut.push_back(stream.id);
  });
  std::ranges::sort(cut);
  for (const StreamId id : cut) {
    Http2Stream& stream = *streams_.find(id);
    stream.visible = false;
    --visibleStreams_;
    settle(std::exchange(stream.unconsumed, 0));
    ++unreadResets_;
    events_.push(StreamReset{id, H2Error::Cancel, true, "the connection was closed"});
    submitReset(stream, H2Error::Cancel);
  }
  endLingering(true);
  runDeferred();
}

void Http2Session::shutdown() {
  if (shuttingDown_ || failed_) return;
  shuttingDown_ = true;
  if (role_ == Role::Client) {
    sendFinalGoAway();
    return;
  }
  nghttp2_submit_shutdown_notice(session_);
  nghttp2_submit_ping(session_, NGHTTP2_FLAG_NONE, nullptr);
  goAwayDue_ = now_ + kShutdownRoundTrip;
}

void Http2Session::sendFinalGoAway() {
  shuttingDown_ = true;
  goAwayDue_ = kNever;
  endLingering(true);
  if (std::exchange(finalGoAway_, true)) return;
  nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(session_),
                        NGHTTP2_NO_ERROR, nullptr, 0);
}

bool Http2Session::over() const {
  // nghttp2 reads nothing more once the peer has said that it opens no more streams and none is open.
  const bool ending = finalGoAway_ || inputEnded_ || goAwayReceived_;
  return failed_ || (ending && liveStreams_ == 0 && visibleStreams_ == 0);
}

bool Http2Session::finished() const { return over() && !wantsWrite(); }

void Http2Session::fail(H2Error code, ErrorCode kind, std::string_view cause, std::string message) {
  if (std::exchange(failed_, true)) return;
  nghttp2_session_terminate_session(session_, static_cast<std::uint32_t>(code));
  events_.pushFailure({kind, side(), std::string(cause), std::move(message)});
}

void Http2Session::failForLimit(const Broken& broken, H2Error code) {
  if (failed_) return;
  hits_.add(broken.limit);
  const bool late = broken.limit == Limit::HeaderTimeout || broken.limit == Limit::SettingsTimeout;
  fail(code, late ? ErrorCode::Timeout : ErrorCode::LimitExceeded, limitId(broken.limit),
       std::string(broken.sentence));
}

MonotonicTime Http2Session::nextTimeout() const {
  if (failed_) return kNever;
  const bool idle = liveStreams_ == 0 && !finalGoAway_;
  const MonotonicTime lingerDue = lingering_.empty() ? kNever : lingering_.front().until;
  return std::min({settingsDue_, ackDue_, headDue_, dribbleDue_, goAwayDue_, stallDue_, lingerDue,
                   liveStreams_ > 0 ? pingDue_ : kNever, idle ? lastActive_ + limits_.idleHttp2 : kNever});
}

void Http2Session::onTimeout(MonotonicTime now) {
  now_ = now;
  if (failed_) return;
  if (settingsDue_ <= now || headDue_ <= now) {
    failForLimit({Limit::HeaderTimeout, "The peer took too long to send a head."});
    return;
  }
  if (ackDue_ <= now) {
    failForLimit({Limit::SettingsTimeout, "The peer did not acknowledge SETTINGS."},
                 H2Error::SettingsTimeout);
    return;
  }
  if (dribbleDue_ <= now) {
    for (const StreamId id : dribbling_) {
      if (Http2Stream* stream = streams_.find(id)) stream->allowSmall = true;
    }
    wakeDribbling();
    runDeferred();
  }
  if (!lingering_.empty()) endLingering(false);
  if (stallDue_ <= now) lookForStalls();
  if (pingDue_ <= now && liveStreams_ > 0) watchServer();
  if (goAwayDue_ <= now) sendFinalGoAway();
  if (liveStreams_ == 0 && lastActive_ + limits_.idleHttp2 <= now) sendFinalGoAway();
  runDeferred();
}

std::unique_ptr<Session> makeHttp2(Role role, const Limits& limits, MonotonicTime now) {
  return std::make_unique<Http2Session>(role, limits, now);
}

}  // namespace bascule::http
