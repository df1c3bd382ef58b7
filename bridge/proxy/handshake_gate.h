// SPDX-License-Identifier: GPL-3.0-or-later
// `HandshakeGate`: how many clients of one worker may be in the midst of a TLS handshake. Each costs memory
// (some 50 KiB) and a signature; those beyond wait with what they have sent, in the order they came. A client
// that lets the others wait while it says nothing loses its place, and the connection with it. Thread: the
// worker's.
#pragma once

#include <cstddef>
#include <deque>

#include "bridge/base/clock.h"
#include "bridge/net/event_loop.h"

namespace bascule::proxy {

/// Who wants a handshake. It leaves the gate before it is destroyed.
class HandshakeGuest {
 public:
  virtual ~HandshakeGuest() = default;
  /// Its turn has come; it is inside.
  virtual void onHandshakeTurn() = 0;
  /// It was inside too long while others waited. It has to leave.
  virtual void onHandshakeStalled() = 0;
};

class HandshakeGate {
 public:
  static constexpr std::size_t kMost = 64;
  /// How long a handshake may take while others wait. All 1,024 connections that a process takes have then
  /// had their turn within the 10 s that a client has for its first request.
  static constexpr std::chrono::milliseconds kPatience{500};

  HandshakeGate(net::TimerQueue& timers, const Clock& clock)
      : clock_(clock), timer_(timers, [this] { admit(); }) {}

  /// True: the guest is inside. False: it waits for its turn.
  bool enter(HandshakeGuest& guest);
  /// The guest's handshake or connection is over, or it waits no longer. Nothing, if it is not here.
  void leave(HandshakeGuest& guest);
  /// Takes the place of one that is too slow, and gives one to who waits longest. Its timer calls this.
  void admit();

 private:
  struct Place {
    HandshakeGuest* guest;
    MonotonicTime since;
  };
  void rearm();

  const Clock& clock_;
  net::Timer timer_;
  std::deque<Place> inside_;  ///< who came first stands first
  std::deque<HandshakeGuest*> waiting_;
};

}  // namespace bascule::proxy
