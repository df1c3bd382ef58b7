// SPDX-License-Identifier: GPL-3.0-or-later
// Drives a session the way the pump does: bytes in, events out and acted on, output taken, timers run. The
// other side of the program is an application that answers (server) or asks (client) as `manner` says.
// Thread: one.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "bridge/http/session.h"
#include "bridge/http/stream_of.h"
#include "tests/fuzz/session_watch.h"

namespace bascule::fuzz {

class SessionRun {
 public:
  /// What the application does; bits of `manner`.
  enum Manner : std::uint8_t {
    kAnswersAtEnd = 1,  ///< else as soon as there is a head
    kAnswersMuch = 2,   ///< 70 KiB rather than a few bytes
    kPeerIsSlow = 4,    ///< output is taken only when the target says so
    kCreditsLate = 8,   ///< bodies are consumed at the end of their stream
    kAnswersTrailers = 16,
    kResets = 32,   ///< every third stream is reset rather than answered
    kForgets = 64,  ///< every fifth stream is never answered
  };

  SessionRun(http::Role role, std::unique_ptr<http::Session> session, std::uint8_t manner)
      : watch_(role), session_(std::move(session)), manner_(manner) {}

  http::Session& session() { return *session_; }
  SessionWatch& watch() { return watch_; }
  MonotonicTime now() const { return now_; }
  const std::string& output() const { return output_; }
  bool over() const { return watch_.failed() || session_->finished(); }

  void feed(const Slice& bytes) {
    if (over() || ended_) return;
    received_ += bytes.size();
    session_->receive(bytes, now_);
    settle();
  }
  /// The peer is gone: every stream comes to an end.
  void end() {
    if (!over()) {
      ended_ = true;
      session_->receiveEnd(now_);
      settle();
    }
    takeOutput();
    pull();
    if (watch_.failed()) return;
    watch_.forEach([this](http::StreamId stream) {
      require(done_.contains(stream) || watch_.wasReset(stream), "every stream ends with its connection");
    });
  }
  void wait(Duration time) {
    now_ += time;
    if (over() || session_->nextTimeout() > now_) return;
    session_->onTimeout(now_);
    settle();
  }
  void takeOutput() {
    constexpr ByteCount kBudget = 16 * 1024;
    for (;;) {
      ByteQueue out;
      session_->takeOutput(out, kBudget);
      pull();
      if (out.empty()) return;
      output_ += out.takeJoined().view();
    }
  }
  /// Client: asks for something; a body of `body` bytes follows.
  void ask(std::string_view method, std::size_t body) {
    if (over() || !session_->canOpenStream()) return;
    http::RequestHead head;
    head.method = method;
    head.scheme = "http";
    head.authority = "orders";
    head.target = "/a.B/C";
    head.headers = std::make_shared<const http::Headers>(http::Headers{{"te", "trailers"}});
    head.endStream = body == 0;
    const auto stream = session_->sendRequest(head);
    if (!stream) return;
    watch_.opened(*stream);
    if (body > 0) session_->sendData(*stream, Slice::copyOf(std::string(body, 'x')), true);
    settle();
  }
  void reset(http::StreamId stream) {
    if (over() || !open_.contains(stream)) return;
    session_->resetStream(stream, http::H2Error::Cancel);
    finish(stream);
    settle();
  }
  /// Server: answers a stream that was forgotten.
  void answerLate(http::StreamId stream) {
    if (!over() && open_.contains(stream)) answer(stream);
    settle();
  }

 private:
  void settle() {
    pull();
    if ((manner_ & kPeerIsSlow) == 0) takeOutput();
    constexpr ByteCount kSlack = 1 << 20;
    require(session_->buffered() <= sent_ + kSlack, "no more waits than was sent");
  }
  void pull() {
    while (auto event = session_->nextEvent()) {
      watch_.see(*event);
      act(*event);
    }
  }
  void act(const http::Event& event) {
    const http::StreamId stream = http::streamOf(event);
    if (const auto* head = std::get_if<http::RequestHead>(&event)) {
      open_.insert(stream);
      if (head->endStream || (manner_ & kAnswersAtEnd) == 0) decide(stream);
    } else if (const auto* answer = std::get_if<http::ResponseHead>(&event)) {
      if (answer->endStream) done_.insert(stream);
    } else if (const auto* data = std::get_if<http::Data>(&event)) {
      credit(stream, data->bytes.size());
    } else if (std::holds_alternative<http::EndOfStream>(event)) {
      if (const ByteCount owed = std::exchange(owed_[stream], 0); owed > 0) session_->consumed(stream, owed);
      if (open_.contains(stream) && (manner_ & kAnswersAtEnd) != 0) decide(stream);
      if (!open_.contains(stream)) done_.insert(stream);
    } else if (std::holds_alternative<http::StreamReset>(event)) {
      finish(stream);
    }
  }
  void credit(http::StreamId stream, ByteCount count) {
    if ((manner_ & kCreditsLate) != 0) {
      owed_[stream] += count;
    } else {
      session_->consumed(stream, count);
    }
  }
  void decide(http::StreamId stream) {
    const auto turn = turns_++;
    if ((manner_ & kForgets) != 0 && turn % 5 == 4) return;
    if ((manner_ & kResets) != 0 && turn % 3 == 2) {
      session_->resetStream(stream, http::H2Error::Cancel);
      finish(stream);
      return;
    }
    answer(stream);
  }
  void answer(http::StreamId stream) {
    constexpr std::size_t kMuch = 70 * 1024;
    const std::size_t size = (manner_ & kAnswersMuch) != 0 ? kMuch : 3;
    const bool trailers = (manner_ & kAnswersTrailers) != 0;
    http::ResponseHead head;
    head.stream = stream;
    head.headers = std::make_shared<const http::Headers>(http::Headers{{"content-type", "text/plain"}});
    session_->sendResponse(head);
    session_->sendData(stream, Slice::copyOf(std::string(size, 'y')), !trailers);
    if (trailers) {
      session_->sendTrailers(stream,
                             std::make_shared<const http::Headers>(http::Headers{{"grpc-status", "0"}}));
    }
    sent_ += size;
    finish(stream);
  }
  void finish(http::StreamId stream) {
    open_.erase(stream);
    done_.insert(stream);
  }

  SessionWatch watch_;
  std::unique_ptr<http::Session> session_;
  std::uint8_t manner_;
  MonotonicTime now_{std::chrono::hours(1)};
  std::string output_;
  ByteCount received_ = 0;
  ByteCount sent_ = 0;
  std::size_t turns_ = 0;
  bool ended_ = false;
  std::set<http::StreamId> open_;  ///< server: asked and not answered
  std::set<http::StreamId> done_;
  std::map<http::StreamId, ByteCount> owed_;
};

inline constexpr MonotonicTime kStart{std::chrono::hours(1)};

}  // namespace bascule::fuzz
