// SPDX-License-Identifier: GPL-3.0-or-later
// From envelopes to RPC events and back: what every enveloped protocol does alike.
// Thread: pure functions over the caller's reader.
#pragma once

#include "bridge/rpc/envelope.h"
#include "bridge/rpc/machines.h"

namespace bascule::rpc {

/// Largest end of a response that travels in the body, compressed or not. It holds what HTTP trailers would:
/// four times the 64 KiB a header list may have, because JSON and base64 make it longer.
inline constexpr ByteCount kMaxEndFrame = 256 * 1024;

/// Which side sent the bytes; decides the code a fault gets (translation rules: "errors we make").
enum class Leg : std::uint8_t { Request, Response };

/// The last envelope of a response whose protocol puts the end into the body: Connect's EndStream message,
/// gRPC-Web's trailer frame.
class EndFrame {
 public:
  explicit EndFrame(std::uint8_t flag) : flag_(flag) {}
  bool owns(std::uint8_t flags) const { return (flags & flag_) != 0; }
  void add(const MessagePiece& piece);
  bool complete() const { return complete_; }
  /// The payload, decompressed if its flag says so. Errors as decompress(), `message_too_large` above
  /// kMaxEndFrame.
  Result<std::string> text(Compression compression) const;

 private:
  std::uint8_t flag_;
  bool compressed_ = false;
  bool complete_ = false;
  std::string payload_;
};

struct EnvelopeContext {
  Leg leg = Leg::Request;
  bool coded = false;       ///< the head named a compression, so the compressed flag is legal
  EndFrame* end = nullptr;  ///< collects the end of the response, if the protocol has it in the body
};

/// Appends a MessagePiece per piece, or a MessageRun per run, found in `bytes`. On a fault appends Failed and
/// returns false; causes as EnvelopeReader, `compressed_without_encoding`, and `bytes_after_end`.
bool readEnvelopes(EnvelopeReader& reader, Slice bytes, const EnvelopeContext& context, RpcEvents& out);
/// The body ended inside an envelope.
Failed truncated(Leg leg);
/// Sends one piece, its prefix before its first byte; bytes that still carry their prefix go as they are.
void writeEnvelope(const MessagePiece& piece, HttpCommands& out);
/// Sends a run as it came.
void writeRun(const MessageRun& run, HttpCommands& out);
/// Ends the sending direction of a request: on its last command where that can carry it, which saves a frame
/// for each unary call.
void endRequest(HttpCommands& out);

}  // namespace bascule::rpc
