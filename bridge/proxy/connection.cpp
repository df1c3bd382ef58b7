// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/connection.h"

#include <algorithm>
#include <utility>

namespace bascule::proxy {
namespace {

// One connection may write this much before the others get their turn (fairness), and reading stops while
// this much waits for a slow peer (robustness: "stop pulling when the socket buffer > 256 KiB").
constexpr ByteCount kFlushBudget = 256 * 1024;

Error localError(std::string_view cause, std::string_view message) {
  return {ErrorCode::Io, ErrorSide::Local, std::string(cause), std::string(message)};
}

}  // namespace

void Turn::forget(Connection& connection) {
  std::ranges::replace(dirty_, &connection, nullptr);
  std::ranges::replace(flushing_, &connection, nullptr);
}

void Turn::flushAll() {
  // Flushing may free room, deliver SendReady and so make other connections dirty again.
  while (!dirty_.empty()) {
    flushing_.swap(dirty_);
    for (Connection* connection : flushing_) {
      if (connection != nullptr) connection->flush();
    }
    flushing_.clear();
  }
}

Connection::Connection(Turn& turn, net::TcpSocket socket, std::unique_ptr<http::Session> session,
                       ConnectionHandler& handler, const http::Limits& limits)
    : turn_(turn),
      socket_(std::move(socket)),
      session_(std::move(session)),
      handler_(handler),
      timer_(turn.timers, [this] { onTimer(); }),
      drainTimeout_(limits.drainTimeout) {}

Connection::Connection(Turn& turn, net::TcpSocket socket, SessionMaker maker, ConnectionHandler& handler,
                       const http::Limits& limits, net::TlsContextPtr tls)
    : Connection(turn, std::move(socket), std::unique_ptr<http::Session>(), handler, limits) {
  maker_ = std::move(maker);
  tlsContext_ = std::move(tls);
  sniffDeadline_ = turn.clock.now() + limits.headerTimeout;
}

Connection::Connection(Turn& turn, net::TcpSocket socket, std::unique_ptr<net::TlsSession> tls,
                       AgreedMaker maker, ConnectionHandler& handler, const http::Limits& limits)
    : Connection(turn, std::move(socket), std::unique_ptr<http::Session>(), handler, limits) {
  agreedMaker_ = std::move(maker);
  tls_ = std::move(tls);
}

Connection::~Connection() {
  if (dirty_) turn_.forget(*this);
  if (handshaking_) turn_.handshakes.leave(*this);
  turn_.held -= static_cast<std::int64_t>(held_);
}

void Connection::start() {
  timer_.armAt(session_ != nullptr ? session_->nextTimeout() : sniffDeadline_);
  if (session_ != nullptr || tls_ != nullptr) touch();  // a client's preface or hello
  socket_.startReading([this](Result<Slice> bytes) { onRead(std::move(bytes)); });
}

void Connection::touch() {
  if (dirty_ || closed_) return;
  dirty_ = true;
  turn_.markDirty(*this);
}

void Connection::onRead(Result<Slice> bytes) {
  if (closed_) return;
  if (bytes) this->bytes().received += bytes->size();
  if (!bytes) {
    close(cutShort(bytes.error()));
  } else if (bytes->empty()) {
    onEnd();
  } else if (tls_ != nullptr) {
    tls_->receive(bytes->view());
    decrypt();
  } else {
    handler_.onReceived(bytes->view());
    onBytes(*bytes);
  }
}

/// What an end means that the peer did not announce. A server behind TLS has to: else what came may be the
/// beginning of an answer only (RFC 8446 section 6.1).
Error Connection::cutShort(const Error& reason) const {
  const bool server = agreedMaker_ != nullptr && !tls_->peerClosed();
  return server ? tls_->cutShort() : reason;
}

/// Bytes as the peer meant them: cleartext, or decrypted.
void Connection::onBytes(const Slice& bytes) {
  if (session_ == nullptr) {
    sniffFirst(bytes);
  } else {
    pump(bytes);
  }
}

void Connection::onEnd() {
  if (ended_) return;
  ended_ = true;
  const bool cut = agreedMaker_ != nullptr && !tls_->peerClosed();
  if (session_ == nullptr || cut) {
    close(cutShort(localError("peer_closed", "the peer closed the connection")));
    return;
  }
  session_->receiveEnd(turn_.clock.now());
  deliverEvents();
  touch();
}

void Connection::startTls() {
  tls_ = net::TlsSession::accept(tlsContext_);
  tls_->receive(sniffed_.takeJoined().view());
  decrypt();
}

void Connection::onHandshakeTurn() {
  socket_.setReading(true);
  startTls();
}

void Connection::onHandshakeStalled() {
  turn_.hits.add(http::Limit::HandshakeStalled);
  close(localError(http::limitId(http::Limit::HandshakeStalled),
                   "the client left its TLS handshake while others waited for theirs"));
}

void Connection::decrypt() {
  while (!closed_) {
    auto plain = tls_->nextPlain();
    const auto agreed = plain ? agree() : Result<void>();
    if (!plain || !agreed) {
      tls_->takeOutput(output_);  // the alert says why, if the socket takes it now
      static_cast<void>(socket_.write(output_));
      close(plain ? agreed.error() : plain.error());
      return;
    }
    if (!*plain) break;
    onBytes(**plain);
  }
  if (closed_) return;
  if (handshaking_ && tls_->established()) {
    handshaking_ = false;
    turn_.handshakes.leave(*this);
  }
  if (tls_->peerClosed()) onEnd();
  touch();
}

/// Makes the session with a server as soon as the handshake says which one.
Result<void> Connection::agree() {
  if (session_ != nullptr || agreedMaker_ == nullptr || !tls_->established()) return {};
  auto session = agreedMaker_(tls_->alpn());
  if (!session) return std::unexpected(session.error());
  session_ = std::move(*session);
  rearm();
  handler_.onAgreed();
  return {};
}

void Connection::sniffFirst(const Slice& bytes) {
  sniffed_.push(bytes);
  const Slice all = sniffed_.takeJoined();
  const bool agreed = tls_ != nullptr && tls_->alpn() == "h2";  // then other bytes are a fault, not HTTP/1.1
  const http::FirstBytes first = agreed ? http::FirstBytes::Http2 : http::sniff(all.view());
  if (first == http::FirstBytes::NeedMore) {
    sniffed_.push(all);
    return;
  }
  if (first == http::FirstBytes::Tls && tlsContext_ != nullptr && tls_ == nullptr) {
    sniffed_.push(all);
    handshaking_ = true;
    if (turn_.handshakes.enter(*this)) {
      startTls();
    } else {
      socket_.setReading(false);
    }
    return;
  }
  if (tls_ == nullptr && tlsContext_ != nullptr && tlsContext_->verifiesPeer()) {
    close(localError("protocol_refused", "this listener asks for TLS with a client certificate"));
    return;
  }
  session_ = maker_(first);
  if (session_ == nullptr) {
    close(localError("protocol_refused", "TLS is not configured on this listener"));
    return;
  }
  pump(all);
}

void Connection::pump(const Slice& bytes) {
  session_->receive(bytes, turn_.clock.now());
  deliverEvents();
  afterActivity();
}

void Connection::deliverEvents() {
  while (!closed_) {
    std::optional<http::Event> event = session_->nextEvent();
    if (!event) return;
    handler_.onEvent(*event);
  }
}

void Connection::afterActivity() {
  if (closed_) return;
  touch();
  socket_.setReading(session_->wantsRead() && output_.size() < kFlushBudget);
  rearm();
}

void Connection::rearm() { timer_.armAt(std::min(session_->nextTimeout(), drainDue())); }

/// When the socket has taken nothing for too long although it had to.
MonotonicTime Connection::drainDue() const {
  return blocked_ && session_->mustDrain() ? movedAt_ + drainTimeout_ : kNever;
}

void Connection::account() {
  const ByteCount held =
      closed_ || session_ == nullptr ? 0 : session_->buffered() + plain_.size() + output_.size();
  turn_.held += static_cast<std::int64_t>(held) - static_cast<std::int64_t>(held_);
  held_ = held;
  if (session_ != nullptr && session_->limitHits().any()) turn_.hits.takeFrom(session_->limitHits());
}

void Connection::dropStalled() {
  if (closed_ || session_ == nullptr) return;
  session_->dropStalled();
  deliverEvents();
  account();
  afterActivity();
}

Result<void> Connection::writeOut() {
  const ByteCount before = output_.size();
  auto written = socket_.write(output_);
  bytes().sent += before - output_.size();
  if (output_.empty()) movedAt_ = kNever;
  if (!written || output_.empty()) return written;
  if (output_.size() < before || movedAt_ == kNever) movedAt_ = turn_.clock.now();
  blocked_ = true;
  socket_.whenWritable([this] {
    blocked_ = false;
    touch();
  });
  return written;
}

/// Takes what the session has to say, encrypted if need be.
Result<void> Connection::fillOutput() {
  if (tls_ == nullptr) {
    if (session_ != nullptr) session_->takeOutput(output_, kFlushBudget);
    return {};
  }
  if (session_ != nullptr) session_->takeOutput(plain_, kFlushBudget);
  auto sent = tls_->send(plain_, kFlushBudget);
  tls_->takeOutput(output_);
  return sent;
}

void Connection::flush() {
  dirty_ = false;
  if (closed_) return;
  while (!blocked_) {
    auto done = fillOutput();
    if (done && output_.empty()) break;
    if (done) done = writeOut();
    if (!done) {
      close(done.error());
      return;
    }
    if (session_ == nullptr) continue;
    deliverEvents();
    if (closed_) return;
  }
  if (session_ == nullptr) return;
  if (session_->finished() && plain_.empty() && output_.empty()) {
    close(localError("connection_finished", "the connection ended"));
    return;
  }
  account();
  socket_.setReading(session_->wantsRead() && output_.size() < kFlushBudget);
  rearm();
}

void Connection::close(const Error& reason) {
  if (closed_) return;
  closed_ = true;
  account();
  timer_.cancel();
  if (std::exchange(handshaking_, false)) turn_.handshakes.leave(*this);
  if (tls_ != nullptr && output_.empty()) {
    tls_->close();
    tls_->takeOutput(output_);
    static_cast<void>(socket_.write(output_));
  }
  socket_.close();
  handler_.onClosed(reason);
}

void Connection::onTimer() {
  if (closed_) return;
  const MonotonicTime now = turn_.clock.now();
  if (session_ == nullptr) {
    turn_.hits.add(http::Limit::HeaderTimeout);
    close(localError("first_bytes_timeout", "the client sent no request in time"));
    return;
  }
  if (drainDue() <= now) {
    turn_.hits.add(http::Limit::OutboundQueue);
    close(
        localError(http::limitId(http::Limit::OutboundQueue), "the peer took nothing of what had to leave"));
    return;
  }
  session_->onTimeout(now);
  deliverEvents();
  afterActivity();
}

}  // namespace bascule::proxy
