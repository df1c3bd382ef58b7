// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/snapshot.h"

#include <algorithm>
#include <thread>

#include "bridge/net/listener.h"
#include "bridge/net/tcp_socket.h"

namespace bascule::proxy {
namespace {

/// The origins are valid: validate() has seen to it.
translate::CorsRules corsOf(const BridgeConfig& config) {
  return translate::CorsRules::create(config.corsOrigins).value_or(translate::CorsRules());
}

translate::CallSettings callSettings(const BridgeConfig& config) {
  translate::CallSettings settings;
  settings.request = {config.maxMessageBytes, config.maxMessageGiven ? config.maxMessageBytes : 0};
  settings.response = {config.maxResponseBytes, config.maxResponseGiven ? config.maxResponseBytes : 0};
  settings.maxConvertedRequest = config.maxMessageBytes;
  settings.maxConvertedResponse = config.maxResponseBytes;
  settings.limitsAllRequests = config.maxMessageGiven;
  settings.limitsAllResponses = config.maxResponseGiven;
  settings.schemaWait = config.schemaWait;
  settings.deadlineGrace = config.deadlineGrace;
  settings.maxTimeout = config.maxTimeout;
  settings.defaultTimeout = config.defaultTimeout;
  settings.slowBodyRate = config.slowBodyRate;
  settings.slowBodyGrace = config.slowBodyGrace;
  settings.json = config.json;
  settings.inflateRatio = config.inflateRatio;
  settings.serverProtocol = config.serverProtocol;
  settings.serverCodec = config.serverCodec;
  settings.cors = corsOf(config);
  return settings;
}

/// A server on HTTP/1.1 whose calls are only inspected cannot be asked: nothing says what it speaks.
bool asksReflection(const BridgeConfig& config) {
  const bool unknown = config.serverProtocol == rpc::ServerProtocol::Same;
  return config.reflection && !(unknown && config.upstreamHttp == UpstreamHttp::Http11);
}

Result<net::TlsContextPtr> upstreamTls(const BridgeConfig& config, const UpstreamUrl& url) {
  if (!url.tls) return nullptr;
  return net::TlsContext::client({config.upstreamCa, config.upstreamCert, config.upstreamKey,
                                  config.upstreamInsecure, config.upstreamHttp != UpstreamHttp::Http11,
                                  config.upstreamHttp != UpstreamHttp::Http2});
}

Result<UpstreamSettings> upstreamSettings(const BridgeConfig& config, const UpstreamRoute& route) {
  UpstreamSettings out;
  out.route = route;
  out.config = configOf(config, route);
  auto url = UpstreamUrl::parse(route.url);
  if (!url) return std::unexpected(url.error());
  out.url = *url;
  translate::CallSettings settings = callSettings(out.config);
  settings.upstreamScheme = url->scheme();
  settings.upstreamAuthority = net::endpointText(url->host, url->port);
  settings.upstreamUrl = url->text();
  out.calls = std::make_shared<const translate::CallSettings>(std::move(settings));
  out.reflection = asksReflection(out.config);
  out.probe = out.config.serverProtocol == rpc::ServerProtocol::Auto;
  auto tls = upstreamTls(out.config, *url);
  if (!tls) return std::unexpected(tls.error());
  out.tls = std::move(*tls);
  return out;
}

/// What does not concern the connections to a server, left out.
BridgeConfig connectionsOnly(BridgeConfig config) {
  const BridgeConfig standard;
  config.listen.clear();
  config.metrics.reset();
  config.allowHosts.clear();
  config.corsOrigins.clear();
  config.serverCodec = standard.serverCodec;
  config.schemaPaths.clear();
  config.protoPaths.clear();
  config.maxMessageBytes = standard.maxMessageBytes;
  config.maxResponseBytes = standard.maxResponseBytes;
  config.maxMessageGiven = config.maxResponseGiven = false;
  config.maxTimeout = config.defaultTimeout = standard.maxTimeout;
  config.json = standard.json;
  return config;
}

}  // namespace

std::vector<ListenAddress> Snapshot::listen() const {
  std::vector<ListenAddress> addresses = listenOrDefault(config);
  if (config.listen.empty() && !net::hasIpv6Loopback()) addresses.pop_back();  // the default's second one
  return addresses;
}

std::shared_ptr<const ListenerSettings> Snapshot::listener(const ListenAddress& address) const {
  return std::make_shared<const ListenerSettings>(
      ListenerSettings{address, config.http, HostRules(isLoopbackAddress(address.host), config.allowHosts),
                       tls, corsOf(config)});
}

bool Snapshot::reflects() const { return std::ranges::any_of(upstreams, &UpstreamSettings::reflection); }

Result<SnapshotPtr> makeSnapshot(BridgeConfig config, schema::SchemaPtr named) {
  if (auto valid = validate(config); !valid) return std::unexpected(valid.error());
  auto out = std::make_shared<Snapshot>();
  std::vector<std::string> prefixes;
  for (const UpstreamRoute& route : routesOf(config)) {
    auto upstream = upstreamSettings(config, route);
    if (!upstream) return std::unexpected(upstream.error());
    prefixes.push_back(route.prefix);
    out->upstreams.push_back(std::move(*upstream));
  }
  out->router = Router(prefixes);
  out->unrouted = std::make_shared<const translate::CallSettings>(callSettings(config));
  if (named == nullptr && !config.schemaPaths.empty()) {
    auto loaded = schema::loadSources({config.schemaPaths, config.protoPaths});
    if (!loaded) return std::unexpected(loaded.error());
    named = std::move(*loaded);
  }
  out->named = named != nullptr ? std::move(named) : schema::Schema::wellKnown();
  if (!config.tlsCertificate.empty()) {
    auto tls = net::TlsContext::server({config.tlsCertificate, config.tlsKey, config.tlsClientCa});
    if (!tls) return std::unexpected(tls.error());
    out->tls = std::move(*tls);
  }
  out->config = std::move(config);
  return out;
}

int workerCount(const BridgeConfig& config) {
  if (config.workers > 0) return config.workers;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
}

bool sameConnections(const UpstreamSettings& a, const UpstreamSettings& b) {
  return connectionsOnly(a.config) == connectionsOnly(b.config);
}

}  // namespace bascule::proxy
