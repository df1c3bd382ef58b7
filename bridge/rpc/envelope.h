// SPDX-License-Identifier: GPL-3.0-or-later
// Envelopes: the 5-byte prefix and its payload, read incrementally and without copying.
// gRPC over HTTP/2 ("Length-Prefixed-Message"), Connect protocol ("Enveloped-Message").
// Thread: one reader per direction of a call.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "bridge/base/bytes.h"
#include "bridge/base/error.h"
#include "bridge/rpc/rpc_events.h"

namespace bascule::rpc {

inline constexpr std::uint8_t kFlagCompressed = 0x01;
inline constexpr std::uint8_t kFlagEndStream = 0x02;  ///< Connect: the EndStream message
inline constexpr std::uint8_t kFlagTrailers = 0x80;   ///< gRPC-Web: the trailer frame

/// One piece with the flag byte of its envelope.
struct EnvelopePiece {
  std::uint8_t flags = 0;
  MessagePiece message;
};

class EnvelopeReader {
 public:
  /// Messages above `maxMessage` bytes are refused as soon as their prefix is known; 0 = no limit.
  /// Flag bits outside `allowedFlags` are refused.
  /// `runs`: takeRun() gives runs.
  EnvelopeReader(ByteCount maxMessage, std::uint8_t allowedFlags, bool runs = false)
      : maxMessage_(maxMessage), allowedFlags_(allowedFlags), runs_(runs) {}

  /// Takes what can be taken off the front of `bytes`: the next piece, or nothing if all of it was needed
  /// for a prefix. Call until `bytes` is empty. Errors: LimitExceeded `message_too_large`, InvalidInput
  /// `envelope_flags`; the reader must not be used after one.
  Result<std::optional<EnvelopePiece>> next(Slice& bytes);
  /// Takes the messages off the front of `bytes` that make up a run: all until one is flagged, too large or
  /// not whole, which is next()'s. Nothing if that leaves fewer than two.
  std::optional<MessageRun> takeRun(Slice& bytes) const;
  /// True between messages: an end here is regular.
  bool atBoundary() const { return prefixSize_ == 0 && remaining_ == 0; }

 private:
  Result<std::optional<EnvelopePiece>> beginMessage(Slice& bytes, bool prefixInFront);
  EnvelopePiece takePayload(Slice& bytes, bool first, bool prefixInFront);

  ByteCount maxMessage_;
  std::uint8_t allowedFlags_;
  bool runs_;
  std::array<char, kPrefixSize> prefix_{};
  std::size_t prefixSize_ = 0;  ///< bytes of an unfinished prefix
  std::uint8_t flags_ = 0;
  ByteCount total_ = 0;
  ByteCount remaining_ = 0;  ///< payload bytes of the current message still to come
};

/// Calls `take` with each message of `run`, in order.
template <typename Take>
void forEachMessage(const MessageRun& run, Take take) {
  EnvelopeReader reader(0, 0);
  for (Slice rest = run.bytes; !rest.empty();) {
    auto piece = reader.next(rest);
    take((*piece)->message);
  }
}

/// The five bytes in front of a payload of `size` bytes.
Slice envelopePrefix(std::uint8_t flags, ByteCount size);
/// Prefix and payload in one slice (copies the payload).
Slice enveloped(std::uint8_t flags, BytesView payload);

}  // namespace bascule::rpc
