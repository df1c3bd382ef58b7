// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP/1.1 client session: requests it writes, responses it reads in any pieces, and against the server
// session back to back.
#include <QtTest/QtTest>

#include "bridge/http/session.h"
#include "tests/support/session_driver.h"

using namespace bascule;
using namespace bascule::http;
using namespace bascule::testing;

namespace {
HeadersPtr list(std::initializer_list<Field> fields) { return std::make_shared<Headers>(fields); }
}  // namespace

class TstHttp1Client : public QObject {
  Q_OBJECT
 private slots:
  void writesRequests();
  void goodResponses_data();
  void goodResponses();
  void badResponses_data();
  void badResponses();
  void keepsAliveAndCloses();
  void resetCloses();
  void talksToTheServer();
};

void TstHttp1Client::writesRequests() {
  const auto client = makeHttp11Client({}, at(0));
  QVERIFY(client->canOpenStream());
  const auto id = client->sendRequest({0, "POST", "http", "x:1", "/a", list({{"te", "trailers"}}), false});
  QVERIFY(!client->canOpenStream());
  QVERIFY(!client->sendRequest({0, "GET", "http", "x", "/", noHeaders(), true}));
  client->sendData(*id, Slice::copyOf("abc"), true);
  QCOMPARE(takeAll(*client),
           "POST /a HTTP/1.1\r\nhost: x:1\r\nte: trailers\r\ntransfer-encoding: "
           "chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  const auto get = makeHttp11Client({}, at(0));
  get->sendRequest({0, "GET", "http", "x", "/", noHeaders(), true});
  QCOMPARE(takeAll(*get), "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
}

void TstHttp1Client::goodResponses_data() {
  QTest::addColumn<QByteArray>("wire");
  QTest::addColumn<int>("status");
  QTest::addColumn<QString>("body");
  QTest::addColumn<bool>("closes");
  const auto row = [](const char* name, const char* wire, int status, const char* body, bool closes) {
    QTest::newRow(name) << QByteArray(wire) << status << QString(body) << closes;
  };
  row("length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok", false);
  row("chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200, "ok",
      false);
  row("until close", "HTTP/1.1 200 OK\r\n\r\neverything", 200, "everything", true);
  row("informational first",
      "HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "", false);
  row("no content", "HTTP/1.1 204 No Content\r\n\r\n", 204, "", false);
  row("says close", "HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", 503, "x", true);
}

void TstHttp1Client::goodResponses() {
  QFETCH(QByteArray, wire);
  QFETCH(int, status);
  QFETCH(QString, body);
  QFETCH(bool, closes);
  for (const Cut cut : kCuts) {
    const auto client = makeHttp11Client({}, at(0));
    client->sendRequest({0, "POST", "http", "x", "/a", noHeaders(), true});
    takeAll(*client);
    feed(*client, wire.toStdString(), cut);
    if (closes) client->receiveEnd(at(1));
    const auto events = takeEvents(*client);
    QCOMPARE(only<ResponseHead>(events).size(), std::size_t{1});
    QCOMPARE(only<ResponseHead>(events)[0].status, status);
    QCOMPARE(QString::fromStdString(bodyOf(events, 1)), body);
    QVERIFY(only<StreamReset>(events).empty());
    QVERIFY(only<ResponseHead>(events)[0].endStream || only<EndOfStream>(events).size() == 1);
    QCOMPARE(client->canOpenStream(), !closes);
    QCOMPARE(client->finished(), closes);
  }
}

void TstHttp1Client::badResponses_data() {
  QTest::addColumn<QByteArray>("wire");
  const auto row = [](const char* name, const std::string& wire) {
    QTest::newRow(name) << QByteArray::fromStdString(wire);
  };
  row("cut head", "HTTP/1.1 200 OK\r\nContent-Le");
  row("cut length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok");
  row("cut chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n");
  row("length and chunked", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n");
  row("nothing", "");
  row("other protocol", "SSH-2.0-OpenSSH\r\n\r\n");
  row("switching protocols", "HTTP/1.1 101 Switching Protocols\r\n\r\n");
  row("status below 100", "HTTP/1.1 044 Odd\r\nContent-Length: 0\r\n\r\n");
  row("HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\n");
  std::string many;
  for (int i = 0; i < 11; ++i) many += "HTTP/1.1 103 Early Hints\r\n\r\n";
  row("informational without end", many);
  row("head too large", "HTTP/1.1 200 OK\r\nA: " + std::string(70'000, 'a'));
}

void TstHttp1Client::badResponses() {
  QFETCH(QByteArray, wire);
  for (const Cut cut : kCuts) {
    const auto client = makeHttp11Client({}, at(0));
    client->sendRequest({0, "POST", "http", "x", "/a", noHeaders(), true});
    takeAll(*client);
    feed(*client, wire.toStdString(), cut);
    client->receiveEnd(at(1));
    const auto events = takeEvents(*client);
    QVERIFY(only<EndOfStream>(events).empty());
    QCOMPARE(only<SessionFailed>(events).size(), std::size_t{1});
    QVERIFY(client->finished());
  }
}

void TstHttp1Client::keepsAliveAndCloses() {
  const auto client = makeHttp11Client({}, at(0));
  for (StreamId i = 1; i <= 3; ++i) {
    QCOMPARE(client->sendRequest({0, "POST", "http", "x", "/a", noHeaders(), true}).value_or(0), i);
    takeAll(*client);
    feed(*client, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Cut::Random);
    QCOMPARE(bodyOf(takeEvents(*client), i), "ok");
  }
  feed(*client, "HTTP/1.1 200 OK\r\n\r\n");  // nobody asked
  QCOMPARE(only<SessionFailed>(takeEvents(*client)).size(), std::size_t{1});
  QVERIFY(!client->canOpenStream());
  const auto idle = makeHttp11Client({}, at(0));
  QVERIFY(idle->nextTimeout() == at(60'000));
  idle->onTimeout(at(60'000));
  QVERIFY(idle->finished());
}

void TstHttp1Client::resetCloses() {
  const auto client = makeHttp11Client({}, at(0));
  client->sendRequest({0, "POST", "http", "x", "/a", noHeaders(), false});
  client->resetStream(1, H2Error::Cancel);
  QVERIFY(client->finished());
  QVERIFY(takeEvents(*client).empty());
}

void TstHttp1Client::talksToTheServer() {
  std::mt19937 random(11);
  const auto client = makeHttp11Client({}, at(0));
  const auto server = makeHttp11Server({}, at(0));
  std::string body(200'000, 'x');
  for (char& c : body) c = static_cast<char>(random());
  for (StreamId i = 1; i <= 5; ++i) {
    const auto id = client->sendRequest({0, "POST", "http", "x", "/a", noHeaders(), false});
    QVERIFY(id.has_value());
    client->sendData(*id, Slice::copyOf(body), false);
    client->sendTrailers(*id, list({{"t", "1"}}));
    std::vector<Event> atServer;
    for (const Slice& piece : cutUp(takeAll(*client), Cut::Random, i)) {
      server->receive(piece, at(0));
      for (Event& event : takeEvents(*server)) {
        if (auto* data = std::get_if<Data>(&event)) server->consumed(data->stream, data->bytes.size());
        atServer.push_back(std::move(event));
      }
    }
    QVERIFY(bodyOf(atServer, i) == body);
    QCOMPARE(only<Trailers>(atServer).size(), std::size_t{1});
    server->sendResponse({i, 200, noHeaders(), false});
    server->sendData(i, Slice::copyOf(body), true);
    feed(*client, takeAll(*server), Cut::Random);
    const auto atClient = takeEvents(*client);
    QVERIFY(bodyOf(atClient, i) == body);
    QCOMPARE(only<EndOfStream>(atClient).size(), std::size_t{1});
    client->consumed(i, body.size());
  }
}

QTEST_APPLESS_MAIN(TstHttp1Client)
#include "tst_http1_client.moc"
