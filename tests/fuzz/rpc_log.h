// SPDX-License-Identifier: GPL-3.0-or-later
// What a protocol reader said, checked for its order (rpc_events.h) and as text, the pieces of a message
// joined: readings of the same bytes in other pieces compare equal.
#pragma once

#include <string>

#include "bridge/rpc/envelope.h"
#include "bridge/rpc/rpc_events.h"
#include "tests/fuzz/harness.h"

namespace bascule::fuzz {

class RpcLog {
 public:
  /// `limit`: bytes of a message. `protocol`: of a request; a response says its own.
  explicit RpcLog(ByteCount limit, rpc::Protocol protocol = rpc::Protocol::Unknown)
      : limit_(limit), protocol_(protocol) {}

  void add(const rpc::RpcEvents& events) {
    for (const rpc::RpcEvent& event : events) add(event);
  }
  bool over() const { return over_; }
  /// All that was said. Of base64 that turns out malformed, what came before the fault may or may not have
  /// been decoded: then only that it failed.
  std::string text() const { return failed_ && protocol_ == rpc::Protocol::GrpcWebText ? "failed" : text_; }

 private:
  void add(const rpc::RpcEvent& event) {
    require(!over_, "nothing is said after the end");
    std::visit([this](const auto& e) { on(e); }, event);
  }
  void on(const rpc::RequestStart&) { require(false, "a request starts with its head"); }
  void on(const rpc::MessagePiece& piece) {
    require(piece.first != inside_, "the first piece of a message says so");
    require(piece.total <= limit_, "a message is within the limit");
    if (piece.first) text_ += "[" + std::to_string(piece.total) + (piece.compressed ? "c]" : "]");
    text_ += piece.bytes.view();
    open_ += piece.bytes.size();
    require(piece.last == (open_ == piece.total), "the last piece of a message says so");
    inside_ = !piece.last;
    if (piece.last) open_ = 0;
    if (piece.prefixInFront)
      require(piece.framed().size() == piece.bytes.size() + 5, "a frame has its prefix");
  }
  void on(const rpc::MessageRun& run) {
    require(!inside_, "a run does not begin inside a message");
    require(run.count > 1, "a run is more than a message");
    std::uint32_t count = 0;
    rpc::forEachMessage(run, [&](const rpc::MessagePiece& piece) {
      on(piece);
      ++count;
    });
    require(count == run.count, "a run has as many messages as it says");
  }
  void on(const rpc::RequestEnd&) {
    require(!inside_, "a request does not end inside a message");
    finish("end");
  }
  void on(const rpc::ResponseStart& start) {
    require(!started_ && text_.empty(), "a response starts once, first");
    started_ = true;
    protocol_ = start.protocol;
    text_ += "start " + std::to_string(start.httpStatus);
  }
  void on(const rpc::ResponseEnd& end) {
    require(!inside_, "a response does not end inside a message");
    require(end.trailersOnly || started_, "a response that started is not trailers-only");
    finish("end " + std::to_string(static_cast<int>(end.status.code)) + end.status.message);
  }
  void on(const rpc::Failed& failed) {
    require(!failed.status.ok(), "a failure is no success");
    constexpr std::size_t kExcerpt = 1024;
    require(failed.excerpt.size() <= kExcerpt, "an excerpt is short");
    failed_ = true;
    finish("failed " + failed.status.cause);
  }
  void finish(const std::string& text) {
    text_ += text;
    over_ = true;
  }

  ByteCount limit_;
  rpc::Protocol protocol_;
  ByteCount open_ = 0;
  bool inside_ = false;  // a message
  bool started_ = false;
  bool over_ = false;
  bool failed_ = false;
  std::string text_;
};

}  // namespace bascule::fuzz
