// SPDX-License-Identifier: GPL-3.0-or-later
// The Asio side of TcpSocket, for the sources of this folder only.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/ip/tcp.hpp>

#include "bridge/net/event_loop_impl.h"
#include "bridge/net/tcp_socket.h"

namespace bascule::net {

struct TcpSocket::Impl : std::enable_shared_from_this<TcpSocket::Impl> {
  Impl(boost::asio::ip::tcp::socket connected, EventLoop::Impl& loop);

  void read();
  void onReadable(const boost::system::error_code& error);
  void end(Result<Slice> last);

  boost::asio::ip::tcp::socket socket;
  std::string peer;
  ReadHandler handler;
  ReadSlab& memory;
  bool reading = false;  ///< waits for something to read
  bool wanted = true;
  bool closed = false;
};

}  // namespace bascule::net
