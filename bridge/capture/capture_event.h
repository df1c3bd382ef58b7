// SPDX-License-Identifier: GPL-3.0-or-later
// What a worker tells the recorder: small facts about calls, in the order in which they happened.
//
// Every event but CallOpened refers to a call by its id. An event is a view: its texts and header lists lie
// in what the worker just handled, and after the queue in the queue's own memory. Nothing is decoded, so that
// telling one is nearly free on the hot path. Time is monotonic; the recorder turns it into wall time.
// Thread: made on a worker, read on the recorder thread, valid only while it is being handed over.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "bridge/base/bytes.h"
#include "bridge/base/clock.h"
#include "bridge/http/headers.h"
#include "bridge/http/http_events.h"
#include "bridge/rpc/protocol.h"
#include "bridge/rpc/status.h"

namespace bascule::capture {

/// Unique within a run of the bridge; worker number in the top 8 bits. Not the number users see.
using CallId = std::uint64_t;

enum class Leg : std::uint8_t { Client, Upstream };
enum class Direction : std::uint8_t { Request, Response };
/// For messages that went through untouched: one event stands for both legs.
enum class Legs : std::uint8_t { ClientOnly, UpstreamOnly, Both };

/// Facts about a connection that all its calls share; made once per connection.
struct ConnectionInfo {
  std::string peer;  ///< `127.0.0.1:51432`
  http::Version version = http::Version::Http11;
  bool tls = false;
};
using ConnectionInfoPtr = std::shared_ptr<const ConnectionInfo>;

/// A request head was recognised as a call (or refused as one; then CallEnded follows at once).
struct CallOpened {
  CallId call = 0;
  MonotonicTime time;
  std::string_view peer;  ///< the client's address and port
  http::Version version = http::Version::Http11;
  bool tls = false;
  rpc::Protocol protocol = rpc::Protocol::Unknown;
  rpc::Codec codec = rpc::Codec::Unknown;
  rpc::Kind kind = rpc::Kind::Unknown;  ///< by schema, else Unknown
  rpc::Compression compression = rpc::Compression::Identity;
  std::string_view method;  ///< HTTP method
  std::string_view scheme;
  std::string_view authority;
  std::string_view target;  ///< path and query
  http::HeadersView headers;
  Duration timeout{0};  ///< what the client asked for; 0 = none
};

/// The call asked for an upstream stream; `headers` are those sent to it.
struct UpstreamOpened {
  CallId call = 0;
  MonotonicTime time;
  rpc::Protocol protocol = rpc::Protocol::Grpc;
  rpc::Codec codec = rpc::Codec::Proto;
  rpc::Compression compression = rpc::Compression::Identity;
  std::string_view url;  ///< upstream as configured, `http://127.0.0.1:8081`
  std::string_view authority;
  std::string_view target;
  http::HeadersView headers;
};

/// The stream it asked for was opened on this connection.
struct UpstreamConnected {
  CallId call = 0;
  MonotonicTime time;
  std::string_view peer;
  http::Version version = http::Version::Http2;
  bool tls = false;
};

/// Response head on a leg: received from the upstream, or sent to the client.
struct ResponseHeadSeen {
  CallId call = 0;
  MonotonicTime time;
  Leg leg = Leg::Upstream;
  int status = 200;
  http::HeadersView headers;
};

/// A message or a piece of one. A message arrives whole (first and last) or in pieces in order.
struct MessageSeen {
  CallId call = 0;
  MonotonicTime time;
  Legs legs = Legs::Both;
  Direction direction = Direction::Request;
  bool first = true;
  bool last = true;
  bool compressed = false;  ///< the payload is compressed with its leg's compression
  ByteCount total = 0;      ///< size of the whole message on this leg, without envelope
  Slice bytes;              ///< payload without envelope
  bool masked = false;      ///< only of imported calls: the bytes are not what was sent
};

/// Bytes of an end the protocol puts in the body: EndStream JSON, error JSON, gRPC-Web trailer frame.
/// Also the excerpt (at most 1 KiB) of an upstream answer that was no RPC answer.
struct EndBodySeen {
  CallId call = 0;
  MonotonicTime time;
  Leg leg = Leg::Client;
  Slice bytes;
};

/// Trailers as HTTP carries them, received or sent.
struct TrailersSeen {
  CallId call = 0;
  MonotonicTime time;
  Leg leg = Leg::Upstream;
  http::HeadersView trailers;
};

/// The sender finished its direction (half-close of the request, end of the response).
struct DirectionEnded {
  CallId call = 0;
  MonotonicTime time;
  Leg leg = Leg::Client;
  Direction direction = Direction::Request;
};

/// A fact the user should know about ("rule that made this"): id of a finding and the header it is about.
struct Noted {
  CallId call = 0;
  MonotonicTime time;
  std::string_view finding;  ///< stable snake_case id, e.g. `reserved_header_dropped`
  std::string_view subject;  ///< a header name, a type name; may be empty
};

/// Last event of a call.
struct CallEnded {
  CallId call = 0;
  MonotonicTime time;
  rpc::Status status;    ///< as the client got it; Canceled with cause `client_cancelled` if the client left
  Duration inBridge{0};  ///< sum of the time between an arrival and its forwarding
  bool clientCancelled = false;
};

using CaptureEvent = std::variant<CallOpened, UpstreamOpened, ResponseHeadSeen, MessageSeen, EndBodySeen,
                                  TrailersSeen, DirectionEnded, Noted, CallEnded, UpstreamConnected>;

}  // namespace bascule::capture
