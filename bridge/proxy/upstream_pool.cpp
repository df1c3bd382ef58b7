// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/upstream_pool.h"

#include <algorithm>

#include "bridge/http/stream_of.h"

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

}  // namespace

UpstreamConnection::UpstreamConnection(Turn& turn, net::TcpSocket socket,
                                       std::unique_ptr<http::Session> session, const http::Limits& limits,
                                       std::function<void(UpstreamConnection&)> changed)
    : connection_(turn, std::move(socket), std::move(session), *this, limits), changed_(std::move(changed)) {
  info_ = std::make_shared<const capture::ConnectionInfo>(
      capture::ConnectionInfo{connection_.peer(), connection_.session()->version(), false});
  users_.reserve(256);
}

std::optional<http::StreamId> UpstreamConnection::open(const http::RequestHead& head, UpstreamUser& user) {
  const auto stream = connection_.session()->sendRequest(head);
  if (stream) {
    users_[*stream] = &user;
    connection_.touch();
  }
  return stream;
}

void UpstreamConnection::release(http::StreamId stream) {
  users_.erase(stream);
  changed_(*this);
}

void UpstreamConnection::onEvent(http::Event& event) {
  if (std::holds_alternative<http::GoAway>(event)) {
    draining_ = true;
    changed_(*this);
  } else if (const auto* failed = std::get_if<http::SessionFailed>(&event)) {
    failUsers(failed->error);
  } else if (std::holds_alternative<http::PeerSettings>(event)) {
    changed_(*this);
  } else {
    const http::StreamId stream = http::streamOf(event);
    const auto found = users_.find(stream);
    if (found != users_.end()) {
      found->second->onUpstreamEvent(event);
    } else if (const auto* data = std::get_if<http::Data>(&event)) {
      connection_.session()->consumed(stream, data->bytes.size());
    }
  }
}

void UpstreamConnection::onClosed(const Error& reason) {
  failUsers({ErrorCode::Unavailable, ErrorSide::Upstream, "upstream_lost",
             "the connection to the server was lost: " + reason.message});
  changed_(*this);
}

void UpstreamConnection::failUsers(const Error& reason) {
  draining_ = true;
  std::unordered_map<http::StreamId, UpstreamUser*> users;
  users.swap(users_);
  for (const auto& [stream, user] : users) user->onUpstreamFailed(reason);
}

UpstreamPool::UpstreamPool(Turn& turn, UpstreamUrl url, const BridgeConfig& config, StateListener listener)
    : turn_(turn),
      url_(std::move(url)),
      limits_(config.http),
      connectTimeout_(config.connectTimeout),
      http11_(config.upstreamHttp == UpstreamHttp::Http11),
      configuredCodings_(config.serverCodings),
      codings_(config.serverCodings),
      queueLimit_(config.liveStreams),
      listener_(std::move(listener)),
      retry_(turn.timers, [this] { connect(); }) {}

UpstreamPool::~UpstreamPool() = default;

std::size_t UpstreamPool::maxConnections() const { return http11_ ? kMaxHttp11Connections : kMaxConnections; }

UpstreamConnection* UpstreamPool::withRoom() {
  const auto found = std::ranges::find_if(connections_, [](const auto& c) { return c->canOpen(); });
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
  const bool anyAlive = std::ranges::any_of(connections_, [](const auto& c) { return !c->draining(); });
  if (connector_ != nullptr || (anyAlive && connections_.size() >= maxConnections())) return;
  if (!anyAlive && turn_.clock.now() < lastAttempt_ + kMinBetweenAttempts && !lastError_.cause.empty()) {
    onFailed(lastError_);
    return;
  }
  connect();
}

void UpstreamPool::forget(UpstreamUser& user) { std::erase(waiting_, &user); }

void UpstreamPool::ensureConnected() {
  if (connections_.empty() && connector_ == nullptr) connect();
}

void UpstreamPool::connect() {
  if (stopped_ || connector_ != nullptr) return;
  lastAttempt_ = turn_.clock.now();
  listener_(UpstreamState::Connecting, nullptr);
  connector_ = std::make_unique<net::Connector>(
      turn_.loop, url_.host, url_.port, connectTimeout_,
      [this](Result<net::TcpSocket> socket) { onConnected(std::move(socket)); });
}

void UpstreamPool::onConnected(Result<net::TcpSocket> socket) {
  finishedConnector_ = std::move(connector_);  // its handler is running: destroyed at the end of the turn
  garbage_ = true;
  if (!socket) {
    lastError_ = socket.error();
    onFailed(lastError_);
    scheduleRetry();
    return;
  }
  backoff_ = Duration{0};
  lastError_ = {};
  if (connections_.empty() && !http11_) codings_ = configuredCodings_;  // it may be another server now
  const MonotonicTime now = turn_.clock.now();
  connections_.push_back(std::make_unique<UpstreamConnection>(
      turn_, std::move(*socket),
      http11_ ? http::makeHttp11Client(limits_, now) : http::makeHttp2(http::Role::Client, limits_, now),
      limits_, [this](UpstreamConnection& c) {
        if (c.connection().closed() || c.draining()) garbage_ = true;
        serveWaiting();
      }));
  connections_.back()->connection().start();
  listener_(UpstreamState::Connected, nullptr);
  serveWaiting();
  // Each call over HTTP/1.1 needs a connection of its own.
  if (http11_ && !waiting_.empty() && connections_.size() < maxConnections()) connect();
}

void UpstreamPool::onFailed(const Error& error) {
  std::deque<UpstreamUser*> waiting;
  waiting.swap(waiting_);
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
  connector_.reset();
  for (const auto& connection : connections_) {
    connection->session().shutdown();
    connection->connection().touch();
  }
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
  // Servers close idle HTTP/1.1 connections all the time: the next call opens another one.
  if (connections_.empty() && !http11_ && !stopped_ && connector_ == nullptr && lastError_.cause.empty()) {
    // The last connection went: find out at once whether the server is still there.
    listener_(UpstreamState::Down, nullptr);
    scheduleRetry();
  }
}

}  // namespace bascule::proxy
