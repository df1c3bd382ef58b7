// SPDX-License-Identifier: GPL-3.0-or-later
// The server role of HTTP/1.1 (RFC 9112): requests answered one after the other, the next one is parsed when
// the answer to this one is complete, so that a pipelining client can never be ahead of its answers.
//
//   waiting --head--> reading body --end--> answering --answer--> waiting (keep-alive) or closing
//                          \--answer--> discarding the body, at most 16 MiB or 2 s --> the same
//
// Malformed input is answered with a short text and lingers the same way before the close: a close with
// unread data would be a TCP reset that may destroy the answer (robustness S7). Thread: the worker.
#include <algorithm>
#include <utility>

#include "bridge/http/http1_session.h"

namespace bascule::http {
namespace {

constexpr ByteCount kMaxDiscarded = 16ULL * 1024 * 1024;
constexpr std::chrono::seconds kMaxLinger{2};
constexpr Refusal kHeadTimeout{408, "The request head took too long."};

class Http1Server final : public Http1Session {
 public:
  Http1Server(const Limits& limits, MonotonicTime now)
      : Http1Session(Http1Parser::Reads::Requests, limits, now), headDue_(now + limits.headerTimeout) {}

  void receiveEnd(MonotonicTime now) override;
  std::optional<StreamId> sendRequest(const RequestHead&) override { return std::nullopt; }
  bool canOpenStream() const override { return false; }
  void sendResponse(const ResponseHead& head) override;
  void sendData(StreamId stream, Slice bytes, bool end) override { sendBody(stream, bytes, end); }
  void sendTrailers(StreamId stream, const HeadersPtr& trailers) override;
  void resetStream(StreamId stream, H2Error code) override;
  void shutdown() override;
  MonotonicTime nextTimeout() const override;
  void onTimeout(MonotonicTime now) override;

 private:
  void process() override;
  void onSent() override;
  bool over() const override { return closing_ && lingerUntil_ == kNever; }
  bool step(Http1Parser::Item item);
  void begin(Http1Head head);
  void finishExchange();
  void refuse(const Refusal& refusal);
  void linger();
  void discard(ByteCount count);
  bool idle() const { return exchange_.id == 0 && !closing_; }
  MonotonicTime idleDue() const { return headDue_ != kNever ? headDue_ : lastActive_ + limits_.idleHttp11; }

  MonotonicTime headDue_;  // for the head that is arriving, or the first bytes of the connection
  MonotonicTime lingerUntil_ = kNever;
  ByteCount discarded_ = 0;
};

void Http1Server::process() {
  if (closing_) return discard(parser_.discardAll());
  while (!closing_ && !(exchange_.id != 0 && exchange_.received) && step(parser_.next())) {
  }
  if (!idle()) return;
  if (!parser_.insideHead()) {
    if (lastId_ != 0) headDue_ = kNever;
  } else if (headDue_ == kNever) {
    headDue_ = now_ + limits_.headerTimeout;
  }
}

/// Handles one item; false when there is nothing more to parse now.
bool Http1Server::step(Http1Parser::Item item) {
  if (auto* head = std::get_if<Http1Head>(&item)) {
    begin(std::move(*head));
  } else if (auto* body = std::get_if<Slice>(&item)) {
    if (exchange_.sent) discard(body->size());
    pushData(std::move(*body));
  } else if (auto* end = std::get_if<Http1Parser::End>(&item)) {
    exchange_.received = true;
    pushEnd(end->trailers);
    finishExchange();
  } else if (auto* bad = std::get_if<Http1Parser::Bad>(&item)) {
    refuse(bad->refusal);
  } else {
    return false;
  }
  return true;
}

void Http1Server::begin(Http1Head head) {
  headDue_ = kNever;
  const bool ended = head.framing == Framing::None;
  exchange_ =
      Exchange{++lastId_, true, ended, false, false, head.keepAlive && !shuttingDown_, head.method == "HEAD"};
  unconsumed_ = 0;
  if (head.expectContinue && !ended && parser_.waiting() == 0) {
    out_.push(Slice::ofStatic("HTTP/1.1 100 Continue\r\n\r\n"));
  }
  events_.push(RequestHead{lastId_, std::move(head.method),
                           head.scheme.empty() ? "http" : std::move(head.scheme), std::move(head.authority),
                           std::move(head.target), std::move(head.headers), ended});
}

void Http1Server::sendResponse(const ResponseHead& head) {
  if (!isOpen(head.stream) || exchange_.headSent || head.status < 200) return;
  exchange_.headSent = true;
  if (head.endStream && !exchange_.received) exchange_.keepAlive = false;
  const bool close = !exchange_.keepAlive || shuttingDown_;
  exchange_.keepAlive = !close;
  writer_.response(out_, head, exchange_.toHead, close);
  if (head.endStream) endMessage(nullptr);
}

void Http1Server::sendTrailers(StreamId stream, const HeadersPtr& trailers) {
  if (isOpen(stream) && exchange_.headSent) endMessage(trailers.get());
}

void Http1Server::onSent() {
  if (!exchange_.received) {
    exchange_.visible = false;
    lingerUntil_ = now_ + kMaxLinger;
  }
  finishExchange();
}

void Http1Server::finishExchange() {
  if (!exchange_.received || !exchange_.sent) return;
  lingerUntil_ = kNever;
  discarded_ = 0;
  lastActive_ = now_;
  const bool keepAlive = exchange_.keepAlive && !shuttingDown_ && !inputEnded_;
  exchange_ = Exchange{};
  parser_.restart();
  if (!keepAlive) closing_ = true;
}

void Http1Server::resetStream(StreamId stream, H2Error) {
  events_.dropStream(stream);
  if (!isOpen(stream)) return;
  exchange_ = Exchange{};
  closing_ = true;
}

void Http1Server::refuse(const Refusal& refusal) {
  hits_.add(limitOf(refusal));
  pushReset(H2Error::ProtocolError, false, std::string(refusal.reason), limitOf(refusal));
  if (!exchange_.headSent) {
    auto headers = std::make_shared<Headers>();
    headers->add("content-type", "text/plain; charset=utf-8");
    headers->add("content-length", std::to_string(refusal.reason.size()));
    if (refusal.status == 405) headers->add("allow", "GET, POST");
    writer_.response(out_, {0, refusal.status, std::move(headers), false}, false, true);
    writer_.body(out_, Slice::copyOf(refusal.reason));
  }
  exchange_ = Exchange{};
  linger();
}

void Http1Server::linger() {
  closing_ = true;
  headDue_ = kNever;
  lingerUntil_ = inputEnded_ ? kNever : now_ + kMaxLinger;
}

void Http1Server::discard(ByteCount count) {
  discarded_ += count;
  if (discarded_ <= kMaxDiscarded) return;
  closing_ = true;
  lingerUntil_ = kNever;
}

void Http1Server::receiveEnd(MonotonicTime now) {
  now_ = now;
  inputEnded_ = true;
  process();
  if (!exchange_.sent) pushReset(H2Error::Cancel, true, "the connection was closed");
  exchange_ = Exchange{};
  closing_ = true;
  lingerUntil_ = kNever;
}

void Http1Server::shutdown() {
  shuttingDown_ = true;
  if (idle() && !parser_.insideHead()) closing_ = true;
}

MonotonicTime Http1Server::nextTimeout() const {
  if (lingerUntil_ != kNever) return std::min(lingerUntil_, stallDue_);
  if (!idle()) return stallDue_;
  return std::min(stallDue_, idleDue());
}

void Http1Server::onTimeout(MonotonicTime now) {
  now_ = now;
  if (stallDue_ <= now) lookForStalls();
  if (lingerUntil_ <= now) {
    lingerUntil_ = kNever;
    closing_ = true;
  } else if (idle() && headDue_ <= now && parser_.insideHead()) {
    refuse(kHeadTimeout);
  } else if (idle() && idleDue() <= now) {
    closing_ = givenUp_ = true;
  }
}

}  // namespace

std::unique_ptr<Session> makeHttp11Server(const Limits& limits, MonotonicTime now) {
  return std::make_unique<Http1Server>(limits, now);
}

}  // namespace bascule::http
