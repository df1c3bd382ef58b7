// SPDX-License-Identifier: GPL-3.0-or-later
// `UpstreamPool`: the connections of one worker to the server. Over HTTP/2 the streams of all clients share
// few connections, over HTTP/1.1 each call has one for itself; a dead server fails waiting calls at once and
// is tried again by itself. A name with several addresses is several servers of one kind: over HTTP/2 each
// has a connection, and they take turns with the calls; the name is resolved again while calls come. Thread:
// the worker's.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "bridge/net/connector.h"
#include "bridge/net/resolver.h"
#include "bridge/proxy/bridge_config.h"
#include "bridge/proxy/bridge_stats.h"
#include "bridge/proxy/endpoint_list.h"
#include "bridge/proxy/upstream_connection.h"

namespace bascule::proxy {

class UpstreamPool final : public UpstreamConnectionOwner {
 public:
  /// Told when the state of the server changed: the first connection is ready, the last one is gone (without
  /// a reason), or none can be had (with it).
  using StateListener = std::function<void(UpstreamState, const Error*)>;
  /// `tls` is how an https:// server is trusted; null for cleartext.
  UpstreamPool(Turn& turn, UpstreamUrl url, const BridgeConfig& config, StateListener listener,
               net::TlsContextPtr tls = nullptr);
  ~UpstreamPool() override;

  /// Calls `user.onUpstreamReady()`, now or when a connection has room, or onUpstreamFailed().
  void request(UpstreamUser& user);
  /// `user` no longer waits.
  void forget(UpstreamUser& user);
  /// The codings that the server reads: as configured, or as it said itself since it was last reached.
  const std::optional<rpc::CompressionSet>& codings() const { return codings_; }
  void learnCodings(rpc::CompressionSet codings) { codings_ = codings; }
  /// Connects if nothing is connected, unless that has failed just now: then it says so again.
  void ensureConnected();
  /// Connections to the server are there, as far as is known.
  bool connected() const { return connected_; }
  /// Graceful end of every connection; nothing is opened any more.
  void shutdown();
  /// Memory is short: gives up what the server has not taken; see http::Session::dropStalled().
  void dropStalled();
  /// Destroys what ended during the turn.
  void collect();

 private:
  /// A connection being made.
  struct Attempt {
    std::string peer;  ///< address and port; empty: whichever address of the server wins
    MonotonicTime begun;
    std::unique_ptr<net::Connector> connector;
    bool over = false;
  };

  void serveWaiting();
  void connect();
  void connectTo(const std::string& address);
  void attempt(std::string peer, std::vector<std::string> addresses);
  void grow();
  void refresh();
  void onResolved(const Result<std::vector<std::string>>& addresses);
  void retireGone();
  void onConnected(Attempt& attempt, Result<net::TcpSocket> socket);
  void failedAt(const std::string& peer, const Error& error);
  void onFailed(const Error& error);
  void scheduleRetry();
  void onReady(UpstreamConnection& connection) override;
  void onChanged(UpstreamConnection& connection) override;
  void onTooManyPings() override;
  void onUnusable(UpstreamConnection& connection, const Error& error) override;
  void failed(const Error& error);
  UpstreamConnection* withRoom();
  bool anyAlive() const;
  bool connecting() const;
  bool tries(std::string_view peer) const;
  bool triesOrHas(std::string_view peer) const;
  bool needsAnother() const;
  bool justFailed() const;

  Turn& turn_;
  UpstreamLink link_;
  bool http11_;             ///< spoken to the server as far as is known
  std::size_t maxStreams_;  ///< of one connection; 0 = as many as the server takes
  std::optional<rpc::CompressionSet> configuredCodings_;
  std::optional<rpc::CompressionSet> codings_;
  std::size_t queueLimit_;
  StateListener listener_;
  std::vector<std::unique_ptr<UpstreamConnection>> connections_;
  std::size_t turnOfConnections_ = 0;
  EndpointList endpoints_;
  bool resolves_;  ///< the URL has a name
  std::unique_ptr<net::Resolver> resolver_;
  std::unique_ptr<net::Resolver> finishedResolver_;
  std::vector<std::unique_ptr<Attempt>> attempts_;
  std::deque<UpstreamUser*> waiting_;
  net::Timer retry_;
  Duration backoff_{0};
  MonotonicTime lastAttempt_{};
  Error lastError_;
  bool connected_ = false;
  bool serving_ = false;
  bool stopped_ = false;
  bool garbage_ = false;
};

}  // namespace bascule::proxy
