// SPDX-License-Identifier: GPL-3.0-or-later
// Folding events into rows and stored events: orders, pieces, limits, unknown calls, pauses; and that stored
// events survive their encoding, and nonsense bytes do not hurt.
#include <random>

#include <QtTest/QtTest>

#include "bridge/capture/record_folder.h"
#include "bridge/capture/stored_event.h"
#include "tests/support/capture_events.h"

using namespace bascule;
using namespace bascule::capture;
using bascule::test::CallScript;

namespace {

/// A folder with what it needs, and what came out of it.
struct Fold {
  explicit Fold(ByteCount payloadLimit = 1 << 20, Redaction rules = Redaction::defaults(),
                std::uint64_t lastHeadSet = 5000)
      : redaction(std::move(rules)),
        heads(redaction, strings, lastHeadSet),
        folder({payloadLimit, true}, WallAnchor(clock), strings, heads, redaction, 0,
               [this](const CallRecord& record) { records.push_back(record); }) {}
  void feed(const std::vector<CaptureEvent>& events) {
    for (const CaptureEvent& event : events) folder.fold(event);
  }
  std::vector<CallRow> rows() {
    std::vector<CallRow> out;
    folder.collectRows(out);
    return out;
  }
  SystemClock clock;
  Redaction redaction;
  StringTable strings;
  HeadInterner heads;
  std::vector<CallRecord> records;
  RecordFolder folder;
};

}  // namespace

class TestRecordFolder : public QObject {
  Q_OBJECT
 private slots:
  void ordinaryCall();
  void endsInAnyOrder();
  void piecesJoin();
  void payloadLimitCuts();
  void unknownCallsAreCounted();
  void pauseForgets();
  void whileTheFileFails();
  void targets_data();
  void targets();
  void repeatedHeadsGetNumbers();
  void firstHeadsAreNumberedAtOnce();
  void codecRoundTrip();
  void codecRejectsNonsense();
  void tooManyOpenCalls();
};

void TestRecordFolder::ordinaryCall() {
  Fold fold;
  fold.feed(CallScript().all());
  const auto rows = fold.rows();
  QCOMPARE(rows.size(), std::size_t{1});
  const CallRow& row = rows[0];
  QCOMPARE(row.number, CallNumber{1});
  QCOMPARE(fold.strings.text(row.service), std::string("acme.shop.v1.OrderService"));
  QCOMPARE(fold.strings.text(row.method), std::string("CreateOrder"));
  QCOMPARE(fold.strings.text(row.client), std::string("web-checkout"));
  QCOMPARE(fold.strings.text(row.peer), std::string("127.0.0.1"));
  QCOMPARE(fold.strings.text(row.host), std::string("localhost:8080"));
  QCOMPARE(fold.strings.text(row.upstream), std::string("http://127.0.0.1:8081"));
  QCOMPARE(row.durationNs, std::int64_t{1'000'000});
  QCOMPARE(row.addedNs, 70'000U);
  QCOMPARE(row.requestMessages, 1U);
  QCOMPARE(row.requestBytes, ByteCount{8});
  QCOMPARE(row.protocol, rpc::Protocol::ConnectUnary);
  QCOMPARE(row.upstreamProtocol, rpc::Protocol::Grpc);
  QVERIFY(!row.inFlight());
  QVERIFY((row.flags & kUpstreamHttp2) != 0 && (row.flags & kHttp2) == 0);

  QCOMPARE(fold.records.size(), std::size_t{1});
  const CallRecord& record = fold.records[0];
  QCOMPARE(record.clientLeg.messages.size(), std::size_t{2});
  QCOMPARE(record.upstreamLeg.messages.size(), std::size_t{2});
  QCOMPARE(record.upstreamUrl, std::string("http://127.0.0.1:8081"));
  QCOMPARE(record.clientLeg.target, std::string("/acme.shop.v1.OrderService/CreateOrder"));
  QCOMPARE(record.timeoutNs, std::int64_t{2'000'000'000});
  QCOMPARE(record.upstreamLeg.openedNs, std::int64_t{30'000});
  QCOMPARE(record.clientLeg.responseHeadNs, std::int64_t{910'000});
  QVERIFY(record.upstreamLeg.trailers == (HeaderFields{{"grpc-status", "0"}}));
}

void TestRecordFolder::endsInAnyOrder() {
  // Everything between the first and the last event may come in any order: the facts stay the same.
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    Fold fold;
    auto events = CallScript().all();
    std::shuffle(events.begin() + 1, events.end() - 1, random);
    fold.feed(events);
    const auto rows = fold.rows();
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows[0].responseMessages, 1U);
    QVERIFY(!rows[0].inFlight());
    QCOMPARE(fold.records[0].clientLeg.httpStatus, 200);
    QCOMPARE(fold.records[0].clientLeg.messages.size(), std::size_t{2});
    QCOMPARE(fold.folder.lostEvents(), std::uint64_t{0});
  }
}

void TestRecordFolder::piecesJoin() {
  Fold fold;
  const CallScript call;
  fold.feed({call.opened(), call.message(Direction::Request, "abc", 1, true, false, 9),
             call.message(Direction::Response, "R", 2),
             call.message(Direction::Request, "def", 3, false, false, 9),
             call.message(Direction::Request, "ghi", 4, false, true, 9), call.ended()});
  const auto& messages = fold.records[0].clientLeg.messages;
  QCOMPARE(messages.size(), std::size_t{2});
  QCOMPARE(messages[0].payload, std::string("abcdefghi"));
  QVERIFY(!messages[0].cut);
  QCOMPARE(messages[1].payload, std::string("R"));
  QCOMPARE(fold.rows()[0].requestMessages, 1U);
  QCOMPARE(fold.rows().size(), std::size_t{0});
}

void TestRecordFolder::payloadLimitCuts() {
  Fold fold(4);
  const CallScript call;
  fold.feed({call.opened(), call.message(Direction::Request, "abc", 1, true, false, 9),
             call.message(Direction::Request, "def", 3, false, false, 9),
             call.message(Direction::Request, "ghi", 4, false, true, 9), call.ended()});
  const auto& message = fold.records[0].clientLeg.messages.at(0);
  QCOMPARE(message.payload, std::string("abcd"));
  QVERIFY(message.cut);
  QCOMPARE(message.wireSize, ByteCount{9});
  const CallRow row = fold.rows()[0];
  QVERIFY((row.flags & kPayloadCut) != 0);
  QCOMPARE(row.requestBytes, ByteCount{9});
}

void TestRecordFolder::unknownCallsAreCounted() {
  Fold fold;
  CallScript call;
  auto events = call.all();
  events.erase(events.begin());
  fold.feed(events);
  QCOMPARE(fold.folder.lostEvents(), std::uint64_t{12});
  QVERIFY(fold.rows().empty());
  fold.feed(call.all());
  QCOMPARE(fold.rows().size(), std::size_t{1});
  QCOMPARE(fold.folder.openCalls(), std::size_t{0});
}

void TestRecordFolder::pauseForgets() {
  Fold fold;
  CallScript first;
  CallScript second;
  second.id = 2;
  fold.feed({first.opened()});
  fold.folder.setRecording(false);
  const auto rows = fold.rows();
  QVERIFY((rows[0].flags & kCutShort) != 0 && !rows[0].inFlight());
  fold.feed({first.message(Direction::Request, "x", 1), second.opened()});
  fold.folder.setRecording(true);
  fold.feed({second.message(Direction::Request, "x", 1), second.ended(), first.ended()});
  QVERIFY(fold.rows().empty());
  QCOMPARE(fold.folder.lostEvents(), std::uint64_t{0});
  fold.feed(second.all());
  QCOMPARE(fold.rows().size(), std::size_t{1});
}

void TestRecordFolder::whileTheFileFails() {
  Fold fold;
  CallScript before;
  CallScript during;
  during.id = 2;
  fold.feed({before.opened()});
  fold.folder.setStoring(false);
  fold.feed({before.message(Direction::Request, "lost", 1)});
  fold.feed(during.all());
  fold.feed({before.ended()});
  // The first belongs in the file and gets its end; the second is a row only.
  QCOMPARE(fold.folder.fileChanges().size(), std::size_t{1});
  QVERIFY((fold.folder.fileChanges()[0]->row.flags & kPayloadCut) != 0);
  QCOMPARE(fold.rows().size(), std::size_t{2});
  fold.folder.release();
  QCOMPARE(fold.folder.endedCalls(), std::size_t{1});
  QCOMPARE(fold.folder.lostEvents(), std::uint64_t{14});
  fold.folder.setStoring(true);
  fold.folder.committed();
  fold.folder.release();
  QCOMPARE(fold.folder.endedCalls(), std::size_t{0});
}

void TestRecordFolder::targets_data() {
  QTest::addColumn<QByteArray>("target");
  QTest::addColumn<QByteArray>("service");
  QTest::addColumn<QByteArray>("method");
  const std::array<const char*, 3> rows[] = {{"/a.B/C", "a.B", "C"}, {"/prefix/a.B/C?x=/y", "a.B", "C"},
                                             {"/C", "", "C"},        {"C", "", "C"},
                                             {"", "", ""},           {"/", "", ""},
                                             {"/a.B/", "a.B", ""},   {"*", "", "*"}};
  for (const auto& [target, service, method] : rows) {
    QTest::newRow(*target != 0 ? target : "empty")
        << QByteArray(target) << QByteArray(service) << QByteArray(method);
  }
}

void TestRecordFolder::targets() {
  QFETCH(QByteArray, target);
  QFETCH(QByteArray, service);
  QFETCH(QByteArray, method);
  const std::string text = target.toStdString();
  const auto [foundService, foundMethod] = splitTarget(text);
  QCOMPARE(foundService, std::string_view(service.constData()));
  QCOMPARE(foundMethod, std::string_view(method.constData()));
}

void TestRecordFolder::repeatedHeadsGetNumbers() {
  Fold fold;
  fold.feed(CallScript().all());
  QVERIFY(fold.heads.fresh().empty());
  CallScript second;
  second.id = 2;
  fold.feed(second.all());
  QCOMPARE(fold.heads.fresh().size(), std::size_t{5});  // two request heads, two response heads, trailers
  CallScript traced;
  traced.id = 3;
  traced.headers.add("traceparent", "00-1");
  fold.feed(traced.all());
  QCOMPARE(fold.heads.fresh().size(), std::size_t{5});
}

void TestRecordFolder::firstHeadsAreNumberedAtOnce() {
  Fold fold(1 << 20, Redaction::defaults(), 0);
  CallScript call;
  for (int i = 1; i <= 2000; ++i) {
    call.id = static_cast<CallId>(i);
    call.headers = {{"traceparent", "00-" + std::to_string(i)}};
    fold.feed(call.all());
  }
  QVERIFY(fold.folder.fileChanges().front()->requestHeaders != 0);
  QCOMPARE(fold.folder.fileChanges().back()->requestHeaders, 0U);
  QVERIFY(fold.heads.fresh().size() < 1100);
}

void TestRecordFolder::codecRoundTrip() {
  Fold fold;
  CallScript call;
  call.status = rpc::bridgeStatus(rpc::Code::InvalidArgument, "json_invalid", "no good");
  call.status.details.push_back({"google.rpc.BadRequest", std::string("\x00\x01", 2)});
  auto events = call.all();
  events.insert(events.end() - 1, Noted{1, call.at(5), "reserved_header_dropped", "te"});
  events.insert(events.end() - 1, EndBodySeen{1, call.at(6), Leg::Client, Slice::ofStatic("{}")});
  fold.feed(events);
  const CallState& state = *fold.folder.fileChanges().at(0);
  RecordBuilder builder(1 << 20);
  std::string_view rest = state.pending;
  StoredEvent event;
  std::int64_t previous = 0;
  std::size_t count = 0;
  while (!rest.empty()) {
    QVERIFY(decode(rest, event, previous));
    previous = event.offsetNs;
    builder.add(event, event.head.text);
    ++count;
  }
  QCOMPARE(count, events.size());
  const CallRecord record = builder.take();
  QVERIFY(record.status == call.status);
  QCOMPARE(record.notes.at(0).finding, std::string("reserved_header_dropped"));
  QCOMPARE(record.notes.at(0).subject, std::string("te"));
  QCOMPARE(record.clientLeg.endBody, std::string("{}"));
  QVERIFY(record.clientLeg.requestHeaders == fold.records[0].clientLeg.requestHeaders);
}

void TestRecordFolder::codecRejectsNonsense() {
  Fold fold;
  fold.feed(CallScript().all());
  const std::string good = fold.folder.fileChanges().at(0)->pending;
  std::mt19937 random(11);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = good.substr(0, random() % (good.size() + 1));
    for (unsigned flips = random() % 4; flips > 0 && !bytes.empty(); --flips) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    std::string_view rest = bytes;
    StoredEvent event;
    RecordBuilder builder(1 << 16);
    std::int64_t previous = 0;
    while (!rest.empty() && decode(rest, event, previous)) {
      previous = event.offsetNs;
      builder.add(event, event.head.text);
    }
    builder.take();
  }
}

void TestRecordFolder::tooManyOpenCalls() {
  Fold fold;
  CallScript call;
  for (CallId id = 1; id <= 70'000; ++id) {
    call.id = id;
    fold.folder.fold(call.opened());
  }
  QVERIFY(fold.folder.openCalls() <= 65'536);
  const auto rows = fold.rows();
  QCOMPARE(rows.size(), std::size_t{70'000});
  QVERIFY((rows.front().flags & kCutShort) != 0);
  QVERIFY(rows.back().inFlight());
}

QTEST_APPLESS_MAIN(TestRecordFolder)
#include "tst_record_folder.moc"
