// SPDX-License-Identifier: GPL-3.0-or-later
// `TlsSession`: the TLS state of one connection, sans-io: encrypted bytes in, plain bytes out, and back.
//
//   socket --receive()--> [TlsSession] --nextPlain()--> http::Session
//   socket <-takeOutput()-             <-send()--------
//
// The handshake goes on by itself as bytes arrive; what is sent before it has ended waits. A session that
// failed stays failed. Thread: the loop's.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "bridge/base/bytes.h"
#include "bridge/base/error.h"
#include "bridge/net/tls_context.h"

namespace bascule::net {

class TlsSession {
 public:
  /// The server's end of a connection that a client opens.
  static std::unique_ptr<TlsSession> accept(TlsContextPtr context);
  /// The client's end. `serverName` goes into SNI (unless it is an address) and must be in the certificate.
  /// `ticket`, if given, is used and kept up to date.
  static std::unique_ptr<TlsSession> connect(TlsContextPtr context, const std::string& serverName,
                                             TlsTicketPtr ticket = nullptr);
  ~TlsSession();

  /// Takes bytes from the socket.
  void receive(BytesView bytes);
  /// The next plain bytes; nothing if more must be received first. Errors: see tlsError().
  Result<std::optional<Slice>> nextPlain();
  /// Encrypts the front of `plain`, as much as fits into about `budget` bytes of output. The same errors.
  Result<void> send(ByteQueue& plain, ByteCount budget);
  /// Moves what must go to the socket into `out`.
  void takeOutput(ByteQueue& out);
  /// Says that no more will be sent (close_notify).
  void close();
  /// No more bytes come from the socket although the peer did not say so: what that means here.
  Error cutShort() const;

  bool established() const;
  /// The peer said that it sends no more (close_notify).
  bool peerClosed() const;
  /// What ALPN chose, `h2` or `http/1.1`; empty if the peer did not ask.
  std::string alpn() const;
  /// The handshake was short: the peer knew the ticket.
  bool resumed() const;

 private:
  struct Impl;
  explicit TlsSession(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace bascule::net
