// SPDX-License-Identifier: GPL-3.0-or-later
// `Http1Parser`: bytes of one direction of an HTTP/1.1 connection (RFC 9112) to heads, body pieces, trailers.
//
// Boost.Beast's parser reads heads and chunk framing; what it lets through and others read differently
// (request smuggling, robustness S1 to S7) is refused here. Pulled: push() bytes, next() until NeedMore.
// Private to the http floor. Thread: the worker.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "bridge/base/bytes.h"
#include "bridge/http/header_rules.h"
#include "bridge/http/headers.h"
#include "bridge/http/limits.h"

namespace bascule::http {

/// How the end of a body is known (RFC 9112 section 6).
enum class Framing : std::uint8_t { None, Length, Chunked, UntilClose };

struct Http1Head {
  std::string method;  ///< request
  std::string scheme;  ///< request; from an absolute-form target, else empty
  std::string authority;
  std::string target;
  int status = 0;  ///< response
  std::shared_ptr<Headers> headers;
  Framing framing = Framing::None;
  ByteCount length = 0;
  bool keepAlive = true;
  bool expectContinue = false;
};

class Http1Parser {
 public:
  enum class Reads : std::uint8_t { Requests, Responses };

  struct NeedMore {};
  struct End {
    HeadersPtr trailers;  ///< null without any
  };
  /// Malformed or too large: this direction is over. `status` is what a server answers.
  struct Bad {
    Refusal refusal;
  };
  using Item = std::variant<NeedMore, Http1Head, Slice, End, Bad>;

  Http1Parser(Reads reads, const Limits& limits);
  ~Http1Parser();

  void push(Slice bytes);
  /// The next item of the message.
  Item next();
  /// After End: gets ready for the next message. A response to HEAD has no body whatever it says.
  void restart(bool toHead = false);
  /// The peer ends the connection: true if that ends the message properly (nothing begun, or UntilClose).
  bool endOfInput() const;
  /// No byte of the message has been parsed.
  bool atStart() const { return state_ == State::Head; }
  /// Drops what was pushed; the number of bytes.
  ByteCount discardAll();
  /// A part of a head has arrived.
  bool insideHead() const;
  /// Bytes pushed and not parsed.
  ByteCount waiting() const { return window_.size() + carry_.size() + input_.size(); }

 private:
  enum class State : std::uint8_t { Head, Body, Ended, Failed };
  struct Message;
  struct RequestMessage;
  struct ResponseMessage;

  Item readHead();
  Item readLengthBody();
  Item readChunked();
  /// Is there enough for Beast to read the next chunk line, or the last one with its trailers?
  enum class Ready : std::uint8_t { Yes, No, LongLine, LongTrailers };
  Ready chunkLineReady() const;
  Item bad(Refusal refusal);
  /// `raw` is a head up to and with its empty line.
  Item parseHead(BytesView raw);
  BytesView current() const { return carry_.empty() ? window_.view() : BytesView(carry_); }
  void advance(std::size_t count);
  bool grow();
  Slice bodyPiece(BytesView bytes) const;

  const Reads reads_;
  const Limits limits_;
  State state_ = State::Head;
  std::unique_ptr<Message> message_;
  Framing framing_ = Framing::None;
  ByteCount bodyLeft_ = 0;
  bool toHead_ = false;
  bool chunkSeen_ = false;
  bool lineSkipped_ = false;
  std::size_t searched_ = 0;  // bytes of current() known not to contain the end of the head
  ByteQueue input_;
  Slice window_;       // what is being parsed, where it was received
  std::string carry_;  // the same when it spans several slices
};

}  // namespace bascule::http
