// SPDX-License-Identifier: GPL-3.0-or-later
// One leg of a call as its peer sees it: one head, then bytes, exactly one end, nothing after it
// (robustness reference, section 7). Thread: one.
#pragma once

#include "bridge/rpc/machines.h"
#include "tests/fuzz/harness.h"

namespace bascule::fuzz {

class LegCheck {
 public:
  void apply(const rpc::HttpCommands& commands) {
    for (const rpc::HttpCommand& command : commands) {
      // A request that has ended can still be cancelled, an answer cannot.
      const bool cancels = asks_ && !reset_ && std::holds_alternative<rpc::SendReset>(command);
      require(!over() || cancels, "nothing is sent after the end");
      std::visit([this](const auto& c) { on(c); }, command);
    }
  }
  bool opened() const { return opened_; }
  bool ended() const { return ended_; }
  bool reset() const { return reset_; }
  bool over() const { return ended_ || reset_; }
  ByteCount bytes() const { return bytes_; }
  /// The peer ended the stream for both directions: nothing may be sent on it.
  void gone() { reset_ = true; }

 private:
  void on(const http::RequestHead& head) {
    asks_ = true;
    begin(head.endStream, head.headers->listSize());
  }
  void on(const http::ResponseHead& head) {
    require(head.status >= 200 && head.status < 600, "an answer has a final status");
    begin(head.endStream, head.headers->listSize());
  }
  void begin(bool end, std::size_t size) {
    require(!opened_, "there is one head");
    opened_ = true;
    ended_ = end;
    bytes_ += size;
  }
  void on(const rpc::SendData& data) {
    require(opened_, "a body follows its head");
    bytes_ += data.bytes.size();
    ended_ = data.end;
  }
  void on(const rpc::SendTrailers& trailers) {
    require(opened_, "trailers follow their head");
    bytes_ += trailers.trailers->listSize();
    ended_ = true;
  }
  void on(const rpc::SendReset&) { reset_ = true; }

  bool asks_ = false;  // it is a request
  bool opened_ = false;
  bool ended_ = false;
  bool reset_ = false;
  ByteCount bytes_ = 0;
};

}  // namespace bascule::fuzz
