// SPDX-License-Identifier: GPL-3.0-or-later
// `UpstreamConnection`: one connection to the server, many streams over HTTP/2, one after the other over
// HTTP/1.1. It is ready when its HTTP version is certain: TLS has agreed on one, and over HTTP/2 the server's
// SETTINGS are there. What ends it before that is told as a failed connect.
// Thread: the worker's.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "bridge/capture/capture_event.h"
#include "bridge/http/limits.h"
#include "bridge/proxy/bridge_config.h"
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

/// What a connection tells its pool.
class UpstreamConnectionOwner {
 public:
  virtual ~UpstreamConnectionOwner() = default;
  /// Streams may be opened.
  virtual void onReady(UpstreamConnection& connection) = 0;
  /// It has room, drains or is closed: look again.
  virtual void onChanged(UpstreamConnection& connection) = 0;
  /// The server ends it because it was asked too often whether it is there.
  virtual void onTooManyPings() = 0;
  /// It ended before the server had said anything in HTTP.
  virtual void onUnusable(UpstreamConnection& connection, const Error& error) = 0;
};

/// How every connection to one server is made.
struct UpstreamLink {
  UpstreamUrl url;
  UpstreamHttp http = UpstreamHttp::Auto;
  net::TlsContextPtr tls;  ///< null: cleartext
  std::string serverName;  ///< for SNI and in the certificate
  net::TlsTicketPtr ticket;
  http::Limits limits;
  Duration connectTimeout{0};  ///< TCP, TLS and the HTTP/2 greeting together
};

class UpstreamConnection final : public ConnectionHandler {
 public:
  /// `cleartext` is the HTTP version to speak where no TLS agrees on one. Must be ready at `deadline`.
  UpstreamConnection(Turn& turn, net::TcpSocket socket, const UpstreamLink& link, http::Version cleartext,
                     MonotonicTime deadline, UpstreamConnectionOwner& owner);

  void start();
  bool ready() const { return ready_; }
  /// Not ready yet, and it may become so.
  bool opening() const { return !ready_ && !draining_; }
  bool canOpen() {
    return ready_ && !connection_->closed() && !draining_ && connection_->session()->canOpenStream();
  }
  /// Why a request with this head cannot be sent here at all: Unavailable `grpc_over_http11`.
  std::optional<Error> refusal(const http::RequestHead& head);
  /// Opens a stream for `user`; nothing if the session refuses.
  std::optional<http::StreamId> open(const http::RequestHead& head, UpstreamUser& user);
  /// `user` takes no more events of `stream`.
  void release(http::StreamId stream);
  /// Takes no more streams and ends with those it has; only when ready.
  void retire();
  /// Graceful end.
  void shutdown();
  /// Once ready.
  http::Session& session() { return *connection_->session(); }
  Connection& connection() { return *connection_; }
  const capture::ConnectionInfoPtr& info() const { return info_; }
  std::size_t users() const { return users_.size(); }
  bool draining() const { return draining_; }

  void onReceived(BytesView bytes) override;
  void onAgreed() override;
  void onEvent(http::Event& event) override;
  void onClosed(const Error& reason) override;

 private:
  Result<std::unique_ptr<http::Session>> makeSession(http::Version version);
  Result<std::unique_ptr<http::Session>> agreed(const std::string& protocol);
  void becomeReady();
  void onStreamEvent(http::Event& event);
  void end(const Error& reason);

  Turn& turn_;
  const UpstreamLink& link_;
  UpstreamConnectionOwner& owner_;
  net::Timer deadlineTimer_;
  MonotonicTime deadline_;
  std::string greeting_;  ///< first bytes, until the server has proven to speak HTTP
  std::unique_ptr<Connection> connection_;
  capture::ConnectionInfoPtr info_;
  std::unordered_map<http::StreamId, UpstreamUser*> users_;
  bool ready_ = false;
  bool proven_ = false;  ///< the server has said something in HTTP
  bool draining_ = false;
  bool over_ = false;
};

}  // namespace bascule::proxy
