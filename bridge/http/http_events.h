// SPDX-License-Identifier: GPL-3.0-or-later
// What a `http::Session` says: past facts, the same for HTTP/1.1 and HTTP/2, each with its stream.
//
// Order on one stream, receiving role server: RequestHead, Data*, [Trailers], EndOfStream; or StreamReset
// at any point, after which nothing more comes. Receiving role client: ResponseHead (informational 1xx
// heads are swallowed), Data*, [Trailers], EndOfStream. Thread: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "bridge/base/bytes.h"
#include "bridge/base/error.h"
#include "bridge/http/headers.h"
#include "bridge/http/limit_hits.h"

namespace bascule::http {

/// Number of a stream within its session. HTTP/2: the stream id. HTTP/1.1: 1, 2, 3, ... per request.
using StreamId = std::uint32_t;

enum class Version : std::uint8_t { Http11, Http2 };

/// HTTP/2 error codes (RFC 9113 section 7); for HTTP/1.1 the nearest one is used.
enum class H2Error : std::uint32_t {
  NoError = 0,
  ProtocolError = 1,
  InternalError = 2,
  FlowControlError = 3,
  SettingsTimeout = 4,
  StreamClosed = 5,
  FrameSizeError = 6,
  RefusedStream = 7,
  Cancel = 8,
  CompressionError = 9,
  ConnectError = 10,
  EnhanceYourCalm = 11,
  InadequateSecurity = 12,
  Http11Required = 13,
};

struct RequestHead {
  StreamId stream = 0;
  std::string method;
  std::string scheme;
  std::string authority;
  std::string target;  ///< path and query as sent (`:path`)
  HeadersPtr headers = noHeaders();
  bool endStream = false;  ///< no body follows (then no EndOfStream event comes)
};

struct ResponseHead {
  StreamId stream = 0;
  int status = 200;
  HeadersPtr headers = noHeaders();
  bool endStream = false;  ///< header block ended the stream; no EndOfStream event comes
};

struct Data {
  StreamId stream = 0;
  Slice bytes;  ///< give credit back with Session::consumed() when it has gone on
};

/// Trailing header block; ends the stream, an EndOfStream follows.
struct Trailers {
  StreamId stream = 0;
  HeadersPtr headers = noHeaders();
};

struct EndOfStream {
  StreamId stream = 0;
};

/// The stream is dead in both directions.
struct StreamReset {
  StreamId stream = 0;
  H2Error code = H2Error::NoError;
  bool byPeer = true;  ///< false: we refused it (limit, malformed); `reason` says why
  std::string reason;
  std::optional<Limit> limit{};  ///< the limit that we enforced
};

/// The peer takes no streams above `lastStream`; those above were not processed.
struct GoAway {
  StreamId lastStream = 0;
  H2Error code = H2Error::NoError;
  std::string debugText;
};

/// Bytes handed to sendData() have left the session down to its low watermark: more may be sent.
struct SendReady {
  StreamId stream = 0;
};

/// The peer's SETTINGS arrived (HTTP/2 client role): calls may now use `maxConcurrentStreams`.
struct PeerSettings {
  std::uint32_t maxConcurrentStreams = 0;
};

/// The connection is beyond repair: send what takeOutput() still gives, then close. Ends every stream,
/// without a StreamReset for each.
struct SessionFailed {
  Error error;
};

using Event = std::variant<RequestHead, ResponseHead, Data, Trailers, EndOfStream, StreamReset, GoAway,
                           SendReady, PeerSettings, SessionFailed>;

}  // namespace bascule::http
