// SPDX-License-Identifier: GPL-3.0-or-later
// A port of 127.0.0.1 that somebody else has. Thread: the test's.
#pragma once

#include <QtGlobal>
#include <cstdint>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bascule::test {

class ListeningSocket {
 public:
  ListeningSocket() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, plain, size) != 0 || ::listen(socket_, 1) != 0) qFatal("no socket");
    ::getsockname(socket_, plain, &size);
    port = ntohs(address.sin_port);
  }
  ~ListeningSocket() { ::close(socket_); }
  ListeningSocket(const ListeningSocket&) = delete;
  ListeningSocket& operator=(const ListeningSocket&) = delete;
  std::uint16_t port = 0;

 private:
  int socket_;
};

}  // namespace bascule::test
