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

/// Only the worker writes, so no lock of the bus is needed.
void raise(std::atomic<std::uint64_t>& sum, std::uint64_t by) {
  sum.store(sum.load(kRelaxed) + by, kRelaxed);
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
  raise(sums.codes[static_cast<std::size_t>(outcome.code)], 1);
  raise(sums.buckets[bucketOf(duration)], 1);
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
  raise(sums.micros, static_cast<std::uint64_t>(std::max<std::int64_t>(micros, 0)));
}

void CallTally::addBytes(const LegBytes& downstream, const LegBytes& upstream) {
  raise(bytes_[0], downstream.received);
  raise(bytes_[1], downstream.sent);
  raise(bytes_[2], upstream.received);
  raise(bytes_[3], upstream.sent);
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
