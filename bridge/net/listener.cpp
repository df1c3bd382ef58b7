// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/net/listener.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <sys/socket.h>

#include "bridge/net/event_loop_impl.h"
#include "bridge/net/tcp_socket_impl.h"

namespace bascule::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

namespace {

constexpr std::chrono::milliseconds kPause{100};  // robustness: no busy loop when descriptors ran out
constexpr int kBacklog = 1024;

}  // namespace

struct Listener::Impl : std::enable_shared_from_this<Listener::Impl> {
  explicit Impl(EventLoop::Impl& eventLoop)
      : loop(eventLoop), acceptor(eventLoop.context), pause(eventLoop.context) {}

  void accept() {
    acceptor.async_accept([self = shared_from_this()](const error_code& error, tcp::socket socket) {
      self->onAccept(error, std::move(socket));
    });
  }

  void onAccept(const error_code& error, tcp::socket socket) {
    if (closed) return;
    if (!error) {
      handler(TcpSocket(std::make_shared<TcpSocket::Impl>(std::move(socket), loop)));
    } else if (error != asio::error::connection_aborted) {
      pause.expires_after(kPause);
      pause.async_wait([self = shared_from_this()](const error_code& cancelled) {
        if (!cancelled && !self->closed) self->accept();
      });
      return;
    }
    accept();
  }

  EventLoop::Impl& loop;
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  AcceptHandler handler;
  bool closed = false;
};

Listener::Listener(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
Listener::~Listener() { close(); }

Result<std::unique_ptr<Listener>> Listener::bind(EventLoop& loop, const std::string& host, std::uint16_t port,
                                                 bool shared) {
  error_code error;
  const asio::ip::address address =
      host.empty() ? asio::ip::address(asio::ip::address_v6::any()) : asio::ip::make_address(host, error);
  const std::string text = endpointText(host.empty() ? "*" : host, port);
  if (error) return fail(ErrorCode::InvalidInput, "address_unusable", text + " is not an address");
  auto impl = std::make_shared<Impl>(loop.impl());
  tcp::acceptor& acceptor = impl->acceptor;
  tcp::endpoint endpoint(address, port);
  acceptor.open(endpoint.protocol(), error);
  if (error && host.empty()) {
    endpoint = tcp::endpoint(asio::ip::address_v4::any(), port);
    acceptor.open(endpoint.protocol(), error);
  }
  if (!error && endpoint.protocol() == tcp::v6())
    acceptor.set_option(asio::ip::v6_only(!host.empty()), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && shared) acceptor.set_option(ReusePort(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(kBacklog, error);
  if (error == asio::error::address_in_use) {
    return fail(ErrorCode::Io, "port_taken", text + " is in use by another program");
  }
  if (error)
    return fail(ErrorCode::Io, "address_unusable", "cannot listen on " + text + ": " + error.message());
  return std::unique_ptr<Listener>(new Listener(std::move(impl)));
}

void Listener::start(AcceptHandler handler) {
  impl_->handler = std::move(handler);
  impl_->accept();
}

void Listener::close() {
  if (impl_->closed) return;
  impl_->closed = true;
  error_code ignored;
  impl_->acceptor.close(ignored);
  impl_->pause.cancel();
}

std::uint16_t Listener::port() const {
  error_code ignored;
  return impl_->acceptor.local_endpoint(ignored).port();
}

std::string Listener::text() const {
  error_code error;
  const auto endpoint = impl_->acceptor.local_endpoint(error);
  return error ? std::string() : endpointText(endpoint.address().to_string(), endpoint.port());
}

bool Listener::isOtherEndOf(const TcpSocket& socket) const {
  const std::string peer = socket.peer();
  if (peer == text()) return true;
  error_code error;
  const auto endpoint = impl_->acceptor.local_endpoint(error);
  if (error || !endpoint.address().is_unspecified()) return false;
  // Of all addresses of this machine it is the one that the socket has at both ends.
  const auto host = [](const std::string& end) { return std::string_view(end).substr(0, end.rfind(':')); };
  const std::string local = socket.local();
  return host(peer) == host(local) && peer.ends_with(":" + std::to_string(endpoint.port()));
}

bool hasIpv6Loopback() {
  asio::io_context context;
  tcp::acceptor acceptor(context);
  error_code error;
  acceptor.open(tcp::v6(), error);
  if (!error) acceptor.bind(tcp::endpoint(asio::ip::address_v6::loopback(), 0), error);
  return !error;
}

}  // namespace bascule::net
