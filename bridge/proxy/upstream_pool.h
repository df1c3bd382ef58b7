// SPDX-License-Identifier: GPL-3.0-or-later
// `UpstreamPool`: the connections of one worker to the server. Over HTTP/2 the streams of all clients share
// few connections, over HTTP/1.1 each call has one for itself; a dead server fails waiting calls at once and
// is tried again by itself. Thread: the worker's.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "bridge/capture/capture_event.h"
#include "bridge/http/limits.h"
#include "bridge/net/connector.h"
#include "bridge/proxy/bridge_config.h"
#include "bridge/proxy/bridge_stats.h"
#include "bridge/proxy/connection.h"

namespace bascule::proxy {

class UpstreamConnection;

/// Who uses one upstream stream: a call, or the schema fetcher.
class UpstreamUser {
 public:
  virtual ~UpstreamUser() = default;
  /// A stream may be opened on `connection` now: call its open().
  virtual void onUpstreamReady(UpstreamConnection& connection) = 0;
  /// Events of the opened stream.
  virtual void onUpstreamEvent(http::Event& event) = 0;
  /// No connection, or the connection was lost. No event comes after it.
  virtual void onUpstreamFailed(const Error& error) = 0;
};

/// One connection to the server: many streams over HTTP/2, one after the other over HTTP/1.1.
class UpstreamConnection final : public ConnectionHandler {
 public:
  UpstreamConnection(Turn& turn, net::TcpSocket socket, std::unique_ptr<http::Session> session,
                     const http::Limits& limits, std::function<void(UpstreamConnection&)> changed);

  bool canOpen() { return !connection_.closed() && !draining_ && connection_.session()->canOpenStream(); }
  /// Opens a stream for `user`; nothing if the session refuses.
  std::optional<http::StreamId> open(const http::RequestHead& head, UpstreamUser& user);
  /// `user` takes no more events of `stream`.
  void release(http::StreamId stream);
  http::Session& session() { return *connection_.session(); }
  Connection& connection() { return connection_; }
  const capture::ConnectionInfoPtr& info() const { return info_; }
  std::size_t users() const { return users_.size(); }
  bool draining() const { return draining_; }

  void onEvent(http::Event& event) override;
  void onClosed(const Error& reason) override;

 private:
  void failUsers(const Error& reason);
  Connection connection_;
  capture::ConnectionInfoPtr info_;
  std::function<void(UpstreamConnection&)> changed_;
  std::unordered_map<http::StreamId, UpstreamUser*> users_;
  bool draining_ = false;
};

class UpstreamPool {
 public:
  /// Told when the state of the server changed: connected, or down with the reason.
  using StateListener = std::function<void(UpstreamState, const Error*)>;
  UpstreamPool(Turn& turn, UpstreamUrl url, const BridgeConfig& config, StateListener listener);
  ~UpstreamPool();

  /// Calls `user.onUpstreamReady()`, now or when a connection has room, or onUpstreamFailed().
  void request(UpstreamUser& user);
  /// `user` no longer waits.
  void forget(UpstreamUser& user);
  /// The codings that the server reads: as configured, or as it said itself since it was last reached.
  const std::optional<rpc::CompressionSet>& codings() const { return codings_; }
  void learnCodings(rpc::CompressionSet codings) { codings_ = codings; }
  /// Connects if nothing is connected (first probe).
  void ensureConnected();
  /// Graceful end of every connection; nothing is opened any more.
  void shutdown();
  /// Memory is short: gives up what the server has not taken; see http::Session::dropStalled().
  void dropStalled();
  /// Destroys what ended during the turn.
  void collect();

 private:
  void serveWaiting();
  void connect();
  void onConnected(Result<net::TcpSocket> socket);
  void onFailed(const Error& error);
  void scheduleRetry();
  UpstreamConnection* withRoom();
  std::size_t maxConnections() const;

  Turn& turn_;
  UpstreamUrl url_;
  http::Limits limits_;
  Duration connectTimeout_;
  bool http11_;
  std::optional<rpc::CompressionSet> configuredCodings_;
  std::optional<rpc::CompressionSet> codings_;
  std::size_t queueLimit_;
  StateListener listener_;
  std::vector<std::unique_ptr<UpstreamConnection>> connections_;
  std::unique_ptr<net::Connector> connector_;
  std::unique_ptr<net::Connector> finishedConnector_;
  std::deque<UpstreamUser*> waiting_;
  net::Timer retry_;
  Duration backoff_{0};
  MonotonicTime lastAttempt_{};
  Error lastError_;
  bool serving_ = false;
  bool stopped_ = false;
  bool garbage_ = false;
};

}  // namespace bascule::proxy
