// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings_check.h"

#include <algorithm>

#include <unistd.h>

#include "app/port_owner.h"

namespace bascule::app {

std::vector<proxy::SettingFault> checkSettings(const proxy::BridgeConfig& config,
                                               const std::vector<proxy::ListenAddress>& own) {
  std::vector<proxy::SettingFault> faults = checkTlsFiles(config);
  for (const proxy::ListenAddress& address : listenOrDefault(config)) {
    if (address.port == 0 || std::ranges::find(own, address) != own.end()) continue;
    const auto owner = portOwner(address);
    // Another address of the same port may well be this program's.
    if (!owner || (owner->pid == ::getpid() && !portOwner(address, true))) continue;
    Error error{ErrorCode::Io, ErrorSide::Local, "port_taken",
                address.text() + " is in use by " + owner->text()};
    faults.push_back({"listen", address.text(), std::move(error), nextFree(address)});
  }
  return faults;
}

}  // namespace bascule::app
