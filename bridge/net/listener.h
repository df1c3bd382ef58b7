// SPDX-License-Identifier: GPL-3.0-or-later
// `Listener`: a bound port that hands out accepted sockets. Thread: the loop's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "bridge/base/error.h"
#include "bridge/net/event_loop.h"
#include "bridge/net/tcp_socket.h"

namespace bascule::net {

class Listener {
 public:
  using AcceptHandler = std::function<void(TcpSocket)>;

  /// Binds and listens. `host` is a literal address; empty binds all addresses. Several workers bind the
  /// same port with `shared`. Errors: Io `port_taken`, `address_unusable`.
  static Result<std::unique_ptr<Listener>> bind(EventLoop& loop, const std::string& host, std::uint16_t port,
                                                bool shared);
  ~Listener();

  /// Accepts until closed. When file descriptors run out it pauses 100 ms instead of spinning.
  void start(AcceptHandler handler);
  void close();
  std::uint16_t port() const;
  std::string text() const;
  /// `socket` was connected to this listener: who reads from it talks to itself.
  bool isOtherEndOf(const TcpSocket& socket) const;

 private:
  struct Impl;
  explicit Listener(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

/// True if this machine can bind the IPv6 loopback address.
bool hasIpv6Loopback();

}  // namespace bascule::net
