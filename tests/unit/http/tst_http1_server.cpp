// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP/1.1 server session: tables of good and bad requests, each fed whole, byte by byte and in random
// pieces; answers, pipelining, early answers, timers.
#include <QtTest/QtTest>

#include "bridge/http/session.h"
#include "tests/support/session_driver.h"

using namespace bascule;
using namespace bascule::http;
using namespace bascule::testing;

namespace {

HeadersPtr list(std::initializer_list<Field> fields) { return std::make_shared<Headers>(fields); }

/// What one request turned into: `POST /a x-b=1 [body] {t=1}` and so on.
std::string describe(const std::vector<Event>& events) {
  std::string text;
  std::string body;
  for (const Event& event : events) {
    if (const auto* head = std::get_if<RequestHead>(&event)) {
      text += head->method + " " + head->authority + " " + head->target + (head->endStream ? " end" : "");
    } else if (const auto* data = std::get_if<Data>(&event)) {
      body += std::string(data->bytes.view());
    } else if (const auto* trailers = std::get_if<Trailers>(&event)) {
      for (const Field f : *trailers->headers)
        body += "{" + std::string(f.name) + "=" + std::string(f.value) + "}";
    } else if (std::holds_alternative<EndOfStream>(event)) {
      text += " [" + std::exchange(body, {}) + "]";
    } else if (const auto* reset = std::get_if<StreamReset>(&event)) {
      text += reset->byPeer ? " reset by peer" : " reset by us";
    }
  }
  return text;
}

}  // namespace

class TstHttp1Server : public QObject {
  Q_OBJECT
 private slots:
  void goodRequests_data();
  void goodRequests();
  void badRequests_data();
  void badRequests();
  void answers();
  void chunkedAnswerWithTrailers();
  void answerToHeadHasNoBody();
  void responseCannotBeSplit();
  void pipelinedRequestsWaitForAnswers();
  void earlyAnswerDiscardsTheBody();
  void malformedBodyAfterTheHead();
  void lingerEnds();
  void expectContinue();
  void slowConsumerStopsReading();
  void outputOverItsLimitStopsReading();
  void stalledWriteCloses();
  void movingWriteIsNoStall();
  void sendReady();
  void bodyIsNotCopied();
  void resetCloses();
  void shortAnswerCloses();
  void peerCloses();
  void headTimer();
  void idleTimer();
  void shutdownFinishesTheExchange();
  void randomBytes();
};

void TstHttp1Server::goodRequests_data() {
  QTest::addColumn<QByteArray>("wire");
  QTest::addColumn<QString>("meaning");
  const auto row = [](const char* name, const char* wire, const char* meaning) {
    QTest::newRow(name) << QByteArray(wire) << QString(meaning);
  };
  row("get", "GET /a?b=c HTTP/1.1\r\nHost: x:1\r\n\r\n", "GET x:1 /a?b=c end");
  row("empty line first", "\r\nGET / HTTP/1.1\r\nhost: x\r\n\r\n", "GET x / end");
  row("length", "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", "POST x /a [hello]");
  row("length 0", "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "POST x /a end");
  row("leading zeros", "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0005\r\n\r\nhello",
      "POST x /a [hello]");
  row("chunked",
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;ext=1\r\n "
      "world\r\n0\r\n\r\n",
      "POST x /a [hello world]");
  row("chunked, other case",
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: CHUNKED\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n",
      "POST x /a [0123456789]");
  row("trailers",
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nz\r\n0\r\nX-T: 1\r\nY: "
      "2\r\n\r\n",
      "POST x /a [z{x-t=1}{y=2}]");
  row("absolute form", "GET http://h:2/p?q HTTP/1.1\r\nHost: h:2\r\n\r\n", "GET h:2 /p?q end");
  row("asterisk", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "OPTIONS x * end");
  row("white space around value", "GET / HTTP/1.1\r\nHost: \t x \t\r\n\r\n", "GET x / end");
  row("two in a row", "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET x /1 endGET x /2 end");
  row("body then next",
      "POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET /2 HTTP/1.1\r\nHost: x\r\n\r\n",
      "POST x /1 [abc]GET x /2 end");
}

void TstHttp1Server::goodRequests() {
  QFETCH(QByteArray, wire);
  QFETCH(QString, meaning);
  for (const Cut cut : kCuts) {
    const auto server = makeHttp11Server({}, at(0));
    feed(*server, wire.toStdString(), cut);
    std::vector<Event> events;
    while (auto event = server->nextEvent()) {
      const bool ended =
          std::holds_alternative<EndOfStream>(*event) ||
          (std::holds_alternative<RequestHead>(*event) && std::get<RequestHead>(*event).endStream);
      events.push_back(std::move(*event));
      if (ended) server->sendResponse({only<RequestHead>(events).back().stream, 204, noHeaders(), true});
    }
    QCOMPARE(QString::fromStdString(describe(events)), meaning);
    QVERIFY(!server->finished());
  }
}

void TstHttp1Server::badRequests_data() {
  QTest::addColumn<QByteArray>("wire");
  QTest::addColumn<int>("status");
  const auto row = [](const char* name, const std::string& wire, int status) {
    QTest::newRow(name) << QByteArray::fromStdString(wire) << status;
  };
  const auto head = [](const std::string& fields) {
    return "POST /a HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
  };
  const auto chunked = [&](const std::string& body) { return head("Transfer-Encoding: chunked\r\n") + body; };
  row("length and chunked", head("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400);
  row("chunked and length", head("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400);
  row("length twice, equal", head("Content-Length: 5\r\nContent-Length: 5\r\n"), 400);
  row("length twice, different", head("Content-Length: 5\r\nContent-Length: 6\r\n"), 400);
  row("length list", head("Content-Length: 5, 5\r\n"), 400);
  row("length +5", head("Content-Length: +5\r\n"), 400);
  row("length -5", head("Content-Length: -5\r\n"), 400);
  row("length hex", head("Content-Length: 0x5\r\n"), 400);
  row("length empty", head("Content-Length: \r\n"), 400);
  row("length with space", head("Content-Length: 5 5\r\n"), 400);
  row("length of 19 digits", head("Content-Length: 1000000000000000000\r\n"), 400);
  row("length 2^64", head("Content-Length: 18446744073709551616\r\n"), 400);
  row("coding identity", head("Transfer-Encoding: identity\r\n"), 501);
  row("coding chunked, identity", head("Transfer-Encoding: chunked, identity\r\n"), 501);
  row("coding gzip, chunked", head("Transfer-Encoding: gzip, chunked\r\n"), 501);
  row("coding xchunked", head("Transfer-Encoding: xchunked\r\n"), 501);
  row("coding quoted", head("Transfer-Encoding: \"chunked\"\r\n"), 501);
  row("coding empty", head("Transfer-Encoding: \r\n"), 501);
  row("coding twice", head("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400);
  row("coding twice, identity first", head("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n"),
      501);
  row("coding after a fold", head("X: y\r\n Transfer-Encoding: chunked\r\n"), 400);
  row("folded value", head("X: y\r\n\tz\r\n"), 400);
  row("space before colon", head("X : y\r\n"), 400);
  row("no colon", head("X\r\n"), 400);
  row("empty name", head(": y\r\n"), 400);
  row("NUL in value", head(std::string("X: a\0b\r\n", 8)), 400);
  row("control in value",
      head("X: a\x01"
           "b\r\n"),
      400);
  row("bare CR in value", head("X: a\rb\r\n"), 400);
  row("bare LF", "GET / HTTP/1.1\nHost: x\n\n", 400);
  row("one bare LF", "GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n", 400);
  row("no host", "GET / HTTP/1.1\r\n\r\n", 400);
  row("two hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400);
  row("empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400);
  row("host with user", "GET / HTTP/1.1\r\nHost: me@x\r\n\r\n", 400);
  row("HTTP/1.0", "GET / HTTP/1.0\r\nHost: x\r\n\r\n", 505);
  row("HTTP/1.0 chunked", "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", 505);
  row("HTTP/2.0", "PRI * HTTP/2.0\r\n\r\n", 505);
  row("HTTP/1.2", "GET / HTTP/1.2\r\nHost: x\r\n\r\n", 505);
  row("no version", "GET /\r\nHost: x\r\n\r\n", 400);
  row("two spaces", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400);
  row("space in target", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 505);
  row("fragment", "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n", 400);
  row("8 bit in target", "GET /\xc3\xa4 HTTP/1.1\r\nHost: x\r\n\r\n", 400);
  row("authority form", "CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n", 405);
  row("relative target", "GET a HTTP/1.1\r\nHost: x\r\n\r\n", 400);
  row("asterisk with GET", "GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400);
  row("method no token", "G{T / HTTP/1.1\r\nHost: x\r\n\r\n", 400);
  row("expectation", head("Expect: a-pony\r\n"), 417);
  row("TLS to a plain port", "\x16\x03\x01\x02\r\n\r\n", 400);
  row("long target", "GET /?" + std::string(66'000, 'q') + " HTTP/1.1\r\nHost: x\r\n\r\n", 414);
  row("long path", "GET /" + std::string(5'000, 'q') + " HTTP/1.1\r\nHost: x\r\n\r\n", 414);
  row("endless line", "GET /" + std::string(70'000, 'q'), 414);
  row("long header line", "GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(70'000, 'x'), 431);
  std::string many = "GET / HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 201; ++i) many += "A: b\r\n";
  row("many fields", many + "\r\n", 431);
  row("chunk size missing", chunked("\r\nx"), 400);
  row("chunk size 0x5", chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400);
  row("chunk size negative", chunked("-5\r\nhello\r\n0\r\n\r\n"), 400);
  row("chunk size overflow", chunked("fffffffffffffffff\r\nx"), 400);
  row("chunk too large", chunked("80000000\r\nx"), 400);
  row("chunk size with space", chunked("5 x\r\nhello\r\n"), 400);
  row("chunk without CRLF", chunked("5\r\nhello5\r\nworld\r\n0\r\n\r\n"), 400);
  row("chunk with LF only", chunked("5\nhello\n0\n\n"), 400);
  row("chunk too short", chunked("5\r\nhel\r\n0\r\n\r\n"), 400);
  row("long extension", chunked("5;a=" + std::string(300, 'e') + "\r\nhello\r\n0\r\n\r\n"), 400);
  row("endless extension", chunked("5;a=" + std::string(70'000, 'e')), 400);
  row("folded trailer", chunked("0\r\nX: y\r\n z\r\n\r\n"), 400);
  row("length as trailer", chunked("0\r\nContent-Length: 5\r\n\r\n"), 400);
  row("trailers too large", chunked("0\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n"), 431);
  std::string trailers = "0\r\n";
  for (int i = 0; i < 201; ++i) trailers += "A: b\r\n";
  row("many trailers", chunked(trailers + "\r\n"), 431);
}

void TstHttp1Server::badRequests() {
  QFETCH(QByteArray, wire);
  QFETCH(int, status);
  for (const Cut cut : kCuts) {
    const auto server = makeHttp11Server({}, at(0));
    // What follows a bad request must never be taken for another one.
    feed(*server, wire.toStdString() + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n", cut);
    const auto events = takeEvents(*server);
    for (const RequestHead& head : only<RequestHead>(events)) QVERIFY(head.target != "/smuggled");
    QVERIFY(only<EndOfStream>(events).empty());
    const std::string answer = takeAll(*server);
    QCOMPARE(QString::fromStdString(answer.substr(0, 13)), QString("HTTP/1.1 %1 ").arg(status));
    QVERIFY(answer.find("connection: close\r\n") != std::string::npos);
    QCOMPARE(only<StreamReset>(events).size(), only<RequestHead>(events).size());
    QCOMPARE(server->limitHits().total(), std::uint64_t{1});
    QVERIFY(!server->finished());
    server->onTimeout(server->nextTimeout());
    QVERIFY(server->finished());
  }
}

void TstHttp1Server::answers() {
  const auto server = makeHttp11Server({}, at(0));
  feed(*server, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
  const StreamId id = only<RequestHead>(takeEvents(*server)).at(0).stream;
  server->sendResponse(
      {id, 200, list({{"content-type", "application/json"}, {"content-length", "2"}}), false});
  server->sendData(id, Slice::copyOf("{}"), true);
  QCOMPARE(takeAll(*server),
           "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}");
  feed(*server, "GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  server->sendResponse({only<RequestHead>(takeEvents(*server)).at(0).stream, 404, noHeaders(), true});
  QCOMPARE(takeAll(*server), "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  QVERIFY(server->finished());
}

void TstHttp1Server::chunkedAnswerWithTrailers() {
  const auto server = makeHttp11Server({}, at(0));
  feed(*server, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  takeEvents(*server);
  server->sendResponse({1, 200, noHeaders(), false});
  server->sendData(1, Slice::copyOf("hello"), false);
  server->sendData(1, Slice(), false);
  server->sendData(1, Slice::copyOf(std::string(2000, 'x')), false);
  server->sendTrailers(1, list({{"a", "b"}, {"transfer-encoding", "evil"}}));
  QCOMPARE(takeAll(*server), "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n7d0\r\n" +
                                 std::string(2000, 'x') + "\r\n0\r\na: b\r\n\r\n");
  QVERIFY(!server->finished());
}

void TstHttp1Server::answerToHeadHasNoBody() {
  const auto server = makeHttp11Server({}, at(0));
  feed(*server, "HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
  takeEvents(*server);
  server->sendResponse({1, 200, list({{"content-length", "5"}}), false});
  server->sendData(1, Slice::copyOf("hello"), true);
  QCOMPARE(takeAll(*server), "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n");
  QVERIFY(!server->finished());
}

void TstHttp1Server::responseCannotBeSplit() {
  const auto server = makeHttp11Server({}, at(0));
  feed(*server, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  takeEvents(*server);
  server->sendResponse(
      {1, 200, list({{"a", "b\r\nset-cookie: c"}, {"d e", "f"}, {"connection", "x"}, {"ok", "1"}}), true});
  QCOMPARE(takeAll(*server), "HTTP/1.1 200 OK\r\nok: 1\r\ncontent-length: 0\r\n\r\n");
}

void TstHttp1Server::pipelinedRequestsWaitForAnswers() {
  const auto server = makeHttp11Server({}, at(0));
  std::string wire;
  for (int i = 0; i < 10; ++i) wire += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
  feed(*server, wire, Cut::Random);
  for (int i = 0; i < 10; ++i) {
    const auto events = takeEvents(*server);
    QCOMPARE(events.size(), std::size_t{1});
    const auto& head = std::get<RequestHead>(events[0]);
    QCOMPARE(head.target, "/" + std::to_string(i));
    server->sendResponse({head.stream, 200, list({{"n", std::to_string(i)}}), true});
    QVERIFY(takeAll(*server).find("n: " + std::to_string(i)) != std::string::npos);
  }
  feed(*server, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
  takeEvents(*server);
  QVERIFY(server->wantsRead());
  while (server->wantsRead()) feed(*server, wire);
  QVERIFY(takeEvents(*server).empty());
}

void TstHttp1Server::earlyAnswerDiscardsTheBody() {
  const auto server = makeHttp11Server({}, at(0));
  feed(*server,
       "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nGET /no HTTP/1.1\r\nHost: x\r\n\r\n");
  takeEvents(*server);
  server->sendResponse({1, 415, noHeaders(), true});
  QVERIFY(takeEvents(*server).empty());
  QVERIFY(takeAll(*server).find("connection: close") != std::string::npos);
  QVERIFY(!server->finished());
  feed(*server, std::string(150'000, 'b'));
  QVERIFY(takeEvents(*server).empty());
  QVERIFY(server->finished());

  const auto endless = makeHttp11Server({}, at(0));
  feed(*endless, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n");
  takeEvents(*endless);
  endless->sendResponse({1, 415, noHeaders(), true});
  takeAll(*endless);
  const std::string megabyte(1 << 20, 'm');
  for (int i = 0; i < 16; ++i) feed(*endless, megabyte);
  QVERIFY(!endless->finished());
  feed(*endless, "x");
  QVERIFY(endless->finished());
}

void TstHttp1Server::malformedBodyAfterTheHead() {
  const auto server = makeHttp11Server({}, at(0));
  feed(*server, "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
  server->sendResponse({1, 200, noHeaders(), false});
  feed(*server, "zz\r\n");
  const auto events = takeEvents(*server);
  QCOMPARE(bodyOf(events, 1), "ab");
  QVERIFY(!only<StreamReset>(events).at(0).byPeer);
  QCOMPARE(takeAll(*server),
           "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");  // and no end: cut short
  server->onTimeout(at(2000));
  QVERIFY(server->finished());
}

void TstHttp1Server::lingerEnds() {
  const auto server = makeHttp11Server({}, at(0));
  feed(*server, "nonsense\r\n\r\n", Cut::Whole, at(500));
  takeAll(*server);
  QVERIFY(server->nextTimeout() == at(2500));
  feed(*server, "more", Cut::Whole, at(1000));
  QVERIFY(!server->finished());
  server->receiveEnd(at(1100));
  QVERIFY(server->finished());
}

void TstHttp1Server::expectContinue() {
  const auto server = makeHttp11Server({}, at(0));
  feed(*server, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  QCOMPARE(takeAll(*server), "HTTP/1.1 100 Continue\r\n\r\n");
  feed(*server, "ok");
  QCOMPARE(bodyOf(takeEvents(*server), 1), "ok");
}

void TstHttp1Server::slowConsumerStopsReading() {
  const Limits limits;
  const auto server = makeHttp11Server(limits, at(0));
  feed(*server, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n");
  std::size_t fed = 0;
  for (; server->wantsRead(); fed += 10'000) feed(*server, std::string(10'000, 'b'));
  QVERIFY(fed >= limits.streamWindow && fed < limits.streamWindow + 20'000);
  takeEvents(*server);
  QVERIFY(!server->wantsRead());
  server->consumed(1, 50'000);
  QVERIFY(server->wantsRead());
}

void TstHttp1Server::outputOverItsLimitStopsReading() {
  Limits limits;
  limits.outboundQueueBytes = 1000;
  const auto server = makeHttp11Server(limits, at(0));
  feed(*server, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  takeEvents(*server);
  server->sendResponse({1, 200, list({{"content-length", "5000"}}), false});
  QVERIFY(server->wantsRead() && !server->mustDrain());
  server->sendData(1, Slice::copyOf(std::string(5000, 'x')), true);
  QVERIFY(!server->wantsRead() && server->mustDrain());
  takeAll(*server);
  QVERIFY(server->wantsRead() && !server->mustDrain());
}

namespace {

/// A session that has answered with more than its peer may leave lying.
std::unique_ptr<Session> answeredAtLength() {
  Limits limits;
  limits.writeStall = std::chrono::milliseconds(4000);
  limits.writeStallBytes = 100'000;
  auto server = makeHttp11Server(limits, at(0));
  feed(*server, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  takeEvents(*server);
  server->sendResponse({1, 200, noHeaders(), false});
  server->sendData(1, Slice::copyOf(std::string(150'000, 'x')), false);
  return server;
}

}  // namespace

void TstHttp1Server::stalledWriteCloses() {
  const auto server = answeredAtLength();
  QVERIFY(server->buffered() > 150'000 && server->largest().stream == 1);
  for (int second = 1; second <= 4; ++second) {
    QVERIFY(server->nextTimeout() == at(1000 * second));
    server->onTimeout(at(1000 * second));
    QVERIFY(takeEvents(*server).empty());
  }
  server->onTimeout(at(5000));
  const auto resets = only<StreamReset>(takeEvents(*server));
  QVERIFY(resets.size() == 1 && !resets[0].byPeer && resets[0].limit == Limit::WriteStall);
  QCOMPARE(server->limitHits().of(Limit::WriteStall), std::uint64_t{1});
  QVERIFY(server->finished() && server->mustDrain() && server->buffered() == 0);

  const auto pressed = answeredAtLength();
  pressed->dropStalled();
  QVERIFY(takeEvents(*pressed).empty());
  pressed->dropStalled();
  QCOMPARE(only<StreamReset>(takeEvents(*pressed)).size(), std::size_t{1});
}

void TstHttp1Server::movingWriteIsNoStall() {
  const auto server = answeredAtLength();
  for (int second = 1; second <= 40; ++second) {
    ByteQueue out;
    server->takeOutput(out, 100);
    server->onTimeout(at(1000 * second));
    QVERIFY(only<StreamReset>(takeEvents(*server)).empty());
  }
  QVERIFY(server->buffered() > 100'000);
}

void TstHttp1Server::sendReady() {
  const auto server = makeHttp11Server({}, at(0));
  feed(*server, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  takeEvents(*server);
  server->sendResponse({1, 200, noHeaders(), false});
  server->sendData(1, Slice::copyOf(std::string(kSendHighWater, 's')), false);
  QVERIFY(server->sendBuffered(1) >= kSendHighWater);
  ByteQueue out;
  server->takeOutput(out, 40'000);
  QVERIFY(takeEvents(*server).empty());
  server->takeOutput(out, 40'000);
  QCOMPARE(only<SendReady>(takeEvents(*server)).size(), std::size_t{1});
}

void TstHttp1Server::bodyIsNotCopied() {
  const auto server = makeHttp11Server({}, at(0));
  const Slice wire =
      Slice::copyOf("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n" +
                    std::string(4096, 'c') + "\r\n0\r\n\r\n");
  server->receive(wire, at(0));
  const auto data = only<Data>(takeEvents(*server));
  QCOMPARE(data.size(), std::size_t{1});
  QVERIFY(data[0].bytes.data() > wire.data() && data[0].bytes.data() < wire.data() + wire.size());
}

void TstHttp1Server::resetCloses() {
  const auto server = makeHttp11Server({}, at(0));
  feed(*server, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  takeEvents(*server);
  server->sendResponse({1, 200, noHeaders(), false});
  server->resetStream(1, H2Error::InternalError);
  QVERIFY(!server->finished());
  QVERIFY(takeAll(*server).find("0\r\n") == std::string::npos);
  QVERIFY(server->finished());
  QCOMPARE(server->openStreams(), std::size_t{0});
}

void TstHttp1Server::shortAnswerCloses() {
  const auto server = makeHttp11Server({}, at(0));
  feed(*server, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  takeEvents(*server);
  server->sendResponse({1, 200, list({{"content-length", "10"}}), false});
  server->sendData(1, Slice::copyOf("short"), true);
  takeAll(*server);
  QVERIFY(server->finished());
}

void TstHttp1Server::peerCloses() {
  const auto server = makeHttp11Server({}, at(0));
  feed(*server, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe");
  server->receiveEnd(at(1));
  QCOMPARE(describe(takeEvents(*server)), "POST x /a reset by peer");
  QVERIFY(server->finished());
}

void TstHttp1Server::headTimer() {
  const auto server = makeHttp11Server({}, at(0));
  QVERIFY(server->nextTimeout() == at(10'000));
  feed(*server, "GET / HT", Cut::Bytes, at(9000));
  QVERIFY(server->nextTimeout() == at(10'000));
  server->onTimeout(at(10'000));
  QVERIFY(takeAll(*server).starts_with("HTTP/1.1 408 "));

  const auto second = makeHttp11Server({}, at(0));
  feed(*second, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  takeEvents(*second);
  QVERIFY(second->nextTimeout() == kNever);
  second->sendResponse({1, 200, noHeaders(), true});
  takeAll(*second);
  feed(*second, "G", Cut::Whole, at(20'000));
  QVERIFY(second->nextTimeout() == at(30'000));
}

void TstHttp1Server::idleTimer() {
  const auto server = makeHttp11Server({}, at(0));
  feed(*server, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", Cut::Whole, at(1000));
  takeEvents(*server);
  server->sendResponse({1, 200, noHeaders(), true});
  takeAll(*server);
  QVERIFY(server->nextTimeout() == at(61'000));
  server->onTimeout(at(61'000));
  QVERIFY(server->finished());
  QVERIFY(takeAll(*server).empty());
}

void TstHttp1Server::shutdownFinishesTheExchange() {
  const auto server = makeHttp11Server({}, at(0));
  feed(*server, "GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n");
  takeEvents(*server);
  server->shutdown();
  QVERIFY(!server->finished());
  server->sendResponse({1, 200, noHeaders(), true});
  QVERIFY(takeAll(*server).find("connection: close") != std::string::npos);
  QVERIFY(takeEvents(*server).empty());
  QVERIFY(server->finished());
  const auto idle = makeHttp11Server({}, at(0));
  idle->shutdown();
  QVERIFY(idle->finished());
}

void TstHttp1Server::randomBytes() {
  std::mt19937 random(5);
  const std::string good =
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n";
  for (int round = 0; round < 2000; ++round) {
    std::string wire = good;
    for (std::size_t i = 0; i < 1 + random() % 4; ++i)
      wire[random() % wire.size()] = static_cast<char>(random());
    if (random() % 3 == 0)
      wire.insert(random() % wire.size(), std::string(random() % 50, static_cast<char>(random())));
    const auto server = makeHttp11Server({}, at(0));
    feed(*server, wire, Cut::Random);
    takeEvents(*server);
    server->sendResponse({1, 200, noHeaders(), true});
    takeAll(*server);
    server->receiveEnd(at(1));
    takeEvents(*server);
    takeAll(*server);
    QVERIFY(server->finished());
  }
}

QTEST_APPLESS_MAIN(TstHttp1Server)
#include "tst_http1_server.moc"
