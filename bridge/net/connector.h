// SPDX-License-Identifier: GPL-3.0-or-later
// Opening a connection to a host: resolve, then race its addresses within one time limit (Happy Eyeballs,
// RFC 8305): IPv6 and IPv4 take turns, the next one starts when one fails or is silent for 250 ms, the first
// connection wins. Thread: the loop's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bridge/base/clock.h"
#include "bridge/base/error.h"
#include "bridge/net/event_loop.h"
#include "bridge/net/tcp_socket.h"

namespace bascule::net {

/// The order in which addresses (literals, in the resolver's order) are tried: the family of the first one
/// begins, then the families take turns as long as both have some (RFC 8305 section 4).
std::vector<std::string> raceOrder(const std::vector<std::string>& addresses);

/// Where to connect.
struct ConnectTarget {
  std::string host;  ///< name or literal
  std::uint16_t port = 0;
  std::vector<std::string> addresses;  ///< literals known already; empty: `host` is resolved
};

/// One attempt. Destroying it gives the attempt up; its handler is then not called.
class Connector {
 public:
  /// Errors: Unavailable `upstream_unresolved`, `upstream_refused` (by every address),
  /// `upstream_unreachable`; Timeout `upstream_timeout`. The message names host, port, reason and, if there
  /// are several, each address tried.
  using Handler = std::function<void(Result<TcpSocket>)>;
  Connector(EventLoop& loop, ConnectTarget target, Duration timeout, Handler handler);
  Connector(EventLoop& loop, std::string host, std::uint16_t port, Duration timeout, Handler handler)
      : Connector(loop, ConnectTarget{std::move(host), port, {}}, timeout, std::move(handler)) {}
  ~Connector();

  /// The addresses it tries, in this order; empty until they are known.
  const std::vector<std::string>& addresses() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace bascule::net
