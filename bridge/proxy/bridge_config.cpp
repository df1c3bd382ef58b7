// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/bridge_config.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "bridge/base/ascii.h"
#include "bridge/net/tcp_socket.h"
#include "bridge/translate/cors.h"

namespace bascule::proxy {
namespace {

constexpr std::string_view kCleartextScheme = "http://";
constexpr std::string_view kTlsScheme = "https://";
constexpr std::uint16_t kCleartextPort = 80;
constexpr std::uint16_t kTlsPort = 443;

struct HostPort {
  std::string host;
  std::uint16_t port = 0;
};

/// A name or a literal address without brackets; what it leads to the resolver says.
bool isHost(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return c > ' ' && c < '\x7f' && std::string_view("/@?#[]\\\"<>").find(c) == std::string_view::npos;
  });
}

std::optional<HostPort> splitHostPort(std::string_view text) {
  std::string_view host;
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find("]:");
    if (end == std::string_view::npos) return std::nullopt;
    host = text.substr(1, end - 1);
    port = text.substr(end + 2);
  } else {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || text.find(':') != colon) return std::nullopt;
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  const auto number = ascii::parseDigits(port, 5);
  if (!isHost(host) || !number || *number > std::numeric_limits<std::uint16_t>::max()) return std::nullopt;
  return HostPort{std::string(host), static_cast<std::uint16_t>(*number)};
}

std::unexpected<Error> bad(std::string_view cause, std::string message) {
  return fail(ErrorCode::InvalidInput, cause, std::move(message));
}

struct TlsFlag {
  std::string_view flag;
  bool given;
};

Result<void> validateUpstreamTls(const BridgeConfig& config, const UpstreamUrl& upstream) {
  const std::array<TlsFlag, 5> flags = {{{"--upstream-ca", !config.upstreamCa.empty()},
                                         {"--upstream-cert", !config.upstreamCert.empty()},
                                         {"--upstream-key", !config.upstreamKey.empty()},
                                         {"--upstream-server-name", !config.upstreamServerName.empty()},
                                         {"--upstream-insecure", config.upstreamInsecure}}};
  const auto* const given = std::ranges::find(flags, true, &TlsFlag::given);
  if (!upstream.tls && given != flags.end()) {
    return bad("upstream_tls_unused", std::string(given->flag) + " is about TLS: write --upstream https://" +
                                          net::endpointText(upstream.host, upstream.port));
  }
  if (config.upstreamCert.empty() != config.upstreamKey.empty()) {
    return bad("tls_incomplete", "--upstream-cert and --upstream-key belong together: give both");
  }
  if (config.upstreamInsecure && !config.upstreamCa.empty()) {
    return bad("tls_insecure_ca",
               "--upstream-insecure takes every certificate, --upstream-ca only some: leave one out");
  }
  return {};
}

bool isLocal(std::string_view host) { return host == "localhost" || host == "127.0.0.1" || host == "::1"; }

Result<void> validateUpstream(const BridgeConfig& config) {
  const auto upstream = UpstreamUrl::parse(config.upstream);
  if (!upstream) return std::unexpected(upstream.error());
  for (const ListenAddress& listen : listenOrDefault(config)) {
    const bool local = listen.host.empty() || listen.host == "127.0.0.1" || listen.host == "::1";
    const bool sameHost = upstream->host == listen.host || (local && isLocal(upstream->host));
    if (sameHost && listen.port == upstream->port && listen.port != 0) {
      return bad("upstream_is_self", "--upstream " + config.upstream +
                                         " is the bridge's own address: move the server to another port");
    }
  }
  const bool grpc = config.serverProtocol == rpc::ServerProtocol::Grpc;
  if (config.upstreamHttp == UpstreamHttp::Http11 && grpc) {
    return bad("grpc_needs_http2",
               "--upstream-http 1.1 cannot carry gRPC: --upstream-protocol must be another one");
  }
  return validateUpstreamTls(config, *upstream);
}

Result<void> validateRoutes(const BridgeConfig& config) {
  const std::vector<UpstreamRoute> routes = routesOf(config);
  for (auto route = routes.begin(); route != routes.end(); ++route) {
    if (std::find_if(routes.begin(), route,
                     [&](const UpstreamRoute& r) { return r.prefix == route->prefix; }) != route) {
      return bad("route_duplicate", "--upstream " + route->text() +
                                        (route->prefix.empty() ? ": there is another one without a prefix"
                                                               : ": that prefix is given twice"));
    }
    if (auto valid = validateUpstream(configOf(config, *route)); !valid) return valid;
  }
  return {};
}

}  // namespace

std::string ListenAddress::text() const { return net::endpointText(host, port); }

Result<ListenAddress> ListenAddress::parse(std::string_view text) {
  const auto split = splitHostPort(text);
  if (!split)
    return bad("listen_invalid",
               "--listen " + std::string(text) + ": expected ADDRESS:PORT, as 127.0.0.1:8080");
  ListenAddress address{split->host, split->port};
  if (address.host == "localhost") address.host = "127.0.0.1";
  return address;
}

std::string UpstreamUrl::text() const {
  return std::string(scheme()) + "://" + net::endpointText(host, port);
}

Result<UpstreamUrl> UpstreamUrl::parse(std::string_view text) {
  constexpr std::string_view kExpected = ": expected http://HOST:PORT or https://HOST:PORT";
  const bool tls = text.starts_with(kTlsScheme);
  if (!tls && !text.starts_with(kCleartextScheme)) {
    return bad("upstream_invalid", "--upstream " + std::string(text) + std::string(kExpected));
  }
  std::string_view rest = text.substr((tls ? kTlsScheme : kCleartextScheme).size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  auto split = splitHostPort(rest);
  if (!split && isHost(rest) && rest.find(':') == std::string_view::npos)
    split = HostPort{std::string(rest), tls ? kTlsPort : kCleartextPort};
  if (!split || split->host.empty() || split->port == 0) {
    return bad("upstream_invalid", "--upstream " + std::string(text) + std::string(kExpected));
  }
  return UpstreamUrl{split->host, split->port, tls};
}

Result<UpstreamRoute> UpstreamRoute::parse(std::string_view text) {
  UpstreamRoute route;
  std::string_view url = text;
  // A URL may have an equals sign too, but not before its scheme.
  const auto equals = text.find('=');
  if (equals != std::string_view::npos && equals < text.find("://")) {
    route.prefix = text.substr(0, equals);
    url = text.substr(equals + 1);
    if (!route.prefix.starts_with('/')) {
      return bad("upstream_invalid", "--upstream " + std::string(text) +
                                         ": a prefix starts with /, as in /acme.shop.v1.=http://HOST:PORT");
    }
  }
  if (const auto parsed = UpstreamUrl::parse(url); !parsed) {
    Error error = parsed.error();
    const std::string named = "--upstream " + std::string(url);
    if (error.message.starts_with(named))  // it knows the URL only
      error.message.replace(0, named.size(), "--upstream " + std::string(text));
    return std::unexpected(std::move(error));
  }
  route.url = url;
  return route;
}

std::string UpstreamRoute::text() const { return prefix.empty() ? url : prefix + "=" + url; }

std::vector<ListenAddress> listenOrDefault(const BridgeConfig& config) {
  if (!config.listen.empty()) return config.listen;
  return {{"127.0.0.1", 8080}, {"::1", 8080}};
}

std::vector<UpstreamRoute> routesOf(const BridgeConfig& config) {
  if (!config.routes.empty()) return config.routes;
  return {{"", config.upstream, std::nullopt, std::nullopt}};
}

BridgeConfig configOf(const BridgeConfig& config, const UpstreamRoute& route) {
  BridgeConfig own = config;
  own.routes.clear();
  own.upstream = route.url;
  if (route.protocol) own.serverProtocol = *route.protocol;
  if (route.http) own.upstreamHttp = *route.http;
  if (route.connectTimeout) own.connectTimeout = *route.connectTimeout;
  if (route.maxStreams != 0) own.upstreamStreams = route.maxStreams;
  return own;
}

const std::string& serverNameOf(const BridgeConfig& config, const UpstreamUrl& url) {
  return config.upstreamServerName.empty() ? url.host : config.upstreamServerName;
}

Result<void> validate(const BridgeConfig& config) {
  if (config.upstream.empty())
    return bad("upstream_missing", "--upstream URL is missing: where should calls go?");
  if (auto valid = validateRoutes(config); !valid) return valid;
  if (config.tlsCertificate.empty() != config.tlsKey.empty()) {
    return bad("tls_incomplete", "--tls-cert and --tls-key belong together: give both");
  }
  if (!config.tlsClientCa.empty() && config.tlsCertificate.empty()) {
    return bad("tls_incomplete", "--tls-client-ca needs --tls-cert and --tls-key");
  }
  if (auto cors = translate::CorsRules::create(config.corsOrigins); !cors)
    return std::unexpected(cors.error());
  if (config.workers < 0 || config.workers > 256)
    return bad("workers_invalid", "--workers must be between 1 and 256");
  constexpr ByteCount kMaxWindow = 0x7fffffff;  // RFC 9113 section 6.9.1
  if (config.http.streamWindow > kMaxWindow || config.http.connectionWindow > kMaxWindow) {
    return bad("window_invalid", "--limit stream-window and connection-window must be below 2147483648");
  }
  constexpr int kMaxJsonDepth = 100;  // protobuf's own recursion limit: deeper is refused after the work
  if (config.json.jsonDepth > kMaxJsonDepth) return bad("limit_value", "--limit json-depth is at most 100");
  return {};
}

}  // namespace bascule::proxy
