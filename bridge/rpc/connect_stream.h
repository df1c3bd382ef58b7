// SPDX-License-Identifier: GPL-3.0-or-later
// Connect streams, both sides: enveloped messages both ways, HTTP 200 always, the end is an EndStream
// message. Connect protocol, "Streaming RPCs". Thread: the worker that owns the call.
#pragma once

#include "bridge/rpc/envelope_events.h"
#include "bridge/rpc/foreign_answer.h"
#include "bridge/rpc/machines.h"

namespace bascule::rpc {

/// Client side. Head -> Body -> Done | Failed.
class ConnectStreamRequestReader final : public RequestReader {
 public:
  ConnectStreamRequestReader(Codec codec, const ReaderLimits& limits)
      : codec_(codec), envelopes_(limits.anyMessage, kFlagCompressed, limits.runs) {}
  std::expected<RequestStart, Status> onHead(const http::RequestHead& head) override;
  void onData(Slice bytes, RpcEvents& out) override;
  void onEnd(RpcEvents& out) override;

 private:
  enum class State : std::uint8_t { Head, Body, Done, Failed };
  Codec codec_;
  EnvelopeReader envelopes_;
  State state_ = State::Head;
  bool coded_ = false;
};

/// Client side. Head on the first response event, messages as they come, EndStream at the end. A response
/// that fails inside a message is reset: nothing appended could tell the client that the message is
/// incomplete.
class ConnectStreamResponseWriter final : public ResponseWriter {
 public:
  explicit ConnectStreamResponseWriter(Codec codec) : codec_(codec) {}
  void onStart(const ResponseStart& start, HttpCommands& out) override;
  void onMessage(const MessagePiece& piece, HttpCommands& out) override;
  void onRun(const MessageRun& run, HttpCommands& out) override;
  void onEnd(const ResponseEnd& end, HttpCommands& out) override;
  bool started() const override { return started_; }

 private:
  void writeHead(const ResponseStart& start, HttpCommands& out);
  Codec codec_;
  bool started_ = false;
  bool midMessage_ = false;
};

/// Server side.
class ConnectStreamRequestWriter final : public RequestWriter {
 public:
  void onStart(const UpstreamRequest& request, HttpCommands& out) override;
  void onMessage(const MessagePiece& piece, HttpCommands& out) override;
  void onRun(const MessageRun& run, HttpCommands& out) override;
  void onEnd(HttpCommands& out) override;
};

/// Server side. Head -> Body -> Done | Foreign (no Connect answer) | Failed. The EndStream message is judged
/// when the body ends, because nothing may follow it.
class ConnectStreamResponseReader final : public ResponseReader {
 public:
  ConnectStreamResponseReader(const ReaderLimits& limits, Codec codec)
      : codec_(codec), envelopes_(limits.anyMessage, kFlagCompressed | kFlagEndStream, limits.runs) {}
  void onHead(const http::ResponseHead& head, RpcEvents& out) override;
  void onData(Slice bytes, RpcEvents& out) override;
  /// HTTP trailers are no part of Connect: ignored.
  void onTrailers(const http::HeadersPtr&, RpcEvents&) override {}
  void onEnd(RpcEvents& out) override;

 private:
  enum class State : std::uint8_t { Head, Body, Done, Foreign, Failed };
  Codec codec_;
  EnvelopeReader envelopes_;
  EndFrame end_{kFlagEndStream};
  State state_ = State::Head;
  Compression compression_ = Compression::Identity;
  ForeignAnswer foreign_;
};

}  // namespace bascule::rpc
