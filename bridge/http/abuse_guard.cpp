// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/http/abuse_guard.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "bridge/base/big_endian.h"

namespace bascule::http {
namespace {

// More than any peer needs; keeps the credit of a long download from hiding a later flood.
constexpr std::uint32_t kMaxPingCredit = 1000;
// A stream that lived shorter counts as reset early (Envoy: premature_reset_min_stream_lifetime_seconds).
constexpr std::chrono::seconds kEarly{1};
// Extensions are ignored, not carried: a megabyte a second of frames nobody knows is enough.
constexpr double kUnknownBytes = 1 << 20;
constexpr std::uint8_t kLastKnownType = frame_type::kContinuation;
constexpr std::size_t kHeaderBytes = 9;  // RFC 9113 section 4.1

std::uint32_t numberAt(const unsigned char* bytes, std::size_t count) {
  return static_cast<std::uint32_t>(big_endian::read({reinterpret_cast<const char*>(bytes), count}));
}

/// A stream id, without the bit beside it.
std::uint32_t idAt(const unsigned char* bytes) { return numberAt(bytes, 4) & 0x7fffffffU; }

}  // namespace

bool TokenBucket::take(MonotonicTime now, double count) {
  if (last_ != MonotonicTime{} && now > last_) {
    const double seconds = std::chrono::duration<double>(now - last_).count();
    tokens_ = std::min(burst_, tokens_ + seconds * perSecond_);
  }
  last_ = now;
  if (tokens_ < count) return false;
  tokens_ -= count;
  return true;
}

/// Bytes to be seen of the frame that has begun.
std::size_t FrameScanner::wanted() const {
  if (have_ < kHeaderBytes) return kHeaderBytes;
  const bool priority =
      partial_[3] == frame_type::kPriority && numberAt(partial_.data(), 3) == kPriorityBytes;
  return priority ? partial_.size() : kHeaderBytes;
}

std::optional<FrameHeader> FrameScanner::next(BytesView& bytes) {
  const auto skipped = std::min<std::size_t>(skip_, bytes.size());
  bytes.remove_prefix(skipped);
  skip_ -= static_cast<std::uint32_t>(skipped);
  if (skip_ > 0 || bytes.empty()) return std::nullopt;
  while (have_ < wanted()) {
    const auto count = std::min(wanted() - have_, bytes.size());
    if (count == 0) return std::nullopt;
    std::memcpy(partial_.data() + have_, bytes.data(), count);
    have_ += count;
    bytes.remove_prefix(count);
  }
  FrameHeader header{numberAt(partial_.data(), 3), partial_[3], partial_[4], idAt(partial_.data() + 5)};
  if (have_ > kHeaderBytes) header.parent = idAt(partial_.data() + kHeaderBytes);
  skip_ = header.length - static_cast<std::uint32_t>(have_ - kHeaderBytes);
  have_ = 0;
  if (header.type == frame_type::kHeaders) ++heads_;
  lastIsHead_ = header.type == frame_type::kHeaders || header.type == frame_type::kContinuation;
  if (lastIsHead_) headOpen_ = (header.flags & frame_type::kEndHeaders) == 0;
  return header;
}

AbuseGuard::AbuseGuard(bool countsResets, const Limits& limits)
    : countsResets_(countsResets),
      priorityFrames_(limits.priorityFrames),
      emptyFrames_(limits.emptyFrames),
      earlyResetStreams_(limits.earlyResetStreams),
      headerBlockBytes_(limits.headerBlockBytes),
      pings_(limits.pingsPerSecond, limits.pingsPerSecond),
      settings_(limits.settingsPerMinute, limits.settingsPerMinute / 60.0),
      resets_(limits.clientResets, limits.clientResetsPerSecond),
      ownResets_(limits.ownResets, limits.ownResetsPerSecond),
      unknownBytes_(kUnknownBytes, kUnknownBytes) {}

bool AbuseGuard::isEmptyFlood(const FrameHeader& header) {
  const bool carries = header.type == frame_type::kData || header.type == frame_type::kHeaders ||
                       header.type == frame_type::kContinuation;
  if (!carries) return false;
  const bool ends = header.type != frame_type::kContinuation && (header.flags & frame_type::kEndStream) != 0;
  if (header.length > 0 || ends) {
    consecutiveEmpty_ = 0;
    return false;
  }
  return ++consecutiveEmpty_ > emptyFrames_;
}

std::optional<Broken> AbuseGuard::checkBlock(const FrameHeader& header) {
  blockBytes_ = header.type == frame_type::kHeaders ? header.length : blockBytes_ + header.length;
  if (blockBytes_ <= headerBlockBytes_) return std::nullopt;
  return Broken{Limit::HeaderList, "The peer sent a header block over the limit."};
}

std::optional<Broken> AbuseGuard::received(const FrameHeader& header, MonotonicTime now, bool streamsOpen) {
  const auto flood = [](std::string_view sentence) { return Broken{Limit::FrameFlood, sentence}; };
  if (isEmptyFlood(header)) return flood("The peer sent frames without payload.");
  switch (header.type) {
    case frame_type::kHeaders:
      if (countsResets_) ++streams_;
      return checkBlock(header);
    case frame_type::kContinuation:
      return checkBlock(header);
    case frame_type::kPing:
      if (pingCredit_ > 0) {
        --pingCredit_;
        return std::nullopt;
      }
      if (!pings_.take(now)) return flood("The peer sent too many PING frames.");
      return std::nullopt;
    case frame_type::kSettings:
      if ((header.flags & frame_type::kAck) != 0 || std::exchange(firstSettings_, false)) return std::nullopt;
      if (!settings_.take(now)) return flood("The peer sent too many SETTINGS frames.");
      return std::nullopt;
    case frame_type::kPriority:
    case frame_type::kPriorityUpdate:
      if (++priorities_ > priorityFrames_ * (1 + streams_))
        return flood("The peer sent too many PRIORITY frames.");
      return std::nullopt;
    case frame_type::kWindowUpdate:
      if (++windowUpdates_ > 5 + 2 * (streams_ + 10 * dataSent_))
        return flood("The peer sent too many WINDOW_UPDATE frames.");
      return std::nullopt;
    case frame_type::kRstStream:
      if (countsResets_ && !resets_.take(now))
        return Broken{Limit::ResetFlood, "The peer sent too many RST_STREAM frames."};
      return std::nullopt;
    default:
      break;
  }
  const double cost = header.length + 9.0;
  if (header.type > kLastKnownType && !streamsOpen && !unknownBytes_.take(now, cost))
    return flood("The peer sent too many unknown frames.");
  return std::nullopt;
}

void AbuseGuard::sentHeaders() { pingCredit_ = std::min(pingCredit_ + 1, kMaxPingCredit); }

void AbuseGuard::sentData() {
  ++dataSent_;
  pingCredit_ = std::min(pingCredit_ + 1, kMaxPingCredit);
}

std::optional<Broken> AbuseGuard::sentReset(MonotonicTime now) {
  if (ownResets_.take(now)) return std::nullopt;
  return Broken{Limit::ProvokedResets, "The peer caused too many streams that had to be reset."};
}

std::optional<Broken> AbuseGuard::streamClosed(Duration lived, bool byPeer) {
  if (!countsResets_) return std::nullopt;
  ++closed_;
  if (!byPeer || lived >= kEarly) return std::nullopt;
  ++earlyResets_;
  if (closed_ < earlyResetStreams_ || 2 * earlyResets_ <= closed_) return std::nullopt;
  return Broken{Limit::ResetFlood, "The peer reset most of its streams at once."};
}

}  // namespace bascule::http
