// SPDX-License-Identifier: GPL-3.0-or-later
// gRPC-Web, both sides, binary and text: gRPC's envelopes over any HTTP version, the trailers in a last frame
// with flag 0x80 (or, trailers-only, in the head of an answer without a body). In text form the whole body is
// base64. gRPC PROTOCOL-WEB.md. Thread: the worker that owns the call.
#pragma once

#include <optional>
#include <string>

#include "bridge/rpc/envelope_events.h"
#include "bridge/rpc/foreign_answer.h"
#include "bridge/rpc/machines.h"
#include "bridge/rpc/web_text.h"

namespace bascule::rpc {

/// Client side. Head -> Body -> Done | Failed.
class GrpcWebRequestReader final : public RequestReader {
 public:
  /// `protocol` is GrpcWeb or GrpcWebText.
  GrpcWebRequestReader(Protocol protocol, Codec codec, const ReaderLimits& limits)
      : protocol_(protocol), codec_(codec), envelopes_(limits.anyMessage, kFlagCompressed, limits.runs) {}
  std::expected<RequestStart, Status> onHead(const http::RequestHead& head) override;
  void onData(Slice bytes, RpcEvents& out) override;
  void onEnd(RpcEvents& out) override;

 private:
  enum class State : std::uint8_t { Head, Body, Done, Failed };
  Protocol protocol_;
  Codec codec_;
  EnvelopeReader envelopes_;
  WebTextDecoder text_;
  State state_ = State::Head;
  bool coded_ = false;
};

/// Sends body bytes of one direction as they are, or as base64: one padded chunk for each message, so that no
/// byte of a message waits for the next one.
class WebBody {
 public:
  explicit WebBody(bool text) : text_(text) {}
  void message(const MessagePiece& piece, HttpCommands& out);
  void run(const MessageRun& run, HttpCommands& out);
  /// The trailer frame: ends the sending direction.
  void trailers(std::string_view block, HttpCommands& out);

 private:
  bool text_;
  WebTextEncoder encoder_;
};

/// Client side. Head on the first response event, messages as they come, the trailer frame at the end; an
/// answer that has nothing but its end is a head without a body. A response that fails inside a message is
/// reset: nothing appended could tell the client that the message is incomplete.
class GrpcWebResponseWriter final : public ResponseWriter {
 public:
  /// Text or binary is what the client's `accept` asks for, else what it sent.
  explicit GrpcWebResponseWriter(const RequestStart& start);
  void onStart(const ResponseStart& start, HttpCommands& out) override;
  void onMessage(const MessagePiece& piece, HttpCommands& out) override;
  void onRun(const MessageRun& run, HttpCommands& out) override;
  void onEnd(const ResponseEnd& end, HttpCommands& out) override;
  bool started() const override { return started_; }

 private:
  http::Headers ends(const ResponseEnd& end) const;
  Codec codec_;
  bool text_;
  WebBody body_;
  bool started_ = false;
  bool midMessage_ = false;
};

/// Server side.
class GrpcWebRequestWriter final : public RequestWriter {
 public:
  explicit GrpcWebRequestWriter(Protocol protocol)
      : text_(protocol == Protocol::GrpcWebText), body_(protocol == Protocol::GrpcWebText) {}
  void onStart(const UpstreamRequest& request, HttpCommands& out) override;
  void onMessage(const MessagePiece& piece, HttpCommands& out) override;
  void onRun(const MessageRun& run, HttpCommands& out) override;
  void onEnd(HttpCommands& out) override;

 private:
  bool text_;
  WebBody body_;
};

/// Server side. Head -> [TrailersOnly ->] Body -> Done | Foreign (no gRPC-Web answer) | Failed.
/// A status in the head counts only if no body follows (state TrailersOnly waits for that).
class GrpcWebResponseReader final : public ResponseReader {
 public:
  GrpcWebResponseReader(const ReaderLimits& limits, Codec codec)
      : codec_(codec), envelopes_(limits.anyMessage, kFlagCompressed | kFlagTrailers, limits.runs) {}
  void onHead(const http::ResponseHead& head, RpcEvents& out) override;
  void onData(Slice bytes, RpcEvents& out) override;
  /// HTTP trailers are no part of gRPC-Web: ignored.
  void onTrailers(const http::HeadersPtr&, RpcEvents&) override {}
  void onEnd(RpcEvents& out) override;

 private:
  enum class State : std::uint8_t { Head, TrailersOnly, Body, Done, Foreign, Failed };
  void begin(RpcEvents& out);
  void endBody(RpcEvents& out);
  void fail(Code code, std::string_view cause, std::string message, RpcEvents& out);

  Codec codec_;
  EnvelopeReader envelopes_;
  EndFrame end_{kFlagTrailers};
  WebTextDecoder text_;
  State state_ = State::Head;
  Protocol protocol_ = Protocol::GrpcWeb;
  Compression compression_ = Compression::Identity;
  http::HeadersPtr headers_ = http::noHeaders();
  ForeignAnswer foreign_;
};

/// The payload of a trailer frame: `name: value` CRLF for each field, names in lower case.
std::string trailerBlock(const http::Headers& trailers);
/// Reads one: names in any case, a line may end in LF alone. Nothing if a line is no header field (folded
/// lines are none either).
std::optional<http::Headers> parseTrailerBlock(std::string_view block);

}  // namespace bascule::rpc
