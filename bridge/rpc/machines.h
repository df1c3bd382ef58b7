// SPDX-License-Identifier: GPL-3.0-or-later
// The four machines each protocol consists of. Any reader pairs with any writer, so N protocols cost N
// file pairs: RequestReader + ResponseWriter face the client, RequestWriter + ResponseReader the server.
//
// All are sans-io: events in, events or commands out. A reader that failed stays failed and says nothing
// more. A response writer owns the whole response and decides itself when the head leaves, so a status
// found at the end can still become the status line. Thread: the worker that owns the call.
#pragma once

#include <expected>
#include <memory>
#include <variant>
#include <vector>

#include "bridge/http/http_events.h"
#include "bridge/rpc/rpc_events.h"

namespace bascule::rpc {

/// Body bytes to send on a leg.
struct SendData {
  Slice bytes;
  bool end = false;      ///< ends the sending direction
  bool endBody = false;  ///< EndStream or error JSON rather than message bytes (for the capture)
};
/// HTTP trailers; end the sending direction.
struct SendTrailers {
  http::HeadersPtr trailers;
};
/// Give the stream up.
struct SendReset {
  http::H2Error code = http::H2Error::Cancel;
};

/// What a writer wants sent on its leg. A head with `endStream` is the whole message.
using HttpCommand = std::variant<http::RequestHead, http::ResponseHead, SendData, SendTrailers, SendReset>;
using HttpCommands = std::vector<HttpCommand>;

/// What holds for a reader; sizes are of message payloads.
struct ReaderLimits {
  ByteCount wholeMessage = 0;  ///< messages the reader must hold whole (Connect unary bodies)
  ByteCount anyMessage = 0;    ///< every message, streamed ones too; 0 = none
  bool runs = false;           ///< the caller takes a MessageRun for many MessagePieces
  bool conditional = false;    ///< the client asked with a condition: HTTP status 304 is an answer
};

class RequestReader {
 public:
  virtual ~RequestReader() = default;
  /// The request head. A status instead: the client broke the protocol and gets it as its answer.
  virtual std::expected<RequestStart, Status> onHead(const http::RequestHead& head) = 0;
  virtual void onData(Slice bytes, RpcEvents& out) = 0;
  virtual void onEnd(RpcEvents& out) = 0;
};

class ResponseWriter {
 public:
  virtual ~ResponseWriter() = default;
  virtual void onStart(const ResponseStart& start, HttpCommands& out) = 0;
  virtual void onMessage(const MessagePiece& piece, HttpCommands& out) = 0;
  /// The same as its messages one by one, which is also what it does where envelopes are not sent as they
  /// are.
  virtual void onRun(const MessageRun& run, HttpCommands& out);
  virtual void onEnd(const ResponseEnd& end, HttpCommands& out) = 0;
  /// True once the client has seen bytes of this response, so that only its end can still be chosen.
  virtual bool started() const = 0;
};

/// What the bridge asks the server: the request as its own protocol's head will say it.
struct UpstreamRequest {
  const RequestStart& client;
  std::string_view scheme;
  std::string_view authority;
  Codec codec = Codec::Proto;
  Compression compression = Compression::Identity;
  Duration timeout{0};  ///< remaining time; 0 = none
};

class RequestWriter {
 public:
  virtual ~RequestWriter() = default;
  virtual void onStart(const UpstreamRequest& request, HttpCommands& out) = 0;
  virtual void onMessage(const MessagePiece& piece, HttpCommands& out) = 0;
  virtual void onRun(const MessageRun& run, HttpCommands& out);
  virtual void onEnd(HttpCommands& out) = 0;
};

class ResponseReader {
 public:
  virtual ~ResponseReader() = default;
  virtual void onHead(const http::ResponseHead& head, RpcEvents& out) = 0;
  virtual void onData(Slice bytes, RpcEvents& out) = 0;
  virtual void onTrailers(const http::HeadersPtr& trailers, RpcEvents& out) = 0;
  /// The stream ended regularly.
  virtual void onEnd(RpcEvents& out) = 0;
};

/// Hands what came on the server's stream to its reader. A reset is not for readers and ignored.
void readAnswer(ResponseReader& reader, const http::Event& event, RpcEvents& out);

}  // namespace bascule::rpc
