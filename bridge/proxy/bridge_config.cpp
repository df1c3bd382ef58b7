// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/bridge_config.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "bridge/base/ascii.h"
#include "bridge/net/tcp_socket.h"

namespace bascule::proxy {
namespace {

struct HostPort {
  std::string host;
  std::uint16_t port = 0;
};

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
  if (!number || *number > std::numeric_limits<std::uint16_t>::max()) return std::nullopt;
  return HostPort{std::string(host), static_cast<std::uint16_t>(*number)};
}

using Setter = void (*)(BridgeConfig&, std::uint64_t);
struct LimitRow {
  LimitInfo info;
  Setter set;
};

const std::vector<LimitRow>& limitRows() {
  static const std::vector<LimitRow> rows = {
      {{"connections", "count", "open client connections"},
       [](BridgeConfig& c, std::uint64_t v) { c.connections = static_cast<std::uint32_t>(v); }},
      {{"streams-per-connection", "count", "open calls of one HTTP/2 connection"},
       [](BridgeConfig& c, std::uint64_t v) { c.http.concurrentStreams = static_cast<std::uint32_t>(v); }},
      {{"live-streams", "count", "open calls in all"},
       [](BridgeConfig& c, std::uint64_t v) { c.liveStreams = static_cast<std::uint32_t>(v); }},
      {{"header-bytes", "bytes", "header list of a request or answer (name + value + 32 each)"},
       [](BridgeConfig& c, std::uint64_t v) { c.http.headerListBytes = v; }},
      {{"request-header-fields", "count", "header fields of a request"},
       [](BridgeConfig& c, std::uint64_t v) { c.http.requestHeaderFields = static_cast<std::uint32_t>(v); }},
      {{"response-header-fields", "count", "header fields of an answer"},
       [](BridgeConfig& c, std::uint64_t v) { c.http.responseHeaderFields = static_cast<std::uint32_t>(v); }},
      {{"target-bytes", "bytes", "request target"},
       [](BridgeConfig& c, std::uint64_t v) { c.http.targetBytes = v; }},
      {{"stream-window", "bytes", "HTTP/2 flow-control window of a stream"},
       [](BridgeConfig& c, std::uint64_t v) { c.http.streamWindow = v; }},
      {{"connection-window", "bytes", "HTTP/2 flow-control window of a connection"},
       [](BridgeConfig& c, std::uint64_t v) { c.http.connectionWindow = v; }},
      {{"header-timeout", "ms", "first byte to complete request head"},
       [](BridgeConfig& c, std::uint64_t v) { c.http.headerTimeout = std::chrono::milliseconds(v); }},
      {{"idle-http1", "ms", "idle HTTP/1.1 connection"},
       [](BridgeConfig& c, std::uint64_t v) { c.http.idleHttp11 = std::chrono::milliseconds(v); }},
      {{"idle-http2", "ms", "HTTP/2 connection without streams"},
       [](BridgeConfig& c, std::uint64_t v) { c.http.idleHttp2 = std::chrono::milliseconds(v); }},
      {{"connect-timeout", "ms", "connecting to the server"},
       [](BridgeConfig& c, std::uint64_t v) { c.connectTimeout = std::chrono::milliseconds(v); }},
      {{"schema-wait", "ms", "wait of a JSON call for the schema"},
       [](BridgeConfig& c, std::uint64_t v) { c.schemaWait = std::chrono::milliseconds(v); }},
      {{"drain", "ms", "open calls at shutdown"},
       [](BridgeConfig& c, std::uint64_t v) { c.drain = std::chrono::milliseconds(v); }},
  };
  return rows;
}

std::unexpected<Error> bad(std::string_view cause, std::string message) {
  return fail(ErrorCode::InvalidInput, cause, std::move(message));
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

std::string UpstreamUrl::text() const { return "http://" + net::endpointText(host, port); }

Result<UpstreamUrl> UpstreamUrl::parse(std::string_view text) {
  constexpr std::string_view kScheme = "http://";
  if (!text.starts_with(kScheme)) {
    return bad("upstream_invalid", "--upstream " + std::string(text) + ": expected http://HOST:PORT");
  }
  std::string_view rest = text.substr(kScheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  auto split = splitHostPort(rest);
  if (!split && rest.find_first_of(":/") == std::string_view::npos && !rest.empty())
    split = HostPort{std::string(rest), 80};
  if (!split || split->host.empty() || split->port == 0 ||
      split->host.find_first_of("/@?# ") != std::string::npos) {
    return bad("upstream_invalid", "--upstream " + std::string(text) + ": expected http://HOST:PORT");
  }
  return UpstreamUrl{split->host, split->port};
}

const std::vector<LimitInfo>& limitTable() {
  static const std::vector<LimitInfo> table = [] {
    std::vector<LimitInfo> infos;
    for (const LimitRow& row : limitRows()) infos.push_back(row.info);
    return infos;
  }();
  return table;
}

Result<void> setLimit(BridgeConfig& config, std::string_view name, std::string_view value) {
  const auto row = std::ranges::find(limitRows(), name, [](const LimitRow& r) { return r.info.name; });
  if (row == limitRows().end()) {
    std::string names;
    for (const LimitRow& known : limitRows())
      names += (names.empty() ? "" : ", ") + std::string(known.info.name);
    return fail(ErrorCode::NotFound, "limit_unknown",
                "--limit " + std::string(name) + ": no such limit; there are " + names);
  }
  const auto number = ascii::parseDigits(value, 12);
  const bool counted = row->info.unit == "count";
  if (!number || *number == 0 || (counted && *number > std::numeric_limits<std::uint32_t>::max())) {
    return bad("limit_value", "--limit " + std::string(name) + "=" + std::string(value) +
                                  ": expected a positive whole number (" + std::string(row->info.unit) + ")");
  }
  row->set(config, *number);
  return {};
}

Result<void> validate(const BridgeConfig& config) {
  if (config.upstream.empty())
    return bad("upstream_missing", "--upstream URL is missing: where should calls go?");
  const auto upstream = UpstreamUrl::parse(config.upstream);
  if (!upstream) return std::unexpected(upstream.error());
  for (const ListenAddress& listen : config.listen) {
    const bool local = listen.host.empty() || listen.host == "127.0.0.1" || listen.host == "::1";
    const bool sameHost = upstream->host == listen.host ||
                          (local && (upstream->host == "localhost" || upstream->host == "127.0.0.1" ||
                                     upstream->host == "::1"));
    if (sameHost && listen.port == upstream->port && listen.port != 0) {
      return bad("upstream_is_self", "--upstream " + config.upstream +
                                         " is the bridge's own address: move the server to another port");
    }
  }
  const bool mayBeGrpc = config.serverProtocol == rpc::ServerProtocol::Auto ||
                         config.serverProtocol == rpc::ServerProtocol::Grpc;
  if (config.upstreamHttp == UpstreamHttp::Http11 && mayBeGrpc) {
    return bad("grpc_needs_http2",
               "--upstream-http 1.1 cannot carry gRPC: add --upstream-protocol connect, grpc-web or same");
  }
  if (config.workers < 0 || config.workers > 256)
    return bad("workers_invalid", "--workers must be between 1 and 256");
  constexpr ByteCount kMaxWindow = 0x7fffffff;  // RFC 9113 section 6.9.1
  if (config.http.streamWindow > kMaxWindow || config.http.connectionWindow > kMaxWindow) {
    return bad("window_invalid", "--limit stream-window and connection-window must be below 2147483648");
  }
  return {};
}

}  // namespace bascule::proxy
