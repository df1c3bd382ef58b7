// SPDX-License-Identifier: GPL-3.0-or-later
// The printing half of envoy_config.h.
#include <algorithm>

#include "app/config/envoy_config.h"
#include "app/config/yaml_tree.h"
#include "app/port_owner.h"
#include "bridge/base/host_name.h"
#include "bridge/base/text.h"

namespace bascule::app::config {
namespace {

// Where Debian, and Envoy's own images, keep the authorities that everybody trusts.
constexpr std::string_view kSystemAuthorities = "/etc/ssl/certs/ca-certificates.crt";

constexpr std::string_view kHead =
    R"(# Envoy does the same translation with this, but for what it cannot: JSON messages for a server that reads
# proto only, Connect requests without a connect-protocol-version header, deadlines (--max-timeout) and host
# names (--allow-host).
static_resources:
  listeners:
)";
constexpr std::string_view kRoutesHead = R"(                codec_type: AUTO
                route_config:
                  name: local_route
                  virtual_hosts:
                    - name: local_service
                      domains: ["*"]
                      routes:
)";
constexpr std::string_view kFilters = R"(                http_filters:
                  - name: envoy.filters.http.connect_grpc_bridge
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.connect_grpc_bridge.v3.FilterConfig
                  - name: envoy.filters.http.grpc_web
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.grpc_web.v3.GrpcWeb
                  - name: envoy.filters.http.router
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
)";

std::string socketAddress(const std::string& host, std::uint16_t port) {
  return "{ address: " + yamlText(host) + ", port_value: " + std::to_string(port) + " }";
}

std::string certificates(const std::string& indent, const std::string& certificate, const std::string& key) {
  return indent + "tls_certificates:\n" + indent +
         "  - certificate_chain: { filename: " + yamlText(certificate) + " }\n" + indent +
         "    private_key: { filename: " + yamlText(key) + " }\n";
}

std::string listenerTls(const proxy::BridgeConfig& config) {
  if (config.tlsCertificate.empty()) return {};
  std::string out = R"(          transport_socket:
            name: envoy.transport_sockets.tls
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
)";
  if (!config.tlsClientCa.empty()) out += "              require_client_certificate: true\n";
  out += "              common_tls_context:\n                alpn_protocols: [h2, http/1.1]\n";
  out += certificates("                ", config.tlsCertificate, config.tlsKey);
  if (!config.tlsClientCa.empty()) {
    out += "                validation_context: { trusted_ca: { filename: " + yamlText(config.tlsClientCa) +
           " } }\n";
  }
  return out;
}

/// The longest prefix first: Envoy takes the first that fits.
std::string routesText(std::vector<std::pair<std::string, std::string>> routes) {
  std::ranges::sort(routes, [](const auto& a, const auto& b) {
    return a.first.size() != b.first.size() ? a.first.size() > b.first.size() : a.first < b.first;
  });
  std::string out;
  for (const auto& [prefix, cluster] : routes) {
    // Envoy ends every call after 15 s unless told otherwise.
    out += "                        - match: { prefix: " + yamlText(prefix.empty() ? "/" : prefix) +
           " }\n                          route: { cluster: " + cluster + ", timeout: 0s }\n";
  }
  return out;
}

std::string listenerText(const proxy::BridgeConfig& config, const proxy::ListenAddress& address,
                         std::size_t number, const std::string& routes) {
  const std::string host = address.host.empty() ? "0.0.0.0" : address.host;
  std::string out = "    - name: listener_" + std::to_string(number) +
                    "\n      address:\n        socket_address: " + socketAddress(host, address.port) +
                    "\n      filter_chains:\n        - filters:\n"
                    "            - name: envoy.filters.network.http_connection_manager\n"
                    "              typed_config:\n"
                    "                \"@type\": type.googleapis.com/envoy.extensions.filters.network."
                    "http_connection_manager.v3.HttpConnectionManager\n"
                    "                stat_prefix: ingress_http\n";
  out += kRoutesHead;
  out += routes;
  out += kFilters;
  return out + listenerTls(config);
}

std::string seconds(std::chrono::milliseconds time) {
  std::string fraction = std::to_string(1000 + time.count() % 1000).substr(1);
  return std::to_string(time.count() / 1000) + "." + fraction + "s";
}

/// Envoy checks neither authority nor name unless told to.
std::string clusterTls(const proxy::BridgeConfig& config, const proxy::UpstreamUrl& url) {
  if (!url.tls) return {};
  const std::string& name = proxy::serverNameOf(config, url);
  const bool address = host::isAddress(name);
  std::string out = R"(      transport_socket:
        name: envoy.transport_sockets.tls
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
)";
  if (!address) out += "          sni: " + yamlText(name) + "\n";
  out += "          common_tls_context:\n            alpn_protocols: [h2]\n";
  if (!config.upstreamCert.empty())
    out += certificates("            ", config.upstreamCert, config.upstreamKey);
  if (config.upstreamInsecure) return out;
  return out + "            validation_context:\n              trusted_ca: { filename: " +
         yamlText(config.upstreamCa.empty() ? kSystemAuthorities : std::string_view(config.upstreamCa)) +
         " }\n              match_typed_subject_alt_names:\n                - san_type: " +
         (address ? "IP_ADDRESS" : "DNS") + "\n                  matcher: { exact: " + yamlText(name) +
         " }\n";
}

std::string clusterText(const std::string& name, const proxy::BridgeConfig& config,
                        const proxy::UpstreamUrl& url) {
  std::string out =
      "    - name: " + name + "\n      connect_timeout: " + seconds(config.connectTimeout) +
      "\n      type: STRICT_DNS\n      dns_lookup_family: V4_PREFERRED\n      lb_policy: ROUND_ROBIN\n  "
      "    load_assignment:\n"
      "        cluster_name: " +
      name +
      "\n        endpoints:\n          - lb_endpoints:\n              - endpoint:\n"
      "                  address:\n                    socket_address: " +
      socketAddress(url.host, url.port) +
      "\n      typed_extension_protocol_options:\n"
      "        envoy.extensions.upstreams.http.v3.HttpProtocolOptions:\n"
      "          \"@type\": "
      "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions\n"
      "          explicit_http_config:\n            http2_protocol_options:";
  out += config.upstreamStreams == 0
             ? " {}\n"
             : " { max_concurrent_streams: " + std::to_string(config.upstreamStreams) + " }\n";
  return out + clusterTls(config, url);
}

std::unexpected<Error> impossible(const std::string& why) {
  return fail(ErrorCode::InvalidInput, "envoy_impossible", why);
}

}  // namespace

Result<std::string> printEnvoyConfig(const proxy::BridgeConfig& config) {
  std::vector<std::pair<std::string, std::string>> routes;
  std::string clusters;
  for (const proxy::UpstreamRoute& route : proxy::routesOf(config)) {
    const proxy::BridgeConfig own = proxy::configOf(config, route);
    const bool grpc =
        own.serverProtocol == rpc::ServerProtocol::Auto || own.serverProtocol == rpc::ServerProtocol::Grpc;
    if (!grpc) return impossible("--upstream-protocol: Envoy translates for gRPC servers only");
    const auto url = proxy::UpstreamUrl::parse(route.url);
    if (!url) return std::unexpected(url.error());
    const std::string name = "service_" + std::to_string(routes.size());
    routes.emplace_back(route.prefix, name);
    clusters += clusterText(name, own, *url);
  }
  const std::string routeLines = routesText(std::move(routes));
  std::string out(kHead);
  std::size_t number = 0;
  for (const proxy::ListenAddress& address : listenOrDefault(config)) {
    if (address.port == 0) return impossible("--listen " + address.text() + ": Envoy needs a port");
    out += listenerText(config, address, number++, routeLines);
  }
  return out + "  clusters:\n" + clusters;
}

}  // namespace bascule::app::config
