// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/protocol.h"

#include <algorithm>

namespace bascule::rpc {
namespace {

constexpr std::array<std::string_view, 7> kProtocolNames = {"unknown", "connect",  "connect-get",  "connect",
                                                            "grpc",    "grpc-web", "grpc-web-text"};
constexpr std::array<std::string_view, 7> kDisplayNames = {"unknown", "Connect",  "Connect", "Connect",
                                                           "gRPC",    "gRPC-Web", "gRPC-Web"};
constexpr std::array<std::string_view, 3> kCodecNames = {"unknown", "proto", "json"};
constexpr std::array<std::string_view, 5> kKindNames = {"unknown", "unary", "client", "server", "bidi"};
constexpr std::array<std::string_view, 7> kCompressionNames = {"identity", "gzip",   "deflate", "br",
                                                               "zstd",     "snappy", "unknown"};

constexpr std::array<std::string_view, 5> kServerNames = {"auto", "grpc", "connect", "grpc-web", "same"};

template <typename Table, typename Enum>
std::string_view at(const Table& table, Enum value) {
  return table[static_cast<std::size_t>(value)];
}

}  // namespace

std::string_view name(Protocol protocol) { return at(kProtocolNames, protocol); }
std::string_view displayName(Protocol protocol) { return at(kDisplayNames, protocol); }
std::string_view name(Codec codec) { return at(kCodecNames, codec); }
std::string_view name(Kind kind) { return at(kKindNames, kind); }
std::string_view name(Compression compression) { return at(kCompressionNames, compression); }

Compression compressionFromName(std::string_view coding) {
  if (coding.empty()) return Compression::Identity;
  for (std::size_t i = 0; i + 1 < kCompressionNames.size(); ++i) {
    if (kCompressionNames[i] == coding) return static_cast<Compression>(i);
  }
  return Compression::Unknown;
}

std::string_view name(ServerProtocol protocol) { return at(kServerNames, protocol); }

std::optional<ServerProtocol> serverProtocolFromName(std::string_view text) {
  const auto* const found = std::ranges::find(kServerNames, text);
  if (found == kServerNames.end()) return std::nullopt;
  return static_cast<ServerProtocol>(found - kServerNames.begin());
}

Protocol protocolTowards(ServerProtocol server, Protocol client, Kind kind) {
  switch (server) {
    case ServerProtocol::Same:
      return client;
    case ServerProtocol::GrpcWeb:
      return Protocol::GrpcWeb;
    case ServerProtocol::Connect:
      if (isConnect(client)) return client;
      return kind == Kind::Unary || kind == Kind::Unknown ? Protocol::ConnectUnary : Protocol::ConnectStream;
    default:
      return Protocol::Grpc;
  }
}

}  // namespace bascule::rpc
