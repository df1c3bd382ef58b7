// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/insight/method_stats.h"

#include <algorithm>
#include <cmath>

namespace bascule::insight {
namespace {

// Bucket 0 is below 100 ns; 510 buckets, each 5 % wider than the one before, reach 1.8 hours.
constexpr double kFirstNs = 100;
constexpr double kRatio = 1.05;
const double kLogRatio = std::log(kRatio);

constexpr std::int64_t kSlowNs = 100'000'000;  // the chip "Slow > 100 ms"

bool failed(const capture::CallRow& row) { return row.code != rpc::Code::Ok; }

}  // namespace

bool isStream(const capture::CallRow& row) {
  if (row.kind == rpc::Kind::Unknown) return row.requestMessages > 1 || row.responseMessages > 1;
  return row.kind != rpc::Kind::Unary;
}

double LatencyHistogram::lowerEdge(std::size_t bucket) {
  return bucket == 0 ? 0 : kFirstNs * std::pow(kRatio, static_cast<double>(bucket) - 1);
}

void LatencyHistogram::add(std::int64_t nanoseconds) {
  std::size_t bucket = 0;
  const auto value = static_cast<double>(nanoseconds);
  if (value >= kFirstNs) {
    bucket = std::min(kBuckets - 1, 1 + static_cast<std::size_t>(std::log(value / kFirstNs) / kLogRatio));
  }
  ++buckets_[bucket];
  ++count_;
}

std::int64_t LatencyHistogram::quantile(double q) const {
  if (count_ == 0) return 0;
  const double wanted = std::ceil(std::clamp(q, 0.0, 1.0) * static_cast<double>(count_));
  const auto rank = std::max<std::uint64_t>(static_cast<std::uint64_t>(wanted), 1);
  std::uint64_t below = 0;
  std::size_t bucket = 0;
  while (bucket + 1 < kBuckets && below + buckets_[bucket] < rank) below += buckets_[bucket++];
  if (bucket == 0) return static_cast<std::int64_t>(kFirstNs / 2);
  // The middle of the bucket on its logarithmic scale.
  return std::llround(kFirstNs * std::pow(kRatio, static_cast<double>(bucket) - 0.5));
}

void LatencyHistogram::clear() {
  buckets_.fill(0);
  count_ = 0;
}

void ProtocolCounts::add(rpc::Protocol protocol) {
  if (rpc::isConnect(protocol)) {
    ++connect;
  } else if (rpc::isGrpcWeb(protocol)) {
    ++grpcWeb;
  } else if (protocol == rpc::Protocol::Grpc) {
    ++grpc;
  } else {
    ++other;
  }
}

void TrafficStats::opened(const capture::CallRow& row) {
  totals_.protocols.add(row.protocol);
  ++totals_.inFlight;
  if (row.kind != rpc::Kind::Unknown && isStream(row)) ++totals_.streaming;
  methods_[{row.service, row.method}].protocols.add(row.protocol);
  clients_[row.client].protocols.add(row.protocol);
}

void TrafficStats::ended(const capture::CallRow& row) {
  if (totals_.inFlight > 0) --totals_.inFlight;
  // Without a schema only the messages tell, and only at the end.
  if (row.kind == rpc::Kind::Unknown && isStream(row)) ++totals_.streaming;
  if (failed(row)) {
    ++totals_.errors;
    ++methods_[{row.service, row.method}].errors;
    ++clients_[row.client].errors;
  }
  if (!isStream(row)) {
    if (row.durationNs > kSlowNs) ++totals_.slow;
    durations_.add(row.durationNs);
  }
  added_.add(row.addedNs);
}

void TrafficStats::clear() { *this = TrafficStats(); }

}  // namespace bascule::insight
