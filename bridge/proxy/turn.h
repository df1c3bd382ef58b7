// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of one worker share: its loop, clock and timers, the list of connections that have something
// to write at the end of the turn, and sums that are handed on then. Thread: the worker's.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "bridge/base/clock.h"
#include "bridge/http/limit_hits.h"
#include "bridge/net/event_loop.h"
#include "bridge/proxy/call_tally.h"

namespace bascule::proxy {

class Connection;

class Turn {
 public:
  explicit Turn(const Clock& systemClock) : clock(systemClock), timers(loop, systemClock) {}

  /// `connection` has output: flush it when the turn ends.
  void markDirty(Connection& connection) { dirty_.push_back(&connection); }
  /// The connection is going away: do not flush it any more.
  void forget(Connection& connection);
  /// Flushes until nothing is left to flush.
  void flushAll();

  const Clock& clock;
  net::EventLoop loop;
  net::TimerQueue timers;
  http::LimitHits hits;   ///< limits enforced since the last turn ended
  LegBytes downstream;    ///< of client connections since the last turn ended
  LegBytes upstream;      ///< ... of the server's
  std::int64_t held = 0;  ///< bytes that connections and calls of this worker hold now

 private:
  std::vector<Connection*> dirty_;
  std::vector<Connection*> flushing_;
};

}  // namespace bascule::proxy
