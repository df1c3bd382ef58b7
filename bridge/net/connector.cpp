// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/net/connector.h"

#include <algorithm>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "bridge/base/host_name.h"
#include "bridge/net/event_loop_impl.h"
#include "bridge/net/resolver.h"
#include "bridge/net/tcp_socket_impl.h"

namespace bascule::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// RFC 8305 section 8: Connection Attempt Delay.
constexpr std::chrono::milliseconds kAttemptDelay{250};

bool isIpv6(const std::string& literal) { return literal.contains(':'); }

asio::steady_timer::duration timerSpan(Duration duration) {
  return std::chrono::duration_cast<asio::steady_timer::duration>(duration);
}

}  // namespace

std::vector<std::string> raceOrder(const std::vector<std::string>& addresses) {
  if (addresses.empty()) return {};
  std::vector<std::string> first;
  std::vector<std::string> second;
  for (const std::string& address : addresses) {
    (isIpv6(address) == isIpv6(addresses.front()) ? first : second).push_back(address);
  }
  std::vector<std::string> order;
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) order.push_back(first[i]);
    if (i < second.size()) order.push_back(second[i]);
  }
  return order;
}

struct Connector::Impl : std::enable_shared_from_this<Connector::Impl> {
  /// One address that was tried.
  struct Attempt {
    tcp::socket socket;
    std::string address;
    error_code error;  ///< once it failed
  };

  Impl(EventLoop& eventLoop, ConnectTarget where, Handler done)
      : loop(eventLoop),
        context(eventLoop.impl().context),
        timeLimit(context),
        nextAttempt(context),
        target(std::move(where)),
        handler(std::move(done)) {}

  void start(Duration timeout);
  void resolve();
  void race(const std::vector<std::string>& addresses);
  void tryNext();
  void onAttempt(Attempt& attempt, const error_code& error);
  void onTimeLimit();
  void finish(Result<TcpSocket> result);
  void stop();
  std::string where() const { return endpointText(target.host, target.port); }
  std::string tried(bool withReasons) const;
  Error allFailed() const;

  EventLoop& loop;
  asio::io_context& context;
  std::unique_ptr<Resolver> resolver;
  asio::steady_timer timeLimit;
  asio::steady_timer nextAttempt;
  ConnectTarget target;
  Handler handler;
  std::vector<std::string> order;
  std::vector<std::shared_ptr<Attempt>> attempts;
};

void Connector::Impl::start(Duration timeout) {
  timeLimit.expires_after(timerSpan(timeout));
  timeLimit.async_wait([self = shared_from_this()](const error_code& error) {
    if (!error) self->onTimeLimit();
  });
  if (!target.addresses.empty()) {
    race(target.addresses);
  } else if (host::isAddress(target.host)) {
    race({target.host});
  } else {
    resolve();
  }
}

void Connector::Impl::resolve() {
  resolver = std::make_unique<Resolver>(
      loop, target.host, [weak = weak_from_this()](const Result<std::vector<std::string>>& found) {
        const auto self = weak.lock();
        if (self == nullptr) return;
        if (found) {
          self->race(*found);
        } else {
          self->finish(std::unexpected(found.error()));
        }
      });
}

void Connector::Impl::race(const std::vector<std::string>& addresses) {
  order = raceOrder(addresses);
  tryNext();
}

void Connector::Impl::tryNext() {
  if (!handler || attempts.size() == order.size()) return;
  const std::string& address = order[attempts.size()];
  attempts.push_back(std::make_shared<Attempt>(tcp::socket(context), address));
  const auto attempt = attempts.back();
  error_code malformed;
  const tcp::endpoint endpoint(asio::ip::make_address(address, malformed), target.port);
  attempt->socket.async_connect(endpoint, [self = shared_from_this(), attempt](const error_code& error) {
    self->onAttempt(*attempt, error);
  });
  nextAttempt.expires_after(kAttemptDelay);
  nextAttempt.async_wait([self = shared_from_this()](const error_code& error) {
    if (!error) self->tryNext();
  });
}

void Connector::Impl::onAttempt(Attempt& attempt, const error_code& error) {
  if (!handler) return;
  if (!error) {
    finish(TcpSocket(std::make_shared<TcpSocket::Impl>(std::move(attempt.socket), loop.impl())));
    return;
  }
  attempt.error = error;
  if (attempts.size() < order.size()) {
    tryNext();
  } else if (std::ranges::all_of(attempts, [](const auto& one) { return one->error.failed(); })) {
    finish(std::unexpected(allFailed()));
  }
}

void Connector::Impl::onTimeLimit() {
  const std::string addresses = attempts.size() > 1 ? " (tried " + tried(false) + ")" : "";
  finish(bascule::fail(ErrorCode::Timeout, "upstream_timeout",
                       "no connection to " + where() + " in time" + addresses));
}

Error Connector::Impl::allFailed() const {
  const bool refused = std::ranges::all_of(
      attempts, [](const auto& one) { return one->error == asio::error::connection_refused; });
  const std::string why = attempts.size() == 1 ? attempts.front()->error.message() : tried(true);
  return {ErrorCode::Unavailable, ErrorSide::Local, refused ? "upstream_refused" : "upstream_unreachable",
          "cannot connect to " + where() + ": " + why};
}

std::string Connector::Impl::tried(bool withReasons) const {
  std::string text;
  for (const auto& one : attempts) {
    text += (text.empty() ? "" : ", ") + endpointText(one->address, target.port);
    if (withReasons) text += " " + one->error.message();
  }
  return text;
}

void Connector::Impl::finish(Result<TcpSocket> result) {
  stop();
  if (handler) std::exchange(handler, nullptr)(std::move(result));
}

void Connector::Impl::stop() {
  timeLimit.cancel();
  nextAttempt.cancel();
  resolver.reset();
  error_code ignored;
  for (const auto& one : attempts) static_cast<void>(one->socket.close(ignored));
}

Connector::Connector(EventLoop& loop, ConnectTarget target, Duration timeout, Handler handler)
    : impl_(std::make_shared<Impl>(loop, std::move(target), std::move(handler))) {
  impl_->start(timeout);
}

const std::vector<std::string>& Connector::addresses() const { return impl_->order; }

Connector::~Connector() {
  impl_->handler = nullptr;
  impl_->stop();
}

}  // namespace bascule::net
