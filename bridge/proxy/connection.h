// SPDX-License-Identifier: GPL-3.0-or-later
// `Connection`: THE PUMP. The only place where a socket meets a state machine: bytes read go into the HTTP
// session, its events go to the handler, its output goes to the socket at the end of the turn. A socket that
// takes nothing while something must leave is closed in time.
// Thread: the worker's.
#pragma once

#include <functional>
#include <memory>

#include "bridge/base/bytes.h"
#include "bridge/http/session.h"
#include "bridge/net/tcp_socket.h"
#include "bridge/net/tls_session.h"
#include "bridge/proxy/turn.h"

namespace bascule::proxy {

/// What a connection tells its owner.
class ConnectionHandler {
 public:
  virtual ~ConnectionHandler() = default;
  /// Cleartext as it came, before the session sees it.
  virtual void onReceived(BytesView /*bytes*/) {}
  /// TLS has agreed on a protocol with the server: the session is there.
  virtual void onAgreed() {}
  virtual void onEvent(http::Event& event) = 0;
  /// The connection is over; nothing comes after it. The owner may destroy the connection at the end of
  /// the turn, not from within.
  virtual void onClosed(const Error& reason) = 0;
};

class Connection final : private HandshakeGuest {
 public:
  /// Makes the session once the first bytes say which protocol the peer speaks; null refuses the peer.
  using SessionMaker = std::function<std::unique_ptr<http::Session>(http::FirstBytes)>;
  /// Makes the session once TLS has agreed on a protocol by ALPN; empty: on none.
  using AgreedMaker = std::function<Result<std::unique_ptr<http::Session>>(const std::string& protocol)>;

  /// A peer whose protocol is known.
  Connection(Turn& turn, net::TcpSocket socket, std::unique_ptr<http::Session> session,
             ConnectionHandler& handler, const http::Limits& limits = {});
  /// A client: the first bytes decide, which have Limits::headerTimeout to come, a TLS handshake included.
  /// Without `tls` a client that speaks it is refused; with one that asks for client certificates cleartext
  /// is.
  Connection(Turn& turn, net::TcpSocket socket, SessionMaker maker, ConnectionHandler& handler,
             const http::Limits& limits, net::TlsContextPtr tls);
  /// A server behind TLS. The owner limits the time of the handshake.
  Connection(Turn& turn, net::TcpSocket socket, std::unique_ptr<net::TlsSession> tls, AgreedMaker maker,
             ConnectionHandler& handler, const http::Limits& limits);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();
  /// The session; null while the first bytes or a handshake are awaited.
  http::Session* session() { return session_.get(); }
  const std::string& peer() const { return socket_.peer(); }
  /// Nothing waits to be written.
  bool written() const { return plain_.empty() && output_.empty(); }
  bool encrypted() const { return tls_ != nullptr; }
  /// Something was sent into the session: write it at the end of the turn.
  void touch();
  /// Writes what there is; called by the turn.
  void flush();
  /// Memory is short: see http::Session::dropStalled().
  void dropStalled();
  /// Closes without ceremony.
  void close(const Error& reason);
  bool closed() const { return closed_; }

 private:
  void onRead(Result<Slice> bytes);
  void onBytes(const Slice& bytes);
  void onEnd();
  void sniffFirst(const Slice& bytes);
  void startTls();
  void onHandshakeTurn() override;
  void onHandshakeStalled() override;
  void decrypt();
  Result<void> agree();
  Error cutShort(const Error& reason) const;
  Result<void> fillOutput();
  void pump(const Slice& bytes);
  void deliverEvents();
  void afterActivity();
  Result<void> writeOut();
  void onTimer();
  void rearm();
  void account();
  MonotonicTime drainDue() const;

  LegBytes& bytes() { return maker_ != nullptr ? turn_.downstream : turn_.upstream; }

  Turn& turn_;
  net::TcpSocket socket_;
  std::unique_ptr<http::Session> session_;
  SessionMaker maker_;
  AgreedMaker agreedMaker_;  ///< a server behind TLS has one
  ConnectionHandler& handler_;
  net::Timer timer_;
  net::TlsContextPtr tlsContext_;
  std::unique_ptr<net::TlsSession> tls_;  ///< null: cleartext
  ByteQueue plain_;                       ///< for the TLS session to encrypt
  ByteQueue output_;
  ByteQueue sniffed_;  ///< first bytes: not told apart yet, or a hello that waits for its turn
  MonotonicTime sniffDeadline_ = kNever;
  Duration drainTimeout_;
  MonotonicTime movedAt_ = kNever;  ///< while blocked: when the socket last took something
  ByteCount held_ = 0;              ///< what the turn's sum has of this connection
  bool handshaking_ = false;        ///< a client's handshake has begun, or waits to
  bool ended_ = false;              ///< the peer sends no more
  bool dirty_ = false;
  bool blocked_ = false;  ///< the socket takes nothing now
  bool closed_ = false;
};

}  // namespace bascule::proxy
