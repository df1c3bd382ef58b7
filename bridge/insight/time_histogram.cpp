// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/insight/time_histogram.h"

#include <algorithm>

namespace bascule::insight {
namespace {

// A file may say anything; moments outside are taken for the nearest one inside (1970 to 2115).
constexpr std::int64_t kLatest = 4'600'000'000'000'000'000;

std::int64_t floorTo(std::int64_t value, std::int64_t step) { return value - value % step; }

TimeHistogram::Family familyOf(rpc::Protocol protocol) {
  if (rpc::isConnect(protocol)) return TimeHistogram::Connect;
  if (rpc::isGrpcWeb(protocol)) return TimeHistogram::GrpcWeb;
  return protocol == rpc::Protocol::Grpc ? TimeHistogram::Grpc : TimeHistogram::Other;
}

void join(TimeHistogram::Bucket& into, const TimeHistogram::Bucket& from) {
  for (std::size_t i = 0; i < into.calls.size(); ++i) into.calls[i] += from.calls[i];
  into.errors += from.errors;
}

}  // namespace

// Twice as wide, on a grid of that width: neighbours fall together.
void TimeHistogram::widen() {
  const std::int64_t wide = widthNs_ * 2;
  const std::int64_t begin = floorTo(beginNs_, wide);
  const std::size_t shift = begin == beginNs_ ? 0 : 1;
  std::vector<Bucket> merged((buckets_.size() + shift + 1) / 2);
  for (std::size_t i = 0; i < buckets_.size(); ++i) join(merged[(i + shift) / 2], buckets_[i]);
  buckets_ = std::move(merged);
  beginNs_ = begin;
  widthNs_ = wide;
}

TimeHistogram::Bucket& TimeHistogram::at(std::int64_t startNs) {
  const std::int64_t start = std::clamp<std::int64_t>(startNs, 0, kLatest);
  if (buckets_.empty()) beginNs_ = floorTo(start, widthNs_), buckets_.resize(1);
  const auto span = [&] {
    return std::max(endNs(), start + 1) - std::min(beginNs_, floorTo(start, widthNs_));
  };
  while (span() > widthNs_ * static_cast<std::int64_t>(kBuckets)) widen();
  if (start < beginNs_) {
    const std::int64_t begin = floorTo(start, widthNs_);
    buckets_.insert(buckets_.begin(), static_cast<std::size_t>((beginNs_ - begin) / widthNs_), Bucket());
    beginNs_ = begin;
  }
  const auto index = static_cast<std::size_t>((start - beginNs_) / widthNs_);
  if (index >= buckets_.size()) buckets_.resize(index + 1);
  return buckets_[index];
}

void TimeHistogram::opened(const capture::CallRow& row) { ++at(row.startNs).calls[familyOf(row.protocol)]; }

void TimeHistogram::ended(const capture::CallRow& row) {
  if (row.code != rpc::Code::Ok) ++at(row.startNs).errors;
}

}  // namespace bascule::insight
