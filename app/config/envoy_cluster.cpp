// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/envoy_cluster.h"

#include <optional>

#include "app/config/envoy_tls.h"

namespace bascule::app::config {
namespace {

void readEndpoint(EnvoyWalk& walk, const At& at, EnvoyCluster& cluster) {
  const auto assignment = walk.find(at, "load_assignment");
  if (!assignment) return walk.refuse(at, "load_assignment is missing");
  walk.check(*assignment, {{"cluster_name"}, {"endpoints"}, {"policy", Use::Refuse}});
  std::vector<At> all;
  for (const At& group : walk.items(*assignment, "endpoints")) {
    walk.check(group, {{"lb_endpoints"}, {"locality"}, {"priority", Use::Refuse}});
    for (const At& endpoint : walk.items(group, "lb_endpoints")) all.push_back(endpoint);
  }
  if (all.size() != 1)
    return walk.refuse(*assignment, "expected one endpoint; give them one name in the DNS");
  walk.check(all.front(), {{"endpoint"}, {"health_status", Use::Refuse}});
  const auto endpoint = walk.find(all.front(), "endpoint");
  const auto where = endpoint ? walk.find(*endpoint, "address") : std::nullopt;
  if (!where) return walk.refuse(all.front(), "expected endpoint.address");
  cluster.url = "http://" + walk.address(*where);
  cluster.host = walk.textAt(*where, {"socket_address", "address"});
}

void readProtocol(EnvoyWalk& walk, const At& at, EnvoyCluster& cluster) {
  constexpr std::string_view kOptions = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
  std::optional<At> http2 = walk.find(at, "http2_protocol_options");
  if (const auto extensions = walk.find(at, "typed_extension_protocol_options")) {
    walk.check(*extensions, {{kOptions}});
    const auto options = walk.find(*extensions, kOptions);
    if (options)
      walk.check(*options, {{"explicit_http_config"}, {"use_downstream_protocol_config", Use::Refuse}});
    const auto explicitly = options ? walk.find(*options, "explicit_http_config") : std::nullopt;
    if (explicitly) {
      walk.check(*explicitly, {{"http2_protocol_options"}, {"http3_protocol_options", Use::Refuse}});
      http2 = walk.find(*explicitly, "http2_protocol_options");
    }
  }
  if (!http2)
    return walk.refuse(at, "without http2_protocol_options Envoy speaks HTTP/1.1, which cannot carry gRPC");
  walk.check(*http2, {{"max_concurrent_streams"}});
  cluster.settings.push_back({"", "http", "2", http2->node->place});
  const auto most = walk.find(*http2, "max_concurrent_streams");
  if (most) cluster.settings.push_back({"", "max-streams", most->node->scalar, most->node->place});
}

}  // namespace

EnvoyCluster readEnvoyCluster(EnvoyWalk& walk, const At& at) {
  walk.check(at, {{"name"},
                  {"connect_timeout"},
                  {"type"},
                  {"dns_lookup_family"},
                  {"lb_policy"},
                  {"load_assignment"},
                  {"typed_extension_protocol_options"},
                  {"http2_protocol_options"},
                  {"transport_socket"},
                  {"cluster_type", Use::Refuse},
                  {"eds_cluster_config", Use::Refuse},
                  {"transport_socket_matches", Use::Refuse},
                  {"lb_subset_config", Use::Refuse}});
  walk.checkOnly(at, "type", {"STATIC", "STRICT_DNS", "LOGICAL_DNS"});
  walk.checkOnly(at, "lb_policy", {"ROUND_ROBIN"});
  if (const auto family = walk.find(at, "dns_lookup_family");
      family && family->node->scalar.ends_with("_ONLY"))
    walk.warn(*family, "bascule takes whichever family connects first");
  EnvoyCluster cluster;
  cluster.name = walk.text(at, "name");
  cluster.place = at.node->place;
  cluster.settings.push_back({"", "protocol", "grpc", at.node->place});
  if (const auto timeout = walk.find(at, "connect_timeout")) {
    cluster.settings.push_back({"", "connect-timeout", timeout->node->scalar, timeout->node->place});
  }
  readEndpoint(walk, at, cluster);
  readProtocol(walk, at, cluster);
  if (const auto tls = walk.find(at, "transport_socket")) readClusterTls(walk, *tls, cluster);
  return cluster;
}

}  // namespace bascule::app::config
