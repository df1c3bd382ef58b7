// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of one worker share: its loop, clock and timers, the list of connections that have something
// to write at the end of the turn, and sums that are handed on then. Thread: the worker's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory_resource>
#include <utility>
#include <vector>

#include "bridge/base/clock.h"
#include "bridge/http/limit_hits.h"
#include "bridge/net/event_loop.h"
#include "bridge/net/tcp_socket.h"
#include "bridge/proxy/call_tally.h"
#include "bridge/proxy/handshake_gate.h"

namespace bascule::proxy {

class Connection;

/// Whether a connection made to a server has come out at one of the worker's own listeners.
using LeadsBack = std::function<bool(const net::TcpSocket&)>;

/// Memory of calls, used again and again: one is too large for malloc's quick lists, and came to cost as much
/// as a good part of HPACK.
class CallMemory {
 public:
#ifdef __SANITIZE_ADDRESS__
  std::pmr::memory_resource* resource() {
    return std::pmr::new_delete_resource();
  }  // use after free must show
#else
  std::pmr::memory_resource* resource() { return &pool_; }

 private:
  std::pmr::unsynchronized_pool_resource pool_;
#endif
};

class Turn {
 public:
  explicit Turn(
      const Clock& systemClock, LeadsBack leadsBackHere = [](const net::TcpSocket&) { return false; })
      : clock(systemClock),
        timers(loop, systemClock),
        handshakes(timers, systemClock),
        leadsBack(std::move(leadsBackHere)) {}

  /// `connection` has output: flush it when the turn ends.
  void markDirty(Connection& connection) { dirty_.push_back(&connection); }
  /// The connection is going away: do not flush it any more.
  void forget(Connection& connection);
  /// Flushes until nothing is left to flush.
  void flushAll();

  const Clock& clock;
  net::EventLoop loop;
  net::TimerQueue timers;
  HandshakeGate handshakes;
  const LeadsBack leadsBack;
  http::LimitHits hits;  ///< limits enforced since the last turn ended
  LegBytes downstream;   ///< of client connections since the last turn ended
  LegBytes upstream;     ///< ... of the server's
  CallMemory callMemory;
  std::int64_t held = 0;  ///< bytes that connections and calls of this worker hold now

 private:
  std::vector<Connection*> dirty_;
  std::vector<Connection*> flushing_;
};

}  // namespace bascule::proxy
