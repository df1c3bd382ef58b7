// SPDX-License-Identifier: GPL-3.0-or-later
// `CallTally`: how calls ended and how long they took, and the bytes that went through sockets, as sums that
// one worker writes and anybody reads. Thread: add() the worker's, take() any.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "bridge/base/clock.h"
#include "bridge/rpc/protocol.h"
#include "bridge/rpc/status.h"

namespace bascule::proxy {

/// Upper bounds of the duration buckets, in seconds: three a decade from half a millisecond, where a local
/// call lies, to the minute of a long poll. Streams beyond are in the last, unbounded one.
inline constexpr std::array<double, 16> kDurationBounds = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
inline constexpr std::size_t kProtocolCount = 7;

/// What a call ended with, as its client saw it.
struct CallOutcome {
  rpc::Protocol protocol = rpc::Protocol::Unknown;
  rpc::Code code = rpc::Code::Ok;
};

/// Bytes of a leg's sockets, headers and (where there is TLS) records included.
struct LegBytes {
  std::uint64_t received = 0;
  std::uint64_t sent = 0;
};

/// The sums as plain values; those of several workers add up.
struct CallSums {
  struct OfProtocol {
    std::array<std::uint64_t, rpc::kCodeCount> codes{};
    std::array<std::uint64_t, kDurationBounds.size() + 1> buckets{};
    std::uint64_t micros = 0;  ///< duration of all calls together
  };
  std::array<OfProtocol, kProtocolCount> protocols{};
  LegBytes downstream;
  LegBytes upstream;

  void add(const CallSums& other);
};

class CallTally {
 public:
  void add(CallOutcome outcome, Duration duration);
  void addBytes(const LegBytes& downstream, const LegBytes& upstream);
  CallSums take() const;

 private:
  using Sum = std::atomic<std::uint64_t>;
  struct OfProtocol {
    std::array<Sum, rpc::kCodeCount> codes{};
    std::array<Sum, kDurationBounds.size() + 1> buckets{};
    Sum micros{0};
  };
  std::array<OfProtocol, kProtocolCount> protocols_{};
  std::array<Sum, 4> bytes_{};
};

}  // namespace bascule::proxy
