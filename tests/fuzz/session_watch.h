// SPDX-License-Identifier: GPL-3.0-or-later
// What an http::Session may say and in which order (http_events.h), for each stream: a head, a body, one end;
// nothing after a reset; nothing at all after the connection has failed. Thread: one.
#pragma once

#include <map>

#include "bridge/http/session.h"
#include "tests/fuzz/harness.h"

namespace bascule::fuzz {

class SessionWatch {
 public:
  explicit SessionWatch(http::Role role) : role_(role) {}

  /// Client role: a request went out.
  void opened(http::StreamId stream) {
    require(streams_.try_emplace(stream).second, "a stream has an id of its own");
  }
  void see(const http::Event& event) {
    require(!failed_, "nothing is said after the connection has failed");
    std::visit([this](const auto& e) { on(e); }, event);
  }
  bool failed() const { return failed_; }
  /// The peer's message has ended, or the stream was reset.
  bool received(http::StreamId stream) const {
    const auto found = streams_.find(stream);
    return found != streams_.end() && (found->second.ended || found->second.reset);
  }
  bool wasReset(http::StreamId stream) const { return streams_.at(stream).reset; }
  template <typename Visitor>
  void forEach(Visitor visit) const {
    for (const auto& [id, stream] : streams_) visit(id);
  }

 private:
  struct Stream {
    bool head = false;
    bool trailers = false;
    bool ended = false;
    bool reset = false;
  };

  Stream& open(http::StreamId id) {
    const auto found = streams_.find(id);
    require(found != streams_.end(), "a stream is known");
    require(!found->second.reset, "nothing is said of a stream after its reset");
    return found->second;
  }
  Stream& receiving(http::StreamId id) {
    Stream& stream = open(id);
    require(stream.head && !stream.ended, "a body lies between head and end");
    return stream;
  }
  void checkFields(const http::Headers& headers) {
    constexpr std::size_t kMost = 64 * 1024;
    require(headers.listSize() <= kMost, "a header list is within its limit");
    for (const http::Field field : headers) {
      require(!field.name.empty() && !field.name.starts_with(':'), "a field has a name");
      for (const char c : field.name) require(c > ' ' && (c < 'A' || c > 'Z'), "a name is lower-case");
      for (const char c : field.value) require(c != '\0' && c != '\r' && c != '\n', "a value is one line");
    }
  }

  void on(const http::RequestHead& head) {
    require(role_ == http::Role::Server, "a server sees requests");
    require(streams_.empty() || streams_.rbegin()->first < head.stream, "stream ids grow");
    require(!head.method.empty() && !head.target.empty(), "a request has method and target");
    for (const char c : head.target) require(c > ' ' && c != '\x7f', "a target has no white space");
    for (const char c : head.authority) require(c > ' ' && c != '\x7f', "an authority has no white space");
    checkFields(*head.headers);
    streams_[head.stream] = {.head = true, .ended = head.endStream};
  }
  void on(const http::ResponseHead& head) {
    require(role_ == http::Role::Client, "a client sees answers");
    Stream& stream = open(head.stream);
    require(!stream.head, "an answer has one head");
    require(head.status >= 200 && head.status <= 999, "an answer has a final status");
    checkFields(*head.headers);
    stream.head = true;
    stream.ended = head.endStream;
  }
  void on(const http::Data& data) {
    require(!receiving(data.stream).trailers, "no body after trailers");
    require(!data.bytes.empty(), "a piece of a body has bytes");
  }
  void on(const http::Trailers& trailers) {
    Stream& stream = receiving(trailers.stream);
    require(!stream.trailers, "there is one trailer block");
    checkFields(*trailers.headers);
    stream.trailers = true;
  }
  void on(const http::EndOfStream& end) { receiving(end.stream).ended = true; }
  void on(const http::StreamReset& reset) { open(reset.stream).reset = true; }
  void on(const http::SendReady& ready) { open(ready.stream); }
  void on(const http::GoAway&) {}
  void on(const http::PeerSettings&) {}
  void on(const http::SessionFailed& failed) {
    require(!failed.error.cause.empty(), "a failure has a cause");
    failed_ = true;
  }

  http::Role role_;
  bool failed_ = false;
  std::map<http::StreamId, Stream> streams_;
};

}  // namespace bascule::fuzz
