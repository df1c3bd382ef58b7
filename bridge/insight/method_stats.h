// SPDX-License-Identifier: GPL-3.0-or-later
// Statistics over calls: counts per method and client, latency percentiles, rates. Fed with rows.
// Thread: not shared; the window has one, headless has one.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "bridge/capture/call_record.h"

namespace bascule::insight {

/// Durations in logarithmic buckets (about 5 % wide), fixed memory.
class LatencyHistogram {
 public:
  void add(std::int64_t nanoseconds);
  /// Value below which the share `q` (0..1) of the samples lies, in nanoseconds; 0 if empty.
  std::int64_t quantile(double q) const;
  std::uint64_t count() const { return count_; }
  void clear();

  static constexpr std::size_t kBuckets = 512;
  std::uint32_t countIn(std::size_t bucket) const { return buckets_[bucket]; }
  /// Where a bucket begins, in nanoseconds; the last one has no end.
  static double lowerEdge(std::size_t bucket);

 private:
  std::array<std::uint32_t, kBuckets> buckets_{};
  std::uint64_t count_ = 0;
};

/// Whether the call is a stream; without a schema its messages tell.
bool isStream(const capture::CallRow& row);

/// Calls by protocol family of the client leg.
struct ProtocolCounts {
  std::uint64_t connect = 0;
  std::uint64_t grpc = 0;
  std::uint64_t grpcWeb = 0;
  std::uint64_t other = 0;
  std::uint64_t total() const { return connect + grpc + grpcWeb + other; }
  void add(rpc::Protocol protocol);
};

struct GroupStats {
  ProtocolCounts protocols;
  std::uint64_t errors = 0;
};

/// Totals for chips, sidebar and status bar, updated row by row.
class TrafficStats {
 public:
  /// A call not seen before.
  void opened(const capture::CallRow& row);
  /// The call ended (call once, after opened()).
  void ended(const capture::CallRow& row);
  void clear();

  struct Totals {
    ProtocolCounts protocols;
    std::uint64_t errors = 0;
    std::uint64_t streaming = 0;
    std::uint64_t slow = 0;  ///< longer than 100 ms, unary only
    std::uint64_t inFlight = 0;
  };
  const Totals& totals() const { return totals_; }
  /// By string ids of service and method, and of client.
  const std::map<std::pair<std::uint32_t, std::uint32_t>, GroupStats>& byMethod() const { return methods_; }
  const std::map<std::uint32_t, GroupStats>& byClient() const { return clients_; }
  /// Of calls that are no streams: a stream lasts as long as somebody listens.
  const LatencyHistogram& durations() const { return durations_; }
  const LatencyHistogram& added() const { return added_; }

 private:
  Totals totals_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, GroupStats> methods_;
  std::map<std::uint32_t, GroupStats> clients_;
  LatencyHistogram durations_;
  LatencyHistogram added_;
};

}  // namespace bascule::insight
