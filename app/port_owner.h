// SPDX-License-Identifier: GPL-3.0-or-later
// Who holds a port: the process that listens there, from /proc/net/tcp and /proc/*/fd, and the next port
// that nobody holds. Says less where /proc does (another user's process, another system), never something
// wrong. Thread: pure functions over the file system.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bridge/base/error.h"
#include "bridge/proxy/bridge_config.h"

namespace bascule::app {

struct PortOwner {
  std::string process;  ///< as `ps` calls it; empty: another user's process
  int pid = 0;
  std::string text() const;  ///< `nginx (pid 4711)`, `another user's process`
};

/// Where Linux tells about its processes; tests have their own.
inline const std::filesystem::path kProc = "/proc";

/// Who listens at `address`; with `exactly`, listeners at other addresses of the same port do not count.
/// Nothing if nobody does, or if the system does not tell.
std::optional<PortOwner> portOwner(const proxy::ListenAddress& address, bool exactly = false,
                                   const std::filesystem::path& proc = kProc);
/// The same host with the next higher port that no socket of this machine has; nothing if there is none.
std::optional<proxy::ListenAddress> nextFree(const proxy::ListenAddress& address,
                                             const std::filesystem::path& proc = kProc);
/// An error `port_taken` if somebody listens exactly where `config` wants to. A second bridge of one user
/// could share the port without an error from the system, and get half of the calls.
Result<void> checkPorts(const proxy::BridgeConfig& config);
/// `error` (`port_taken`) with the process in its message.
Error namePortOwner(Error error, const proxy::BridgeConfig& config);
/// Where the bridge could listen instead of a port that is taken.
std::optional<proxy::ListenAddress> otherAddress(const proxy::BridgeConfig& config);
/// Why the bridge could not start, for the terminal: the message, and for a taken port what to do.
std::string terminalSentence(const Error& error, const proxy::BridgeConfig& config);

}  // namespace bascule::app
