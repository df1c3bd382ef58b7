// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/upstream_pool.h"

#include <algorithm>
#include <utility>

namespace bascule::proxy {
namespace {

// Few shared connections carry everything: more only when the server's stream limit is reached.
constexpr std::size_t kMaxConnections = 8;
// HTTP/1.1 carries one call at a time: as many connections as calls that may be open with a small server,
// with room for streams that stay open. What exceeds it waits.
constexpr std::size_t kMaxHttp11Connections = 256;
// Backoff for a server under development: quick to notice that it is back, no storm (25 attempts/s at most).
constexpr std::chrono::milliseconds kFirstBackoff{50};
constexpr std::chrono::milliseconds kMaxBackoff{2000};
constexpr std::chrono::milliseconds kMinBetweenAttempts{40};

UpstreamLink linkTo(UpstreamUrl url, const BridgeConfig& config, net::TlsContextPtr tls) {
  UpstreamLink link;
  link.serverName = config.upstreamServerName.empty() ? url.host : config.upstreamServerName;
  link.url = std::move(url);
  link.http = config.upstreamHttp;
  link.tls = std::move(tls);
  link.ticket = std::make_shared<net::TlsTicket>();
  link.limits = config.http;
  link.connectTimeout = config.connectTimeout;
  return link;
}

}  // namespace

UpstreamPool::UpstreamPool(Turn& turn, UpstreamUrl url, const BridgeConfig& config, StateListener listener,
                           net::TlsContextPtr tls)
    : turn_(turn),
      link_(linkTo(std::move(url), config, std::move(tls))),
      http11_(config.upstreamHttp == UpstreamHttp::Http11),
      maxStreams_(config.upstreamStreams),
      configuredCodings_(config.serverCodings),
      codings_(config.serverCodings),
      queueLimit_(config.liveStreams),
      listener_(std::move(listener)),
      retry_(turn.timers, [this] {
        if (!anyAlive()) connect();
      }) {}

UpstreamPool::~UpstreamPool() = default;

bool UpstreamPool::anyAlive() const {
  return std::ranges::any_of(connections_, [](const auto& c) { return !c->draining(); });
}

/// Whether those who wait need one more connection than there are.
bool UpstreamPool::needsAnother() const {
  if (waiting_.empty() || connector_ != nullptr) return false;
  const auto opening = static_cast<std::size_t>(
      std::ranges::count_if(connections_, [](const auto& c) { return c->opening(); }));
  // Each call over HTTP/1.1 needs a connection of its own.
  if (http11_) return waiting_.size() > opening && connections_.size() < kMaxHttp11Connections;
  return opening == 0 && (connections_.size() < kMaxConnections || !anyAlive());
}

UpstreamConnection* UpstreamPool::withRoom() {
  const auto found = std::ranges::find_if(connections_, [this](const auto& c) {
    return c->canOpen() && (maxStreams_ == 0 || c->users() < maxStreams_);
  });
  return found == connections_.end() ? nullptr : found->get();
}

void UpstreamPool::request(UpstreamUser& user) {
  if (UpstreamConnection* connection = waiting_.empty() ? withRoom() : nullptr) {
    user.onUpstreamReady(*connection);
    return;
  }
  if (waiting_.size() >= queueLimit_) {
    turn_.hits.add(http::Limit::UpstreamQueue);
    user.onUpstreamFailed(
        {ErrorCode::Unavailable, ErrorSide::Local, "too_busy", "too many calls wait for the server"});
    return;
  }
  waiting_.push_back(&user);
  if (!needsAnother()) return;
  if (justFailed()) {
    onFailed(lastError_);
    return;
  }
  connect();
}

void UpstreamPool::forget(UpstreamUser& user) { std::erase(waiting_, &user); }

void UpstreamPool::ensureConnected() {
  if (anyAlive() || connector_ != nullptr) return;
  if (justFailed()) {
    onFailed(lastError_);
  } else {
    connect();
  }
}

bool UpstreamPool::justFailed() const {
  return !anyAlive() && turn_.clock.now() < lastAttempt_ + kMinBetweenAttempts && !lastError_.cause.empty();
}

void UpstreamPool::connect() {
  if (stopped_ || connector_ != nullptr) return;
  lastAttempt_ = turn_.clock.now();
  if (!connected_) listener_(UpstreamState::Connecting, nullptr);
  connector_ = std::make_unique<net::Connector>(
      turn_.loop, link_.url.host, link_.url.port, link_.connectTimeout,
      [this](Result<net::TcpSocket> socket) { onConnected(std::move(socket)); });
}

void UpstreamPool::onConnected(Result<net::TcpSocket> socket) {
  finishedConnector_ = std::move(connector_);  // its handler is running: destroyed at the end of the turn
  garbage_ = true;
  if (!socket) {
    failed(socket.error());
    return;
  }
  connections_.push_back(std::make_unique<UpstreamConnection>(
      turn_, std::move(*socket), link_, http11_ ? http::Version::Http11 : http::Version::Http2,
      lastAttempt_ + link_.connectTimeout, *this));
  connections_.back()->start();
  if (needsAnother()) connect();
}

void UpstreamPool::onReady(UpstreamConnection& connection) {
  backoff_ = Duration{0};
  lastError_ = {};
  http11_ = connection.session().version() == http::Version::Http11;
  if (!std::exchange(connected_, true)) {
    codings_ = configuredCodings_;  // it may be another server now
    listener_(UpstreamState::Connected, nullptr);
  }
  serveWaiting();
  if (needsAnother()) connect();
}

void UpstreamPool::onChanged(UpstreamConnection& connection) {
  if (connection.connection().closed() || connection.draining()) garbage_ = true;
  serveWaiting();
}

void UpstreamPool::onUnusable(UpstreamConnection& /*connection*/, const Error& error) {
  garbage_ = true;
  if (stopped_) return;
  if (error.cause == "upstream_not_http2" && link_.http == UpstreamHttp::Auto) {
    http11_ = true;
    connect();
    return;
  }
  failed(error);
}

/// No connection can be had: those who wait are told, and the version of HTTP is open again.
void UpstreamPool::failed(const Error& error) {
  lastError_ = error;
  if (!anyAlive()) {
    connected_ = false;
    http11_ = link_.http == UpstreamHttp::Http11;
  }
  onFailed(lastError_);
  scheduleRetry();
}

void UpstreamPool::onFailed(const Error& error) {
  std::deque<UpstreamUser*> waiting;
  waiting.swap(waiting_);
  if (!anyAlive()) listener_(UpstreamState::Down, &error);
  for (UpstreamUser* user : waiting) user->onUpstreamFailed(error);
}

void UpstreamPool::scheduleRetry() {
  if (stopped_) return;
  backoff_ = std::clamp<Duration>(backoff_ * 2, kFirstBackoff, kMaxBackoff);
  // Workers and restarts must not march in step: up to a quarter of jitter from the clock's low bits.
  const Duration jitter = backoff_ * (turn_.clock.now().time_since_epoch().count() % 64) / 256;
  retry_.armAt(turn_.clock.now() + backoff_ + jitter);
}

void UpstreamPool::serveWaiting() {
  if (serving_) return;
  serving_ = true;
  while (!waiting_.empty()) {
    UpstreamConnection* connection = withRoom();
    if (connection == nullptr) break;
    UpstreamUser* user = waiting_.front();
    waiting_.pop_front();
    user->onUpstreamReady(*connection);
  }
  serving_ = false;
}

void UpstreamPool::shutdown() {
  stopped_ = true;
  retry_.cancel();
  connector_.reset();
  for (const auto& connection : connections_) connection->shutdown();
}

void UpstreamPool::dropStalled() {
  for (const auto& connection : connections_) connection->connection().dropStalled();
}

void UpstreamPool::collect() {
  if (!garbage_) return;
  garbage_ = false;
  finishedConnector_.reset();
  for (const auto& c : connections_) {
    if (c->draining() && c->users() == 0 && !c->connection().closed()) {
      c->connection().close(
          {ErrorCode::Unavailable, ErrorSide::Upstream, "upstream_draining", "the server is going away"});
    }
  }
  std::erase_if(connections_, [](const auto& c) { return c->connection().closed(); });
  if (!connections_.empty() || connector_ != nullptr) return;
  connected_ = false;
  // Servers close idle HTTP/1.1 connections all the time: the next call opens another one.
  if (!http11_ && !stopped_ && lastError_.cause.empty()) {
    // The last connection went: find out at once whether the server is still there.
    listener_(UpstreamState::Down, nullptr);
    scheduleRetry();
  }
}

}  // namespace bascule::proxy
