// SPDX-License-Identifier: GPL-3.0-or-later
// `CallTranslator`: one call from one protocol to another, sans-io.
//
// It owns the four machines of the call and a message pipeline per direction. Events of both legs go in,
// commands for both legs and reports for the recorder come out. Time is an argument: the driver calls
// onTimeout() at nextTimeout().
//
//   Fresh --head--> [Waiting] --> Requesting --answer or failure--> Done
//
// Client and server each have their own protocol, codec and compression; where they agree, bytes pass.
// A Connect unary request is read whole before the upstream is opened, so that a request that does not
// convert never reaches the server. Thread: the worker that owns the call.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "bridge/base/clock.h"
#include "bridge/capture/capture_event.h"
#include "bridge/http/http_events.h"
#include "bridge/rpc/compression.h"
#include "bridge/rpc/detect.h"
#include "bridge/rpc/machines.h"
#include "bridge/rpc/server_protocols.h"
#include "bridge/schema/registry.h"
#include "bridge/schema/transcoder.h"
#include "bridge/translate/body_rate.h"
#include "bridge/translate/commands.h"
#include "bridge/translate/cors.h"
#include "bridge/translate/message_pipeline.h"

namespace bascule::translate {

/// What all calls of a bridge share; a call keeps the snapshot it started with.
struct CallSettings {
  rpc::ReaderLimits request;
  rpc::ReaderLimits response;
  ByteCount maxConvertedRequest = 4ULL * 1024 * 1024;
  ByteCount maxConvertedResponse = 64ULL * 1024 * 1024;
  Duration schemaWait = std::chrono::seconds(2);
  Duration deadlineGrace = std::chrono::milliseconds(20);
  Duration maxTimeout{0};
  Duration defaultTimeout{0};
  ByteCount slowBodyRate = 240;                       ///< least bytes a second of a unary request's body ...
  Duration slowBodyGrace = std::chrono::seconds(20);  ///< ... once it has taken so long
  schema::TranscodeLimits json;
  bool limitsAllRequests = false;   ///< `maxConvertedRequest` is for messages that pass untouched too
  bool limitsAllResponses = false;  ///< the same for `maxConvertedResponse`
  ByteCount inflateRatio = rpc::kMaxInflateRatio;
  std::string upstreamScheme = "http";
  std::string upstreamAuthority;
  std::string upstreamUrl;
  rpc::ServerProtocol serverProtocol = rpc::ServerProtocol::Auto;
  rpc::ServerCodec serverCodec = rpc::ServerCodec::Auto;
  CorsRules cors;  ///< which pages see the answers
};

/// What one call starts with.
struct CallStart {
  capture::CallId id = 0;
  std::shared_ptr<const CallSettings> settings;
  capture::ConnectionInfoPtr client;
  schema::SchemaPtr schema;
  bool schemaPending = false;    ///< a schema is being fetched: a call that needs it may wait
  bool routed = true;            ///< false: no server takes the call's path
  rpc::ServerProtocols found{};  ///< what the server speaks, as far as is known
  bool serverPending = false;    ///< that is being found out: the call waits for it
  /// The codings that the server reads; nothing: it has not said so yet.
  std::optional<rpc::CompressionSet> serverCodings{};
};

class CallTranslator {
 public:
  explicit CallTranslator(CallStart start);
  ~CallTranslator();

  /// RequestHead first, then Data, Trailers, EndOfStream, StreamReset of the client's stream.
  void onDownstream(const http::Event& event, MonotonicTime now, CallOutput& out);
  /// ResponseHead, Data, Trailers, EndOfStream, StreamReset of the upstream stream.
  void onUpstream(const http::Event& event, MonotonicTime now, CallOutput& out);
  /// No upstream stream could be opened, or its connection was lost.
  void onUpstreamFailed(const Error& error, MonotonicTime now, CallOutput& out);
  /// The schema arrived (or failed to: then the one in force, perhaps empty).
  void onSchema(const schema::SchemaPtr& schema, MonotonicTime now, CallOutput& out);
  /// What the server speaks was found out, or it is not there to be asked.
  void onServer(rpc::ServerProtocols found, MonotonicTime now, CallOutput& out);
  /// Ends the call with a status of the bridge (draining, too busy).
  void onAborted(const rpc::Status& status, MonotonicTime now, CallOutput& out);
  /// The client's credit is withheld: its body is not slow by its own fault.
  void excuseSlowBody() { bodyRate_.excuse(); }
  /// Answers a request that is no call with plain HTTP, and reports it.
  void refuse(const http::RequestHead& head, const rpc::Refusal& refusal, MonotonicTime now, CallOutput& out);

  MonotonicTime nextTimeout() const;
  void onTimeout(MonotonicTime now, CallOutput& out);

  bool done() const { return state_ == State::Done; }
  /// Waits for the schema, or for what the server speaks.
  bool waits() const { return state_ == State::Waiting; }
  /// True if `schema` has the call's method.
  bool knownTo(const schema::Schema& schema) const { return schema.method(request_.path) != nullptr; }
  /// What the call ended with; nothing while it runs, and for a request that was no call.
  std::optional<rpc::Code> outcome() const { return outcome_; }
  rpc::Protocol protocol() const { return request_.protocol; }
  capture::CallId id() const { return start_.id; }
  /// The last report of a captured call that is done, without the time in the bridge: the driver knows it,
  /// completes the report in its place and sends it. Null before the end.
  capture::CallEnded* ended() { return ended_ ? &*ended_ : nullptr; }

 private:
  enum class State : std::uint8_t { Fresh, Waiting, Requesting, Done };

  void onRequestHead(const http::RequestHead& head, MonotonicTime now, CallOutput& out);
  void begin(MonotonicTime now, CallOutput& out);
  bool resolveMethod(MonotonicTime now, CallOutput& out);
  void refuseMethod(const rpc::Refusal& refusal, MonotonicTime now, CallOutput& out);
  void startRequest(MonotonicTime now, CallOutput& out);
  rpc::ServerProtocol serverProtocol() const;
  bool needsSchema() const;
  void waitForKnowledge(MonotonicTime now);
  void goOn(MonotonicTime now, CallOutput& out);
  bool kindDecides() const;
  bool chooseUpstream(MonotonicTime now, CallOutput& out);
  void setUpRequestPipeline();
  void openUpstream(MonotonicTime now, CallOutput& out);
  void noteUpstreamHead(std::size_t from, MonotonicTime now, CallOutput& out);
  void onRequestEvents(rpc::RpcEvents& events, MonotonicTime now, CallOutput& out);
  void onRequestMessage(rpc::MessagePiece& piece, MonotonicTime now, CallOutput& out);
  void onRequestRun(const rpc::MessageRun& run, MonotonicTime now, CallOutput& out);
  void deliver(rpc::MessagePiece& piece, MonotonicTime now, CallOutput& out);
  void sendMessage(const rpc::MessagePiece& piece, capture::Legs legs, MonotonicTime now, CallOutput& out);
  void onRequestEnd(MonotonicTime now, CallOutput& out);
  bool serverGaveUpInTime(const http::StreamReset& reset, MonotonicTime now) const;
  void onResponseEvents(rpc::RpcEvents& events, MonotonicTime now, CallOutput& out);
  void onResponseStart(rpc::ResponseStart& start, CallOutput& out);
  void onResponseMessage(rpc::MessagePiece& piece, MonotonicTime now, CallOutput& out);
  void onResponseRun(const rpc::MessageRun& run, MonotonicTime now, CallOutput& out);
  void onResponseEnd(rpc::ResponseEnd& end, MonotonicTime now, CallOutput& out);
  void onClientGone(const http::StreamReset& reset, MonotonicTime now, CallOutput& out);
  void answer(const rpc::ResponseEnd& end, MonotonicTime now, CallOutput& out);
  /// Ends the call with a status of ours; counts the limit that made it.
  void fail(rpc::Status status, MonotonicTime now, CallOutput& out);
  /// The same for what was counted elsewhere or is no limit.
  void end(rpc::Status status, MonotonicTime now, CallOutput& out);
  MonotonicTime callTimeout() const;
  void finish(const rpc::Status& status, bool clientCancelled, MonotonicTime now, CallOutput& out);

  /// What `out` has for the client from index `from` on may leave: heads get their last fields.
  void releaseDownstream(std::size_t from, MonotonicTime now, CallOutput& out);

  void reportOpened(const http::RequestHead& head, MonotonicTime now, CallOutput& out);
  void reportUpstreamOpened(const http::RequestHead& head, MonotonicTime now, CallOutput& out);
  void reportMessage(const rpc::MessagePiece& piece, capture::Legs legs, capture::Direction direction,
                     MonotonicTime now, CallOutput& out);
  void reportRun(const rpc::MessageRun& run, capture::Direction direction, MonotonicTime now,
                 CallOutput& out);
  void reportSent(std::size_t from, MonotonicTime now, CallOutput& out);
  void explainMissing(rpc::Status& status) const;
  void reportEnd(capture::Leg leg, capture::Direction direction, MonotonicTime now, CallOutput& out);
  void reportUpstreamEvent(const http::Event& event, MonotonicTime now, CallOutput& out);

  CallStart start_;
  State state_ = State::Fresh;
  std::unique_ptr<rpc::RequestReader> requestReader_;
  std::unique_ptr<rpc::ResponseWriter> responseWriter_;
  std::unique_ptr<rpc::RequestWriter> requestWriter_;
  std::unique_ptr<rpc::ResponseReader> responseReader_;
  rpc::RequestStart request_;
  const schema::MethodInfo* method_ = nullptr;
  rpc::Kind kind_ = rpc::Kind::Unknown;
  rpc::Protocol upstreamProtocol_ = rpc::Protocol::Grpc;
  rpc::Codec upstreamCodec_ = rpc::Codec::Proto;
  rpc::Compression upstreamCompression_ = rpc::Compression::Identity;
  MessagePipeline requestPipeline_;
  MessagePipeline responsePipeline_;
  rpc::RpcEvents events_;  ///< scratch
  rpc::RpcEvents held_;    ///< request events while waiting for the schema
  /// The end of the only request of a stream, until it is known to be the only one.
  std::optional<rpc::MessagePiece> lastPiece_;
  BodyRate bodyRate_;
  MonotonicTime deadline_ = kNever;
  MonotonicTime waitDeadline_ = kNever;
  std::uint32_t requestMessages_ = 0;
  std::uint32_t responseMessages_ = 0;
  bool upstreamHeadSent_ = false;
  bool upstreamOpen_ = false;  ///< a RequestHead went out and no end came back yet
  bool requestEndSent_ = false;
  bool requestEndSeen_ = false;
  bool unchanged_ = false;  ///< the answer to a conditional GET has no message
  std::optional<rpc::Code> outcome_;
  std::optional<capture::CallEnded> ended_;
};

}  // namespace bascule::translate
