// SPDX-License-Identifier: GPL-3.0-or-later
// Envoy's configuration, as far as it says what Bascule does too: static listeners with connect_grpc_bridge
// and grpc_web, prefix routes, clusters with one endpoint, TLS contexts, cors. Read into the words that the
// command line would have, and printed from a bridge's configuration. Envoy v3 API, "Bootstrap".
// Thread: pure functions.
#pragma once

#include <string>

#include "app/config/config_file.h"
#include "bridge/proxy/bridge_config.h"

namespace bascule::app::config {

/// Reads `text` of the file `name`. What has no effect on calls is named in a warning; what would change
/// their meaning is an error InvalidInput `config_invalid`, both with line, column and path of the field.
Result<FileWords> readEnvoyConfig(const std::string& text, const std::string& name);

/// A configuration with which Envoy does the same translation; readEnvoyConfig() reads it back. What Envoy
/// cannot do is said in comments at its head. Errors: InvalidInput `envoy_impossible`.
Result<std::string> printEnvoyConfig(const proxy::BridgeConfig& config);

}  // namespace bascule::app::config
