// SPDX-License-Identifier: GPL-3.0-or-later
// Connect unary calls, both sides: the body is the message itself, the HTTP status tells success, errors are
// JSON, trailing metadata travels as `trailer-` headers. Connect protocol, "Unary (Request-Response) RPCs".
// Thread: the worker that owns the call.
#pragma once

#include "bridge/base/bytes.h"
#include "bridge/rpc/foreign_answer.h"
#include "bridge/rpc/machines.h"

namespace bascule::rpc {

/// resource_exhausted `message_too_large` for a request message over `limit` bytes.
Status requestTooLarge(ByteCount limit);

/// Client side. Head -> Body (collecting) -> Done | Failed.
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

/// Client side, answers to POST and GET. Holds head and message until the end is known, then writes the whole
/// response at once.
class ConnectUnaryResponseWriter final : public ResponseWriter {
 public:
  /// `protocol` is ConnectUnary, or ConnectGet, whose answers caches may keep.
  ConnectUnaryResponseWriter(Protocol protocol, Codec codec)
      : codec_(codec), cacheable_(protocol == Protocol::ConnectGet) {}
  void onStart(const ResponseStart& start, HttpCommands& out) override;
  void onMessage(const MessagePiece& piece, HttpCommands& out) override;
  void onEnd(const ResponseEnd& end, HttpCommands& out) override;
  bool started() const override { return done_; }

 private:
  void writeSuccess(const ResponseEnd& end, HttpCommands& out);
  void writeError(const ResponseEnd& end, HttpCommands& out);
  void appendResponseMetadata(const ResponseEnd& end, http::Headers& headers) const;

  Codec codec_;
  bool cacheable_;
  bool done_ = false;
  int httpStatus_ = 200;  ///< of a success: 200, or 304 for a conditional GET
  Compression compression_ = Compression::Identity;
  bool compressed_ = false;
  http::HeadersPtr headers_ = http::noHeaders();
  ByteQueue body_;
};

/// Server side. The head leaves with the first piece of the message, whose size and compression it tells.
class ConnectUnaryRequestWriter final : public RequestWriter {
 public:
  void onStart(const UpstreamRequest& request, HttpCommands& out) override;
  void onMessage(const MessagePiece& piece, HttpCommands& out) override;
  void onEnd(HttpCommands& out) override;

 private:
  void sendHead(ByteCount size, bool compressed, HttpCommands& out);
  http::RequestHead head_;
  Compression compression_ = Compression::Identity;
  bool emptyIsCoded_ = false;  ///< the client named the coding even though nothing came in it
  bool headSent_ = false;
};

/// Server side, answers to POST and GET. Head -> Message | Unchanged (304 for a conditional GET, no message)
/// | Error (JSON) | Foreign (neither) -> Done | Failed. The message is collected: its size is known only at
/// its end.
class ConnectUnaryResponseReader final : public ResponseReader {
 public:
  ConnectUnaryResponseReader(const ReaderLimits& limits, Codec codec) : limits_(limits), codec_(codec) {}
  void onHead(const http::ResponseHead& head, RpcEvents& out) override;
  void onData(Slice bytes, RpcEvents& out) override;
  /// HTTP trailers are no part of Connect: ignored.
  void onTrailers(const http::HeadersPtr&, RpcEvents&) override {}
  void onEnd(RpcEvents& out) override;

 private:
  enum class State : std::uint8_t { Head, Message, Unchanged, Error, Foreign, Done, Failed };
  void beginMessage(RpcEvents& out);
  void emitStart(Compression compression, RpcEvents& out);
  void endMessage(RpcEvents& out);
  void endError(RpcEvents& out);

  ReaderLimits limits_;
  Codec codec_;
  State state_ = State::Head;
  http::ResponseHead head_;
  Compression compression_ = Compression::Identity;
  ByteQueue body_;
  ForeignAnswer foreign_;
};

}  // namespace bascule::rpc
