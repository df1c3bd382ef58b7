// SPDX-License-Identifier: GPL-3.0-or-later
// `TimeHistogram`: how many calls began when, by protocol family and how many of them failed, in at most
// kBuckets equal spans that grow with the session. Thread: not shared.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "bridge/capture/call_record.h"

namespace bascule::insight {

class TimeHistogram {
 public:
  static constexpr std::size_t kBuckets = 512;
  static constexpr std::int64_t kLeastWidthNs = 10'000'000;
  /// Families in the order in which bars are stacked.
  enum Family : std::uint8_t { Connect, Grpc, GrpcWeb, Other };
  struct Bucket {
    std::array<std::uint32_t, 4> calls{};
    std::uint32_t errors = 0;
    std::uint32_t total() const { return calls[0] + calls[1] + calls[2] + calls[3]; }
  };

  /// A call not seen before.
  void opened(const capture::CallRow& row);
  /// The call ended (once, after opened()).
  void ended(const capture::CallRow& row);
  void clear() { *this = TimeHistogram(); }

  /// From the span of the first call to that of the last; empty without calls.
  const std::vector<Bucket>& buckets() const { return buckets_; }
  /// Where the first bucket begins, in nanoseconds since 1970.
  std::int64_t beginNs() const { return beginNs_; }
  std::int64_t widthNs() const { return widthNs_; }
  std::int64_t endNs() const { return beginNs_ + widthNs_ * static_cast<std::int64_t>(buckets_.size()); }

 private:
  Bucket& at(std::int64_t startNs);
  void widen();

  std::vector<Bucket> buckets_;
  std::int64_t beginNs_ = 0;
  std::int64_t widthNs_ = kLeastWidthNs;
};

}  // namespace bascule::insight
