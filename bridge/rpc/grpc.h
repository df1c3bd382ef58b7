// SPDX-License-Identifier: GPL-3.0-or-later
// gRPC over HTTP/2, both sides: enveloped messages, the status in HTTP trailers (or, trailers-only, in the
// one head). gRPC PROTOCOL-HTTP2.md. Thread: the worker that owns the call.
#pragma once

#include <string>

#include "bridge/rpc/envelope.h"
#include "bridge/rpc/foreign_answer.h"
#include "bridge/rpc/machines.h"

namespace bascule::rpc {

/// Client side. Head -> Body -> Done | Failed.
class GrpcRequestReader final : public RequestReader {
 public:
  GrpcRequestReader(Codec codec, const ReaderLimits& limits)
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

/// Client side. What a gRPC server answered passes with its own fields; heads and trailers of other protocols
/// and a status of the bridge are written anew.
class GrpcResponseWriter final : public ResponseWriter {
 public:
  explicit GrpcResponseWriter(Codec codec) : codec_(codec) {}
  void onStart(const ResponseStart& start, HttpCommands& out) override;
  void onMessage(const MessagePiece& piece, HttpCommands& out) override;
  void onRun(const MessageRun& run, HttpCommands& out) override;
  void onEnd(const ResponseEnd& end, HttpCommands& out) override;
  bool started() const override { return started_; }

 private:
  std::string_view contentType() const;
  Codec codec_;
  bool started_ = false;
};

/// Server side.
class GrpcRequestWriter final : public RequestWriter {
 public:
  void onStart(const UpstreamRequest& request, HttpCommands& out) override;
  void onMessage(const MessagePiece& piece, HttpCommands& out) override;
  void onRun(const MessageRun& run, HttpCommands& out) override;
  void onEnd(HttpCommands& out) override;
};

/// Server side. Head -> Body -> Trailers -> Done | Foreign (no gRPC answer) | Failed.
class GrpcResponseReader final : public ResponseReader {
 public:
  explicit GrpcResponseReader(const ReaderLimits& limits, Codec codec = Codec::Proto)
      : codec_(codec), envelopes_(limits.anyMessage, kFlagCompressed, limits.runs) {}
  void onHead(const http::ResponseHead& head, RpcEvents& out) override;
  void onData(Slice bytes, RpcEvents& out) override;
  void onTrailers(const http::HeadersPtr& trailers, RpcEvents& out) override;
  void onEnd(RpcEvents& out) override;

 private:
  enum class State : std::uint8_t { Head, Body, Trailers, Done, Foreign, Failed };
  Codec codec_;
  EnvelopeReader envelopes_;
  State state_ = State::Head;
  bool coded_ = false;
  http::HeadersPtr trailers_ = http::noHeaders();
  ForeignAnswer foreign_;
};

/// What a request head of gRPC or gRPC-Web says (`protocol` tells which). A coding we do not know is left to
/// the caller: a gRPC server may know it. invalid_argument (cause `timeout_malformed`) instead.
std::expected<RequestStart, Status> readGrpcHead(const http::RequestHead& head, Protocol protocol,
                                                 Codec codec);
/// Appends what the heads of gRPC and gRPC-Web requests have in common: timeout, codings, metadata.
void appendGrpcRequestFields(const UpstreamRequest& request, http::Headers& out);

/// The status a trailer block carries: details win over grpc-status and grpc-message where they decode.
Status statusFromTrailers(const http::Headers& trailers);
/// Appends grpc-status, grpc-message and grpc-status-details-bin.
void appendStatusTrailers(const Status& status, http::Headers& out);

}  // namespace bascule::rpc
