// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/net/resolver.h"

#include <utility>

#include <boost/asio/ip/tcp.hpp>

#include "bridge/net/event_loop_impl.h"

namespace bascule::net {

using boost::asio::ip::tcp;
using boost::system::error_code;

struct Resolver::Impl : std::enable_shared_from_this<Resolver::Impl> {
  Impl(boost::asio::io_context& io, std::string name, Handler done)
      : resolver(io), host(std::move(name)), handler(std::move(done)) {}

  void start() {
    resolver.async_resolve(
        host, "",
        [self = shared_from_this()](const error_code& error, const tcp::resolver::results_type& found) {
          self->onAnswer(error, found);
        });
  }

  void onAnswer(const error_code& error, const tcp::resolver::results_type& found) {
    if (!handler) return;
    const auto tell = std::exchange(handler, nullptr);
    if (error) {
      tell(bascule::fail(ErrorCode::Unavailable, "upstream_unresolved",
                         "cannot resolve " + host + ": " + error.message()));
      return;
    }
    std::vector<std::string> addresses;
    for (const auto& entry : found) addresses.push_back(entry.endpoint().address().to_string());
    tell(std::move(addresses));
  }

  tcp::resolver resolver;
  std::string host;
  Handler handler;
};

Resolver::Resolver(EventLoop& loop, std::string host, Handler handler)
    : impl_(std::make_shared<Impl>(loop.impl().context, std::move(host), std::move(handler))) {
  impl_->start();
}

Resolver::~Resolver() {
  impl_->handler = nullptr;
  impl_->resolver.cancel();
}

}  // namespace bascule::net
