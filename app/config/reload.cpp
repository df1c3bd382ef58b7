// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/reload.h"

#include <algorithm>
#include <iostream>

#include "app/key_files.h"
#include "app/port_owner.h"

namespace bascule::app::config {
namespace {

Reloaded refused(const std::string& file, std::string why) {
  constexpr std::string_view kName = "bascule: ";
  if (why.starts_with(kName)) why.erase(0, kName.size());
  why.resize(std::min(why.size(), why.find('\n')));
  const std::string prefix = why.starts_with(file) ? "" : file + ": ";
  return {.inForce = false, .message = prefix + why + "; the configuration in force stays"};
}

/// Only the addresses that are new: those of this bridge are taken by itself.
proxy::BridgeConfig newAddresses(const proxy::BridgeConfig& before, const proxy::BridgeConfig& after) {
  const auto known = listenOrDefault(before);
  proxy::BridgeConfig fresh;
  for (const proxy::ListenAddress& address : listenOrDefault(after)) {
    if (std::ranges::find(known, address) == known.end()) fresh.listen.push_back(address);
  }
  return fresh;
}

}  // namespace

Result<std::vector<std::string>> putInForce(const proxy::BridgeConfig& config, proxy::Bridge& bridge,
                                            const schema::SchemaPtr& named) {
  const proxy::BridgeConfig fresh = newAddresses(*bridge.config(), config);
  if (!fresh.listen.empty()) {
    if (auto free = checkPorts(fresh); !free) return std::unexpected(namePortOwner(free.error(), fresh));
  }
  keepKeysPrivate(config);
  return bridge.reload(config, named);
}

Reloaded reload(Options& options, proxy::Bridge& bridge) {
  const std::string file = options.configFile;
  auto read = parseAgain(options);
  if (!read) return refused(file, read.error().err);
  proxy::BridgeConfig config = read->bridge;
  if (options.demo) config.upstream = bridge.config()->upstream;  // the demo's own server
  auto fixed = putInForce(config, bridge);
  if (!fixed) return refused(file, fixed.error().message);
  std::ranges::copy(fixedChanges(options, *read), std::back_inserter(*fixed));
  options.bridge = read->bridge;
  Reloaded done{.inForce = true, .message = file + ": in force now"};
  done.complete = fixed->empty();
  for (const std::string& flag : *fixed)
    done.message += "; " + flag + " cannot change while bascule runs: restart it for that";
  done.warnings = read->warnings;
  return done;
}

void tell(const Reloaded& reloaded, Log& log, const LogOptions& options) {
  const auto say = [&](LogLevel level, std::string_view event, const std::string& sentence) {
    log.write(level, event, sentence);
    const bool seen = options.file.empty() && level <= options.level;
    if (!seen) std::cerr << "bascule: " << sentence << std::endl;
  };
  if (reloaded.inForce) {
    say(LogLevel::Info, "config_reloaded", reloaded.message);
  } else {
    say(LogLevel::Warn, "config_refused", reloaded.message);
  }
  for (const std::string& warning : reloaded.warnings) say(LogLevel::Warn, "config_warning", warning);
}

std::unique_ptr<ConfigWatcher> watch(const Options& options) {
  if (options.configFile.empty()) return nullptr;
  auto watcher = ConfigWatcher::create(options.configFile);
  if (watcher) return std::move(*watcher);
  std::cerr << "bascule: " << watcher.error().message << "\n";
  return nullptr;
}

}  // namespace bascule::app::config
