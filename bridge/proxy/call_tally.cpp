// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/call_tally.h"

#include <algorithm>
#include <chrono>

namespace bascule::proxy {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

std::size_t bucketOf(Duration duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  return static_cast<std::size_t>(std::ranges::lower_bound(kDurationBounds, seconds) -
                                  kDurationBounds.begin());
}

}  // namespace

void CallSums::add(const CallSums& other) {
  for (std::size_t p = 0; p < protocols.size(); ++p) {
    const OfProtocol& from = other.protocols[p];
    OfProtocol& to = protocols[p];
    for (std::size_t i = 0; i < to.codes.size(); ++i) to.codes[i] += from.codes[i];
    for (std::size_t i = 0; i < to.buckets.size(); ++i) to.buckets[i] += from.buckets[i];
    to.micros += from.micros;
  }
  downstream.received += other.downstream.received;
  downstream.sent += other.downstream.sent;
  upstream.received += other.upstream.received;
  upstream.sent += other.upstream.sent;
}

void CallTally::add(CallOutcome outcome, Duration duration) {
  OfProtocol& sums = protocols_[static_cast<std::size_t>(outcome.protocol)];
  sums.codes[static_cast<std::size_t>(outcome.code)].fetch_add(1, kRelaxed);
  sums.buckets[bucketOf(duration)].fetch_add(1, kRelaxed);
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
  sums.micros.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(micros, 0)), kRelaxed);
}

void CallTally::addBytes(const LegBytes& downstream, const LegBytes& upstream) {
  bytes_[0].fetch_add(downstream.received, kRelaxed);
  bytes_[1].fetch_add(downstream.sent, kRelaxed);
  bytes_[2].fetch_add(upstream.received, kRelaxed);
  bytes_[3].fetch_add(upstream.sent, kRelaxed);
}

CallSums CallTally::take() const {
  CallSums sums;
  for (std::size_t p = 0; p < protocols_.size(); ++p) {
    CallSums::OfProtocol& to = sums.protocols[p];
    for (std::size_t i = 0; i < to.codes.size(); ++i) to.codes[i] = protocols_[p].codes[i].load(kRelaxed);
    for (std::size_t i = 0; i < to.buckets.size(); ++i) {
      to.buckets[i] = protocols_[p].buckets[i].load(kRelaxed);
    }
    to.micros = protocols_[p].micros.load(kRelaxed);
  }
  sums.downstream = {bytes_[0].load(kRelaxed), bytes_[1].load(kRelaxed)};
  sums.upstream = {bytes_[2].load(kRelaxed), bytes_[3].load(kRelaxed)};
  return sums;
}

}  // namespace bascule::proxy
