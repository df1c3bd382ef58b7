// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/key_files.h"

#include <filesystem>
#include <utility>

#include <sys/prctl.h>

namespace bascule::app {
namespace {

namespace fs = std::filesystem;

constexpr fs::perms kOthers = fs::perms::group_read | fs::perms::others_read;

using KeyFlags = std::vector<std::pair<std::string, std::string>>;  ///< flag, file

KeyFlags keysOf(const proxy::BridgeConfig& config) {
  KeyFlags keys;
  if (!config.tlsKey.empty()) keys.emplace_back("--tls-key", config.tlsKey);
  if (!config.upstreamKey.empty()) keys.emplace_back("--upstream-key", config.upstreamKey);
  return keys;
}

}  // namespace

std::vector<std::string> keyWarnings(const proxy::BridgeConfig& config) {
  std::vector<std::string> warnings;
  for (const auto& [flag, file] : keysOf(config)) {
    std::error_code error;  // a file that is not there is said when it is loaded
    const fs::file_status status = fs::status(file, error);
    if (error || (status.permissions() & kOthers) == fs::perms::none) continue;
    std::string& warning = warnings.emplace_back(flag);
    warning.append(" ")
        .append(file)
        .append(": others on this machine can read the key: chmod 600 ")
        .append(file);
  }
  return warnings;
}

void keepKeysPrivate(const proxy::BridgeConfig& config) {
  if (!keysOf(config).empty()) ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

}  // namespace bascule::app
