// SPDX-License-Identifier: GPL-3.0-or-later
// Connect streams, client side: enveloped messages both ways, HTTP 200 always, the end is an EndStream
// message. Connect protocol, "Streaming RPCs". Thread: the worker that owns the call.
#pragma once

#include "bridge/rpc/envelope.h"
#include "bridge/rpc/machines.h"

namespace bascule::rpc {

/// Head -> Body -> Done | Failed.
class ConnectStreamRequestReader final : public RequestReader {
 public:
  ConnectStreamRequestReader(Codec codec, const ReaderLimits& limits)
      : codec_(codec), envelopes_(limits.anyMessage, kFlagCompressed) {}
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

/// Head on the first response event, messages as they come, EndStream at the end. A response that fails
/// inside a message is reset: nothing appended could tell the client that the message is incomplete.
class ConnectStreamResponseWriter final : public ResponseWriter {
 public:
  explicit ConnectStreamResponseWriter(Codec codec) : codec_(codec) {}
  void onStart(const ResponseStart& start, HttpCommands& out) override;
  void onMessage(const MessagePiece& piece, HttpCommands& out) override;
  void onEnd(const ResponseEnd& end, HttpCommands& out) override;
  bool started() const override { return started_; }

 private:
  void writeHead(const ResponseStart& start, HttpCommands& out);
  Codec codec_;
  bool started_ = false;
  bool midMessage_ = false;
};

}  // namespace bascule::rpc
