// SPDX-License-Identifier: GPL-3.0-or-later
// Connect unary calls, client side: the body is the message itself, the HTTP status tells success, errors
// are JSON, trailing metadata travels as `trailer-` headers. Connect protocol, "Unary (Request-Response)
// RPCs". Thread: the worker that owns the call.
#pragma once

#include "bridge/base/bytes.h"
#include "bridge/rpc/machines.h"

namespace bascule::rpc {

/// Head -> Body (collecting) -> Done | Failed.
class ConnectUnaryRequestReader final : public RequestReader {
 public:
  ConnectUnaryRequestReader(Codec codec, const ReaderLimits& limits) : codec_(codec), limits_(limits) {}
  std::expected<RequestStart, Status> onHead(const http::RequestHead& head) override;
  void onData(Slice bytes, RpcEvents& out) override;
  void onEnd(RpcEvents& out) override;

 private:
  enum class State : std::uint8_t { Head, Body, Done, Failed };
  Codec codec_;
  ReaderLimits limits_;
  State state_ = State::Head;
  bool compressed_ = false;
  ByteQueue body_;
};

/// Holds head and message until the end is known, then writes the whole response at once.
class ConnectUnaryResponseWriter final : public ResponseWriter {
 public:
  explicit ConnectUnaryResponseWriter(Codec codec) : codec_(codec) {}
  void onStart(const ResponseStart& start, HttpCommands& out) override;
  void onMessage(const MessagePiece& piece, HttpCommands& out) override;
  void onEnd(const ResponseEnd& end, HttpCommands& out) override;
  bool started() const override { return done_; }

 private:
  void writeSuccess(const ResponseEnd& end, HttpCommands& out);
  void writeError(const ResponseEnd& end, HttpCommands& out);
  void appendResponseMetadata(const ResponseEnd& end, http::Headers& headers) const;

  Codec codec_;
  bool done_ = false;
  Compression compression_ = Compression::Identity;
  bool compressed_ = false;
  http::HeadersPtr headers_ = http::noHeaders();
  ByteQueue body_;
};

}  // namespace bascule::rpc
