// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/connection.h"

#include <algorithm>

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
                       ConnectionHandler& handler)
    : turn_(turn),
      socket_(std::move(socket)),
      session_(std::move(session)),
      handler_(handler),
      timer_(turn.timers, [this] { onTimer(); }) {}

Connection::Connection(Turn& turn, net::TcpSocket socket, SessionMaker maker, Duration sniffTimeout,
                       ConnectionHandler& handler)
    : Connection(turn, std::move(socket), std::unique_ptr<http::Session>(), handler) {
  maker_ = std::move(maker);
  sniffDeadline_ = turn.clock.now() + sniffTimeout;
}

Connection::~Connection() {
  if (dirty_) turn_.forget(*this);
}

void Connection::start() {
  timer_.armAt(session_ != nullptr ? session_->nextTimeout() : sniffDeadline_);
  if (session_ != nullptr) touch();  // a client's preface
  socket_.startReading([this](Result<Slice> bytes) { onRead(std::move(bytes)); });
}

void Connection::touch() {
  if (dirty_ || closed_) return;
  dirty_ = true;
  turn_.markDirty(*this);
}

void Connection::onRead(Result<Slice> bytes) {
  if (closed_) return;
  if (!bytes) {
    close(bytes.error());
  } else if (bytes->empty()) {
    if (session_ == nullptr) {
      close(localError("peer_closed", "the peer closed the connection"));
      return;
    }
    session_->receiveEnd(turn_.clock.now());
    deliverEvents();
    touch();
  } else if (session_ == nullptr) {
    sniffFirst(*bytes);
  } else {
    pump(*bytes);
  }
}

void Connection::sniffFirst(const Slice& bytes) {
  sniffed_.push(bytes);
  const Slice all = sniffed_.takeJoined();
  const http::FirstBytes first = http::sniff(all.view());
  if (first == http::FirstBytes::NeedMore) {
    sniffed_.push(all);
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
  timer_.armAt(session_->nextTimeout());
}

void Connection::flush() {
  dirty_ = false;
  if (closed_ || session_ == nullptr) return;
  while (!blocked_) {
    session_->takeOutput(output_, kFlushBudget);
    if (output_.empty()) break;
    if (auto written = socket_.write(output_); !written) {
      close(written.error());
      return;
    }
    if (!output_.empty()) {
      blocked_ = true;
      socket_.whenWritable([this] {
        blocked_ = false;
        touch();
      });
    }
    deliverEvents();
    if (closed_) return;
  }
  if (session_->finished() && output_.empty()) {
    close(localError("connection_finished", "the connection ended"));
    return;
  }
  socket_.setReading(session_->wantsRead() && output_.size() < kFlushBudget);
  timer_.armAt(session_->nextTimeout());
}

void Connection::close(const Error& reason) {
  if (closed_) return;
  closed_ = true;
  timer_.cancel();
  socket_.close();
  handler_.onClosed(reason);
}

void Connection::onTimer() {
  if (closed_) return;
  if (session_ == nullptr) {
    close(localError("first_bytes_timeout", "the client sent no request in time"));
    return;
  }
  session_->onTimeout(turn_.clock.now());
  deliverEvents();
  afterActivity();
}

}  // namespace bascule::proxy
