// SPDX-License-Identifier: GPL-3.0-or-later
// Http2Session against raw frames: malformed heads, limits and floods. Each flood must end with GOAWAY
// ENHANCE_YOUR_CALM, each bad stream with an answer or a reset of that stream alone.
#include <map>
#include <set>

#include <QtTest/QtTest>

#include "bridge/http/session.h"
#include "tests/support/http2_frames.h"
#include "tests/support/session_driver.h"

using namespace bascule;
using namespace bascule::http;
using namespace bascule::testing;

namespace {

constexpr std::uint32_t kCalm = 11;

std::unique_ptr<Session> openServer(const Limits& limits = {}, bool acked = true) {
  auto server = makeHttp2(Role::Server, limits, at(0));
  feed(*server, std::string(kPreface) + settingsFrame() + (acked ? settingsAck() : ""));
  if (acked) takeAll(*server);
  return server;
}

/// Feeds `unit` until the session sends GOAWAY; gives the number of units and the error code.
std::pair<int, std::uint32_t> flood(Session& session, const std::string& unit, int most, long long now = 0) {
  for (int i = 1; i <= most; ++i) {
    feed(session, unit, Cut::Whole, at(now));
    takeEvents(session);
    for (const RawFrame& f : cutFrames(takeAll(session))) {
      if (f.type == 7 && f.code(4) != 0) return {i, f.code(4)};
    }
  }
  return {most + 1, 0};
}

std::string longHeaders(std::uint32_t stream, int crumbs) {
  FieldList fields = requestFields();
  for (int i = 0; i < crumbs; ++i) fields.emplace_back("cookie", "a=b");
  return headersFrame(stream, fields, true);
}

std::string statusOf(const std::vector<RawFrame>& frames, std::uint32_t stream) {
  const RawFrame* head = findFrame(frames, 1, stream);
  if (head == nullptr) return "none";
  // Our encoder indexes only 200, 204, 206, 304, 400, 404, 500 (RFC 7541 appendix A); others are literal.
  for (const char* status : {"405", "414", "431"}) {
    if (head->payload.find(status) != std::string::npos) return status;
  }
  return head->payload.find('\x8c') == 0 ? "400" : "other";
}

}  // namespace

class TstHttp2Abuse : public QObject {
  Q_OBJECT
 private slots:
  void wholeRequestInAnyPieces();
  void floods_data();
  void floods();
  void pingsAreAllowedWhileWeSend();
  void rapidReset();
  void earlyResets();
  void halfOfTheStreamsMayBeResetEarly();
  void madeYouReset();
  void spentIds_data();
  void spentIds();
  void framesToStreamsThatWeResetAreIgnored();
  void refusedRequests_data();
  void refusedRequests();
  void malformedRequestsResetOneStream_data();
  void malformedRequestsResetOneStream();
  void headerListOverLimitKeepsTheConnection();
  void trailersOverLimitResetTheStream();
  void streamsBeforeSettingsAck();
  void unreadResetsCountAsStreams();
  void continuationFlood();
  void badPreface();
  void paddingIsCredited();
  void unconsumedDataOfDeadStreamsIsCredited();
  void smallWindowsWaitButDoNotStall();
  void settingsThatChangeDuringAnswers();
  void trailersWithoutBodyNeedNoEmptyData();
  void largeDataIsReferencedInOrder();
  void longHeaderBlock();
  void outboundFramesStopReading();
  void outboundHeadsStopReading();
  void stalledStreamsAreReset();
  void pressureDropsStalledStreamsAtOnce();
  void resetInTheMiddleOfAFrame();
  void headTimer();
  void settingsTimer();
  void silentServerIsPinged();
  void pingsMayComeFasterThanTheirTimeout();
  void clientRefusesPush();
  void clientRefusesImpossibleStatuses();
  void clientSwallowsInformational();
  void clientLimitsResponseHeaders();
  void randomBytes();
};

void TstHttp2Abuse::wholeRequestInAnyPieces() {
  const std::string wire = std::string(kPreface) + settingsFrame() +
                           headersFrame(1, requestFields({{"content-type", "application/grpc"}})) +
                           dataFrame(1, std::string(3000, 'd')) + headersFrame(1, {{"x-end", "1"}}, true);
  for (const Cut cut : kCuts) {
    const auto server = makeHttp2(Role::Server, {}, at(0));
    feed(*server, wire, cut);
    const auto events = takeEvents(*server);
    QCOMPARE(only<RequestHead>(events).size(), std::size_t{1});
    QCOMPARE(only<RequestHead>(events)[0].headers->size(), std::size_t{1});
    QCOMPARE(bodyOf(events, 1), std::string(3000, 'd'));
    QCOMPARE(only<Trailers>(events).at(0).headers->find("x-end").value_or(""), "1");
    QVERIFY(std::holds_alternative<EndOfStream>(events.back()));
  }
}

void TstHttp2Abuse::floods_data() {
  QTest::addColumn<QByteArray>("unit");
  QTest::addColumn<int>("most");
  const auto row = [](const char* name, const std::string& unit, int most) {
    QTest::newRow(name) << QByteArray::fromStdString(unit) << most;
  };
  row("ping", pingFrame(), 101);
  row("settings", settingsFrame(), 22);
  row("priority on idle streams", frame(2, 0, 101, u32(0) + "\x10"), 101);
  row("priority_update", frame(16, 0, 0, u32(1) + "u=1"), 101);
  row("window update", windowUpdate(0, 1), 6);
  row("empty data", headersFrame(1, requestFields()) + dataFrame(1, "") + dataFrame(1, ""), 1);
  row("unknown frames without streams", frame(200, 0, 0, std::string(16'000, 'u')), 70);
  row("large settings", settingsFrame(std::vector<std::pair<std::uint16_t, std::uint32_t>>(2000, {99, 1})),
      1);
}

void TstHttp2Abuse::floods() {
  QFETCH(QByteArray, unit);
  QFETCH(int, most);
  const auto server = openServer();
  const auto [units, code] = flood(*server, unit.toStdString(), most);
  QVERIFY2(units <= most, "no GOAWAY");
  QCOMPARE(code, kCalm);
  QVERIFY(server->finished());
  QVERIFY(server->limitHits().any());
  feed(*server, pingFrame());  // ignored from now on
  QVERIFY(takeAll(*server).empty());
}

void TstHttp2Abuse::pingsAreAllowedWhileWeSend() {
  const auto server = openServer();
  feed(*server, headersFrame(1, requestFields()) + windowUpdate(1, 1 << 20) + windowUpdate(0, 1 << 20));
  takeEvents(*server);
  server->sendResponse({1, 200, noHeaders(), false});
  for (int i = 0; i < 300; ++i) {
    server->sendData(1, Slice::copyOf("x"), false);
    takeAll(*server);
    feed(*server, pingFrame());
  }
  QVERIFY(only<SessionFailed>(takeEvents(*server)).empty());
  QVERIFY(flood(*server, pingFrame(), 102).second == kCalm);
}

void TstHttp2Abuse::rapidReset() {
  const auto server = openServer();
  std::string heads;
  for (std::uint32_t id = 1; id < 500; id += 2) heads += headersFrame(id, requestFields(), true);
  feed(*server, heads);
  takeEvents(*server);
  takeAll(*server);
  int resets = 0;  // of streams that lived for two seconds
  for (std::uint32_t id = 1; id < 500 && !server->finished(); id += 2, ++resets) {
    feed(*server, resetFrame(id, 8), Cut::Whole, at(2000));
    takeEvents(*server);
    if (findFrame(cutFrames(takeAll(*server)), 7, 0) != nullptr) break;
  }
  QCOMPARE(resets, 200);
  QCOMPARE(server->limitHits().of(Limit::ResetFlood), std::uint64_t{1});
}

void TstHttp2Abuse::earlyResets() {
  const auto server = openServer();
  for (std::uint32_t i = 1; i <= 400; ++i) {
    const std::uint32_t id = 2 * i - 1;
    feed(*server, headersFrame(id, requestFields(), true) + resetFrame(id, 8));
    takeEvents(*server);
    const auto frames = cutFrames(takeAll(*server));
    if (const RawFrame* goAway = findFrame(frames, 7, 0)) {
      QCOMPARE(goAway->code(4), kCalm);
      QCOMPARE(i, 100U);
      QCOMPARE(server->limitHits().of(Limit::ResetFlood), std::uint64_t{1});
      return;
    }
  }
  QFAIL("no GOAWAY");
}

void TstHttp2Abuse::halfOfTheStreamsMayBeResetEarly() {
  const auto server = openServer();
  for (std::uint32_t i = 1; i <= 150; ++i) {
    const std::uint32_t id = 4 * i - 3;
    feed(*server, headersFrame(id, requestFields(), true));
    takeEvents(*server);
    server->sendResponse({id, 200, noHeaders(), true});
    takeAll(*server);
    feed(*server, headersFrame(id + 2, requestFields(), true) + resetFrame(id + 2, 8));
    takeEvents(*server);
    QVERIFY(findFrame(cutFrames(takeAll(*server)), 7, 0) == nullptr);
  }
}

void TstHttp2Abuse::madeYouReset() {
  const std::vector<std::string> primitives = {"window update 0", "window overflow", "data after end"};
  for (const std::string& primitive : primitives) {
    const auto server = openServer();
    bool ended = false;
    int resets = 0;
    for (std::uint32_t id = 1; id < 2000 && !ended; id += 2) {
      std::string wire = headersFrame(id, requestFields(), primitive == "data after end");
      if (primitive == "window update 0") wire += windowUpdate(id, 0);
      if (primitive == "window overflow") wire += windowUpdate(id, 0x7fffffff);
      if (primitive == "data after end") wire += dataFrame(id, "x");
      feed(*server, wire);
      takeEvents(*server);
      for (const RawFrame& f : cutFrames(takeAll(*server))) {
        resets += f.type == 3 ? 1 : 0;
        ended = ended || f.type == 7;
      }
      takeEvents(*server);
    }
    QVERIFY2(ended && resets <= 200, primitive.c_str());
  }
}

void TstHttp2Abuse::spentIds_data() {
  QTest::addColumn<QByteArray>("wire");
  QTest::addColumn<quint32>("code");
  const auto row = [](const char* name, const std::string& wire, H2Error code) {
    QTest::newRow(name) << QByteArray::fromStdString(wire) << static_cast<quint32>(code);
  };
  const std::string third = headersFrame(3, requestFields(), true);
  const std::string onItself = u32(1) + '\0';
  row("DATA after a reset", resetFrame(1, 8) + dataFrame(1, "x"), H2Error::StreamClosed);
  row("HEADERS after a reset", resetFrame(1, 8) + headersFrame(1, requestFields(), true),
      H2Error::StreamClosed);
  row("DATA after the end of both", dataFrame(1, "", true) + "answer" + dataFrame(1, "x"),
      H2Error::StreamClosed);
  row("HEADERS after the end of both",
      dataFrame(1, "", true) + "answer" + headersFrame(1, requestFields(), true), H2Error::StreamClosed);
  row("a stream that was skipped",
      headersFrame(7, requestFields(), true) + headersFrame(5, requestFields(), true),
      H2Error::ProtocolError);
  row("PRIORITY for no stream", frame(2, 0, 0, u32(1) + '\0'), H2Error::ProtocolError);
  row("PRIORITY for itself", frame(2, 0, 1, onItself), H2Error::ProtocolError);
  row("nothing wrong", frame(2, 0, 3, onItself) + third + dataFrame(1, "x", true), H2Error::NoError);
}

void TstHttp2Abuse::spentIds() {
  QFETCH(QByteArray, wire);
  QFETCH(quint32, code);
  for (const Cut cut : kCuts) {
    const auto server = openServer();
    feed(*server, headersFrame(1, requestFields()));
    takeEvents(*server);
    const QByteArray mark = "answer";  // where the server answers
    const auto at = wire.indexOf(mark);
    feed(*server, wire.left(at < 0 ? wire.size() : at).toStdString(), cut);
    takeEvents(*server);
    if (at >= 0) {
      server->sendResponse({1, 200, noHeaders(), true});
      takeAll(*server);
      feed(*server, wire.mid(at + mark.size()).toStdString(), cut);
    }
    const auto frames = cutFrames(takeAll(*server));
    const RawFrame* goAway = findFrame(frames, 7, 0);
    QCOMPARE(goAway == nullptr ? 0U : goAway->code(4), code);
    QCOMPARE(server->finished(), code != 0);
  }
}

void TstHttp2Abuse::framesToStreamsThatWeResetAreIgnored() {
  const auto server = openServer();
  feed(*server, headersFrame(1, requestFields()));
  takeEvents(*server);
  server->resetStream(1, H2Error::Cancel);
  takeAll(*server);
  feed(*server, dataFrame(1, "x") + dataFrame(1, "y", true) + headersFrame(3, requestFields(), true));
  QVERIFY(findFrame(cutFrames(takeAll(*server)), 7, 0) == nullptr);
  QCOMPARE(only<RequestHead>(takeEvents(*server)).size(), std::size_t{1});
}

void TstHttp2Abuse::refusedRequests_data() {
  QTest::addColumn<QByteArray>("wire");
  QTest::addColumn<QString>("status");
  const auto row = [](const char* name, const FieldList& fields, const char* status) {
    QTest::newRow(name) << QByteArray::fromStdString(headersFrame(1, fields, true)) << QString(status);
  };
  const auto with = [](const char* name, const std::string& value) {
    FieldList fields = requestFields();
    for (auto& [key, old] : fields) {
      if (key == name) old = value;
    }
    return fields;
  };
  row("CONNECT", {{":method", "CONNECT"}, {":authority", "localhost"}}, "405");
  row("path without slash", with(":path", "*"), "400");
  row("user information", with(":authority", "me@localhost"), "400");
  row("long path", with(":path", "/" + std::string(5000, 'p')), "414");
  row("fragment", with(":path", "/a#b"), "400");
  row("no authority", {{":method", "POST"}, {":scheme", "http"}, {":path", "/a"}}, "400");
}

void TstHttp2Abuse::refusedRequests() {
  QFETCH(QByteArray, wire);
  QFETCH(QString, status);
  const auto server = openServer();
  feed(*server, wire.toStdString());
  const auto events = takeEvents(*server);
  const auto frames = cutFrames(takeAll(*server));
  // What nghttp2 itself finds malformed is reset; the rest is answered.
  const std::string got = findFrame(frames, 3, 1) != nullptr ? "400" : statusOf(frames, 1);
  QCOMPARE(QString::fromStdString(got), status);
  QVERIFY(events.empty());
  QCOMPARE(server->openStreams(), std::size_t{0});
  feed(*server, headersFrame(3, requestFields(), true));
  QCOMPARE(only<RequestHead>(takeEvents(*server)).size(), std::size_t{1});
}

void TstHttp2Abuse::malformedRequestsResetOneStream_data() {
  QTest::addColumn<QByteArray>("wire");
  const auto row = [](const char* name, const FieldList& fields) {
    QTest::newRow(name) << QByteArray::fromStdString(headersFrame(1, fields, true));
  };
  row("upper-case name", requestFields({{"X-Upper", "1"}}));
  row("connection field", requestFields({{"connection", "close"}}));
  row("te other than trailers", requestFields({{"te", "gzip"}}));
  row("line break in value", requestFields({{"x", "a\r\nb"}}));
  row("NUL in value", requestFields({{"x", std::string("a\0b", 3)}}));
  row("pseudo after regular", requestFields({{"x", "1"}, {":path", "/b"}}));
  row("duplicate pseudo", requestFields({{":path", "/b"}}));
  row("unknown pseudo", requestFields({{":protocol", "websocket"}}));
  row("missing path", {{":method", "POST"}, {":scheme", "http"}, {":authority", "x"}});
  row("empty name", requestFields({{"", "1"}}));
  row("space in path", {{":method", "POST"}, {":scheme", "http"}, {":authority", "x"}, {":path", "/a b"}});
  row("content-length does not fit", requestFields({{"content-length", "5"}}));
}

void TstHttp2Abuse::malformedRequestsResetOneStream() {
  QFETCH(QByteArray, wire);
  const auto server = openServer();
  feed(*server, wire.toStdString());
  QVERIFY(only<RequestHead>(takeEvents(*server)).empty());
  const auto frames = cutFrames(takeAll(*server));
  QVERIFY(findFrame(frames, 7, 0) == nullptr);
  const bool answered = statusOf(frames, 1) == "400";
  QVERIFY(answered || (findFrame(frames, 3, 1) != nullptr && findFrame(frames, 3, 1)->code() == 1));
  takeEvents(*server);
  feed(*server, headersFrame(3, requestFields(), true));
  QCOMPARE(only<RequestHead>(takeEvents(*server)).size(), std::size_t{1});
}

void TstHttp2Abuse::headerListOverLimitKeepsTheConnection() {
  const auto server = openServer();
  feed(*server, longHeaders(1, 250));
  QCOMPARE(statusOf(cutFrames(takeAll(*server)), 1), "431");
  QVERIFY(takeEvents(*server).empty());
  feed(*server, headersFrame(3, requestFields({{"x-big", std::string(15'000, 'b')}}), true));
  QCOMPARE(only<RequestHead>(takeEvents(*server)).size(), std::size_t{1});

  Limits limits;
  limits.headerListBytes = 4096;
  const auto tight = openServer(limits);
  feed(*tight, headersFrame(1, requestFields({{"x-big", std::string(5000, 'b')}}), false));
  feed(*tight, dataFrame(1, "the body is dropped"));
  QCOMPARE(statusOf(cutFrames(takeAll(*tight)), 1), "431");
  tight->onTimeout(at(500));  // the request is still open
  const auto frames = cutFrames(takeAll(*tight));
  QVERIFY(findFrame(frames, 3, 1) != nullptr);
  QCOMPARE(findFrame(frames, 3, 1)->code(), 0U);
  QVERIFY(takeEvents(*tight).empty());
}

void TstHttp2Abuse::trailersOverLimitResetTheStream() {
  const auto server = openServer();
  FieldList trailers;
  for (int i = 0; i < 201; ++i) trailers.emplace_back("t", "v");
  feed(*server, headersFrame(1, requestFields()) + headersFrame(1, trailers, true));
  const auto frames = cutFrames(takeAll(*server));
  QCOMPARE(findFrame(frames, 3, 1)->code(), kCalm);
  const auto events = takeEvents(*server);
  QVERIFY(only<Trailers>(events).empty());
  QVERIFY(!only<StreamReset>(events).at(0).byPeer);
  QVERIFY(!only<StreamReset>(events).at(0).reason.empty());
}

void TstHttp2Abuse::streamsBeforeSettingsAck() {
  Limits limits;
  limits.concurrentStreams = 256;
  const auto server = openServer(limits, false);
  std::string wire;
  for (std::uint32_t i = 0; i < 1000; ++i) wire += headersFrame(1 + 2 * i, requestFields(), true);
  feed(*server, wire);
  QCOMPARE(only<RequestHead>(takeEvents(*server)).size(), std::size_t{256});
  int refused = 0;
  for (const RawFrame& f : cutFrames(takeAll(*server))) {
    if (f.type == 3) refused += f.code() == 7 ? 1 : 0;
    QVERIFY(f.type != 7);
  }
  QCOMPARE(refused, 1000 - 256);
}

void TstHttp2Abuse::unreadResetsCountAsStreams() {
  Limits limits;
  limits.concurrentStreams = 10;
  const auto server = openServer(limits);
  std::string wire;
  for (std::uint32_t id = 1; id < 41; id += 2)
    wire += headersFrame(id, requestFields(), true) + resetFrame(id, 8);
  feed(*server, wire);
  QCOMPARE(only<RequestHead>(takeEvents(*server)).size(), std::size_t{10});
  feed(*server, headersFrame(101, requestFields(), true));
  QCOMPARE(only<RequestHead>(takeEvents(*server)).size(), std::size_t{1});
}

void TstHttp2Abuse::continuationFlood() {
  const auto server = openServer();
  feed(*server, headersFrame(1, requestFields(), true, false));
  for (int i = 0; i < 9; ++i) feed(*server, frame(9, 0, 1, hpack({{"x", "y"}})));
  const auto frames = cutFrames(takeAll(*server));
  QVERIFY(findFrame(frames, 7, 0) != nullptr);
  QVERIFY(server->finished());
}

void TstHttp2Abuse::badPreface() {
  const auto server = makeHttp2(Role::Server, {}, at(0));
  feed(*server, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  takeAll(*server);
  QCOMPARE(only<SessionFailed>(takeEvents(*server)).size(), std::size_t{1});
  QVERIFY(server->finished());
}

void TstHttp2Abuse::paddingIsCredited() {
  Limits limits;
  limits.streamWindow = 65'535;
  limits.connectionWindow = 65'535;
  const auto server = openServer(limits);
  feed(*server, headersFrame(1, requestFields()));
  std::size_t total = 0;
  long long credit = 65'535;
  const std::string unit = frame(0, 8, 1, '\xff' + std::string("five.") + std::string(255, '\0'));
  for (int i = 0; i < 2000; ++i) {
    credit -= 261;
    QVERIFY(credit >= 0);
    feed(*server, unit);
    for (const Data& data : only<Data>(takeEvents(*server))) {
      total += data.bytes.size();
      server->consumed(1, data.bytes.size());
    }
    for (const RawFrame& f : cutFrames(takeAll(*server)))
      credit += f.type == 8 && f.stream == 0 ? f.code() : 0;
  }
  QCOMPARE(total, std::size_t{10'000});
}

void TstHttp2Abuse::unconsumedDataOfDeadStreamsIsCredited() {
  Limits limits;
  limits.connectionWindow = 100'000;
  limits.streamWindow = 100'000;
  const auto server = openServer(limits);
  long long credit = 100'000;
  for (std::uint32_t i = 0; i < 50; ++i) {
    const std::uint32_t id = 1 + 2 * i;
    feed(*server,
         headersFrame(id, requestFields()) + dataFrame(id, std::string(16'000, 'x')) + resetFrame(id, 8));
    credit -= 16'000;
    takeEvents(*server);
    for (const RawFrame& f : cutFrames(takeAll(*server)))
      credit += f.type == 8 && f.stream == 0 ? f.code() : 0;
    QVERIFY(credit > 16'000);
  }
}

void TstHttp2Abuse::smallWindowsWaitButDoNotStall() {
  auto server = makeHttp2(Role::Server, {}, at(0));
  feed(*server, std::string(kPreface) + settingsFrame({{4, 10}}) + settingsAck() +
                    headersFrame(1, requestFields(), true));
  takeEvents(*server);
  takeAll(*server);
  server->sendResponse({1, 200, noHeaders(), false});
  server->sendData(1, Slice::copyOf(std::string(5000, 'w')), true);
  QVERIFY(findFrame(cutFrames(takeAll(*server)), 0, 1) == nullptr);
  QVERIFY(server->nextTimeout() == at(100));
  server->onTimeout(at(100));
  auto frames = cutFrames(takeAll(*server));
  QCOMPARE(findFrame(frames, 0, 1)->payload.size(), std::size_t{10});
  feed(*server, windowUpdate(1, 10'000), Cut::Whole, at(150));
  std::size_t sent = 0;
  for (const RawFrame& f : cutFrames(takeAll(*server))) sent += f.type == 0 ? f.payload.size() : 0;
  QCOMPARE(sent, std::size_t{4990});
}

void TstHttp2Abuse::settingsThatChangeDuringAnswers() {
  constexpr std::uint32_t kStreams = 30;
  constexpr std::size_t kBody = 20'000;
  Limits limits;
  limits.settingsPerMinute = 1000;
  std::mt19937 random(7);
  const auto server = openServer(limits);
  std::map<std::uint32_t, std::size_t> received;
  std::set<std::uint32_t> ended;
  const auto take = [&] {
    for (const RawFrame& f : cutFrames(takeAll(*server))) {
      QVERIFY(f.type != 3 && f.type != 7);
      if (f.type != 0) continue;
      received[f.stream] += f.payload.size();
      if ((f.flags & 1) != 0) ended.insert(f.stream);
    }
  };
  for (std::uint32_t i = 0; i < kStreams; ++i) {
    const std::uint32_t id = 2 * i + 1;
    feed(*server, headersFrame(id, requestFields(), true));
    takeEvents(*server);
    server->sendResponse({id, 200, noHeaders(), false});
    server->sendData(id, Slice::copyOf(std::string(kBody, 's')), true);
    // Up, down below what is on its way, to nothing; other tables and frames with it.
    feed(*server,
         settingsFrame({{4, random() % 70'000}, {1, random() % 5000}, {5, 16'384 + random() % 9000}}),
         Cut::Whole, at(100 * i));
    take();
  }
  feed(*server, settingsFrame({{4, 1 << 20}}) + windowUpdate(0, 1 << 20), Cut::Whole, at(5000));
  take();
  QCOMPARE(ended.size(), std::size_t{kStreams});
  for (const auto& [id, size] : received) QCOMPARE(size, kBody);
  QVERIFY(only<StreamReset>(takeEvents(*server)).empty());
}

void TstHttp2Abuse::trailersWithoutBodyNeedNoEmptyData() {
  const auto server = openServer();
  feed(*server, headersFrame(1, requestFields(), true));
  takeEvents(*server);
  server->sendResponse({1, 200, noHeaders(), false});
  takeAll(*server);
  server->sendTrailers(1, std::make_shared<Headers>(Headers{{"grpc-status", "0"}}));
  const auto frames = cutFrames(takeAll(*server));
  QVERIFY(findFrame(frames, 0, 1) == nullptr);
  QCOMPARE(int(findFrame(frames, 1, 1)->flags), 5);
}

void TstHttp2Abuse::largeDataIsReferencedInOrder() {
  const auto server = openServer();
  feed(*server, headersFrame(1, requestFields(), true));
  takeEvents(*server);
  const Slice large = Slice::copyOf(std::string(30'000, 'L'));
  server->sendResponse({1, 200, noHeaders(), false});
  server->sendData(1, Slice::copyOf("before"), false);
  server->sendData(1, large, false);
  server->sendData(1, Slice::copyOf("after"), false);
  server->sendTrailers(1, std::make_shared<Headers>(Headers{{"a", "b"}}));
  ByteQueue out;
  server->takeOutput(out, 1 << 20);
  std::size_t referenced = 0;
  for (std::size_t i = 0; i < out.pieces(); ++i) {
    const char* data = out.at(i).data();
    if (data >= large.data() && data < large.data() + large.size()) referenced += out.at(i).size();
  }
  QCOMPARE(referenced, large.size());
  const auto frames = cutFrames(out.takeJoined().view());
  std::string body;
  for (const RawFrame& f : frames) body += f.type == 0 ? f.payload : "";
  QCOMPARE(body, "before" + std::string(30'000, 'L') + "after");
  QCOMPARE(int(frames.front().type), 1);
  QCOMPARE(int(frames.back().type), 1);
}

void TstHttp2Abuse::longHeaderBlock() {
  Limits limits;
  limits.headerBlockBytes = 20'000;
  const auto server = openServer(limits);
  const std::string part(9000, 'h');
  feed(*server, frame(1, 0, 1, hpack(requestFields({{"a", part}}))) + frame(9, 0, 1, hpack({{"b", part}})));
  QVERIFY(!server->finished());
  feed(*server, frame(9, 4, 1, hpack({{"c", part}})));
  takeAll(*server);
  QCOMPARE(only<SessionFailed>(takeEvents(*server)).at(0).error.cause, "header_list");
  QCOMPARE(server->limitHits().of(Limit::HeaderList), std::uint64_t{1});
}

void TstHttp2Abuse::outboundFramesStopReading() {
  Limits limits;
  limits.outboundFrames = 10;
  const auto server = openServer(limits);
  for (int i = 0; i < 9; ++i) feed(*server, pingFrame());
  QVERIFY(server->wantsRead() && !server->mustDrain());
  feed(*server, pingFrame());
  QVERIFY(!server->wantsRead() && server->mustDrain());
  takeAll(*server);
  QVERIFY(server->wantsRead() && !server->mustDrain());
}

void TstHttp2Abuse::outboundHeadsStopReading() {
  Limits limits;
  limits.outboundQueueBytes = 10'000;
  const auto server = openServer(limits);
  const auto large = std::make_shared<Headers>(Headers{{"x", std::string(3000, 'x')}});
  for (std::uint32_t id = 1; id < 9; id += 2) {
    QVERIFY(server->wantsRead());
    feed(*server, headersFrame(id, requestFields(), true));
    server->sendResponse({id, 200, large, id != 1});
  }
  QVERIFY(!server->wantsRead() && server->mustDrain());
  feed(*server, resetFrame(7, 8));  // what will not leave does not count
  QVERIFY(server->wantsRead());
  server->sendTrailers(1, large);
  takeAll(*server);
  QVERIFY(server->wantsRead() && !server->mustDrain());
}

namespace {

/// Two answers of 60 and 80 kB for a client without any window, which may hold 100 kB.
std::unique_ptr<Session> stalledServer() {
  Limits limits;
  limits.writeStall = std::chrono::milliseconds(4000);
  limits.writeStallBytes = 100'000;
  auto server = makeHttp2(Role::Server, limits, at(0));
  feed(*server, std::string(kPreface) + settingsFrame({{4, 0}}) + settingsAck() +
                    headersFrame(1, requestFields(), true) + headersFrame(3, requestFields(), true));
  takeEvents(*server);
  for (const auto& [id, size] : {std::pair{1U, std::size_t{60'000}}, std::pair{3U, std::size_t{80'000}}}) {
    server->sendResponse({id, 200, noHeaders(), false});
    server->sendData(id, Slice::copyOf(std::string(size, 's')), true);
  }
  takeAll(*server);
  return server;
}

}  // namespace

void TstHttp2Abuse::stalledStreamsAreReset() {
  const auto server = stalledServer();
  QCOMPARE(server->buffered(), ByteCount{140'000});
  QCOMPARE(server->largest().stream, 3U);
  for (int second = 1; second <= 4; ++second) {
    server->onTimeout(at(1000 * second));
    QVERIFY(only<StreamReset>(takeEvents(*server)).empty());
  }
  server->onTimeout(at(5000));
  QVERIFY(server->mustDrain());  // until the reset has left
  QCOMPARE(server->buffered(), ByteCount{60'000});
  const auto frames = cutFrames(takeAll(*server));
  QCOMPARE(findFrame(frames, 3, 3)->code(), 8U);
  QVERIFY(findFrame(frames, 3, 1) == nullptr && !server->mustDrain());
  const auto resets = only<StreamReset>(takeEvents(*server));
  QVERIFY(resets.size() == 1 && resets[0].stream == 3 && resets[0].limit == Limit::WriteStall);
  QCOMPARE(server->limitHits().of(Limit::WriteStall), std::uint64_t{1});

  const auto other = stalledServer();
  for (int second = 1; second <= 20; ++second) {
    feed(*other, windowUpdate(3, 1024), Cut::Whole, at(1000 * second - 500));
    takeAll(*other);
    other->onTimeout(at(1000 * second));
    for (const StreamReset& reset : only<StreamReset>(takeEvents(*other))) QCOMPARE(reset.stream, 1U);
  }
  QVERIFY(other->sendBuffered(3) > 50'000 && other->sendBuffered(1) == 0);
}

void TstHttp2Abuse::pressureDropsStalledStreamsAtOnce() {
  const auto server = stalledServer();
  server->dropStalled();
  QCOMPARE(server->buffered(), ByteCount{140'000});
  server->dropStalled();
  QCOMPARE(server->buffered(), ByteCount{60'000});
}

void TstHttp2Abuse::resetInTheMiddleOfAFrame() {
  for (const bool end : {false, true}) {
    const auto server = openServer();
    feed(*server, headersFrame(1, requestFields(), true));
    takeEvents(*server);
    server->sendResponse({1, 200, noHeaders(), false});
    server->sendData(1, Slice::copyOf(std::string(60'000, 'm')), end);
    std::string bytes;
    ByteQueue out;
    // The budget is used up between a frame's promise and its bytes.
    server->takeOutput(out, 16'000);
    server->takeOutput(out, 1);
    server->resetStream(1, H2Error::Cancel);
    QVERIFY(server->buffered() <= 16'384);
    server->takeOutput(out, 1 << 20);
    bytes = std::string(out.takeJoined().view()) + takeAll(*server);
    std::size_t whole = 0;
    const auto frames = cutFrames(bytes);
    for (const RawFrame& f : frames) {
      whole += 9 + f.payload.size();
      QVERIFY(f.type != 0 || (f.flags & 1) == 0);  // nothing that looks like the regular end
    }
    QCOMPARE(whole, bytes.size());
    QCOMPARE(int(frames.back().type), 3);
    QCOMPARE(server->buffered(), ByteCount{0});
  }
}

void TstHttp2Abuse::headTimer() {
  const auto server = openServer();
  const std::string head = headersFrame(1, requestFields(), true);
  feed(*server, head.substr(0, 15), Cut::Whole, at(1000));
  QVERIFY(server->nextTimeout() == at(11'000));
  feed(*server, head.substr(15, 5), Cut::Whole, at(9000));
  QVERIFY(server->nextTimeout() == at(11'000));
  feed(*server, head.substr(20), Cut::Whole, at(9500));
  QVERIFY(server->nextTimeout() == kNever);
  feed(*server, headersFrame(3, requestFields(), true, false), Cut::Whole, at(10'000));
  server->onTimeout(at(20'000));
  QCOMPARE(only<SessionFailed>(takeEvents(*server)).at(0).error.cause, "header_timeout");
}

void TstHttp2Abuse::settingsTimer() {
  const auto server = openServer({}, false);
  server->onTimeout(at(10'000));
  QCOMPARE(only<SessionFailed>(takeEvents(*server)).at(0).error.cause, "settings_timeout");
  QCOMPARE(server->limitHits().of(Limit::SettingsTimeout), std::uint64_t{1});
}

void TstHttp2Abuse::silentServerIsPinged() {
  const auto client = makeHttp2(Role::Client, {}, at(0));
  feed(*client, settingsFrame() + settingsAck());
  client->sendRequest({0, "POST", "http", "x", "/a/b", noHeaders(), true});
  takeAll(*client);
  QVERIFY(client->nextTimeout() == at(300'000));
  client->onTimeout(at(300'000));
  QVERIFY(findFrame(cutFrames(takeAll(*client)), 6, 0) != nullptr);
  feed(*client, frame(6, 1, 0, "12345678"), Cut::Whole, at(300'100));
  QVERIFY(takeAll(*client).empty() && takeEvents(*client).size() == 1);  // PeerSettings
  QVERIFY(client->nextTimeout() == at(600'100));
  client->onTimeout(at(600'100));
  QVERIFY(findFrame(cutFrames(takeAll(*client)), 6, 0) != nullptr);
  client->onTimeout(at(610'100));
  QCOMPARE(only<SessionFailed>(takeEvents(*client)).at(0).error.cause, "upstream_silent");
  QCOMPARE(client->limitHits().of(Limit::UpstreamSilent), std::uint64_t{1});
}

void TstHttp2Abuse::pingsMayComeFasterThanTheirTimeout() {
  Limits limits;
  limits.upstreamPing = std::chrono::milliseconds(100);
  const auto client = makeHttp2(Role::Client, limits, at(0));
  feed(*client, settingsFrame() + settingsAck());
  client->sendRequest({0, "POST", "http", "x", "/a/b", noHeaders(), true});
  takeAll(*client);
  for (int now = 100; now < 1000; now += 150) {
    client->onTimeout(at(now));
    QVERIFY(findFrame(cutFrames(takeAll(*client)), 6, 0) != nullptr);
    QVERIFY(client->nextTimeout() == at(now + 10'000));
    feed(*client, frame(6, 1, 0, "12345678"), Cut::Whole, at(now + 50));
    QVERIFY(client->nextTimeout() == at(now + 150));
  }
  QCOMPARE(client->limitHits().of(Limit::UpstreamSilent), std::uint64_t{0});
}

void TstHttp2Abuse::clientRefusesPush() {
  const auto client = makeHttp2(Role::Client, {}, at(0));
  client->sendRequest({0, "POST", "http", "x", "/a/b", noHeaders(), true});
  takeAll(*client);
  feed(*client, settingsFrame() + frame(5, 4, 1, u32(2) + hpack(requestFields())));
  QCOMPARE(only<SessionFailed>(takeEvents(*client)).at(0).error.cause, "http2_push");
  QVERIFY(findFrame(cutFrames(takeAll(*client)), 7, 0) != nullptr);
  QVERIFY(takeEvents(*client).empty());  // the failure has ended every stream
}

void TstHttp2Abuse::clientRefusesImpossibleStatuses() {
  for (const char* status : {"044", "000"}) {
    const auto client = makeHttp2(Role::Client, {}, at(0));
    client->sendRequest({0, "POST", "http", "x", "/a/b", noHeaders(), true});
    takeAll(*client);
    feed(*client, settingsFrame() + headersFrame(1, {{":status", status}}, true));
    takeAll(*client);
    const auto events = takeEvents(*client);
    QVERIFY(only<ResponseHead>(events).empty());
    QCOMPARE(only<StreamReset>(events).size(), std::size_t{1});
    QVERIFY(client->canOpenStream());
  }
}

void TstHttp2Abuse::clientSwallowsInformational() {
  const auto client = makeHttp2(Role::Client, {}, at(0));
  client->sendRequest({0, "POST", "http", "x", "/a/b", noHeaders(), true});
  takeAll(*client);
  feed(*client, settingsFrame() + headersFrame(1, {{":status", "103"}}) +
                    headersFrame(1, {{":status", "200"}, {"x", "y"}}) + dataFrame(1, "d", true));
  const auto events = takeEvents(*client);
  QCOMPARE(only<ResponseHead>(events).size(), std::size_t{1});
  QCOMPARE(only<ResponseHead>(events)[0].status, 200);
  client->sendRequest({0, "POST", "http", "x", "/a/b", noHeaders(), true});
  takeAll(*client);
  for (int i = 0; i < 11; ++i) feed(*client, headersFrame(3, {{":status", "103"}}));
  takeAll(*client);
  QVERIFY(!only<StreamReset>(takeEvents(*client)).at(0).byPeer);
}

void TstHttp2Abuse::clientLimitsResponseHeaders() {
  const auto client = makeHttp2(Role::Client, {}, at(0));
  client->sendRequest({0, "POST", "http", "x", "/a/b", noHeaders(), true});
  takeAll(*client);
  FieldList fields = {{":status", "200"}};
  for (int i = 0; i < 501; ++i) fields.emplace_back("h", "v");
  feed(*client, settingsFrame() + headersFrame(1, fields) + dataFrame(1, "dropped", true));
  takeAll(*client);
  const auto events = takeEvents(*client);
  QVERIFY(only<ResponseHead>(events).empty());
  QVERIFY(only<Data>(events).empty());
  QCOMPARE(only<StreamReset>(events).size(), std::size_t{1});
  QVERIFY(client->canOpenStream());
}

void TstHttp2Abuse::randomBytes() {
  std::mt19937 random(42);
  for (int round = 0; round < 300; ++round) {
    const auto server = openServer();
    std::string wire =
        headersFrame(1, requestFields()) + dataFrame(1, "abc") + headersFrame(3, requestFields(), true);
    for (int i = 0; i < 5; ++i) wire[random() % wire.size()] = static_cast<char>(random());
    for (int i = 0; i < 20; ++i) {
      wire += frame(static_cast<std::uint8_t>(random() % 12), static_cast<std::uint8_t>(random()),
                    static_cast<std::uint32_t>(random() % 6),
                    std::string(random() % 40, static_cast<char>(random())));
    }
    feed(*server, wire, Cut::Random);
    for (const Event& event : takeEvents(*server)) {
      if (const auto* head = std::get_if<RequestHead>(&event)) {
        server->sendResponse({head->stream, 200, noHeaders(), true});
      }
    }
    takeAll(*server);
    server->receiveEnd(at(1));
    takeAll(*server);
    takeEvents(*server);
  }
}

QTEST_APPLESS_MAIN(TstHttp2Abuse)
#include "tst_http2_abuse.moc"
