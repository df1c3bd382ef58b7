// SPDX-License-Identifier: GPL-3.0-or-later
// Limits of one HTTP connection, with defaults and reasons. Every number may be changed by `--limit`; what
// was enforced is counted in `LimitHits`. Not here, because they are formulas or the library's:
// WINDOW_UPDATE frames (abuse_guard.h), 1000 queued acknowledgements and 32 SETTINGS entries (nghttp2), HPACK
// tables of 4 KiB (nghttp2's default). HTTP/1.1 needs no limit of pipelined requests: the next one is parsed
// when the answer to this one is complete, and reading stops at 64 KiB of what follows.
#pragma once

#include <chrono>
#include <cstdint>

#include "bridge/base/bytes.h"

namespace bascule::http {

struct Limits {
  /// Header list as HTTP/2 counts it (name + value + 32 a field); trailers are counted apart, equally.
  ByteCount headerListBytes = 64ULL * 1024;
  std::uint32_t requestHeaderFields = 200;      ///< cookie crumbs counted one by one (CVE-2026-49975)
  std::uint32_t responseHeaderFields = 500;     ///< as nghttpx
  ByteCount headerBlockBytes = 128ULL * 1024;   ///< of one header block on the wire, compressed
  std::uint32_t continuations = 8;              ///< CONTINUATION frames of one block (CVE-2024-28182)
  ByteCount targetBytes = 64ULL * 1024;         ///< request target; part of the header budget, over it 414
  std::uint32_t concurrentStreams = 256;        ///< advertised and enforced, streams being closed included
  ByteCount streamWindow = 256ULL * 1024;       ///< HTTP/2 stream flow-control window we advertise
  ByteCount connectionWindow = 1024ULL * 1024;  ///< HTTP/2 connection window we advertise

  // What a peer may cost before it is told to calm down: a burst, then a steady rate.
  std::uint32_t clientResets = 200;  ///< RST_STREAM frames of a client (CVE-2023-44487)
  std::uint32_t clientResetsPerSecond = 33;
  std::uint32_t earlyResetStreams = 100;  ///< of so many streams, not more than half reset within 1 s (Envoy)
  std::uint32_t ownResets = 100;          ///< streams we had to reset (CVE-2025-8671)
  std::uint32_t ownResetsPerSecond = 10;
  std::uint32_t pingsPerSecond = 100;    ///< beyond one for each HEADERS or DATA we sent (grpc-go pings then)
  std::uint32_t settingsPerMinute = 20;  ///< after the first
  std::uint32_t priorityFrames = 100;    ///< for each stream, and as many without any (Envoy)
  std::uint32_t emptyFrames = 1;         ///< DATA or HEADERS without payload in a row (Envoy)

  // What may wait for a peer that does not take it.
  std::uint32_t outboundFrames = 5000;                ///< frames not yet sent: then reading stops (nghttp2)
  ByteCount outboundQueueBytes = 4ULL * 1024 * 1024;  ///< heads not yet sent; HTTP/1.1: all that is not
  std::chrono::milliseconds drainTimeout{30'000};     ///< a full or last queue that does not move: close
  std::chrono::milliseconds writeStall{60'000};       ///< a stream takes nothing while its peer holds ...
  ByteCount writeStallBytes = 1024ULL * 1024;         ///< ... more than this of our memory: reset

  std::chrono::milliseconds headerTimeout{10'000};  ///< first byte to complete head, in total
  std::chrono::milliseconds settingsAckTimeout{10'000};
  std::chrono::milliseconds idleHttp11{60'000};
  std::chrono::milliseconds idleHttp2{180'000};
  /// Silence of a server with open streams before it is asked with a PING. Five minutes: gRPC servers with
  /// default settings end a connection that pings more often ("too_many_pings").
  std::chrono::milliseconds upstreamPing{300'000};
  std::chrono::milliseconds pingTimeout{10'000};
  bool operator==(const Limits&) const = default;
};

/// High and low watermark of bytes a stream may hold in the session before sendData() should pause, and
/// at which SendReady comes. 64 KiB: one default gRPC flow-control window.
inline constexpr ByteCount kSendHighWater = 64ULL * 1024;
inline constexpr ByteCount kSendLowWater = 16ULL * 1024;

}  // namespace bascule::http
