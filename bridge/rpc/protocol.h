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
  friend bool operator==(CompressionSet, CompressionSet) = default;

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

/// Codec towards the server, as the user says it: `auto`, `proto`, `same`.
enum class ServerCodec : std::uint8_t {
  Auto,   ///< the client's towards Connect servers, which read both; else proto, which every server reads
  Proto,  ///< proto, whatever the client sends
  Same,   ///< the client's
};

/// What the bridge speaks to its server, as the user says it: `auto`, `grpc`, `connect`, `grpc-web`, `same`.
enum class ServerProtocol : std::uint8_t {
  Auto,     ///< what the server is found to speak, see server_protocols.h
  Grpc,     ///< gRPC, whatever the client speaks
  Connect,  ///< Connect: unary calls and streams in their form, a GET stays one
  GrpcWeb,  ///< gRPC-Web, binary
  Same,     ///< the client's own protocol: nothing is translated, only inspected
};
std::string_view name(ServerProtocol protocol);
/// Inverse of name(ServerProtocol); nothing for another text.
std::optional<ServerProtocol> serverProtocolFromName(std::string_view text);
/// The protocol of a call of this `kind` towards the server, whose client speaks `client`. A call of unknown
/// kind goes to a Connect server as unary: most calls are.
Protocol protocolTowards(ServerProtocol server, Protocol client, Kind kind);

constexpr bool isConnect(Protocol p) {
  return p == Protocol::ConnectUnary || p == Protocol::ConnectGet || p == Protocol::ConnectStream;
}
constexpr bool isGrpcWeb(Protocol p) { return p == Protocol::GrpcWeb || p == Protocol::GrpcWebText; }
constexpr bool isUnaryWire(Protocol p) { return p == Protocol::ConnectUnary || p == Protocol::ConnectGet; }

}  // namespace bascule::rpc
