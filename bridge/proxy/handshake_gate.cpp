// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/handshake_gate.h"

#include <algorithm>

namespace bascule::proxy {

bool HandshakeGate::enter(HandshakeGuest& guest) {
  if (inside_.size() < kMost && waiting_.empty()) {
    inside_.push_back({&guest, clock_.now()});
    return true;
  }
  waiting_.push_back(&guest);
  rearm();
  return false;
}

void HandshakeGate::leave(HandshakeGuest& guest) {
  std::erase_if(inside_, [&](const Place& place) { return place.guest == &guest; });
  std::erase(waiting_, &guest);
  rearm();
}

void HandshakeGate::admit() {
  if (waiting_.empty()) return;
  const MonotonicTime now = clock_.now();
  if (inside_.size() >= kMost && inside_.front().since + kPatience <= now) {
    HandshakeGuest& slow = *inside_.front().guest;
    inside_.pop_front();
    slow.onHandshakeStalled();
  }
  // One a time: between two the worker's loop does its other work.
  if (inside_.size() < kMost) {
    HandshakeGuest& next = *waiting_.front();
    waiting_.pop_front();
    inside_.push_back({&next, now});
    next.onHandshakeTurn();
  }
  rearm();
}

void HandshakeGate::rearm() {
  if (waiting_.empty()) {
    timer_.cancel();
  } else {
    timer_.armAt(inside_.size() < kMost ? clock_.now() : inside_.front().since + kPatience);
  }
}

}  // namespace bascule::proxy
