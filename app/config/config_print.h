// SPDX-License-Identifier: GPL-3.0-or-later
// The way back: a BridgeConfig as words of the command line and as a configuration file that mean the same.
// What is as shipped is left out. Thread: pure functions, but for saveConfig().
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/config/config_file.h"
#include "bridge/base/error.h"
#include "bridge/proxy/bridge_config.h"

namespace bascule::app::config {

/// `config` as words, in the order of the settings' importance; what only one of several servers has stands
/// in `routes`.
FileWords wordsOf(const proxy::BridgeConfig& config);

/// `bascule --listen ...`, quoted for a shell. Error InvalidInput `only_in_file`: a server has settings of
/// its own, for which there are no flags.
Result<std::string> commandLine(const proxy::BridgeConfig& config);

/// The text of a configuration file. `more`: words about other things than the bridge, put behind.
std::string configText(const proxy::BridgeConfig& config, const std::vector<Word>& more = {});

/// Writes such a file; what an older file of that name says about other things than the bridge stays in it.
/// `flags`: all that may stand in a file. Error Io `config_unwritable`.
Result<void> saveConfig(const proxy::BridgeConfig& config, const std::filesystem::path& file,
                        const std::vector<Flag>& flags);

}  // namespace bascule::app::config
