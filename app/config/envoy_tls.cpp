// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/envoy_tls.h"

#include <optional>

namespace bascule::app::config {
namespace {

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

/// The name that the certificate must be for: bascule asks for one and checks that one, Envoy checks those
/// that are listed.
std::string checkedName(EnvoyWalk& walk, const At& validation, const std::string& sni,
                        const std::string& host) {
  std::string name = sni.empty() ? host : sni;
  const auto names = walk.items(validation, "match_typed_subject_alt_names");
  if (names.empty()) {
    walk.warn(validation,
              "bascule checks the name in the certificate too, Envoy does not: it must be for " + name);
    return name;
  }
  if (names.size() > 1) walk.refuse(names[1], "bascule takes certificates for one name only");
  walk.checkOnly(names.front(), "san_type", {"DNS", "IP_ADDRESS"});
  std::string exact = walk.textAt(names.front(), {"matcher", "exact"});
  if (exact.empty()) walk.refuse(names.front(), "expected matcher.exact");
  if (!sni.empty() && exact != sni)
    walk.refuse(names.front(), "bascule takes a certificate for " + sni + " only");
  return exact;
}

}  // namespace

void readListenerTls(EnvoyWalk& walk, const At& at) {
  walk.checkOnly(at, "name", {"envoy.transport_sockets.tls"});
  const auto config = walk.find(at, "typed_config");
  const auto common = config ? walk.find(*config, "common_tls_context") : std::nullopt;
  if (!common) return walk.refuse(at, "expected typed_config.common_tls_context");
  walk.check(*config, {{"common_tls_context"}, {"require_client_certificate"}, {"require_sni", Use::Refuse}});
  walk.check(*common, kCommonTls);
  const auto certificates = walk.items(*common, "tls_certificates");
  if (certificates.size() != 1) return walk.refuse(*common, "expected one certificate");
  walk.word("tls-cert", walk.file(certificates.front(), "certificate_chain"), certificates.front());
  walk.word("tls-key", walk.file(certificates.front(), "private_key"), certificates.front());
  const auto validation = walk.find(*common, "validation_context");
  if (validation) walk.check(*validation, kValidation);
  if (walk.text(*config, "require_client_certificate") != "true") return;
  if (!validation) return walk.refuse(*config, "require_client_certificate needs a trusted_ca");
  walk.word("tls-client-ca", walk.file(*validation, "trusted_ca"), *validation);
}

void readClusterTls(EnvoyWalk& walk, const At& at, EnvoyCluster& cluster) {
  walk.checkOnly(at, "name", {"envoy.transport_sockets.tls"});
  const auto config = walk.find(at, "typed_config");
  if (!config) return walk.refuse(at, "typed_config is missing");
  walk.check(*config, {{"sni"}, {"common_tls_context"}});
  cluster.url.replace(0, std::string_view("http").size(), "https");
  const auto add = [&cluster](std::string flag, std::string value, const At& from) {
    cluster.words.push_back({std::move(flag), std::move(value), from.node->place});
  };
  const std::string sni = walk.text(*config, "sni");
  std::string name = sni.empty() ? cluster.host : sni;
  const auto common = walk.find(*config, "common_tls_context");
  if (common) walk.check(*common, kCommonTls);
  const auto validation = common ? walk.find(*common, "validation_context") : std::nullopt;
  if (validation) {
    walk.check(*validation, kValidation);
    name = checkedName(walk, *validation, sni, cluster.host);
    add("upstream-ca", walk.file(*validation, "trusted_ca"), *validation);
  } else {
    walk.warn(at, "without a validation_context the server's certificate is not checked");
    add("upstream-insecure", "", at);
  }
  if (name != cluster.host) add("upstream-server-name", name, *config);
  for (const At& certificate : common ? walk.items(*common, "tls_certificates") : std::vector<At>{}) {
    add("upstream-cert", walk.file(certificate, "certificate_chain"), certificate);
    add("upstream-key", walk.file(certificate, "private_key"), certificate);
  }
}

}  // namespace bascule::app::config
