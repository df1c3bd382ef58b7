// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/envelope_events.h"

#include "bridge/rpc/compression.h"

namespace bascule::rpc {
namespace {

Failed faultOf(const Error& error, Leg leg) {
  const bool tooLarge = error.code == ErrorCode::LimitExceeded;
  std::string message = error.message;
  if (tooLarge) message += leg == Leg::Request ? " (--max-message-bytes)" : " (--max-response-bytes)";
  return Failed{
      bridgeStatus(tooLarge ? Code::ResourceExhausted : Code::Internal, error.cause, std::move(message))};
}

/// What is wrong with this piece where it stands, if anything.
std::optional<Failed> faultIn(const EnvelopePiece& piece, const EnvelopeContext& context) {
  if (piece.message.compressed && !context.coded) {
    return Failed{bridgeStatus(Code::Internal, "compressed_without_encoding",
                               "message is flagged as compressed, but the head names no encoding")};
  }
  if (context.end != nullptr && context.end->owns(piece.flags) && piece.message.total > kMaxEndFrame) {
    return Failed{bridgeStatus(
        Code::ResourceExhausted, "end_too_large",
        "the end of the server's answer has more than " + std::to_string(kMaxEndFrame) + " bytes")};
  }
  return std::nullopt;
}

}  // namespace

void EndFrame::add(const MessagePiece& piece) {
  payload_ += piece.bytes.view();
  compressed_ = piece.compressed;
  complete_ = piece.last;
}

Result<std::string> EndFrame::text(Compression compression) const {
  return decompress(compressed_ ? compression : Compression::Identity, payload_, kMaxEndFrame);
}

bool readEnvelopes(EnvelopeReader& reader, Slice bytes, const EnvelopeContext& context, RpcEvents& out) {
  while (!bytes.empty()) {
    if (context.end != nullptr && context.end->complete()) {
      out.emplace_back(
          Failed{bridgeStatus(Code::Internal, "bytes_after_end", "bytes follow the end of the answer")});
      return false;
    }
    if (auto run = reader.takeRun(bytes)) {
      out.emplace_back(std::move(*run));
      continue;
    }
    auto piece = reader.next(bytes);
    if (!piece) {
      out.emplace_back(faultOf(piece.error(), context.leg));
      return false;
    }
    if (!*piece) return true;
    if (auto fault = faultIn(**piece, context)) {
      out.emplace_back(std::move(*fault));
      return false;
    }
    if (context.end != nullptr && context.end->owns((*piece)->flags)) {
      context.end->add((*piece)->message);
    } else {
      out.emplace_back(std::move((*piece)->message));
    }
  }
  return true;
}

Failed truncated(Leg leg) {
  return Failed{
      leg == Leg::Request
          ? bridgeStatus(Code::InvalidArgument, "envelope_truncated", "request ends inside a message")
          : bridgeStatus(Code::Internal, "envelope_truncated", "response ends inside a message")};
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

void writeRun(const MessageRun& run, HttpCommands& out) {
  out.emplace_back(SendData{run.bytes, false, false});
}

void endRequest(HttpCommands& out) {
  if (!out.empty()) {
    if (auto* data = std::get_if<SendData>(&out.back())) {
      data->end = true;
      return;
    }
  }
  out.emplace_back(SendData{{}, true, false});
}

}  // namespace bascule::rpc
