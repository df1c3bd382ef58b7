// SPDX-License-Identifier: GPL-3.0-or-later
// CaptureQueue: order, batched visibility, exact counts when full, wake-ups, and a producer and a consumer
// thread against each other.
#include <thread>

#include <QtTest/QtTest>

#include "bridge/capture/capture_queue.h"
#include "tests/support/capture_events.h"

using namespace bascule;
using namespace bascule::capture;
using bascule::test::CallScript;

class TestCaptureQueue : public QObject {
  Q_OBJECT
 private slots:
  void eventsAppearOnlyAfterPublish();
  void wakesFromEmptyOnly();
  void fullQueueDropsAndCounts();
  void endsOutliveMessagesAndNewCalls();
  void payloadBudgetCutsPayloadsNotEvents();
  void twoThreadsLoseNothing();
};

static DirectionEnded mark(CallId call) { return {call, {}, Leg::Client, Direction::Request}; }

void TestCaptureQueue::eventsAppearOnlyAfterPublish() {
  CaptureQueue queue({64, 1024}, [] {});
  std::vector<CaptureEvent> out;
  QVERIFY(queue.push(mark(1)));
  QCOMPARE(queue.drain(out, 10), std::size_t{0});
  queue.publish();
  QVERIFY(queue.push(mark(2)));
  QCOMPARE(queue.drain(out, 10), std::size_t{1});
  queue.publish();
  QCOMPARE(queue.drain(out, 10), std::size_t{1});
  QCOMPARE(std::get<DirectionEnded>(out[0]).call, CallId{1});
  QCOMPARE(std::get<DirectionEnded>(out[1]).call, CallId{2});
}

void TestCaptureQueue::wakesFromEmptyOnly() {
  int wakes = 0;
  CaptureQueue queue({64, 1024}, [&] { ++wakes; });
  queue.publish();
  QCOMPARE(wakes, 0);
  queue.push(mark(1));
  queue.publish();
  queue.push(mark(2));
  queue.publish();
  QCOMPARE(wakes, 1);
  std::vector<CaptureEvent> out;
  queue.drain(out, 10);
  queue.push(mark(3));
  queue.publish();
  QCOMPARE(wakes, 2);
}

void TestCaptureQueue::fullQueueDropsAndCounts() {
  CaptureQueue queue({64, 1024}, [] {});
  int taken = 0;
  for (int i = 0; i < 100; ++i) taken += queue.push(mark(static_cast<CallId>(i))) ? 1 : 0;
  QCOMPARE(taken, 64);
  QCOMPARE(queue.droppedEvents(), std::uint64_t{36});
  queue.publish();
  std::vector<CaptureEvent> out;
  QCOMPARE(queue.drain(out, 1000), std::size_t{64});
  QVERIFY(queue.push(mark(1)));
}

void TestCaptureQueue::endsOutliveMessagesAndNewCalls() {
  CaptureQueue queue({64, 1024}, [] {});
  while (queue.push(MessageSeen{})) {
  }
  QVERIFY(!queue.push(CallOpened{}));
  QVERIFY(queue.push(CallEnded{}));
  QCOMPARE(queue.droppedEvents(), std::uint64_t{2});
}

void TestCaptureQueue::payloadBudgetCutsPayloadsNotEvents() {
  CaptureQueue queue({64, 100}, [] {});
  const CallScript call;
  for (int i = 0; i < 3; ++i) QVERIFY(queue.push(call.message(Direction::Request, std::string(40, 'x'), 1)));
  QCOMPARE(queue.cutPayloads(), std::uint64_t{1});
  queue.publish();
  std::vector<CaptureEvent> out;
  queue.drain(out, 10);
  QCOMPARE(std::get<MessageSeen>(out[1]).bytes.size(), std::size_t{40});
  QCOMPARE(std::get<MessageSeen>(out[2]).bytes.size(), std::size_t{0});
  QCOMPARE(std::get<MessageSeen>(out[2]).total, ByteCount{40});
  queue.push(call.message(Direction::Request, std::string(90, 'x'), 1));
  QCOMPARE(queue.cutPayloads(), std::uint64_t{1});  // what was drained gave its room back
}

void TestCaptureQueue::twoThreadsLoseNothing() {
  constexpr CallId kEvents = 300'000;
  std::atomic<bool> woken{false};
  CaptureQueue queue({1024, 1024}, [&] { woken = true; });
  std::jthread producer([&] {
    for (CallId i = 0; i < kEvents; ++i) {
      while (!queue.push(mark(i))) std::this_thread::yield();
      if (i % 7 == 0) queue.publish();
    }
    queue.publish();
  });
  std::vector<CaptureEvent> out;
  CallId next = 0;
  while (next < kEvents) {
    out.clear();
    if (queue.drain(out, 100) == 0) std::this_thread::yield();
    for (const CaptureEvent& event : out) {
      if (std::get<DirectionEnded>(event).call != next) QFAIL("out of order");
      ++next;
    }
  }
  QVERIFY(woken);
}

QTEST_APPLESS_MAIN(TestCaptureQueue)
#include "tst_capture_queue.moc"
