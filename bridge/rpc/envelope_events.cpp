// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/envelope_events.h"

namespace bascule::rpc {
namespace {

Failed faultOf(const Error& error, Leg leg) {
  const bool tooLarge = error.code == ErrorCode::LimitExceeded;
  std::string message = error.message;
  if (tooLarge) message += leg == Leg::Request ? " (--max-message-bytes)" : " (--max-response-bytes)";
  return {bridgeStatus(tooLarge ? Code::ResourceExhausted : Code::Internal, error.cause, std::move(message)),
          {}};
}

}  // namespace

bool readEnvelopes(EnvelopeReader& reader, Slice bytes, const EnvelopeContext& context, RpcEvents& out) {
  while (!bytes.empty()) {
    auto piece = reader.next(bytes);
    if (!piece) {
      out.emplace_back(faultOf(piece.error(), context.leg));
      return false;
    }
    if (!*piece) return true;
    MessagePiece& message = (*piece)->message;
    if (message.compressed && !context.coded) {
      out.emplace_back(
          Failed{bridgeStatus(Code::Internal, "compressed_without_encoding",
                              "message is flagged as compressed, but the head names no encoding"),
                 {}});
      return false;
    }
    out.emplace_back(std::move(message));
  }
  return true;
}

Failed truncated(Leg leg) {
  return leg == Leg::Request
             ? Failed{bridgeStatus(Code::InvalidArgument, "envelope_truncated",
                                   "request ends inside a message"),
                      {}}
             : Failed{bridgeStatus(Code::Internal, "envelope_truncated", "response ends inside a message"),
                      {}};
}

void writeEnvelope(const MessagePiece& piece, HttpCommands& out) {
  if (piece.prefixInFront) {
    out.emplace_back(SendData{piece.framed(), false, false});
    return;
  }
  if (piece.first) {
    const std::uint8_t flags = piece.compressed ? kFlagCompressed : 0;
    out.emplace_back(SendData{envelopePrefix(flags, piece.total), false, false});
  }
  if (!piece.bytes.empty()) out.emplace_back(SendData{piece.bytes, false, false});
}

}  // namespace bascule::rpc
