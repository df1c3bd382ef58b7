// SPDX-License-Identifier: GPL-3.0-or-later
// Who may be in the midst of a TLS handshake, who waits, who loses the place.
#include <QtTest/QtTest>

#include "bridge/proxy/handshake_gate.h"

using namespace bascule;
using namespace bascule::proxy;
using namespace std::chrono_literals;

namespace {

/// Moves only when told to.
class HandClock final : public Clock {
 public:
  MonotonicTime now() const override { return time; }
  WallTime wallNow() const override { return {}; }
  MonotonicTime time{1h};
};

struct Guest final : HandshakeGuest {
  explicit Guest(HandshakeGate& to) : gate(to) {}
  void onHandshakeTurn() override { inside = true; }
  void onHandshakeStalled() override {
    inside = false;
    stalled = true;
    gate.leave(*this);
  }
  HandshakeGate& gate;
  bool inside = false;
  bool stalled = false;
};

}  // namespace

class TestHandshakeGate : public QObject {
  Q_OBJECT

  struct Gate {
    HandClock clock;
    net::EventLoop loop;
    net::TimerQueue timers{loop, clock};
    HandshakeGate gate{timers, clock};
    std::vector<std::unique_ptr<Guest>> guests;

    void come(std::size_t count) {
      for (std::size_t i = 0; i < count; ++i) {
        Guest& guest = *guests.emplace_back(std::make_unique<Guest>(gate));
        guest.inside = gate.enter(guest);
      }
    }
    /// As if the gate's timer had fired then.
    void pass(Duration time) {
      clock.time += time;
      gate.admit();
    }
    std::string inside(std::size_t from) const {
      std::string text;
      for (std::size_t i = from; i < guests.size(); ++i) text += guests[i]->inside ? '+' : '-';
      return text;
    }
  };

 private Q_SLOTS:
  void thoseBeyondWaitForAPlace() {
    Gate at;
    at.come(HandshakeGate::kMost + 2);
    QCOMPARE(at.inside(HandshakeGate::kMost - 1), std::string("+--"));
    at.gate.leave(*at.guests[0]);
    at.pass(0s);
    QCOMPARE(at.inside(HandshakeGate::kMost - 1), std::string("++-"));
    at.gate.leave(*at.guests[5]);
    at.come(1);  // does not overtake
    at.pass(0s);
    QCOMPARE(at.inside(HandshakeGate::kMost - 1), std::string("+++-"));
  }

  void whoLeavesWhileWaitingIsForgotten() {
    Gate at;
    at.come(HandshakeGate::kMost + 2);
    at.gate.leave(*at.guests[HandshakeGate::kMost]);
    at.gate.leave(*at.guests[0]);
    at.pass(0s);
    QCOMPARE(at.inside(HandshakeGate::kMost), std::string("-+"));
  }

  void theFirstLosesItsPlaceInTime() {
    Gate at;
    at.come(HandshakeGate::kMost);
    at.pass(HandshakeGate::kPatience);
    QVERIFY(!at.guests[0]->stalled);  // nobody waits
    at.come(1);
    at.pass(0s);
    QVERIFY(at.guests[0]->stalled);
    QVERIFY(!at.guests[1]->stalled);
    QCOMPARE(at.inside(HandshakeGate::kMost - 1), std::string("++"));
  }

  void noSoonerThanThat() {
    Gate at;
    at.come(HandshakeGate::kMost + 1);
    at.pass(HandshakeGate::kPatience - 1ns);
    QCOMPARE(at.inside(HandshakeGate::kMost - 1), std::string("+-"));
    at.pass(1ns);
    QCOMPARE(at.inside(HandshakeGate::kMost - 1), std::string("++"));
    QVERIFY(at.guests[0]->stalled);
  }
};

QTEST_GUILESS_MAIN(TestHandshakeGate)
#include "tst_handshake_gate.moc"
