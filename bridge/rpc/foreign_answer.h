// SPDX-License-Identifier: GPL-3.0-or-later
// Answers of a server that are not what was asked for: a web page, another protocol, another codec. The
// client is told status and type, the inspector sees the beginning of the body. Used by every response
// reader. gRPC http-grpc-status-mapping; Connect protocol, "HTTP to Error Code". Thread: plain values.
#pragma once

#include <string>
#include <string_view>

#include "bridge/http/http_events.h"
#include "bridge/rpc/machines.h"

namespace bascule::rpc {

/// What the content type of an answer says to a caller.
enum class AnswerType : std::uint8_t {
  Right,       ///< protocol and codec that were asked for
  OtherCodec,  ///< the protocol, but its messages are in another format
  Foreign,     ///< no answer of this protocol
};

/// Judges `contentType` for a call in `protocol` and `codec`. gRPC-Web in binary and in text are two
/// protocols here.
AnswerType answerType(std::string_view contentType, Protocol protocol, Codec codec);

/// Collects such an answer. begin() -> add()* -> take().
class ForeignAnswer {
 public:
  /// `expected` is the protocol that was asked for, `type` (not Right) what came. Another codec is internal
  /// (cause `answer_other_codec`), anything else has the code of the HTTP status (cause `answer_not_...`).
  void begin(const http::ResponseHead& head, Protocol expected, AnswerType type);
  /// The next bytes of its body; only the first KiB is kept.
  void add(BytesView bytes);
  Failed take() { return {std::move(status_), std::move(excerpt_)}; }

 private:
  Status status_;
  std::string excerpt_;
};

}  // namespace bascule::rpc
