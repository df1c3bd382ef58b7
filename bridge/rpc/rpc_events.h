// SPDX-License-Identifier: GPL-3.0-or-later
// The waist of the hourglass: what an RPC consists of, whatever protocol carries it.
//
// Readers turn HTTP events into these, writers turn these into HTTP. Order of a request: RequestStart,
// MessagePiece*, RequestEnd. Order of a response: [ResponseStart], MessagePiece*, ResponseEnd; whole messages
// may come as one MessageRun instead. A response without ResponseStart is "trailers-only". A reader that
// found its peer at fault emits Failed, once, and nothing after it. Thread: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bridge/base/bytes.h"
#include "bridge/base/clock.h"
#include "bridge/http/headers.h"
#include "bridge/rpc/protocol.h"
#include "bridge/rpc/status.h"

namespace bascule::rpc {

/// Envelope prefix: one flag byte and a 4-byte big-endian length (gRPC over HTTP/2, Connect streams).
inline constexpr std::size_t kPrefixSize = 5;

struct RequestStart {
  Protocol protocol = Protocol::Unknown;
  Codec codec = Codec::Unknown;
  Compression compression = Compression::Identity;  ///< of the request's messages
  Compression preferred = Compression::Identity;    ///< first coding the client accepts and we can make
  CompressionSet accepted;                          ///< codings the client takes in the answer
  std::string path;                              ///< `/acme.shop.v1.OrderService/CreateOrder`, without query
  http::HeadersPtr headers = http::noHeaders();  ///< as received
  Duration timeout{0};                           ///< what the client asked for; 0 = none
};

/// A message or the next piece of one. Small messages come whole (first and last).
struct MessagePiece {
  Slice bytes;          ///< payload, without envelope
  ByteCount total = 0;  ///< payload size of the whole message
  bool first = true;
  bool last = true;
  bool compressed = false;
  /// The five envelope bytes lie directly in front of `bytes` in the same slab and are still true, so that
  /// framed() can be sent on as it is.
  bool prefixInFront = false;

  Slice framed() const;
};

/// Two or more whole messages, none of them compressed, that came one right after the other. Small messages
/// of a fast stream are cheap only if nobody handles each of them. For readers with ReaderLimits::runs.
struct MessageRun {
  Slice bytes;  ///< the messages with their envelopes
  std::uint32_t count = 0;
};

struct RequestEnd {};

/// A conditional GET found nothing new: a success without a message (RFC 9110 section 15.4.5).
inline constexpr int kNotModified = 304;

struct ResponseStart {
  int httpStatus = 200;
  Compression compression = Compression::Identity;
  http::HeadersPtr headers = http::noHeaders();  ///< as received, trailing metadata left out
  Protocol protocol = Protocol::Unknown;         ///< that `headers` are spelled in
};

struct ResponseEnd {
  Status status;
  http::HeadersPtr trailers = http::noHeaders();  ///< as received, protocol's own fields included
  bool trailersOnly = false;  ///< one header block carried everything; no ResponseStart came
  /// That `trailers` are spelled in; Unknown: the bridge made this end.
  Protocol protocol = Protocol::Unknown;
  /// An end that came in the body, decompressed, with its envelope; for the inspector only.
  Slice body{};
};

/// The peer of this reader broke the protocol; `status` is what the client should be told.
struct Failed {
  Status status;
  std::string excerpt{};  ///< at most 1 KiB of a foreign answer's body, for the inspector only
};

using RpcEvent =
    std::variant<RequestStart, MessagePiece, MessageRun, RequestEnd, ResponseStart, ResponseEnd, Failed>;
using RpcEvents = std::vector<RpcEvent>;

}  // namespace bascule::rpc
