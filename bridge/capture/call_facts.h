// SPDX-License-Identifier: GPL-3.0-or-later
// The small facts of a call in one number, and its names in one: what keeps the table `call_rows` of a
// session file narrow, for every column of a row costs time on each call. Thread: plain values.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "bridge/capture/call_record.h"

namespace bascule::capture {

/// Flags, status, protocols, kind, codec and compression of a row. Layout, from the lowest bit: flags 16,
/// status 8, protocol 4, upstream protocol 4, kind 4, codec 4, compression 4.
std::int64_t packFacts(const CallRow& row);
/// Sets those members of `row`. A value that is no enumerator becomes the first of its enum.
void unpackFacts(std::int64_t facts, CallRow& row);

/// The string ids of a call, in the order of the columns of `routes`: service, method, client, peer, host,
/// upstream; then the number of its request headers in `header_sets` (0: not known).
using Route = std::array<std::uint32_t, 7>;
Route routeOf(const CallRow& row, std::uint32_t requestHeaders = 0);
void setRoute(const Route& route, CallRow& row);

/// Numbers each distinct route, from 1. Like StringTable it grows only up to a bound: later routes are 0.
class RouteTable {
 public:
  static constexpr std::uint32_t kMaxRoutes = 1 << 18;

  std::uint32_t intern(const Route& route);
  /// Adds a route of an existing file under the next number, even if it is there already.
  void append(const Route& route);
  /// Those added from number `first` on.
  std::span<const Route> since(std::uint32_t first) const;
  /// False once the table fills up: then what is not a name should not make routes of its own.
  bool roomy() const { return routes_.size() < kMaxRoutes / 2; }
  /// Number that the next new route gets.
  std::uint32_t next() const { return static_cast<std::uint32_t>(routes_.size()) + 1; }

 private:
  std::vector<Route> routes_;
  std::map<Route, std::uint32_t> numbers_;
};

}  // namespace bascule::capture
