// SPDX-License-Identifier: GPL-3.0-or-later
// `AbuseGuard`: own accounting of HTTP/2 frames on one connection, independent of the library (whose version
// decides which floods it knows). `FrameScanner` finds the frame headers in the received bytes.
//
// Owned by Http2Session; time is an argument. Model: Envoy's ProtocolConstraints. Thread: the worker.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "bridge/base/bytes.h"
#include "bridge/base/clock.h"
#include "bridge/http/limit_hits.h"
#include "bridge/http/limits.h"

namespace bascule::http {

/// Allows a burst, then a steady rate.
class TokenBucket {
 public:
  TokenBucket(double burst, double perSecond) : tokens_(burst), burst_(burst), perSecond_(perSecond) {}
  /// Takes `count` tokens; false if there are not as many.
  bool take(MonotonicTime now, double count = 1);

 private:
  double tokens_;
  double burst_;
  double perSecond_;
  MonotonicTime last_{};
};

/// One frame header (RFC 9113 section 4.1).
struct FrameHeader {
  std::uint32_t length = 0;
  std::uint8_t type = 0;
  std::uint8_t flags = 0;
  std::uint32_t stream = 0;
  std::uint32_t parent = 0;  ///< of PRIORITY: the stream that this one depends on (RFC 7540 section 6.3)
};

inline constexpr std::uint32_t kPriorityBytes = 5;  ///< RFC 9113 section 6.3

namespace frame_type {
inline constexpr std::uint8_t kData = 0;
inline constexpr std::uint8_t kHeaders = 1;
inline constexpr std::uint8_t kPriority = 2;
inline constexpr std::uint8_t kRstStream = 3;
inline constexpr std::uint8_t kSettings = 4;
inline constexpr std::uint8_t kPushPromise = 5;
inline constexpr std::uint8_t kPing = 6;
inline constexpr std::uint8_t kGoAway = 7;
inline constexpr std::uint8_t kWindowUpdate = 8;
inline constexpr std::uint8_t kContinuation = 9;
inline constexpr std::uint8_t kPriorityUpdate = 16;  ///< RFC 9218 section 7.1
inline constexpr std::uint8_t kEndStream = 1;        ///< on DATA and HEADERS
inline constexpr std::uint8_t kAck = 1;              ///< on SETTINGS and PING
inline constexpr std::uint8_t kEndHeaders = 4;
}  // namespace frame_type

/// Cuts a byte stream, in any pieces, into frame headers; payloads are skipped.
class FrameScanner {
 public:
  /// `skip`: bytes before the first frame (the client's preface, seen by a server).
  explicit FrameScanner(std::uint32_t skip) : skip_(skip) {}
  /// The next frame header that ends within `bytes`, removed from them with everything before; nothing
  /// when they are used up.
  std::optional<FrameHeader> next(BytesView& bytes);
  /// True between the first byte of a HEADERS frame's payload and the end of its header block.
  bool insideHead() const { return headOpen_ || (lastIsHead_ && skip_ > 0); }
  /// HEADERS frames seen so far: tells one head from the next.
  std::uint64_t heads() const { return heads_; }

 private:
  std::size_t wanted() const;

  // A frame header, and of PRIORITY the first word of its payload.
  std::array<unsigned char, 13> partial_{};
  std::size_t have_ = 0;
  std::uint32_t skip_;
  std::uint64_t heads_ = 0;
  bool headOpen_ = false;    // a header block waits for CONTINUATION
  bool lastIsHead_ = false;  // the payload being skipped belongs to a header block
};

/// A rule the peer broke: what is counted, and a sentence for GOAWAY and the log.
struct Broken {
  Limit limit = Limit::FrameFlood;
  std::string_view sentence;
};

class AbuseGuard {
 public:
  /// `countsResets`: the server counts the client's RST_STREAM frames (CVE-2023-44487); a server that
  /// resets our requests is not limited.
  AbuseGuard(bool countsResets, const Limits& limits);

  /// A frame came in. The rule it broke, or nothing.
  std::optional<Broken> received(const FrameHeader& header, MonotonicTime now, bool streamsOpen);
  /// We opened a stream (client).
  void streamOpened() { ++streams_; }
  /// We sent HEADERS or DATA: the peer may answer with a PING, and with WINDOW_UPDATEs.
  void sentHeaders();
  void sentData();
  /// We reset a stream because of what the peer did (CVE-2025-8671).
  std::optional<Broken> sentReset(MonotonicTime now);
  /// A stream is closed; `lived` from its head on, `byPeer` if the client reset it.
  std::optional<Broken> streamClosed(Duration lived, bool byPeer);

 private:
  bool isEmptyFlood(const FrameHeader& header);
  std::optional<Broken> checkBlock(const FrameHeader& header);

  bool countsResets_;
  bool firstSettings_ = true;
  std::uint32_t consecutiveEmpty_ = 0;
  std::uint32_t pingCredit_ = 0;
  std::uint64_t streams_ = 0;
  std::uint64_t closed_ = 0;
  std::uint64_t earlyResets_ = 0;
  std::uint64_t dataSent_ = 0;
  std::uint64_t priorities_ = 0;
  std::uint64_t windowUpdates_ = 0;
  ByteCount blockBytes_ = 0;  // of the header block being received
  const std::uint32_t priorityFrames_;
  const std::uint32_t emptyFrames_;
  const std::uint32_t earlyResetStreams_;
  const ByteCount headerBlockBytes_;
  TokenBucket pings_;
  TokenBucket settings_;
  TokenBucket resets_;
  TokenBucket ownResets_;
  TokenBucket unknownBytes_;  // bytes of unknown frames while nothing is open
};

}  // namespace bascule::http
