// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/upstream_pool.h"

#include <algorithm>
#include <utility>

#include "bridge/base/host_name.h"

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
// A server that minds PINGs is not asked less often than this, gRPC's own default (proposal A8).
constexpr std::chrono::hours kLongestPing{2};

UpstreamLink linkTo(UpstreamUrl url, const BridgeConfig& config, net::TlsContextPtr tls) {
  UpstreamLink link;
  link.serverName = serverNameOf(config, url);
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
      endpoints_(link_.url.port),
      resolves_(!host::isAddress(link_.url.host)),
      retry_(turn.timers, [this] {
        if (!anyAlive()) connect();
      }) {}

UpstreamPool::~UpstreamPool() = default;

bool UpstreamPool::anyAlive() const {
  return std::ranges::any_of(connections_, [](const auto& c) { return !c->draining(); });
}

bool UpstreamPool::connecting() const {
  return std::ranges::any_of(attempts_, [](const auto& a) { return !a->over; });
}

bool UpstreamPool::tries(std::string_view peer) const {
  return std::ranges::any_of(attempts_, [&](const auto& a) { return !a->over && a->peer == peer; });
}

bool UpstreamPool::triesOrHas(std::string_view peer) const {
  return tries(peer) || std::ranges::any_of(connections_, [&](const auto& c) {
           return !c->draining() && c->connection().peer() == peer;
         });
}

/// Whether those who wait need one more connection than there are.
bool UpstreamPool::needsAnother() const {
  if (waiting_.empty()) return false;
  const auto tried =
      static_cast<std::size_t>(std::ranges::count_if(attempts_, [](const auto& a) { return !a->over; }));
  const auto opening = tried + static_cast<std::size_t>(std::ranges::count_if(
                                   connections_, [](const auto& c) { return c->opening(); }));
  // Each call over HTTP/1.1 needs a connection of its own.
  if (http11_) return waiting_.size() > opening && connections_.size() + tried < kMaxHttp11Connections;
  const std::size_t most = std::max(kMaxConnections, endpoints_.size());
  return opening == 0 && (connections_.size() < most || !anyAlive());
}

/// Servers take turns; the connections to one do not, so that those beyond the first fall idle.
UpstreamConnection* UpstreamPool::withRoom() {
  const std::size_t count = connections_.size();
  const std::size_t from = endpoints_.size() > 1 ? turnOfConnections_ : 0;
  for (std::size_t i = 0; i < count; ++i) {
    UpstreamConnection& candidate = *connections_[(from + i) % count];
    if (!candidate.canOpen() || (maxStreams_ != 0 && candidate.users() >= maxStreams_)) continue;
    turnOfConnections_ = (from + i + 1) % count;
    return &candidate;
  }
  return nullptr;
}

void UpstreamPool::request(UpstreamUser& user) {
  refresh();
  if (UpstreamConnection* connection = waiting_.empty() ? withRoom() : nullptr) {
    if (endpoints_.size() > 1) grow();
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
  if (justFailed() && !connecting()) {
    onFailed(lastError_);
    return;
  }
  grow();
}

void UpstreamPool::forget(UpstreamUser& user) { std::erase(waiting_, &user); }

void UpstreamPool::ensureConnected() {
  if (anyAlive() || connecting()) return;
  if (justFailed()) {
    onFailed(lastError_);
  } else {
    connect();
  }
}

bool UpstreamPool::justFailed() const {
  return !anyAlive() && turn_.clock.now() < lastAttempt_ + kMinBetweenAttempts && !lastError_.cause.empty();
}

/// To whichever address of the server takes it.
void UpstreamPool::connect() {
  if (stopped_ || connecting()) return;
  lastAttempt_ = turn_.clock.now();
  if (!connected_) listener_(UpstreamState::Connecting, nullptr);
  attempt({}, {});
}

void UpstreamPool::connectTo(const std::string& address) {
  attempt(net::endpointText(address, link_.url.port), {address});
}

void UpstreamPool::attempt(std::string peer, std::vector<std::string> addresses) {
  Attempt& made = *attempts_.emplace_back(std::make_unique<Attempt>());
  made.peer = std::move(peer);
  made.begun = turn_.clock.now();
  made.connector = std::make_unique<net::Connector>(
      turn_.loop, net::ConnectTarget{link_.url.host, link_.url.port, std::move(addresses)},
      link_.connectTimeout,
      [this, &made](Result<net::TcpSocket> socket) { onConnected(made, std::move(socket)); });
}

/// Makes the connections that are missing: one for those who wait, and over HTTP/2 one to each address.
void UpstreamPool::grow() {
  if (stopped_) return;
  if (!anyAlive()) {
    if (needsAnother()) connect();
    return;
  }
  const MonotonicTime now = turn_.clock.now();
  while (needsAnother()) {
    const auto address = endpoints_.next(now, [this](std::string_view p) { return !tries(p); });
    if (!address) break;
    connectTo(*address);
  }
  if (http11_ || !connected_) return;
  while (const auto address = endpoints_.next(now, [this](std::string_view p) { return !triesOrHas(p); })) {
    connectTo(*address);
  }
}

/// Asks for the addresses of the server again if that was long ago.
void UpstreamPool::refresh() {
  if (!resolves_ || !connected_ || resolver_ != nullptr || stopped_) return;
  const MonotonicTime now = turn_.clock.now();
  if (!endpoints_.stale(now)) return;
  endpoints_.asked(now);
  resolver_ = std::make_unique<net::Resolver>(
      turn_.loop, link_.url.host,
      [this](const Result<std::vector<std::string>>& addresses) { onResolved(addresses); });
}

/// Without an answer all stays as it is, and without a connection the next one resolves for itself.
void UpstreamPool::onResolved(const Result<std::vector<std::string>>& addresses) {
  finishedResolver_ = std::move(resolver_);  // its handler is running: destroyed at the end of the turn
  garbage_ = true;
  const auto alive = std::ranges::find_if(connections_, [](const auto& c) { return !c->draining(); });
  if (!addresses || alive == connections_.end()) return;
  endpoints_.resolved(*addresses, (*alive)->connection().peer(), turn_.clock.now());
  grow();
  retireGone();
}

/// What the server's name no longer means takes no more calls, once something else does.
void UpstreamPool::retireGone() {
  const auto live = [](const auto& c) { return c->ready() && !c->draining(); };
  const auto listed = [this](const auto& c) { return endpoints_.contains(c->connection().peer()); };
  if (std::ranges::none_of(connections_, [&](const auto& c) { return live(c) && listed(c); })) return;
  for (const auto& c : connections_) {
    if (!live(c) || listed(c)) continue;
    c->retire();
    garbage_ = true;  // without a call it is closed at the end of the turn
  }
}

void UpstreamPool::onConnected(Attempt& attempt, Result<net::TcpSocket> socket) {
  attempt.over = true;  // its handler is running: destroyed at the end of the turn
  garbage_ = true;
  if (socket && turn_.leadsBack(*socket)) {
    socket = fail(ErrorCode::Unavailable, "upstream_is_self",
                  link_.url.text() + " is the bridge's own address " + socket->peer());
  }
  if (!socket) {
    failedAt(attempt.peer, socket.error());
    return;
  }
  if (attempt.peer.empty()) {
    endpoints_.resolved(attempt.connector->addresses(), socket->peer(), turn_.clock.now());
  }
  connections_.push_back(std::make_unique<UpstreamConnection>(
      turn_, std::move(*socket), link_, http11_ ? http::Version::Http11 : http::Version::Http2,
      attempt.begun + link_.connectTimeout, *this));
  connections_.back()->start();
  grow();
}

void UpstreamPool::onReady(UpstreamConnection& connection) {
  backoff_ = Duration{0};
  lastError_ = {};
  endpoints_.works(connection.connection().peer());
  retireGone();
  http11_ = connection.session().version() == http::Version::Http11;
  if (!std::exchange(connected_, true)) {
    codings_ = configuredCodings_;  // it may be another server now
    listener_(UpstreamState::Connected, nullptr);
  }
  serveWaiting();
  grow();
}

void UpstreamPool::onChanged(UpstreamConnection& connection) {
  if (connection.connection().closed() || connection.draining()) {
    garbage_ = true;
    if (!http11_) endpoints_.doubt();  // over HTTP/1.1 connections come and go
  }
  serveWaiting();
}

/// As gRPC clients do (proposal A8): the connections that follow ask half as often.
void UpstreamPool::onTooManyPings() {
  auto& ping = link_.limits.upstreamPing;
  if (ping < kLongestPing) ping = std::min<std::chrono::milliseconds>(ping * 2, kLongestPing);
}

void UpstreamPool::onUnusable(UpstreamConnection& connection, const Error& error) {
  garbage_ = true;
  if (stopped_) return;
  if (error.cause == "upstream_not_http2" && link_.http == UpstreamHttp::Auto) {
    http11_ = true;
    if (anyAlive()) {
      grow();
    } else {
      connect();
    }
    return;
  }
  failedAt(connection.connection().peer(), error);
}

/// What fails at one address is no news while connections are there: over HTTP/2 those who wait get room
/// sooner or later. Over HTTP/1.1 they need a connection of their own, and wait no longer if none is being
/// made.
void UpstreamPool::failedAt(const std::string& peer, const Error& error) {
  endpoints_.failed(peer, turn_.clock.now());
  if (!anyAlive()) {
    if (!connecting()) failed(error);
    return;
  }
  grow();
  if (!http11_ || connecting()) return;
  for (UpstreamUser* user : std::exchange(waiting_, {})) user->onUpstreamFailed(error);
}

/// No connection can be had: those who wait are told, and the version of HTTP is open again.
void UpstreamPool::failed(const Error& error) {
  lastError_ = error;
  connected_ = false;
  http11_ = link_.http == UpstreamHttp::Http11;
  onFailed(lastError_);
  scheduleRetry();
}

void UpstreamPool::onFailed(const Error& error) {
  const auto waiting = std::exchange(waiting_, {});
  listener_(UpstreamState::Down, &error);
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
  attempts_.clear();
  resolver_.reset();
  for (const auto& connection : connections_) connection->shutdown();
}

void UpstreamPool::dropStalled() {
  for (const auto& connection : connections_) connection->connection().dropStalled();
}

void UpstreamPool::collect() {
  if (!garbage_) return;
  garbage_ = false;
  finishedResolver_.reset();
  std::erase_if(attempts_, [](const auto& a) { return a->over; });
  for (const auto& c : connections_) {
    if (c->draining() && c->users() == 0 && !c->connection().closed()) {
      c->connection().close(
          {ErrorCode::Unavailable, ErrorSide::Upstream, "upstream_draining", "the server is going away"});
    }
  }
  std::erase_if(connections_, [](const auto& c) { return c->connection().closed(); });
  if (!connections_.empty() || connecting()) return;
  connected_ = false;
  // Servers close idle HTTP/1.1 connections all the time: the next call opens another one.
  if (!http11_ && !stopped_ && lastError_.cause.empty()) {
    // The last connection went: find out at once whether the server is still there.
    listener_(UpstreamState::Down, nullptr);
    scheduleRetry();
  }
}

}  // namespace bascule::proxy
