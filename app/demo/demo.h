// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in demo: a shop's gRPC server and a handful of clients, on loopback, calling on and on through
// a real bridge over real sockets. Owned by main; runs on one thread of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "bridge/base/clock.h"
#include "bridge/base/error.h"

namespace bascule::demo {

class Demo {
 public:
  /// Starts the shop's server on a free loopback port. Error Io `address_unusable`.
  static Result<std::unique_ptr<Demo>> start(const Clock& clock);
  ~Demo();

  /// Where the shop listens: the bridge's upstream.
  std::string upstreamUrl() const;
  /// Lets the clients call the bridge at this loopback port; they reconnect when it goes away.
  void startClients(std::uint16_t bridgePort);
  /// Lets the clients hang up; returns when they have.
  void stopClients();

 private:
  struct Impl;
  explicit Demo(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace bascule::demo
