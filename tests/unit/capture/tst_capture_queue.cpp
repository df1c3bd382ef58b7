// SPDX-License-Identifier: GPL-3.0-or-later
// CaptureQueue: order, batched visibility, exact counts when full, wake-ups, and a producer and a consumer
// thread against each other.
#include <set>
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
  void wakesWhenThereIsSomething();
  void everyMemberArrives();
  void largeEventsGetBlocksOfTheirOwn();
  void fullQueueDropsAndCounts();
  void endsOutliveMessagesAndNewCalls();
  void payloadBudgetCutsPayloadsNotEvents();
  void payloadsGiveWayFirst();
  void memoryComesBack();
  void twoThreadsLoseNothing();
};

namespace {

constexpr std::size_t kPayload = 5000;  // too large to be copied

bool same(const http::HeadersView& a, const http::HeadersView& b) {
  return a.arena() == b.arena() && a.spans() == b.spans();
}

bool same(const CaptureEvent& a, const CaptureEvent& b) {
  return std::visit(
      [](const auto& x, const auto& y) {
        if constexpr (!std::is_same_v<decltype(x), decltype(y)>) {
          return false;
        } else {
          bool equal = x.call == y.call && x.time == y.time;
          if constexpr (requires { x.headers; }) equal = equal && same(x.headers, y.headers);
          if constexpr (requires { x.trailers; }) equal = equal && same(x.trailers, y.trailers);
          if constexpr (requires { x.peer; }) equal = equal && x.peer == y.peer && x.version == y.version;
          if constexpr (requires { x.target; }) {
            equal = equal && x.target == y.target && x.authority == y.authority && x.codec == y.codec;
          }
          if constexpr (requires { x.method; })
            equal = equal && x.method == y.method && x.timeout == y.timeout;
          if constexpr (requires { x.url; }) equal = equal && x.url == y.url;
          if constexpr (requires { x.leg; }) equal = equal && x.leg == y.leg;
          if constexpr (requires { x.direction; }) equal = equal && x.direction == y.direction;
          if constexpr (requires { x.bytes; }) equal = equal && x.bytes.view() == y.bytes.view();
          if constexpr (requires { x.total; }) equal = equal && x.total == y.total && x.last == y.last;
          if constexpr (requires { x.finding; })
            equal = equal && x.finding == y.finding && x.subject == y.subject;
          if constexpr (requires { x.inBridge; }) {
            equal = equal && x.status == y.status && x.inBridge == y.inBridge &&
                    x.clientCancelled == y.clientCancelled;
          }
          return equal;
        }
      },
      a, b);
}

DirectionEnded mark(CallId call) { return {call, {}, Leg::Client, Direction::Request}; }

/// Calls of the events that a queue shows now.
std::vector<CallId> callsIn(CaptureQueue& queue, std::size_t max = SIZE_MAX) {
  std::vector<CallId> calls;
  queue.drain(
      [&](const CaptureEvent& event) {
        calls.push_back(std::visit([](const auto& fact) { return fact.call; }, event));
      },
      max);
  return calls;
}

std::vector<std::string> payloadsIn(CaptureQueue& queue) {
  std::vector<std::string> payloads;
  queue.drain(
      [&](const CaptureEvent& event) { payloads.emplace_back(std::get<MessageSeen>(event).bytes.view()); },
      SIZE_MAX);
  return payloads;
}

}  // namespace

void TestCaptureQueue::eventsAppearOnlyAfterPublish() {
  CaptureQueue queue({}, [] {});
  QVERIFY(queue.push(mark(1)));
  QVERIFY(callsIn(queue).empty());
  queue.publish();
  QVERIFY(queue.push(mark(2)));
  QCOMPARE(callsIn(queue), (std::vector<CallId>{1}));
  queue.publish();
  QVERIFY(queue.push(mark(3)));
  queue.publish();
  QCOMPARE(callsIn(queue, 1), (std::vector<CallId>{2}));
  QCOMPARE(callsIn(queue), (std::vector<CallId>{3}));
}

void TestCaptureQueue::wakesWhenThereIsSomething() {
  int wakes = 0;
  CaptureQueue queue({}, [&] { ++wakes; });
  queue.publish();
  QCOMPARE(wakes, 0);
  queue.push(mark(1));
  queue.push(mark(2));
  QCOMPARE(wakes, 0);
  queue.publish();
  QCOMPARE(wakes, 1);
  queue.publish();
  QCOMPARE(wakes, 1);
}

void TestCaptureQueue::everyMemberArrives() {
  CaptureQueue queue({}, [] {});
  CallScript call;
  call.status = rpc::bridgeStatus(rpc::Code::InvalidArgument, "json_invalid", "no good");
  call.status.details = {{"google.rpc.BadRequest", std::string("\x00\x01", 2)}, {"a.B", ""}};
  call.clientCancelled = true;
  std::vector<CaptureEvent> events = call.all();
  events.push_back(Noted{1, call.at(5), "reserved_header_dropped", "te"});
  events.push_back(EndBodySeen{1, call.at(6), Leg::Client, Slice::ofStatic("{}")});
  std::set<std::size_t> kinds;
  for (const CaptureEvent& event : events) {
    kinds.insert(event.index());
    queue.push(event);
  }
  QCOMPARE(kinds.size(), std::variant_size_v<CaptureEvent>);
  queue.publish();
  std::size_t next = 0;
  queue.drain([&](const CaptureEvent& event) { QVERIFY(same(event, events[next++])); }, SIZE_MAX);
  QCOMPARE(next, events.size());
}

void TestCaptureQueue::largeEventsGetBlocksOfTheirOwn() {
  CaptureQueue queue({}, [] {});
  http::Headers large{{"x-large", std::string(200'000, 'h')}};
  for (CallId id = 1; id <= 3; ++id) {
    queue.push(mark(id));
    queue.push(TrailersSeen{id, {}, Leg::Upstream, large.view()});
    queue.push(MessageSeen{id,
                           {},
                           Legs::Both,
                           Direction::Request,
                           true,
                           true,
                           false,
                           100'000,
                           Slice::copyOf(std::string(100'000, 'm'))});
  }
  queue.publish();
  std::size_t bytes = 0;
  queue.drain(
      [&](const CaptureEvent& event) {
        if (const auto* trailers = std::get_if<TrailersSeen>(&event))
          bytes += trailers->trailers[0].value.size();
        if (const auto* message = std::get_if<MessageSeen>(&event)) bytes += message->bytes.size();
      },
      SIZE_MAX);
  QCOMPARE(bytes, std::size_t{3 * 300'000});
}

void TestCaptureQueue::fullQueueDropsAndCounts() {
  CaptureQueue queue({8192, 8192}, [] {});
  int taken = 0;
  for (int i = 0; i < 1000; ++i) taken += queue.push(mark(static_cast<CallId>(i))) ? 1 : 0;
  QVERIFY(taken > 100 && taken < 1000);
  QCOMPARE(queue.droppedEvents(), static_cast<std::uint64_t>(1000 - taken));
  queue.publish();
  QCOMPARE(callsIn(queue).size(), static_cast<std::size_t>(taken));
  QVERIFY(queue.push(mark(1)));
}

void TestCaptureQueue::endsOutliveMessagesAndNewCalls() {
  CaptureQueue queue({8192, 8192}, [] {});
  while (queue.push(CallOpened{})) {
  }
  QVERIFY(queue.push(MessageSeen{}));
  while (queue.push(MessageSeen{})) {
  }
  QVERIFY(!queue.push(CallOpened{}));
  QVERIFY(queue.push(CallEnded{}));
  QCOMPARE(queue.droppedEvents(), std::uint64_t{3});
}

void TestCaptureQueue::payloadBudgetCutsPayloadsNotEvents() {
  CaptureQueue queue({1 << 20, 100}, [] {});
  const CallScript call;
  for (int i = 0; i < 3; ++i) QVERIFY(queue.push(call.message(Direction::Request, std::string(40, 'x'), 1)));
  QCOMPARE(queue.cutPayloads(), std::uint64_t{1});
  queue.publish();
  QCOMPARE(payloadsIn(queue), (std::vector<std::string>{std::string(40, 'x'), std::string(40, 'x'), ""}));
  queue.push(call.message(Direction::Request, std::string(90, 'x'), 1));
  QCOMPARE(queue.cutPayloads(), std::uint64_t{1});  // what was drained gave its room back
}

void TestCaptureQueue::payloadsGiveWayFirst() {
  CaptureQueue queue({8192, 1 << 20}, [] {});
  const CallScript call;
  while (queue.cutPayloads() == 0) queue.push(call.message(Direction::Request, std::string(500, 'x'), 1));
  QCOMPARE(queue.droppedEvents(), std::uint64_t{0});
  QVERIFY(queue.push(call.message(Direction::Request, "", 1)));
}

void TestCaptureQueue::memoryComesBack() {
  CaptureQueue queue({}, [] {});
  const std::string payload(kPayload, 'x');
  const Slice shared = Slice::copyOf(payload);
  const CallScript call;
  for (int round = 0; round < 50; ++round) {
    for (int i = 0; i < 100; ++i) {
      QVERIFY(queue.push(
          MessageSeen{1, {}, Legs::Both, Direction::Request, true, true, false, kPayload, shared}));
    }
    queue.publish();
    for (const std::string& got : payloadsIn(queue)) QCOMPARE(got.size(), kPayload);
  }
  QCOMPARE(queue.cutPayloads() + queue.droppedEvents(), std::uint64_t{0});
}

void TestCaptureQueue::twoThreadsLoseNothing() {
  constexpr CallId kEvents = 300'000;
  std::atomic<bool> woken{false};
  CaptureQueue queue({256 * 1024, 1024}, [&] { woken = true; });
  std::jthread producer([&] {
    for (CallId i = 0; i < kEvents; ++i) {
      while (!queue.push(mark(i))) {
        queue.publish();
        std::this_thread::yield();
      }
      if (i % 7 == 0) queue.publish();
    }
    queue.publish();
  });
  CallId next = 0;
  bool inOrder = true;
  while (next < kEvents) {
    const std::vector<CallId> calls = callsIn(queue, 100);
    if (calls.empty()) std::this_thread::yield();
    for (const CallId id : calls) inOrder = inOrder && id == next++;
  }
  QVERIFY(inOrder);
  QVERIFY(woken);
}

QTEST_APPLESS_MAIN(TestCaptureQueue)
#include "tst_capture_queue.moc"
