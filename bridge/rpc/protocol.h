// SPDX-License-Identifier: GPL-3.0-or-later
// The protocols, codecs, stream kinds and compressions: plain values with their names, in tables.
// Names are those of the filter language and of every file format. Thread: pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bascule::rpc {

enum class Protocol : std::uint8_t {
  Unknown,
  ConnectUnary,
  ConnectGet,
  ConnectStream,
  Grpc,
  GrpcWeb,
  GrpcWebText
};
enum class Codec : std::uint8_t { Unknown, Proto, Json };
/// Whether many messages go up, down, or both ways. Unknown without a schema.
enum class Kind : std::uint8_t { Unknown, Unary, ClientStream, ServerStream, Bidi };
enum class Compression : std::uint8_t { Identity, Gzip, Deflate, Brotli, Zstd, Snappy, Unknown };

/// The compressions a peer takes. Identity is always among them.
class CompressionSet {
 public:
  constexpr void add(Compression c) { bits_ |= bit(c); }
  constexpr bool contains(Compression c) const { return c == Compression::Identity || (bits_ & bit(c)) != 0; }

 private:
  static constexpr unsigned bit(Compression c) { return 1U << static_cast<unsigned>(c); }
  unsigned bits_ = 0;
};

/// Family as users filter it: `connect`, `connect-get`, `grpc`, `grpc-web`, `grpc-web-text`.
std::string_view name(Protocol protocol);
/// For people: `Connect`, `gRPC`, `gRPC-Web`.
std::string_view displayName(Protocol protocol);
std::string_view name(Codec codec);              ///< `proto`, `json`
std::string_view name(Kind kind);                ///< `unary`, `client`, `server`, `bidi`
std::string_view name(Compression compression);  ///< content-coding: `identity`, `gzip`, `br`, ...

/// Inverse of name(Compression); Compression::Unknown for a coding we do not know. Empty is identity.
Compression compressionFromName(std::string_view coding);

constexpr bool isConnect(Protocol p) {
  return p == Protocol::ConnectUnary || p == Protocol::ConnectGet || p == Protocol::ConnectStream;
}
constexpr bool isGrpcWeb(Protocol p) { return p == Protocol::GrpcWeb || p == Protocol::GrpcWebText; }
constexpr bool isUnaryWire(Protocol p) { return p == Protocol::ConnectUnary || p == Protocol::ConnectGet; }

}  // namespace bascule::rpc
