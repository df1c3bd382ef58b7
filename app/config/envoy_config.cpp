// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/envoy_config.h"

#include <algorithm>
#include <map>
#include <optional>

#include "app/config/envoy_cluster.h"
#include "app/config/envoy_tls.h"
#include "app/config/envoy_walk.h"

namespace bascule::app::config {
namespace {

class EnvoyReader {
 public:
  explicit EnvoyReader(const std::string& file) : walk_(file) {}
  Result<FileWords> read(const YamlNode& root);

 private:
  void readListener(const At& at);
  void readFilterChain(const At& at);
  void readManager(const At& at);
  void readHttpFilter(const At& at);
  void readRoutes(const At& at);
  void readVirtualHost(const At& at);
  void readDomains(const At& host);
  void readRoute(const At& at);
  void readCors(const At& at);
  void readTls(const At& at);
  void readCluster(const At& at);
  void addRoute(const std::string& prefix, const EnvoyCluster& cluster, const At& at);

  EnvoyWalk walk_;
  std::map<std::string, EnvoyCluster> clusters_;
  std::vector<std::string> prefixes_;     ///< of the routes so far
  std::vector<Word> tlsWords_;            ///< of the clusters with TLS
  const YamlNode* routesRead_ = nullptr;  ///< of the first listener
  const YamlNode* tlsRead_ = nullptr;
};

Result<FileWords> EnvoyReader::read(const YamlNode& root) {
  const At at{&root, ""};
  walk_.check(at, {{"admin"}, {"static_resources"}, {"node"}, {"dynamic_resources", Use::Refuse}});
  if (const auto admin = walk_.find(at, "admin"))
    walk_.warn(*admin, "nothing listens there; --metrics ADDR has the numbers");
  const auto resources = walk_.find(at, "static_resources");
  if (!resources) {
    walk_.refuse(at, "static_resources is missing");
    return walk_.finish();
  }
  walk_.check(*resources, {{"listeners"}, {"clusters"}, {"secrets", Use::Refuse}});
  for (const At& cluster : walk_.items(*resources, "clusters")) readCluster(cluster);
  const auto listeners = walk_.items(*resources, "listeners");
  if (listeners.empty()) walk_.refuse(*resources, "there is no listener");
  for (const At& listener : listeners) readListener(listener);
  return walk_.finish();
}

void EnvoyReader::readListener(const At& at) {
  walk_.check(at, {{"name"},
                   {"address"},
                   {"filter_chains"},
                   {"stat_prefix"},
                   {"listener_filters"},
                   {"additional_addresses", Use::Refuse},
                   {"filter_chain_matcher", Use::Refuse},
                   {"default_filter_chain", Use::Refuse},
                   {"use_original_dst", Use::Refuse}});
  for (const At& filter : walk_.items(at, "listener_filters"))
    walk_.checkOnly(filter, "name", {"envoy.filters.listener.tls_inspector"});
  const auto where = walk_.find(at, "address");
  if (!where) return walk_.refuse(at, "the address is missing");
  walk_.word("listen", walk_.address(*where), *where);
  const auto chains = walk_.items(at, "filter_chains");
  if (chains.size() != 1) return walk_.refuse(at, "expected one filter chain");
  readFilterChain(chains.front());
}

void EnvoyReader::readFilterChain(const At& at) {
  walk_.check(at, {{"name"}, {"filters"}, {"transport_socket"}, {"filter_chain_match", Use::Refuse}});
  if (const auto tls = walk_.find(at, "transport_socket")) readTls(*tls);
  const auto filters = walk_.items(at, "filters");
  if (filters.size() != 1) return walk_.refuse(at, "expected one filter, the http_connection_manager");
  walk_.checkOnly(filters.front(), "name", {"envoy.filters.network.http_connection_manager"});
  const auto manager = walk_.find(filters.front(), "typed_config");
  if (!manager) return walk_.refuse(filters.front(), "typed_config is missing");
  readManager(*manager);
}

void EnvoyReader::readManager(const At& at) {
  walk_.check(at, {{"stat_prefix"},
                   {"codec_type"},
                   {"route_config"},
                   {"http_filters"},
                   {"rds", Use::Refuse},
                   {"scoped_routes", Use::Refuse},
                   {"upgrade_configs", Use::Refuse},
                   {"local_reply_config", Use::Refuse}});
  walk_.checkOnly(at, "codec_type", {"AUTO", "HTTP1", "HTTP2"});
  for (const At& filter : walk_.items(at, "http_filters")) readHttpFilter(filter);
  const auto routes = walk_.find(at, "route_config");
  if (!routes) return walk_.refuse(at, "route_config is missing");
  readRoutes(*routes);
}

void EnvoyReader::readHttpFilter(const At& at) {
  walk_.check(at, {{"name"}, {"typed_config"}, {"disabled", Use::Refuse}});
  walk_.checkOnly(at, "name",
                  {"envoy.filters.http.connect_grpc_bridge", "envoy.filters.http.grpc_web",
                   "envoy.filters.http.router", "envoy.filters.http.cors"});
  if (const auto config = walk_.find(at, "typed_config")) walk_.check(*config, {});
}

const Fields kHeaderChanges = {{"request_headers_to_add", Use::Refuse},
                               {"request_headers_to_remove", Use::Refuse},
                               {"response_headers_to_add", Use::Refuse},
                               {"response_headers_to_remove", Use::Refuse}};

Fields withHeaderChanges(Fields fields) {
  fields.insert(fields.end(), kHeaderChanges.begin(), kHeaderChanges.end());
  return fields;
}

void EnvoyReader::readRoutes(const At& at) {
  walk_.check(at, withHeaderChanges({{"name"}, {"virtual_hosts"}, {"vhds", Use::Refuse}}));
  const auto hosts = walk_.items(at, "virtual_hosts");
  if (hosts.size() != 1) return walk_.refuse(at, "expected one virtual host");
  // Every listener has its own routes in Envoy, and all the same ones here.
  if (routesRead_ != nullptr) {
    if (!routesRead_->sameAs(*at.node)) walk_.refuse(at, "the listeners have different routes");
    return;
  }
  routesRead_ = at.node;
  readVirtualHost(hosts.front());
}

void EnvoyReader::readVirtualHost(const At& at) {
  walk_.check(at, withHeaderChanges({{"name"},
                                     {"domains"},
                                     {"routes"},
                                     {"typed_per_filter_config"},
                                     {"require_tls", Use::Refuse},
                                     {"matcher", Use::Refuse},
                                     {"request_mirror_policies", Use::Refuse}}));
  readDomains(at);
  if (const auto filters = walk_.find(at, "typed_per_filter_config")) {
    walk_.check(*filters, {{"envoy.filters.http.cors"}});
    if (const auto cors = walk_.find(*filters, "envoy.filters.http.cors")) readCors(*cors);
  }
  for (const At& route : walk_.items(at, "routes")) readRoute(route);
  if (prefixes_.empty()) walk_.refuse(at, "there is no route");
}

void EnvoyReader::readDomains(const At& host) {
  for (const At& domain : walk_.items(host, "domains")) {
    const std::string& name = domain.node->scalar;
    if (name == "*") continue;
    if (name.find('*') != std::string::npos)
      walk_.refuse(domain, name + ": bascule matches whole names only");
    walk_.word("allow-host", name, domain);
  }
}

void EnvoyReader::readRoute(const At& at) {
  walk_.check(at, withHeaderChanges({{"name"},
                                     {"match"},
                                     {"route"},
                                     {"redirect", Use::Refuse},
                                     {"direct_response", Use::Refuse},
                                     {"non_forwarding_action", Use::Refuse},
                                     {"filter_action", Use::Refuse},
                                     {"typed_per_filter_config", Use::Refuse}}));
  const auto match = walk_.find(at, "match");
  const auto action = walk_.find(at, "route");
  if (!match || !action) return walk_.refuse(at, "expected match and route");
  for (const YamlEntry& entry : match->node->entries) {
    if (entry.key != "prefix")
      return walk_.refuse({&entry.value, match->path + "." + entry.key}, "bascule routes by prefix only");
  }
  walk_.check(*action, {{"cluster"},
                        {"timeout"},
                        {"weighted_clusters", Use::Refuse},
                        {"cluster_header", Use::Refuse},
                        {"prefix_rewrite", Use::Refuse},
                        {"regex_rewrite", Use::Refuse},
                        {"path_rewrite_policy", Use::Refuse},
                        {"host_rewrite_literal", Use::Refuse},
                        {"auto_host_rewrite", Use::Refuse},
                        {"host_rewrite_header", Use::Refuse},
                        {"host_rewrite_path_regex", Use::Refuse},
                        {"request_mirror_policies", Use::Refuse},
                        {"hash_policy", Use::Refuse}});
  if (const std::string timeout = walk_.text(*action, "timeout"); !timeout.empty() && timeout != "0s")
    walk_.warn(*walk_.find(*action, "timeout"), "has no effect in bascule; see --max-timeout");
  const auto cluster = clusters_.find(walk_.text(*action, "cluster"));
  if (cluster == clusters_.end())
    return walk_.refuse(*action, "there is no cluster '" + walk_.text(*action, "cluster") + "'");
  addRoute(walk_.text(*match, "prefix"), cluster->second, *match);
}

/// Envoy takes the first route that fits, bascule the longest: one behind a shorter one is never reached.
void EnvoyReader::addRoute(const std::string& prefix, const EnvoyCluster& cluster, const At& at) {
  if (!prefix.starts_with('/')) return walk_.refuse(at, "expected a prefix that starts with /");
  for (const std::string& earlier : prefixes_) {
    if (prefix.starts_with(earlier))
      return walk_.warn(at, "no call comes here: " + earlier + " stands before");
  }
  prefixes_.push_back(prefix);
  const std::string ours = prefix == "/" ? "" : prefix;
  walk_.word("upstream", ours.empty() ? cluster.url : ours + "=" + cluster.url, at);
  for (RouteSetting setting : cluster.settings) {
    setting.prefix = ours;
    walk_.out().routes.push_back(std::move(setting));
  }
  if (cluster.words.empty()) return;
  if (tlsWords_.empty()) {
    tlsWords_ = cluster.words;
    walk_.out().words.insert(walk_.out().words.end(), tlsWords_.begin(), tlsWords_.end());
  }
  const auto same = [](const Word& a, const Word& b) { return a.flag == b.flag && a.value == b.value; };
  if (!std::ranges::equal(tlsWords_, cluster.words, same))
    walk_.refuse(at, "the clusters differ in TLS: bascule has one set of certificates towards servers");
}

void EnvoyReader::readCors(const At& at) {
  walk_.check(at, {{"allow_origin_string_match"},
                   {"allow_credentials", Use::Refuse},
                   {"filter_enabled", Use::Refuse},
                   {"shadow_enabled", Use::Refuse}});
  for (const At& origin : walk_.items(at, "allow_origin_string_match")) {
    const std::string exact = walk_.text(origin, "exact");
    const bool any = walk_.textAt(origin, {"safe_regex", "regex"}) == ".*" ||
                     (walk_.find(origin, "prefix") && walk_.text(origin, "prefix").empty());
    if (exact.empty() && !any) walk_.refuse(origin, "expected an exact origin");
    walk_.word("cors-origin", any ? "*" : exact, origin);
  }
}

void EnvoyReader::readTls(const At& at) {
  if (tlsRead_ != nullptr) {
    if (!tlsRead_->sameAs(*at.node)) walk_.refuse(at, "the listeners have different certificates");
    return;
  }
  tlsRead_ = at.node;
  readListenerTls(walk_, at);
}

void EnvoyReader::readCluster(const At& at) {
  EnvoyCluster cluster = readEnvoyCluster(walk_, at);
  std::string name = cluster.name;
  if (!clusters_.emplace(std::move(name), std::move(cluster)).second)
    walk_.refuse(at, "there are two clusters of this name");
}

}  // namespace

Result<FileWords> readEnvoyConfig(const std::string& text, const std::string& name) {
  const auto root = parseYaml(text, name);
  if (!root) return std::unexpected(root.error());
  return EnvoyReader(name).read(*root);
}

}  // namespace bascule::app::config
