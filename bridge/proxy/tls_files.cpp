// SPDX-License-Identifier: GPL-3.0-or-later
// Certificate files looked at before they are put in force: which setting names one that cannot be used.
#include <array>

#include "bridge/net/tls_context.h"
#include "bridge/proxy/bridge_config.h"

namespace bascule::proxy {
namespace {

struct NamedFile {
  std::string_view flag;
  const std::string& path;
};

/// The setting an error is about: that of the key, or else the one whose file the message begins with.
template <std::size_t N>
void note(const Error& error, const std::array<NamedFile, N>& files, std::vector<SettingFault>& out) {
  const bool key = error.cause == "tls_key_invalid" || error.cause == "tls_key_mismatch";
  for (const NamedFile& file : files) {
    if (file.path.empty() || !error.message.starts_with(file.path + ": ")) continue;
    if (key && !file.flag.ends_with("-key")) continue;  // one file may hold both
    out.push_back({std::string(file.flag), file.path, error, {}});
    return;
  }
}

void checkListeners(const BridgeConfig& config, std::vector<SettingFault>& out) {
  if (config.tlsCertificate.empty() || config.tlsKey.empty()) return;
  const auto made = net::TlsContext::server({config.tlsCertificate, config.tlsKey, config.tlsClientCa});
  if (made) return;
  note(made.error(),
       std::array<NamedFile, 3>{{{"tls-cert", config.tlsCertificate},
                                 {"tls-key", config.tlsKey},
                                 {"tls-client-ca", config.tlsClientCa}}},
       out);
}

void checkServers(const BridgeConfig& config, std::vector<SettingFault>& out) {
  if (config.upstreamCert.empty() != config.upstreamKey.empty()) return;
  const auto made = net::TlsContext::client(
      {config.upstreamCa, config.upstreamCert, config.upstreamKey, config.upstreamInsecure, true, true});
  if (made) return;
  note(made.error(),
       std::array<NamedFile, 3>{{{"upstream-ca", config.upstreamCa},
                                 {"upstream-cert", config.upstreamCert},
                                 {"upstream-key", config.upstreamKey}}},
       out);
}

}  // namespace

std::vector<SettingFault> checkTlsFiles(const BridgeConfig& config) {
  std::vector<SettingFault> faults;
  checkListeners(config, faults);
  checkServers(config, faults);
  return faults;
}

}  // namespace bascule::proxy
