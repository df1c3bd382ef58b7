// SPDX-License-Identifier: GPL-3.0-or-later
// Opening a connection to a host: resolve, then try its addresses in order within one time limit.
// Thread: the loop's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "bridge/base/clock.h"
#include "bridge/base/error.h"
#include "bridge/net/event_loop.h"
#include "bridge/net/tcp_socket.h"

namespace bascule::net {

/// One attempt. Destroying it gives the attempt up; its handler is then not called.
class Connector {
 public:
  /// Errors: Unavailable `upstream_unresolved`, `upstream_refused`, `upstream_unreachable`; Timeout
  /// `upstream_timeout`. The message names host, port and reason.
  using Handler = std::function<void(Result<TcpSocket>)>;
  Connector(EventLoop& loop, std::string host, std::uint16_t port, Duration timeout, Handler handler);
  ~Connector();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace bascule::net
