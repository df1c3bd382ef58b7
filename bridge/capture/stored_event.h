// SPDX-License-Identifier: GPL-3.0-or-later
// `StoredEvent`: a capture event as a session file keeps it, secrets masked, header lists by number or as
// text. A call on disk is the sequence of its events; reading it folds them again (record_builder.h).
//
// Encoding: kind and flags, one byte each, time since the event before as signed varint, then the members of
// the kind in the order of the codec's table. Numbers are varints, texts length-prefixed. Thread: plain
// values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bridge/capture/capture_event.h"

namespace bascule::capture {

enum class EventKind : std::uint8_t {
  Opened,
  UpstreamOpened,
  ResponseHead,
  Message,
  EndBody,
  Trailers,
  DirectionEnded,
  Noted,
  Ended,
  UpstreamConnected,
};
inline constexpr std::uint8_t kEventKinds = 10;

/// A header list: row `set` of the table `header_sets`, or the text itself if `set` is 0.
struct HeadRef {
  std::uint64_t set = 0;
  std::string_view text;
};

/// One event; only the members of its kind mean something. Views live as long as what they were decoded from.
struct StoredEvent {
  EventKind kind = EventKind::Noted;
  std::int64_t offsetNs = 0;  ///< since the start of the call
  Leg leg = Leg::Client;
  Legs legs = Legs::Both;
  Direction direction = Direction::Request;
  bool first = true;
  bool last = true;
  bool compressed = false;
  bool masked = false;  ///< Message: `bytes` are not what was sent
  bool tls = false;
  bool clientCancelled = false;
  http::Version version = http::Version::Http11;
  rpc::Protocol protocol = rpc::Protocol::Unknown;
  rpc::Codec codec = rpc::Codec::Unknown;
  rpc::Kind rpcKind = rpc::Kind::Unknown;
  rpc::Compression compression = rpc::Compression::Identity;
  std::uint64_t number = 0;  ///< Message: size on the wire; ResponseHead: HTTP status; Opened: timeout (ns)
  std::string_view text;     ///< Opened, UpstreamConnected: peer; Noted: finding
  std::string_view bytes;    ///< Message, EndBody: content; Noted: subject
  HeadRef head;
  rpc::Status status;  ///< Ended
};

/// Appends `event`; `previousNs` is the offset of the event before it in this segment (0 for the first).
void encode(std::string& out, const StoredEvent& event, std::int64_t previousNs);
/// Takes an event off the front of `in`. False if the bytes are no event (the rest is then unusable).
bool decode(std::string_view& in, StoredEvent& event, std::int64_t previousNs);

}  // namespace bascule::capture
