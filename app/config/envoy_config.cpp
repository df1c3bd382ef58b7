// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/envoy_config.h"

#include <algorithm>
#include <map>
#include <optional>

namespace bascule::app::config {
namespace {

using Kind = YamlNode::Kind;

/// What a field means here. What no row names is a warning.
enum class Use : std::uint8_t {
  Fine,   ///< read, or without effect on calls
  Refuse  ///< would change what happens to calls
};
struct Field {
  std::string_view name;
  Use use = Use::Fine;
};
using Fields = std::vector<Field>;

/// A node and how one gets there, `static_resources.listeners[0]`.
struct At {
  const YamlNode* node;
  std::string path;
};

struct Cluster {
  std::string url;
  std::string host;
  std::vector<RouteSetting> settings;  ///< without the prefix
  std::vector<Word> words;             ///< TLS
  Place place;
};

class EnvoyReader {
 public:
  explicit EnvoyReader(const std::string& file) { out_.file = file; }
  Result<FileWords> read(const YamlNode& root);

 private:
  // The first error stays in error_; the functions then give nothing and do no harm.
  void refuse(const At& at, const std::string& why);
  void warn(Place place, const std::string& path, const std::string& why);
  void check(const At& at, const Fields& fields);
  std::optional<At> find(const At& at, std::string_view key) const;
  std::vector<At> items(const At& at, std::string_view key);
  std::string text(const At& at, std::string_view key);
  std::string textAt(At at, std::initializer_list<std::string_view> keys);
  void checkOnly(const At& at, std::string_view key, const std::vector<std::string>& allowed);
  void word(std::string flag, std::string value, const At& at) {
    out_.words.push_back({std::move(flag), std::move(value), at.node->place});
  }
  std::string address(const At& at);

  void readListener(const At& at);
  void readFilterChain(const At& at);
  void readManager(const At& at);
  void readHttpFilter(const At& at);
  void readRoutes(const At& at);
  void readVirtualHost(const At& at);
  void readDomains(const At& host);
  void readRoute(const At& at);
  void readCors(const At& at);
  void readListenerTls(const At& at);
  void readCluster(const At& at);
  void readEndpoint(const At& at, Cluster& cluster);
  void readProtocol(const At& at, Cluster& cluster);
  void readClusterTls(const At& at, Cluster& cluster);
  std::string checkedName(const At& validation, const std::string& sni, const std::string& host);
  std::string file(const At& at, std::string_view key);
  void addRoute(const std::string& prefix, const Cluster& cluster, const At& at);

  FileWords out_;
  std::optional<Error> error_;
  std::map<std::string, Cluster> clusters_;
  std::vector<std::string> prefixes_;     ///< of the routes so far
  std::vector<Word> tlsWords_;            ///< of the clusters with TLS
  const YamlNode* routesRead_ = nullptr;  ///< of the first listener
  const YamlNode* tlsRead_ = nullptr;
};

void EnvoyReader::refuse(const At& at, const std::string& why) {
  if (!error_) error_ = invalidAt(out_.file, at.node->place, at.path + ": " + why);
}

void EnvoyReader::warn(Place place, const std::string& path, const std::string& why) {
  out_.warnings.push_back(invalidAt(out_.file, place, path + ": " + why).message);
}

void EnvoyReader::check(const At& at, const Fields& fields) {
  if (at.node->kind == Kind::Null) return;
  if (at.node->kind != Kind::Map)
    return refuse(at, "expected a map, not " + std::string(kindName(at.node->kind)));
  for (const YamlEntry& entry : at.node->entries) {
    const std::string path = at.path.empty() ? entry.key : at.path + "." + entry.key;
    const auto field = std::ranges::find(fields, entry.key, &Field::name);
    if (field == fields.end()) {
      if (entry.key != "@type") warn(entry.place, path, "has no effect in bascule");
    } else if (field->use == Use::Refuse && !error_) {
      error_ = invalidAt(out_.file, entry.place, path + ": bascule cannot do this, and calls would differ");
    }
  }
}

std::optional<At> EnvoyReader::find(const At& at, std::string_view key) const {
  const YamlNode* found = at.node->find(key);
  if (found == nullptr) return std::nullopt;
  return At{found, at.path.empty() ? std::string(key) : at.path + "." + std::string(key)};
}

std::vector<At> EnvoyReader::items(const At& at, std::string_view key) {
  std::vector<At> out;
  const auto list = find(at, key);
  if (!list) return out;
  if (list->node->kind != Kind::List) refuse(*list, "expected a list");
  for (std::size_t i = 0; i < list->node->items.size(); ++i)
    out.push_back({&list->node->items[i], list->path + "[" + std::to_string(i) + "]"});
  return out;
}

std::string EnvoyReader::text(const At& at, std::string_view key) {
  const auto found = find(at, key);
  if (!found) return {};
  if (found->node->kind != Kind::Scalar) refuse(*found, "expected one value");
  return found->node->scalar;
}

std::string EnvoyReader::textAt(At at, std::initializer_list<std::string_view> keys) {
  for (auto key = keys.begin(); key + 1 != keys.end(); ++key) {
    const auto next = find(at, *key);
    if (!next) return {};
    at = *next;
  }
  return text(at, *(keys.end() - 1));
}

void EnvoyReader::checkOnly(const At& at, std::string_view key, const std::vector<std::string>& allowed) {
  const std::string value = text(at, key);
  if (value.empty() || std::ranges::find(allowed, value) != allowed.end()) return;
  refuse(*find(at, key), value + ": bascule cannot do this, and calls would differ");
}

/// `HOST:PORT` of an `address` field.
std::string EnvoyReader::address(const At& at) {
  const auto socket = find(at, "socket_address");
  if (!socket) {
    refuse(at, "expected a socket_address");
    return {};
  }
  check(*socket, {{"address"}, {"port_value"}, {"protocol"}, {"named_port", Use::Refuse}});
  checkOnly(*socket, "protocol", {"TCP"});
  const std::string host = text(*socket, "address");
  const std::string port = text(*socket, "port_value");
  if (host.empty() || port.empty()) refuse(*socket, "expected address and port_value");
  return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + port;
}

Result<FileWords> EnvoyReader::read(const YamlNode& root) {
  const At at{&root, ""};
  check(at, {{"admin"}, {"static_resources"}, {"node"}, {"dynamic_resources", Use::Refuse}});
  if (const auto admin = find(at, "admin"))
    warn(admin->node->place, "admin", "nothing listens there; --metrics ADDR has the numbers");
  const auto resources = find(at, "static_resources");
  if (!resources) {
    refuse(at, "static_resources is missing");
    return std::unexpected(*error_);
  }
  check(*resources, {{"listeners"}, {"clusters"}, {"secrets", Use::Refuse}});
  for (const At& cluster : items(*resources, "clusters")) readCluster(cluster);
  const auto listeners = items(*resources, "listeners");
  if (listeners.empty()) refuse(*resources, "there is no listener");
  for (const At& listener : listeners) readListener(listener);
  if (error_) return std::unexpected(*error_);
  return std::move(out_);
}

// ---- listeners --------------------------------------------------------------------------------------------

void EnvoyReader::readListener(const At& at) {
  check(at, {{"name"},
             {"address"},
             {"filter_chains"},
             {"stat_prefix"},
             {"listener_filters"},
             {"additional_addresses", Use::Refuse},
             {"filter_chain_matcher", Use::Refuse},
             {"default_filter_chain", Use::Refuse},
             {"use_original_dst", Use::Refuse}});
  for (const At& filter : items(at, "listener_filters"))
    checkOnly(filter, "name", {"envoy.filters.listener.tls_inspector"});
  const auto where = find(at, "address");
  if (!where) return refuse(at, "the address is missing");
  word("listen", address(*where), *where);
  const auto chains = items(at, "filter_chains");
  if (chains.size() != 1) return refuse(at, "expected one filter chain");
  readFilterChain(chains.front());
}

void EnvoyReader::readFilterChain(const At& at) {
  check(at, {{"name"}, {"filters"}, {"transport_socket"}, {"filter_chain_match", Use::Refuse}});
  if (const auto tls = find(at, "transport_socket")) readListenerTls(*tls);
  const auto filters = items(at, "filters");
  if (filters.size() != 1) return refuse(at, "expected one filter, the http_connection_manager");
  checkOnly(filters.front(), "name", {"envoy.filters.network.http_connection_manager"});
  const auto manager = find(filters.front(), "typed_config");
  if (!manager) return refuse(filters.front(), "typed_config is missing");
  readManager(*manager);
}

void EnvoyReader::readManager(const At& at) {
  check(at, {{"stat_prefix"},
             {"codec_type"},
             {"route_config"},
             {"http_filters"},
             {"rds", Use::Refuse},
             {"scoped_routes", Use::Refuse},
             {"upgrade_configs", Use::Refuse},
             {"local_reply_config", Use::Refuse}});
  checkOnly(at, "codec_type", {"AUTO", "HTTP1", "HTTP2"});
  for (const At& filter : items(at, "http_filters")) readHttpFilter(filter);
  const auto routes = find(at, "route_config");
  if (!routes) return refuse(at, "route_config is missing");
  readRoutes(*routes);
}

void EnvoyReader::readHttpFilter(const At& at) {
  check(at, {{"name"}, {"typed_config"}, {"disabled", Use::Refuse}});
  checkOnly(at, "name",
            {"envoy.filters.http.connect_grpc_bridge", "envoy.filters.http.grpc_web",
             "envoy.filters.http.router", "envoy.filters.http.cors"});
  if (const auto config = find(at, "typed_config")) check(*config, {});
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
  check(at, withHeaderChanges({{"name"}, {"virtual_hosts"}, {"vhds", Use::Refuse}}));
  const auto hosts = items(at, "virtual_hosts");
  if (hosts.size() != 1) return refuse(at, "expected one virtual host");
  // Every listener has its own routes in Envoy, and all the same ones here.
  if (routesRead_ != nullptr) {
    if (!routesRead_->sameAs(*at.node)) refuse(at, "the listeners have different routes");
    return;
  }
  routesRead_ = at.node;
  readVirtualHost(hosts.front());
}

void EnvoyReader::readVirtualHost(const At& at) {
  check(at, withHeaderChanges({{"name"},
                               {"domains"},
                               {"routes"},
                               {"typed_per_filter_config"},
                               {"require_tls", Use::Refuse},
                               {"matcher", Use::Refuse},
                               {"request_mirror_policies", Use::Refuse}}));
  readDomains(at);
  if (const auto filters = find(at, "typed_per_filter_config")) {
    check(*filters, {{"envoy.filters.http.cors"}});
    if (const auto cors = find(*filters, "envoy.filters.http.cors")) readCors(*cors);
  }
  for (const At& route : items(at, "routes")) readRoute(route);
  if (prefixes_.empty()) refuse(at, "there is no route");
}

void EnvoyReader::readDomains(const At& host) {
  for (const At& domain : items(host, "domains")) {
    const std::string& name = domain.node->scalar;
    if (name == "*") continue;
    if (name.find('*') != std::string::npos) refuse(domain, name + ": bascule matches whole names only");
    word("allow-host", name, domain);
  }
}

void EnvoyReader::readRoute(const At& at) {
  check(at, withHeaderChanges({{"name"},
                               {"match"},
                               {"route"},
                               {"redirect", Use::Refuse},
                               {"direct_response", Use::Refuse},
                               {"non_forwarding_action", Use::Refuse},
                               {"filter_action", Use::Refuse},
                               {"typed_per_filter_config", Use::Refuse}}));
  const auto match = find(at, "match");
  const auto action = find(at, "route");
  if (!match || !action) return refuse(at, "expected match and route");
  for (const YamlEntry& entry : match->node->entries) {
    if (entry.key != "prefix")
      return refuse({&entry.value, match->path + "." + entry.key}, "bascule routes by prefix only");
  }
  check(*action, {{"cluster"},
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
  if (const std::string timeout = text(*action, "timeout"); !timeout.empty() && timeout != "0s")
    warn(action->node->place, action->path + ".timeout", "has no effect in bascule; see --max-timeout");
  const auto cluster = clusters_.find(text(*action, "cluster"));
  if (cluster == clusters_.end())
    return refuse(*action, "there is no cluster '" + text(*action, "cluster") + "'");
  addRoute(text(*match, "prefix"), cluster->second, *match);
}

/// Envoy takes the first route that fits, bascule the longest: one behind a shorter one is never reached.
void EnvoyReader::addRoute(const std::string& prefix, const Cluster& cluster, const At& at) {
  if (!prefix.starts_with('/')) return refuse(at, "expected a prefix that starts with /");
  for (const std::string& earlier : prefixes_) {
    if (prefix.starts_with(earlier))
      return warn(at.node->place, at.path, "no call comes here: " + earlier + " stands before");
  }
  prefixes_.push_back(prefix);
  const std::string ours = prefix == "/" ? "" : prefix;
  word("upstream", ours.empty() ? cluster.url : ours + "=" + cluster.url, at);
  for (RouteSetting setting : cluster.settings) {
    setting.prefix = ours;
    out_.routes.push_back(std::move(setting));
  }
  if (cluster.words.empty()) return;
  if (tlsWords_.empty()) {
    tlsWords_ = cluster.words;
    out_.words.insert(out_.words.end(), tlsWords_.begin(), tlsWords_.end());
  }
  const auto same = [](const Word& a, const Word& b) { return a.flag == b.flag && a.value == b.value; };
  if (!std::ranges::equal(tlsWords_, cluster.words, same))
    refuse(at, "the clusters differ in TLS: bascule has one set of certificates towards servers");
}

void EnvoyReader::readCors(const At& at) {
  check(at, {{"allow_origin_string_match"},
             {"allow_credentials", Use::Refuse},
             {"filter_enabled", Use::Refuse},
             {"shadow_enabled", Use::Refuse}});
  for (const At& origin : items(at, "allow_origin_string_match")) {
    const std::string exact = text(origin, "exact");
    const bool any = textAt(origin, {"safe_regex", "regex"}) == ".*" ||
                     (find(origin, "prefix") && text(origin, "prefix").empty());
    if (exact.empty() && !any) refuse(origin, "expected an exact origin");
    word("cors-origin", any ? "*" : exact, origin);
  }
}

// ---- clusters ---------------------------------------------------------------------------------------------

void EnvoyReader::readCluster(const At& at) {
  check(at, {{"name"},
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
  checkOnly(at, "type", {"STATIC", "STRICT_DNS", "LOGICAL_DNS"});
  checkOnly(at, "lb_policy", {"ROUND_ROBIN"});
  if (const auto family = find(at, "dns_lookup_family"); family && family->node->scalar.ends_with("_ONLY"))
    warn(family->node->place, family->path, "bascule takes whichever family connects first");
  Cluster cluster;
  cluster.place = at.node->place;
  cluster.settings.push_back({"", "protocol", "grpc", at.node->place});
  if (const auto timeout = find(at, "connect_timeout")) {
    cluster.settings.push_back({"", "connect-timeout", timeout->node->scalar, timeout->node->place});
  }
  readEndpoint(at, cluster);
  readProtocol(at, cluster);
  if (const auto tls = find(at, "transport_socket")) readClusterTls(*tls, cluster);
  if (!clusters_.emplace(text(at, "name"), std::move(cluster)).second)
    refuse(at, "there are two clusters of this name");
}

void EnvoyReader::readEndpoint(const At& at, Cluster& cluster) {
  const auto assignment = find(at, "load_assignment");
  if (!assignment) return refuse(at, "load_assignment is missing");
  check(*assignment, {{"cluster_name"}, {"endpoints"}, {"policy", Use::Refuse}});
  std::vector<At> all;
  for (const At& group : items(*assignment, "endpoints")) {
    check(group, {{"lb_endpoints"}, {"locality"}, {"priority", Use::Refuse}});
    for (const At& endpoint : items(group, "lb_endpoints")) all.push_back(endpoint);
  }
  if (all.size() != 1) return refuse(*assignment, "expected one endpoint; give them one name in the DNS");
  check(all.front(), {{"endpoint"}, {"health_status", Use::Refuse}});
  const auto endpoint = find(all.front(), "endpoint");
  const auto where = endpoint ? find(*endpoint, "address") : std::nullopt;
  if (!where) return refuse(all.front(), "expected endpoint.address");
  cluster.url = "http://" + address(*where);
  cluster.host = textAt(*where, {"socket_address", "address"});
}

void EnvoyReader::readProtocol(const At& at, Cluster& cluster) {
  constexpr std::string_view kOptions = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
  std::optional<At> http2 = find(at, "http2_protocol_options");
  if (const auto extensions = find(at, "typed_extension_protocol_options")) {
    check(*extensions, {{kOptions}});
    const auto options = find(*extensions, kOptions);
    if (options) check(*options, {{"explicit_http_config"}, {"use_downstream_protocol_config", Use::Refuse}});
    const auto explicitly = options ? find(*options, "explicit_http_config") : std::nullopt;
    if (explicitly) {
      check(*explicitly, {{"http2_protocol_options"}, {"http3_protocol_options", Use::Refuse}});
      http2 = find(*explicitly, "http2_protocol_options");
    }
  }
  if (!http2)
    return refuse(at, "without http2_protocol_options Envoy speaks HTTP/1.1, which cannot carry gRPC");
  check(*http2, {{"max_concurrent_streams"}});
  cluster.settings.push_back({"", "http", "2", http2->node->place});
  const auto most = find(*http2, "max_concurrent_streams");
  if (most) cluster.settings.push_back({"", "max-streams", most->node->scalar, most->node->place});
}

// ---- TLS --------------------------------------------------------------------------------------------------

/// `KEY: { filename: F }`.
std::string EnvoyReader::file(const At& at, std::string_view key) {
  const auto source = find(at, key);
  if (!source) return {};
  check(*source, {{"filename"},
                  {"inline_string", Use::Refuse},
                  {"inline_bytes", Use::Refuse},
                  {"environment_variable", Use::Refuse}});
  return text(*source, "filename");
}

const Fields kCommonTls = {{"tls_certificates"},
                           {"validation_context"},
                           {"alpn_protocols"},
                           {"tls_certificate_sds_secret_configs", Use::Refuse},
                           {"validation_context_sds_secret_config", Use::Refuse},
                           {"combined_validation_context", Use::Refuse}};
const Fields kValidation = {{"trusted_ca"},
                            {"match_typed_subject_alt_names"},
                            {"verify_certificate_spki", Use::Refuse},
                            {"verify_certificate_hash", Use::Refuse},
                            {"crl", Use::Refuse}};

void EnvoyReader::readListenerTls(const At& at) {
  if (tlsRead_ != nullptr) {
    if (!tlsRead_->sameAs(*at.node)) refuse(at, "the listeners have different certificates");
    return;
  }
  tlsRead_ = at.node;
  checkOnly(at, "name", {"envoy.transport_sockets.tls"});
  const auto config = find(at, "typed_config");
  const auto common = config ? find(*config, "common_tls_context") : std::nullopt;
  if (!common) return refuse(at, "expected typed_config.common_tls_context");
  check(*config, {{"common_tls_context"}, {"require_client_certificate"}, {"require_sni", Use::Refuse}});
  check(*common, kCommonTls);
  const auto certificates = items(*common, "tls_certificates");
  if (certificates.size() != 1) return refuse(*common, "expected one certificate");
  word("tls-cert", file(certificates.front(), "certificate_chain"), certificates.front());
  word("tls-key", file(certificates.front(), "private_key"), certificates.front());
  const auto validation = find(*common, "validation_context");
  if (validation) check(*validation, kValidation);
  if (text(*config, "require_client_certificate") != "true") return;
  if (!validation) return refuse(*config, "require_client_certificate needs a trusted_ca");
  word("tls-client-ca", file(*validation, "trusted_ca"), *validation);
}

/// The name that the certificate must be for: bascule asks for one and checks that one, Envoy checks those
/// that are listed.
std::string EnvoyReader::checkedName(const At& validation, const std::string& sni, const std::string& host) {
  const std::string name = sni.empty() ? host : sni;
  const auto names = items(validation, "match_typed_subject_alt_names");
  if (names.empty()) {
    warn(validation.node->place, validation.path,
         "bascule checks the name in the certificate too, Envoy does not: it must be for " + name);
    return name;
  }
  if (names.size() > 1) refuse(names[1], "bascule takes certificates for one name only");
  checkOnly(names.front(), "san_type", {"DNS", "IP_ADDRESS"});
  std::string exact = textAt(names.front(), {"matcher", "exact"});
  if (exact.empty()) refuse(names.front(), "expected matcher.exact");
  if (!sni.empty() && exact != sni) refuse(names.front(), "bascule takes a certificate for " + sni + " only");
  return exact;
}

void EnvoyReader::readClusterTls(const At& at, Cluster& cluster) {
  checkOnly(at, "name", {"envoy.transport_sockets.tls"});
  const auto config = find(at, "typed_config");
  if (!config) return refuse(at, "typed_config is missing");
  check(*config, {{"sni"}, {"common_tls_context"}});
  cluster.url.replace(0, std::string_view("http").size(), "https");
  const auto add = [&cluster](std::string flag, std::string value, const At& from) {
    cluster.words.push_back({std::move(flag), std::move(value), from.node->place});
  };
  const std::string sni = text(*config, "sni");
  std::string name = sni.empty() ? cluster.host : sni;
  const auto common = find(*config, "common_tls_context");
  if (common) check(*common, kCommonTls);
  const auto validation = common ? find(*common, "validation_context") : std::nullopt;
  if (validation) {
    check(*validation, kValidation);
    name = checkedName(*validation, sni, cluster.host);
    add("upstream-ca", file(*validation, "trusted_ca"), *validation);
  } else {
    warn(at.node->place, at.path, "without a validation_context the server's certificate is not checked");
    add("upstream-insecure", "", at);
  }
  if (name != cluster.host) add("upstream-server-name", name, *config);
  for (const At& certificate : common ? items(*common, "tls_certificates") : std::vector<At>{}) {
    add("upstream-cert", file(certificate, "certificate_chain"), certificate);
    add("upstream-key", file(certificate, "private_key"), certificate);
  }
}

}  // namespace

Result<FileWords> readEnvoyConfig(const std::string& text, const std::string& name) {
  const auto root = parseYaml(text, name);
  if (!root) return std::unexpected(root.error());
  return EnvoyReader(name).read(*root);
}

}  // namespace bascule::app::config
