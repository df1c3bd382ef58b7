// SPDX-License-Identifier: GPL-3.0-or-later
// The Asio side of TcpSocket, for the sources of this folder only.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/ip/tcp.hpp>

#include "bridge/net/tcp_socket.h"

namespace bascule::net {

struct TcpSocket::Impl : std::enable_shared_from_this<TcpSocket::Impl> {
  explicit Impl(boost::asio::ip::tcp::socket connected);

  void read();
  void onRead(const boost::system::error_code& error, std::size_t count);

  boost::asio::ip::tcp::socket socket;
  std::string peer;
  ReadHandler handler;
  SlabRef slab;
  std::size_t used = 0;  ///< bytes of `slab` handed out already
  bool reading = false;  ///< a read is under way
  bool wanted = true;
  bool closed = false;
};

}  // namespace bascule::net
