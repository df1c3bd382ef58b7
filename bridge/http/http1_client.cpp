// SPDX-License-Identifier: GPL-3.0-or-later
// The client role of HTTP/1.1 (RFC 9112): one request at a time, never pipelined, each built anew from its
// parts (robustness S8). A response nobody asked for ends the connection. Thread: the worker.
#include <algorithm>
#include <utility>

#include "bridge/http/http1_session.h"

namespace bascule::http {
namespace {

class Http1Client final : public Http1Session {
 public:
  Http1Client(const Limits& limits, MonotonicTime now)
      : Http1Session(Http1Parser::Reads::Responses, limits, now) {}

  void receiveEnd(MonotonicTime now) override;
  std::optional<StreamId> sendRequest(const RequestHead& head) override;
  bool canOpenStream() const override {
    return exchange_.id == 0 && !closing_ && !shuttingDown_ && !inputEnded_;
  }
  void sendResponse(const ResponseHead&) override {}
  void sendData(StreamId stream, Slice bytes, bool end) override { sendBody(stream, bytes, end); }
  void sendTrailers(StreamId stream, const HeadersPtr& trailers) override {
    if (isOpen(stream)) endMessage(trailers.get());
  }
  void resetStream(StreamId stream, H2Error code) override;
  void shutdown() override;
  MonotonicTime nextTimeout() const override { return std::min(stallDue_, idleDue()); }
  void onTimeout(MonotonicTime now) override {
    now_ = now;
    if (stallDue_ <= now) lookForStalls();
    if (idleDue() <= now) closing_ = givenUp_ = true;
  }

 private:
  void process() override;
  void onSent() override { finishExchange(); }
  bool over() const override { return closing_; }
  MonotonicTime idleDue() const {
    return exchange_.id == 0 && !closing_ ? lastActive_ + limits_.idleHttp11 : kNever;
  }
  bool step(Http1Parser::Item item);
  bool onHead(Http1Head head);
  void finishExchange();
  void fail(ErrorCode code, std::string_view cause, std::string message);

  int informational_ = 0;
};

std::optional<StreamId> Http1Client::sendRequest(const RequestHead& head) {
  if (!canOpenStream()) return std::nullopt;
  exchange_ = Exchange{++lastId_, true, false, true, false, true, head.method == "HEAD"};
  unconsumed_ = 0;
  informational_ = 0;
  parser_.restart(exchange_.toHead);
  writer_.request(out_, head);
  if (head.endStream) endMessage(nullptr);
  return lastId_;
}

void Http1Client::process() {
  while (!closing_ && !exchange_.received) {
    if (exchange_.id == 0) {
      if (parser_.waiting() > 0)
        fail(ErrorCode::InvalidInput, "http1_unasked", "The server sent a response nobody asked for.");
      return;
    }
    if (!step(parser_.next())) return;
  }
}

bool Http1Client::step(Http1Parser::Item item) {
  if (auto* head = std::get_if<Http1Head>(&item)) return onHead(std::move(*head));
  if (auto* body = std::get_if<Slice>(&item)) {
    pushData(std::move(*body));
    return true;
  }
  if (auto* end = std::get_if<Http1Parser::End>(&item)) {
    exchange_.received = true;
    pushEnd(end->trailers);
    finishExchange();
    return true;
  }
  if (auto* bad = std::get_if<Http1Parser::Bad>(&item)) {
    fail(ErrorCode::InvalidInput, "http1_malformed",
         "The server's response is malformed: " + std::string(bad->refusal.reason));
  }
  return false;
}

bool Http1Client::onHead(Http1Head head) {
  if (head.status / 100 == 1) {
    if (++informational_ > kMaxInformational || head.status == 101) {
      fail(ErrorCode::InvalidInput, "http1_informational",
           "The server sent informational responses without end.");
      return false;
    }
    parser_.restart(exchange_.toHead);
    return true;
  }
  exchange_.received = head.framing == Framing::None;
  exchange_.keepAlive = exchange_.keepAlive && head.keepAlive;
  if (exchange_.visible) {
    events_.push(ResponseHead{exchange_.id, head.status, std::move(head.headers), exchange_.received});
  }
  if (exchange_.received) finishExchange();
  return true;
}

void Http1Client::finishExchange() {
  if (!exchange_.received) return;
  lastActive_ = now_;
  const bool keepAlive = exchange_.keepAlive && exchange_.sent && !shuttingDown_;
  exchange_ = Exchange{};
  if (!keepAlive) closing_ = true;
}

void Http1Client::fail(ErrorCode code, std::string_view cause, std::string message) {
  exchange_ = Exchange{};
  if (std::exchange(closing_, true)) return;
  events_.pushFailure({code, ErrorSide::Upstream, std::string(cause), std::move(message)});
}

void Http1Client::receiveEnd(MonotonicTime now) {
  now_ = now;
  process();
  inputEnded_ = true;
  if (exchange_.id != 0 && parser_.endOfInput() && !parser_.atStart()) {
    exchange_.received = true;
    pushEnd(nullptr);
    finishExchange();
  }
  exchange_ = Exchange{};
  out_.clear();
  if (std::exchange(closing_, true)) return;
  events_.pushFailure({ErrorCode::Unavailable, ErrorSide::Upstream, "connection_closed",
                       "The connection was closed by the peer."});
}

void Http1Client::resetStream(StreamId stream, H2Error) {
  events_.dropStream(stream);
  if (stream != exchange_.id || stream == 0) return;
  exchange_ = Exchange{};
  out_.clear();
  closing_ = true;
}

void Http1Client::shutdown() {
  shuttingDown_ = true;
  if (exchange_.id == 0) closing_ = true;
}

}  // namespace

std::unique_ptr<Session> makeHttp11Client(const Limits& limits, MonotonicTime now) {
  return std::make_unique<Http1Client>(limits, now);
}

}  // namespace bascule::http
