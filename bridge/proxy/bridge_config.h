// SPDX-License-Identifier: GPL-3.0-or-later
// Everything the bridge can be told, with defaults, units and reasons. Filled from the command line, then
// checked once by validate(). Thread: plain value.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/bytes.h"
#include "bridge/base/error.h"
#include "bridge/http/limits.h"
#include "bridge/rpc/compression.h"
#include "bridge/rpc/protocol.h"
#include "bridge/schema/transcoder.h"

namespace bascule::proxy {

/// A place to listen at: `127.0.0.1:8080`, `[::1]:8080`, `:8080` (all addresses), port 0 = a free one.
struct ListenAddress {
  std::string host;  ///< literal address; empty = all addresses
  std::uint16_t port = 0;
  std::string text() const;
  static Result<ListenAddress> parse(std::string_view text);
  bool operator==(const ListenAddress&) const = default;
};

/// Where calls go: `http://host:port` in cleartext, `https://host:port` over TLS; ports 80 and 443 may be
/// left out.
struct UpstreamUrl {
  std::string host;
  std::uint16_t port = 0;
  bool tls = false;
  std::string_view scheme() const { return tls ? "https" : "http"; }
  std::string text() const;
  static Result<UpstreamUrl> parse(std::string_view text);
};

/// HTTP version towards the server. Auto: what TLS agrees on, HTTP/1.1 if on nothing; in cleartext HTTP/2,
/// unless the server answers that in HTTP/1.1 (servers under WSGI or uvicorn). HTTP/1.1 cannot carry gRPC.
enum class UpstreamHttp : std::uint8_t { Auto, Http11, Http2 };

/// A server and the calls that go there. What is not given is as the bridge's.
struct UpstreamRoute {
  std::string prefix;  ///< of the path, `/acme.shop.v1.`; empty: what no other route takes
  std::string url;
  std::optional<rpc::ServerProtocol> protocol;
  std::optional<UpstreamHttp> http;
  std::optional<std::chrono::milliseconds> connectTimeout = std::nullopt;
  std::uint32_t maxStreams = 0;  ///< open calls of one HTTP/2 connection; 0 = as many as the server takes
  /// `URL` or `PREFIX=URL`. Errors: InvalidInput `upstream_invalid`.
  static Result<UpstreamRoute> parse(std::string_view text);
  std::string text() const;  ///< parse(text()) gives prefix and URL
  bool operator==(const UpstreamRoute&) const = default;
};

struct BridgeConfig {
  std::vector<ListenAddress> listen;     ///< empty: 127.0.0.1:8080 and, where IPv6 is on, [::1]:8080
  std::optional<ListenAddress> metrics;  ///< where /metrics and /healthz are served; nowhere by default
  std::string upstream;                  ///< URL, of the first if there are several; empty: cannot start
  std::vector<UpstreamRoute> routes;     ///< the servers, if there are several or one has a prefix
  std::string tlsCertificate;  ///< PEM file, chain behind it; empty: the listeners speak cleartext only
  std::string tlsKey;          ///< PEM file; given with the certificate
  std::string tlsClientCa;     ///< PEM file; given: clients must show a certificate, and no cleartext
  std::string upstreamCa;      ///< PEM file; who may sign the server's certificate; empty: the system's store
  std::string upstreamCert;    ///< PEM file shown to a server that asks, chain behind it; empty: none
  std::string upstreamKey;     ///< PEM file; given with the certificate
  std::string upstreamServerName;  ///< for SNI and in the server's certificate; empty: the URL's host
  bool upstreamInsecure = false;   ///< take every certificate
  rpc::ServerProtocol serverProtocol = rpc::ServerProtocol::Auto;
  UpstreamHttp upstreamHttp = UpstreamHttp::Auto;
  rpc::ServerCodec serverCodec = rpc::ServerCodec::Auto;
  std::optional<rpc::CompressionSet> serverCodings;  ///< that the server reads; nothing: it says so itself
  std::vector<std::string> schemaPaths;
  std::vector<std::string> protoPaths;
  bool reflection = true;
  int workers = 0;  ///< 0: cores - 1, at least 1

  http::Limits http;
  ByteCount maxMessageBytes = 4ULL * 1024 * 1024;  ///< request message that must be buffered (gRPC's default)
  ByteCount maxResponseBytes = 64ULL * 1024 * 1024;  ///< response message that must be buffered
  bool maxMessageGiven = false;  ///< given by the user: then streams and pass-through obey it too
  bool maxResponseGiven = false;
  std::uint32_t connections = 1024;               ///< of clients; never above half of the descriptors (Envoy)
  std::uint32_t connectionsPerSource = 256;       ///< one address or IPv6 /64; loopback is not one source
  std::uint32_t liveStreams = 10'000;             ///< open calls of the process
  ByteCount bufferBudget = 256ULL * 1024 * 1024;  ///< held by all streams; see memory_pressure.h
  ByteCount slowBodyRate = 240;  ///< least bytes a second of a unary request's body (Apache's MinRate)
  std::chrono::milliseconds slowBodyGrace{20'000};     ///< before the rate is asked for
  schema::TranscodeLimits json;                        ///< of a JSON message
  std::uint64_t inflateRatio = rpc::kMaxInflateRatio;  ///< of a compressed message that must be read
  std::chrono::milliseconds connectTimeout{5'000};
  std::uint32_t upstreamStreams = 0;            ///< of one connection to a server; 0 = as many as it takes
  std::chrono::milliseconds schemaWait{2'000};  ///< longest wait of a JSON call for the schema
  std::chrono::milliseconds deadlineGrace{20};  ///< chance for the upstream's own deadline answer
  std::chrono::milliseconds drain{5'000};       ///< open calls at shutdown
  std::chrono::milliseconds maxTimeout{0};      ///< upper bound for client deadlines; 0 = none
  std::chrono::milliseconds defaultTimeout{0};  ///< for unary calls that bring none; 0 = none
  std::vector<std::string> allowHosts;          ///< beside the loopback names
  std::vector<std::string> corsOrigins;         ///< of web pages that may call; see translate::CorsRules
  bool operator==(const BridgeConfig&) const = default;
};

/// A limit that `--limit NAME=VALUE` can change.
struct LimitInfo {
  std::string_view name;
  std::string_view unit;  ///< `bytes`, `ms`, `count`
  std::string_view meaning;
  std::uint64_t (*get)(const BridgeConfig&);
};
/// Every limit, in the order of `--help limits`.
const std::vector<LimitInfo>& limitTable();
/// Sets a limit by name. Errors: NotFound `limit_unknown` (lists the names), InvalidInput `limit_value`.
Result<void> setLimit(BridgeConfig& config, std::string_view name, std::string_view value);
/// Error InvalidInput names the flag that is wrong.
Result<void> validate(const BridgeConfig& config);
/// What is wrong with one setting, found by looking at the machine: files, ports.
struct SettingFault {
  std::string flag;   ///< without dashes
  std::string value;  ///< as the configuration has it
  Error error;
  std::optional<ListenAddress> other;  ///< for an address that is taken: one that is free
};
/// Certificate files that cannot be used, at most one for the listeners and one for the servers. Reads them;
/// any thread.
std::vector<SettingFault> checkTlsFiles(const BridgeConfig& config);
/// The servers, at least one: `routes`, or the one of `upstream`.
std::vector<UpstreamRoute> routesOf(const BridgeConfig& config);
/// Where the bridge listens, also if it is not told; of both loopback addresses the machine may lack the
/// second.
std::vector<ListenAddress> listenOrDefault(const BridgeConfig& config);
/// What holds for one server: `config` with the route's URL and what the route has of its own.
BridgeConfig configOf(const BridgeConfig& config, const UpstreamRoute& route);

/// The name an upstream must prove by its certificate, and the one sent to it as SNI: what
/// `upstreamServerName` says, or else the host of `url`. Refers into one of the two arguments (RFC 6066
/// section 3, RFC 9110 section 4.3.4).
const std::string& serverNameOf(const BridgeConfig& config, const UpstreamUrl& url);

}  // namespace bascule::proxy
