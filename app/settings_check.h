// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong with settings of the bridge that only this machine knows: certificate files, and ports that
// another program has, with who it is and which port is free. Thread: any.
#pragma once

#include <vector>

#include "bridge/proxy/bridge_config.h"

namespace bascule::app {

/// `own`: where this program listens already, which is no fault.
std::vector<proxy::SettingFault> checkSettings(const proxy::BridgeConfig& config,
                                               const std::vector<proxy::ListenAddress>& own);

}  // namespace bascule::app
