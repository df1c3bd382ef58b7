// SPDX-License-Identifier: GPL-3.0-or-later
// Limits of one HTTP connection, with defaults and reasons. Every number may be changed by `--limit`.
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
  ByteCount targetBytes = 64ULL * 1024;         ///< request target; part of the header budget, over it 414
  std::uint32_t concurrentStreams = 256;        ///< advertised and enforced, streams being closed included
  ByteCount streamWindow = 256ULL * 1024;       ///< HTTP/2 stream flow-control window we advertise
  ByteCount connectionWindow = 1024ULL * 1024;  ///< HTTP/2 connection window we advertise
  ByteCount outboundQueueBytes = 4ULL * 1024 * 1024;  ///< control frames and heads not yet taken by the pump
  std::uint32_t pipelinedRequests = 32;               ///< HTTP/1.1 requests parsed ahead of their answers
  std::chrono::milliseconds headerTimeout{10'000};    ///< first byte to complete head, in total
  std::chrono::milliseconds settingsAckTimeout{10'000};
  std::chrono::milliseconds idleHttp11{60'000};
  std::chrono::milliseconds idleHttp2{180'000};
};

/// High and low watermark of bytes a stream may hold in the session before sendData() should pause, and
/// at which SendReady comes. 64 KiB: one default gRPC flow-control window.
inline constexpr ByteCount kSendHighWater = 64ULL * 1024;
inline constexpr ByteCount kSendLowWater = 16ULL * 1024;

}  // namespace bascule::http
