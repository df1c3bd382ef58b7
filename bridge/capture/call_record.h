// SPDX-License-Identifier: GPL-3.0-or-later
// `CallRecord`: all facts of one call, as the recorder folded them and as the session file gives them back.
// `CallRow`: the fixed-size part that the table, the filter and the statistics need.
// Thread: plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/bytes.h"
#include "bridge/capture/capture_event.h"
#include "bridge/rpc/protocol.h"
#include "bridge/rpc/status.h"

namespace bascule::capture {

/// The number users see (`#`), from 1, in the order in which calls were opened.
using CallNumber = std::uint64_t;

/// Bits of CallRow::flags.
enum RowFlag : std::uint16_t {
  kInFlight = 1,      ///< no end seen yet
  kBridgeStatus = 2,  ///< status made by the bridge, not by the peer
  kPayloadCut = 4,    ///< some payload bytes were not recorded
  kCutShort = 8,      ///< the recording ended before the call did (crash, kill)
  kTls = 16,          ///< client leg
  kHttp2 = 32,        ///< client leg
  kUpstreamHttp2 = 64,
  kMarked = 128,
  kClientCancelled = 256,
};

/// One call in the table. Strings are ids into the RowStore's / session's string table.
struct CallRow {
  CallNumber number = 0;
  std::int64_t startNs = 0;     ///< wall clock, nanoseconds since 1970 UTC
  std::int64_t durationNs = 0;  ///< until the end; meaningless while in flight
  std::uint32_t addedNs = 0;    ///< time inside the bridge, saturated at 4.29 s
  std::uint32_t service = 0;    ///< string id: `acme.shop.v1.OrderService`
  std::uint32_t method = 0;     ///< string id: `CreateOrder`
  std::uint32_t client = 0;     ///< string id: client's name (user agent in short)
  std::uint32_t peer = 0;       ///< string id: client address without port
  std::uint32_t host = 0;       ///< string id: authority the client asked for
  std::uint32_t upstream = 0;   ///< string id: upstream URL
  std::uint32_t requestMessages = 0;
  std::uint32_t responseMessages = 0;
  ByteCount requestBytes = 0;  ///< message bytes on the client leg, as on the wire
  ByteCount responseBytes = 0;
  rpc::Code code = rpc::Code::Ok;
  rpc::Protocol protocol = rpc::Protocol::Unknown;          ///< client leg
  rpc::Protocol upstreamProtocol = rpc::Protocol::Unknown;  ///< Unknown: no upstream stream was opened
  rpc::Kind kind = rpc::Kind::Unknown;
  rpc::Codec codec = rpc::Codec::Unknown;                     ///< client leg
  rpc::Compression compression = rpc::Compression::Identity;  ///< client leg, request
  std::uint16_t flags = 0;

  bool inFlight() const { return (flags & kInFlight) != 0; }
  bool fromBridge() const { return (flags & kBridgeStatus) != 0; }
  friend bool operator==(const CallRow&, const CallRow&) = default;
};

struct HeaderField {
  std::string name;
  std::string value;
  friend bool operator==(const HeaderField&, const HeaderField&) = default;
};
using HeaderFields = std::vector<HeaderField>;

/// One message of one leg.
struct MessageRecord {
  Direction direction = Direction::Request;
  std::int64_t offsetNs = 0;  ///< since the start of the call
  bool compressed = false;    ///< `payload` is compressed with the leg's compression
  bool cut = false;           ///< `payload` is shorter than `wireSize`
  ByteCount wireSize = 0;     ///< payload size on the wire, without envelope
  std::string payload;
  bool masked = false;  ///< `payload` is not what was sent: fields are masked, or all of it is withheld
  friend bool operator==(const MessageRecord&, const MessageRecord&) = default;
};

/// One side of a call as that side saw it.
struct LegRecord {
  bool present = false;
  rpc::Protocol protocol = rpc::Protocol::Unknown;
  rpc::Codec codec = rpc::Codec::Unknown;
  rpc::Compression requestCompression = rpc::Compression::Identity;
  rpc::Compression responseCompression = rpc::Compression::Identity;
  http::Version version = http::Version::Http11;
  bool tls = false;
  std::string peer;    ///< address and port of the other end
  std::string method;  ///< HTTP method
  std::string scheme;
  std::string authority;
  std::string target;           ///< path and query
  HeaderFields requestHeaders;  ///< without pseudo header fields
  int httpStatus = 0;           ///< 0: no response head
  HeaderFields responseHeaders;
  HeaderFields trailers;
  std::string endBody;  ///< EndStream JSON, error JSON, or excerpt of a foreign answer
  std::vector<MessageRecord> messages;
  // Moments, in nanoseconds since the start of the call; -1 = did not happen.
  std::int64_t openedNs = -1;
  std::int64_t connectedNs = -1;  ///< a connection for it was there; upstream leg only
  std::int64_t requestEndNs = -1;
  std::int64_t responseHeadNs = -1;
  std::int64_t responseEndNs = -1;
};

struct NoteRecord {
  std::int64_t offsetNs = 0;
  std::string finding;
  std::string subject;
};

/// Everything about one call.
struct CallRecord {
  CallRow row;  ///< string ids are not valid here: use the strings below
  std::string service;
  std::string method;
  std::string client;
  std::string peer;
  std::string host;
  std::string upstreamUrl;
  std::string comment;  ///< what a person noted about it
  rpc::Status status;
  std::int64_t timeoutNs = 0;  ///< deadline the client asked for; 0 = none
  LegRecord clientLeg;
  LegRecord upstreamLeg;
  std::vector<NoteRecord> notes;
};

}  // namespace bascule::capture
