// SPDX-License-Identifier: GPL-3.0-or-later
// Care for private keys. Thread: the owner of the bridge.
#pragma once

#include <string>
#include <vector>

#include "bridge/proxy/bridge_config.h"

namespace bascule::app {

/// A sentence for each key file of `config` that others on this machine can read.
std::vector<std::string> keyWarnings(const proxy::BridgeConfig& config);

/// Once a key is loaded no core file of this process may be written, and no debugger of another program of
/// the user may look into it.
void keepKeysPrivate(const proxy::BridgeConfig& config);

}  // namespace bascule::app
