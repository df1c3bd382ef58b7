// SPDX-License-Identifier: GPL-3.0-or-later
// Reading the configuration file again while the program runs: what is put in force, and what is said about
// it on standard error. Thread: the owner of the bridge.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/config/config_watcher.h"
#include "app/log.h"
#include "app/options.h"
#include "bridge/proxy/bridge.h"

namespace bascule::app::config {

struct Reloaded {
  bool inForce = false;
  bool complete = true;                    ///< nothing of it needs a restart
  std::string message;                     ///< what happened, with the place of what is wrong
  std::vector<std::string> warnings = {};  ///< what has no effect, with its place
};

/// Reads the file of `options` again and puts it in force in `bridge` without dropping a call; an invalid one
/// changes nothing. `options` are then the new ones.
Reloaded reload(Options& options, proxy::Bridge& bridge);

/// Puts `config` in force in `bridge`, which runs, without dropping a call. Gives the flags whose change
/// needs a restart. Errors as Bridge::reload(), a taken port with who has it; they change nothing. `named` as
/// there.
Result<std::vector<std::string>> putInForce(const proxy::BridgeConfig& config, proxy::Bridge& bridge,
                                            const schema::SchemaPtr& named = nullptr);

/// Says it in the log, and on standard error where the log does not.
void tell(const Reloaded& reloaded, Log& log, const LogOptions& options);

/// Watches the file of `options`; null if there is none, or if it cannot be watched, which standard error is
/// told: it is then read on SIGHUP only.
std::unique_ptr<ConfigWatcher> watch(const Options& options);

}  // namespace bascule::app::config
