// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/net/connector.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "bridge/net/event_loop_impl.h"
#include "bridge/net/tcp_socket_impl.h"

namespace bascule::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct Connector::Impl : std::enable_shared_from_this<Connector::Impl> {
  Impl(asio::io_context& context, std::string hostName, std::uint16_t portNumber, Handler done)
      : resolver(context),
        socket(context),
        timer(context),
        host(std::move(hostName)),
        port(portNumber),
        handler(std::move(done)) {}

  void start(Duration timeout) {
    timer.expires_after(std::chrono::duration_cast<asio::steady_timer::duration>(timeout));
    timer.async_wait([self = shared_from_this()](const error_code& error) {
      if (!error)
        self->finish(bascule::fail(ErrorCode::Timeout, "upstream_timeout",
                                   "no connection to " + self->where() + " in time"));
    });
    error_code literal;
    const auto address = asio::ip::make_address(host, literal);
    if (!literal) {
      connect(tcp::resolver::results_type::create(tcp::endpoint(address, port), host, std::to_string(port)));
      return;
    }
    resolver.async_resolve(
        host, std::to_string(port),
        [self = shared_from_this()](const error_code& error, const tcp::resolver::results_type& found) {
          if (error) {
            self->finish(bascule::fail(ErrorCode::Unavailable, "upstream_unresolved",
                                       "cannot resolve " + self->host + ": " + error.message()));
          } else {
            self->connect(found);
          }
        });
  }

  void connect(const tcp::resolver::results_type& endpoints) {
    asio::async_connect(
        socket, endpoints, [self = shared_from_this()](const error_code& error, const tcp::endpoint&) {
          if (!error) {
            self->finish(TcpSocket(std::make_shared<TcpSocket::Impl>(std::move(self->socket))));
          } else {
            const bool refused = error == asio::error::connection_refused;
            self->finish(bascule::fail(ErrorCode::Unavailable,
                                       refused ? "upstream_refused" : "upstream_unreachable",
                                       "cannot connect to " + self->where() + ": " + error.message()));
          }
        });
  }

  void finish(Result<TcpSocket> result) {
    timer.cancel();
    resolver.cancel();
    if (handler) std::exchange(handler, nullptr)(std::move(result));
    error_code ignored;
    socket.close(ignored);
  }

  std::string where() const { return endpointText(host, port); }

  tcp::resolver resolver;
  tcp::socket socket;
  asio::steady_timer timer;
  std::string host;
  std::uint16_t port;
  Handler handler;
};

Connector::Connector(EventLoop& loop, std::string host, std::uint16_t port, Duration timeout, Handler handler)
    : impl_(std::make_shared<Impl>(loop.impl().context, std::move(host), port, std::move(handler))) {
  impl_->start(timeout);
}

Connector::~Connector() {
  impl_->handler = nullptr;
  impl_->timer.cancel();
  impl_->resolver.cancel();
  error_code ignored;
  impl_->socket.close(ignored);
}

}  // namespace bascule::net
