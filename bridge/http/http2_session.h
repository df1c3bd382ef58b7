// SPDX-License-Identifier: GPL-3.0-or-later
// `Http2Session`: `http::Session` on libnghttp2 (RFC 9113), both roles. Private to the http floor.
//
// nghttp2 calls back only to tell (http2_callbacks.cpp): every callback appends to `events_` or `deferred_`
// and returns; what has to be submitted in answer is submitted by runDeferred() when the library's function
// has returned. Owned by the pump's connection. Thread: the worker.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <nghttp2/nghttp2.h>

#include "bridge/http/abuse_guard.h"
#include "bridge/http/event_list.h"
#include "bridge/http/http2_memory.h"
#include "bridge/http/http2_stream.h"
#include "bridge/http/output_slab.h"
#include "bridge/http/session.h"
#include "bridge/http/spent_ids.h"

namespace bascule::http {

class Http2Session final : public Session {
 public:
  Http2Session(Role role, const Limits& limits, MonotonicTime now);
  ~Http2Session() override;
  Http2Session(const Http2Session&) = delete;
  Http2Session& operator=(const Http2Session&) = delete;

  void receive(const Slice& bytes, MonotonicTime now) override;
  void receiveEnd(MonotonicTime now) override;
  std::optional<Event> nextEvent() override;
  std::optional<StreamId> sendRequest(const RequestHead& head) override;
  bool canOpenStream() const override;
  void sendResponse(const ResponseHead& head) override;
  void sendData(StreamId stream, Slice bytes, bool end) override;
  void sendTrailers(StreamId stream, const HeadersPtr& trailers) override;
  void resetStream(StreamId stream, H2Error code) override;
  void consumed(StreamId stream, ByteCount count) override;
  ByteCount sendBuffered(StreamId stream) const override;
  void takeOutput(ByteQueue& out, ByteCount budget) override;
  bool wantsWrite() const override;
  bool wantsRead() const override;
  void shutdown() override;
  bool finished() const override;
  std::size_t openStreams() const override;
  MonotonicTime nextTimeout() const override;
  void onTimeout(MonotonicTime now) override;
  Version version() const override { return Version::Http2; }
  bool mustDrain() const override;
  ByteCount buffered() const override { return buffered_; }
  StreamHold largest() const override;
  void dropStalled() override;
  LimitHits& limitHits() override { return hits_; }

 private:
  friend struct Http2Callbacks;

  /// Work for when nghttp2 is not on the stack.
  struct Deferred {
    enum class What : std::uint8_t { Reset, Refuse, Trailers, Resume, Shutdown };
    What what = What::Reset;
    StreamId stream = 0;
    H2Error code = H2Error::NoError;
    Refusal refusal{};
  };

  /// A stream whose answer went out before its request had ended.
  struct Lingering {
    StreamId stream = 0;
    MonotonicTime until;
  };

  // Facts told by nghttp2.
  void onBeginHead(StreamId id, bool request);
  void onHeader(StreamId id, std::string_view name, std::string_view value);
  void onHeadEnd(StreamId id, bool endStream);
  void onData(StreamId id, BytesView bytes);
  void onEndStream(StreamId id);
  void onSettings(const nghttp2_settings& settings);
  void onFrameSent(const nghttp2_frame& frame);
  void onStreamClosed(StreamId id, H2Error code);
  ssize_t readData(Http2Stream& stream, std::size_t length, std::uint32_t& flags);
  /// False: the budget of takeOutput() is used up, ask again.
  bool writeData(Http2Stream& stream, BytesView frameHeader, std::size_t length);

  void onRequestEnd(Http2Stream& stream, bool endStream);
  void onResponseEnd(Http2Stream& stream, bool endStream);
  void onTrailersEnd(Http2Stream& stream);
  void onGoAwaySent(const nghttp2_goaway& goAway);
  void refuse(Http2Stream& stream, const Refusal& refusal);
  void refuseAnswer(Http2Stream& stream, std::string_view reason);
  void resetForLimit(Http2Stream& stream, Limit limit, std::string_view reason);

  // Memory and silence (http2_stalls.cpp).
  bool outboundFull() const;
  bool over() const;
  void enqueue(Http2Stream& stream, Slice bytes);
  void dropQueue(Http2Stream& stream);
  void addHead(Http2Stream& stream, const Headers& headers);
  void headLeft(Http2Stream& stream);
  void forget(StreamId id);
  void settle(ByteCount count);
  void dropStalled(unsigned looks);
  void lookForStalls();
  void watchServer();

  bool scanFrames(BytesView bytes);
  void endLingering(bool all);
  void runDeferred();
  void runOne(const Deferred& deferred);
  void answer(StreamId id, const Refusal& refusal);
  void submitReset(Http2Stream& stream, H2Error code);
  void queueEnd(Http2Stream& stream);
  void armTimers();
  void submitTrailers(Http2Stream& stream);
  void submitSettings();
  void resume(Http2Stream& stream);
  void wakeDribbling();
  void submitResponse(Http2Stream& stream, int status, HeadersPtr headers, bool end);
  void sendFinalGoAway();
  void fail(H2Error code, ErrorCode kind, std::string_view cause, std::string message);
  void failForLimit(const Broken& broken, H2Error code = H2Error::EnhanceYourCalm);
  nghttp2_data_provider providerFor(Http2Stream& stream) const;
  void addFields(const Headers& headers);
  ErrorSide side() const { return role_ == Role::Server ? ErrorSide::Downstream : ErrorSide::Upstream; }

  const Role role_;
  const Limits limits_;
  Http2Memory memory_;
  nghttp2_session* session_ = nullptr;
  StreamTable streams_;
  EventList events_;
  std::vector<Deferred> deferred_;
  std::vector<Deferred> running_;  // the batch runDeferred() works on; a member to keep its memory
  std::vector<nghttp2_nv> fields_;
  OutputSlab output_;
  ByteQueue* sink_ = nullptr;  // where takeOutput() writes while it runs
  ByteCount sinkLimit_ = 0;    // size of the sink at which to stop
  FrameScanner scanner_;
  SpentIds spent_;
  AbuseGuard guard_;
  Slice input_;  // what receive() is being fed
  MonotonicTime now_;
  MonotonicTime lastActive_;   // a stream came or went
  MonotonicTime settingsDue_;  // the peer's first SETTINGS
  MonotonicTime ackDue_;       // acknowledgement of ours
  MonotonicTime headDue_ = kNever;
  MonotonicTime dribbleDue_ = kNever;
  MonotonicTime goAwayDue_ = kNever;
  MonotonicTime stallDue_ = kNever;  // next look for streams that take nothing
  MonotonicTime pingDue_ = kNever;   // client: has the server been heard of?
  MonotonicTime lastHeard_;
  std::vector<StreamId> dribbling_;
  std::vector<Lingering> lingering_;  // the first is due first; some may have ended by themselves
  ByteCount connectionCredit_ = 0;
  ByteCount buffered_ = 0;       // all queues together
  ByteCount headBytes_ = 0;      // all heads not yet in the output
  std::size_t stallResets_ = 0;  // streams reset for a stall whose RST_STREAM is not in the output yet
  std::size_t visibleStreams_ = 0;
  std::size_t liveStreams_ = 0;  // not yet closed by nghttp2
  std::size_t unreadResets_ = 0;
  std::uint32_t peerMaxStreams_ = 100;  // RFC 9113 6.5.2 advises no less; until the peer has said
  LimitHits hits_;
  std::uint64_t headsSeen_ = 0;   // value of the scanner's count that headDue_ belongs to
  std::optional<Broken> broken_;  // a rule broken by what happened inside the library
  std::string failure_;
  bool goAwayReceived_ = false;
  bool shuttingDown_ = false;
  bool finalGoAway_ = false;
  bool inputEnded_ = false;
  bool failed_ = false;
  bool pinged_ = false;  // client: nothing was heard since
};

/// The callback table of a session whose user data is its Http2Session. Freed by the caller.
nghttp2_session_callbacks* makeHttp2Callbacks();
/// Library options of a session. Freed by the caller.
nghttp2_option* makeHttp2Options(Role role, const Limits& limits);

}  // namespace bascule::http
