// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/http/abuse_guard.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace bascule::http {
namespace {

// More than any peer needs; keeps the credit of a long download from hiding a later flood.
constexpr std::uint32_t kMaxPingCredit = 1000;
// Envoy: one consecutive frame without payload.
constexpr int kMaxConsecutiveEmpty = 1;
constexpr std::uint8_t kLastKnownType = frame_type::kContinuation;

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

std::optional<FrameHeader> FrameScanner::next(BytesView& bytes) {
  const auto skipped = std::min<std::size_t>(skip_, bytes.size());
  bytes.remove_prefix(skipped);
  skip_ -= static_cast<std::uint32_t>(skipped);
  if (skip_ > 0 || bytes.empty()) return std::nullopt;
  const auto count = std::min(partial_.size() - have_, bytes.size());
  std::memcpy(partial_.data() + have_, bytes.data(), count);
  have_ += count;
  bytes.remove_prefix(count);
  if (have_ < partial_.size()) return std::nullopt;
  have_ = 0;
  const FrameHeader header{static_cast<std::uint32_t>(partial_[0] << 16 | partial_[1] << 8 | partial_[2]),
                           partial_[3], partial_[4]};
  skip_ = header.length;
  if (header.type == frame_type::kHeaders) ++heads_;
  lastIsHead_ = header.type == frame_type::kHeaders || header.type == frame_type::kContinuation;
  if (lastIsHead_) headOpen_ = (header.flags & frame_type::kEndHeaders) == 0;
  return header;
}

bool AbuseGuard::isEmptyFlood(const FrameHeader& header) {
  const bool carries = header.type == frame_type::kData || header.type == frame_type::kHeaders ||
                       header.type == frame_type::kContinuation;
  if (!carries) return false;
  const bool ends = header.type != frame_type::kContinuation && (header.flags & frame_type::kEndStream) != 0;
  if (header.length > 0 || ends) {
    consecutiveEmpty_ = 0;
    return false;
  }
  return ++consecutiveEmpty_ > kMaxConsecutiveEmpty;
}

std::optional<std::string_view> AbuseGuard::received(const FrameHeader& header, MonotonicTime now,
                                                     bool streamsOpen) {
  if (isEmptyFlood(header)) return "frames without payload";
  switch (header.type) {
    case frame_type::kHeaders:
      if (countsResets_) ++streams_;
      return std::nullopt;
    case frame_type::kPing:
      if (pingCredit_ > 0) {
        --pingCredit_;
        return std::nullopt;
      }
      if (!pings_.take(now)) return "too many PING frames";
      return std::nullopt;
    case frame_type::kSettings:
      if ((header.flags & frame_type::kAck) != 0 || std::exchange(firstSettings_, false)) return std::nullopt;
      if (!settings_.take(now)) return "too many SETTINGS frames";
      return std::nullopt;
    case frame_type::kPriority:
    case frame_type::kPriorityUpdate:
      if (++priorities_ > 100 * (1 + streams_)) return "too many PRIORITY frames";
      return std::nullopt;
    case frame_type::kWindowUpdate:
      if (++windowUpdates_ > 5 + 2 * (streams_ + 10 * dataSent_)) return "too many WINDOW_UPDATE frames";
      return std::nullopt;
    case frame_type::kRstStream:
      if (countsResets_ && !resets_.take(now)) return "too many RST_STREAM frames";
      return std::nullopt;
    default:
      break;
  }
  const double cost = header.length + 9.0;
  if (header.type > kLastKnownType && !streamsOpen && !unknownBytes_.take(now, cost)) {
    return "too many unknown frames";
  }
  return std::nullopt;
}

void AbuseGuard::sentHeaders() { pingCredit_ = std::min(pingCredit_ + 1, kMaxPingCredit); }

void AbuseGuard::sentData() {
  ++dataSent_;
  pingCredit_ = std::min(pingCredit_ + 1, kMaxPingCredit);
}

std::optional<std::string_view> AbuseGuard::sentReset(MonotonicTime now) {
  if (!ownResets_.take(now)) return "too many streams that had to be reset";
  return std::nullopt;
}

}  // namespace bascule::http
