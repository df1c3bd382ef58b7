// SPDX-License-Identifier: GPL-3.0-or-later
// Http2Session, client and server back to back in memory: calls, flow control, resets, graceful end.
#include <map>

#include <QtTest/QtTest>

#include "bridge/http/session.h"
#include "tests/support/session_driver.h"

using namespace bascule;
using namespace bascule::http;
using namespace bascule::testing;

namespace {

/// Two sessions and the wire between them.
struct Pair {
  explicit Pair(const Limits& limits = {}, unsigned seed = 7)
      : client(makeHttp2(Role::Client, limits, at(0))),
        server(makeHttp2(Role::Server, limits, at(0))),
        random(seed) {}

  bool carry(Session& from, Session& to) {
    ByteQueue out;
    from.takeOutput(out, 1 + random() % 40'000);
    bool any = false;
    while (!out.empty()) {
      to.receive(out.takeSome(1 + random() % 9000), at(now));
      any = true;
    }
    return any;
  }
  /// Carries bytes both ways until both sides are silent.
  void run() {
    for (bool any = true; any;) {
      any = carry(*client, *server);
      any = carry(*server, *client) || any;
      for (Event& event : takeEvents(*client)) atClient.push_back(std::move(event));
      for (Event& event : takeEvents(*server)) atServer.push_back(std::move(event));
      if (autoConsume) consumeAll();
    }
  }
  void consumeAll() {
    for (; clientSeen < atClient.size(); ++clientSeen) give(*client, atClient[clientSeen]);
    for (; serverSeen < atServer.size(); ++serverSeen) give(*server, atServer[serverSeen]);
  }
  static void give(Session& session, const Event& event) {
    if (const Data* data = std::get_if<Data>(&event)) session.consumed(data->stream, data->bytes.size());
  }
  StreamId request(bool end, HeadersPtr headers = noHeaders()) {
    const auto id =
        client->sendRequest({0, "POST", "http", "localhost:1", "/a.B/C", std::move(headers), end});
    return id.value_or(0);
  }

  std::unique_ptr<Session> client;
  std::unique_ptr<Session> server;
  std::mt19937 random;
  std::vector<Event> atClient;
  std::vector<Event> atServer;
  std::size_t clientSeen = 0;
  std::size_t serverSeen = 0;
  bool autoConsume = true;
  int now = 0;
};

HeadersPtr list(std::initializer_list<Field> fields) { return std::make_shared<Headers>(fields); }

}  // namespace

class TstHttp2Session : public QObject {
  Q_OBJECT
 private slots:
  void unaryCall();
  void trailersOnlyWithoutData();
  void largeBodyBothWays();
  void slowConsumerStopsTheSender();
  void sendReadyComesAtLowWatermark();
  void resetByClientReachesServer();
  void resetByServerReachesClient();
  void resetBeforeOutputLeavesNothing();
  void earlyResponseResetsWithNoError();
  void earlyResponseLetsTheRequestEnd();
  void earlyResponseWhileDraining();
  void thousandStreams();
  void streamsShareTheConnection();
  void shutdownIsGraceful();
  void goAwayStopsNewStreams();
  void goAwayOfAClientEndsTheConnection();
  void concurrencyLimitIsObeyed();
  void creditOfFinishedStreamIsOwed();
  void unreadAnswersDoNotHoldUpOthers();
  void endOfInput();
  void timers();
};

void TstHttp2Session::unaryCall() {
  for (unsigned seed = 0; seed < 20; ++seed) {
    Pair pair({}, seed);
    const StreamId id = pair.request(false, list({{"content-type", "application/grpc"}, {"te", "trailers"}}));
    pair.client->sendData(id, Slice::copyOf("hello"), true);
    pair.run();
    const auto heads = only<RequestHead>(pair.atServer);
    QCOMPARE(heads.size(), 1U);
    QCOMPARE(heads[0].method, "POST");
    QCOMPARE(heads[0].target, "/a.B/C");
    QCOMPARE(heads[0].authority, "localhost:1");
    QCOMPARE(heads[0].headers->find("te").value_or(""), "trailers");
    QVERIFY(!heads[0].endStream);
    QCOMPARE(bodyOf(pair.atServer, id), "hello");
    QCOMPARE(only<EndOfStream>(pair.atServer).size(), 1U);

    pair.server->sendResponse({id, 200, list({{"content-type", "application/grpc"}}), false});
    pair.server->sendData(id, Slice::copyOf("world"), false);
    pair.server->sendTrailers(id, list({{"grpc-status", "0"}}));
    pair.run();
    QCOMPARE(only<ResponseHead>(pair.atClient).at(0).status, 200);
    QCOMPARE(bodyOf(pair.atClient, id), "world");
    QCOMPARE(only<Trailers>(pair.atClient).at(0).headers->find("grpc-status").value_or(""), "0");
    QCOMPARE(only<EndOfStream>(pair.atClient).size(), 1U);
    QVERIFY(only<StreamReset>(pair.atClient).empty());
    QVERIFY(only<StreamReset>(pair.atServer).empty());
    QCOMPARE(pair.client->openStreams(), 0U);
    QCOMPARE(pair.server->openStreams(), 0U);
  }
}

void TstHttp2Session::trailersOnlyWithoutData() {
  Pair pair;
  const StreamId one = pair.request(true);
  const StreamId two = pair.request(true);
  pair.run();
  QVERIFY(only<RequestHead>(pair.atServer).at(0).endStream);
  QVERIFY(only<EndOfStream>(pair.atServer).empty());
  pair.server->sendResponse({one, 200, list({{"grpc-status", "12"}}), true});
  pair.server->sendResponse({two, 200, noHeaders(), false});
  pair.server->sendTrailers(two, list({{"grpc-status", "3"}}));
  pair.run();
  const auto heads = only<ResponseHead>(pair.atClient);
  QCOMPARE(heads.size(), 2U);
  QVERIFY(heads[0].endStream);
  QVERIFY(!heads[1].endStream);
  QCOMPARE(only<Trailers>(pair.atClient).size(), 1U);
  QVERIFY(bodyOf(pair.atClient, two).empty());
}

void TstHttp2Session::largeBodyBothWays() {
  std::string body(700'000, 'x');
  std::mt19937 random(3);
  for (char& c : body) c = static_cast<char>(random());
  for (unsigned seed = 0; seed < 5; ++seed) {
    Pair pair({}, seed);
    const StreamId id = pair.request(false);
    for (std::size_t i = 0; i < body.size();) {
      const std::size_t count = std::min<std::size_t>(1 + random() % 30'000, body.size() - i);
      pair.client->sendData(id, Slice::copyOf(BytesView(body).substr(i, count)), i + count == body.size());
      i += count;
    }
    pair.run();
    QVERIFY(bodyOf(pair.atServer, id) == body);
    pair.server->sendResponse({id, 200, noHeaders(), false});
    pair.server->sendData(id, Slice::copyOf(body), true);
    pair.run();
    QVERIFY(bodyOf(pair.atClient, id) == body);
    QCOMPARE(only<EndOfStream>(pair.atClient).size(), 1U);
  }
}

void TstHttp2Session::slowConsumerStopsTheSender() {
  Limits limits;
  limits.streamWindow = 65'536;
  Pair pair(limits);
  pair.autoConsume = false;
  const StreamId id = pair.request(false);
  pair.run();  // SETTINGS are in force
  pair.client->sendData(id, Slice::copyOf(std::string(300'000, 'y')), true);
  pair.run();
  QCOMPARE(bodyOf(pair.atServer, id).size(), 65'536U);
  QCOMPARE(pair.client->sendBuffered(id), 300'000U - 65'536U);
  pair.server->consumed(id, 40'000);
  pair.run();
  QCOMPARE(bodyOf(pair.atServer, id).size(), 65'536U + 40'000U);
  pair.autoConsume = true;
  pair.server->consumed(id, 65'536);
  pair.serverSeen = pair.atServer.size();
  pair.run();
  QCOMPARE(bodyOf(pair.atServer, id).size(), 300'000U);
  QCOMPARE(pair.client->sendBuffered(id), 0U);
}

void TstHttp2Session::sendReadyComesAtLowWatermark() {
  Pair pair;
  const StreamId id = pair.request(false);
  pair.client->sendData(id, Slice::copyOf(std::string(kSendHighWater - 1, 'a')), false);
  pair.run();
  QVERIFY(only<SendReady>(pair.atClient).empty());
  pair.client->sendData(id, Slice::copyOf(std::string(kSendHighWater, 'a')), false);
  pair.run();
  QCOMPARE(only<SendReady>(pair.atClient).size(), 1U);
  QCOMPARE(only<SendReady>(pair.atClient)[0].stream, id);
}

void TstHttp2Session::resetByClientReachesServer() {
  Pair pair;
  const StreamId id = pair.request(false);
  pair.run();
  pair.client->resetStream(id, H2Error::Cancel);
  pair.run();
  const auto resets = only<StreamReset>(pair.atServer);
  QCOMPARE(resets.size(), 1U);
  QVERIFY(resets[0].code == H2Error::Cancel);
  QVERIFY(resets[0].byPeer);
  QCOMPARE(pair.server->openStreams(), 0U);
  QVERIFY(only<StreamReset>(pair.atClient).empty());
  pair.server->sendResponse({id, 200, noHeaders(), true});  // ignored
  pair.run();
  QVERIFY(only<ResponseHead>(pair.atClient).empty());
}

void TstHttp2Session::resetByServerReachesClient() {
  Pair pair;
  const StreamId id = pair.request(false);
  pair.client->sendData(id, Slice::copyOf("data"), false);
  pair.run();
  pair.server->resetStream(id, H2Error::RefusedStream);
  pair.run();
  const auto resets = only<StreamReset>(pair.atClient);
  QCOMPARE(resets.size(), 1U);
  QVERIFY(resets[0].code == H2Error::RefusedStream);
  QVERIFY(resets[0].byPeer);
  QCOMPARE(pair.client->openStreams(), 0U);
}

void TstHttp2Session::resetBeforeOutputLeavesNothing() {
  Pair pair;
  pair.run();
  const StreamId id = pair.request(false);
  pair.client->sendData(id, Slice::copyOf(std::string(5000, 'z')), false);
  pair.client->resetStream(id, H2Error::Cancel);
  pair.run();
  QCOMPARE(pair.client->openStreams(), 0U);
  QVERIFY(only<RequestHead>(pair.atServer).size() <= 1);
  const StreamId next = pair.request(true);
  pair.run();
  QCOMPARE(only<RequestHead>(pair.atServer).back().stream, next);
}

namespace {

/// A request whose answer has come, its body has not ended.
StreamId answeredEarly(Pair& pair) {
  const StreamId id = pair.request(false);
  pair.run();
  pair.server->sendResponse({id, 415, noHeaders(), false});
  pair.server->sendData(id, Slice::copyOf("no"), true);
  pair.run();
  return id;
}

}  // namespace

void TstHttp2Session::earlyResponseResetsWithNoError() {
  Pair pair;
  const StreamId id = answeredEarly(pair);
  QCOMPARE(only<ResponseHead>(pair.atClient).at(0).status, 415);
  QCOMPARE(bodyOf(pair.atClient, id), "no");
  QCOMPARE(only<EndOfStream>(pair.atClient).size(), 1U);
  QCOMPARE(pair.server->openStreams(), 0U);
  QCOMPARE(pair.server->nextTimeout(), at(500));
  pair.server->onTimeout(at(500));
  pair.run();
  const auto resets = only<StreamReset>(pair.atClient);
  QCOMPARE(resets.size(), 1U);
  QVERIFY(resets[0].code == H2Error::NoError);
  QVERIFY(only<StreamReset>(pair.atServer).empty());
  QVERIFY(only<EndOfStream>(pair.atServer).empty());
}

void TstHttp2Session::earlyResponseLetsTheRequestEnd() {
  Pair pair;
  const StreamId id = answeredEarly(pair);
  const std::string rest(50'000, 'r');
  for (int i = 0; i < 3; ++i) {  // together more than the connection's window, were it not given back
    const StreamId next = i == 0 ? id : answeredEarly(pair);
    pair.client->sendData(next, Slice::copyOf(rest), true);
    pair.run();
  }
  QVERIFY(bodyOf(pair.atServer, id).empty());
  QVERIFY(only<EndOfStream>(pair.atServer).empty());
  pair.server->onTimeout(at(500));
  pair.run();
  QVERIFY(only<StreamReset>(pair.atClient).empty());
  QCOMPARE(pair.client->openStreams(), 0U);
}

void TstHttp2Session::earlyResponseWhileDraining() {
  Pair pair;
  answeredEarly(pair);
  pair.server->shutdown();
  pair.run();
  pair.server->onTimeout(pair.server->nextTimeout());
  pair.run();
  QCOMPARE(only<StreamReset>(pair.atClient).size(), 1U);
  QVERIFY(pair.server->finished());
}

void TstHttp2Session::thousandStreams() {
  Limits limits;
  limits.concurrentStreams = 1000;
  Pair pair(limits);
  pair.run();
  std::vector<StreamId> ids;
  for (int i = 0; i < 1000; ++i) {
    ids.push_back(pair.request(false));
    QVERIFY(ids.back() != 0);
    pair.client->sendData(ids.back(), Slice::copyOf("n" + std::to_string(i)), true);
  }
  QVERIFY(!pair.client->canOpenStream());
  pair.run();
  QCOMPARE(pair.server->openStreams(), 1000U);
  for (std::size_t i = ids.size(); i-- > 0;) {
    QCOMPARE(bodyOf(pair.atServer, ids[i]), "n" + std::to_string(i));
    pair.server->sendResponse({ids[i], 200, noHeaders(), false});
    pair.server->sendData(ids[i], Slice::copyOf("r"), false);
    pair.server->sendTrailers(ids[i], list({{"grpc-status", "0"}}));
  }
  pair.run();
  QCOMPARE(only<Trailers>(pair.atClient).size(), 1000U);
  QCOMPARE(pair.server->openStreams(), 0U);
  QVERIFY(pair.client->canOpenStream());
}

void TstHttp2Session::streamsShareTheConnection() {
  Limits limits;
  limits.streamWindow = 1 << 20;
  limits.connectionWindow = 1 << 20;
  Pair pair(limits);
  const StreamId bulk = pair.request(false);
  pair.run();
  const StreamId small = pair.request(false);
  pair.client->sendData(bulk, Slice::copyOf(std::string(900'000, 'b')), false);
  pair.client->sendData(small, Slice::copyOf("s"), true);
  ByteQueue out;
  pair.client->takeOutput(out, 200'000);
  pair.server->receive(out.takeJoined(), at(0));
  QCOMPARE(bodyOf(takeEvents(*pair.server), small), "s");
}

void TstHttp2Session::shutdownIsGraceful() {
  Pair pair;
  const StreamId id = pair.request(false);
  pair.run();
  pair.server->shutdown();
  QVERIFY(!pair.server->finished());
  pair.run();
  QVERIFY(!only<GoAway>(pair.atClient).empty());
  QVERIFY(!pair.client->canOpenStream());
  QVERIFY(!pair.server->finished());
  pair.client->sendData(id, Slice::copyOf("late"), true);
  pair.run();
  QCOMPARE(bodyOf(pair.atServer, id), "late");
  pair.server->sendResponse({id, 200, noHeaders(), true});
  pair.run();
  QCOMPARE(only<ResponseHead>(pair.atClient).size(), 1U);
  QVERIFY(pair.server->finished());
  QVERIFY(only<SessionFailed>(pair.atServer).empty());
  pair.client->shutdown();
  pair.run();
  QVERIFY(pair.client->finished());
}

void TstHttp2Session::goAwayStopsNewStreams() {
  Pair pair;
  pair.run();
  pair.client->shutdown();
  QVERIFY(!pair.client->canOpenStream());
  QCOMPARE(pair.request(true), 0U);
  pair.run();
  QVERIFY(pair.client->finished());
  QVERIFY(!only<GoAway>(pair.atServer).empty());
}

void TstHttp2Session::goAwayOfAClientEndsTheConnection() {
  Pair pair;
  QVERIFY(pair.request(true) != 0);
  pair.run();
  pair.client->shutdown();
  pair.run();
  QVERIFY(!pair.server->finished());  // a call is open
  pair.server->sendResponse({1, 200, noHeaders(), true});
  pair.run();
  QCOMPARE(only<ResponseHead>(pair.atClient).size(), std::size_t{1});
  QVERIFY(pair.server->finished());
}

void TstHttp2Session::concurrencyLimitIsObeyed() {
  Limits limits;
  limits.concurrentStreams = 3;
  Pair pair(limits);
  pair.run();
  QCOMPARE(only<PeerSettings>(pair.atClient).at(0).maxConcurrentStreams, 3U);
  for (int i = 0; i < 3; ++i) QVERIFY(pair.request(true) != 0);
  QVERIFY(!pair.client->canOpenStream());
  QCOMPARE(pair.request(true), 0U);
  pair.run();
  pair.server->sendResponse({1, 200, noHeaders(), true});
  pair.run();
  QVERIFY(pair.client->canOpenStream());
}

void TstHttp2Session::creditOfFinishedStreamIsOwed() {
  Limits limits;
  limits.streamWindow = 100'000;
  limits.connectionWindow = 100'000;
  Pair pair(limits);
  pair.autoConsume = false;
  const auto upload = [&] {
    const StreamId id = pair.request(false);
    pair.client->sendData(id, Slice::copyOf(std::string(90'000, 'q')), true);
    pair.run();
    return id;
  };
  pair.run();  // SETTINGS are in force
  const StreamId first = upload();
  QCOMPARE(bodyOf(pair.atServer, first).size(), 90'000U);
  pair.server->sendResponse({first, 200, noHeaders(), true});
  pair.run();
  const StreamId second = upload();
  QVERIFY(bodyOf(pair.atServer, second).size() <= 10'000U);  // the first stream's bytes still fill the window
  pair.server->consumed(first, 90'000);
  pair.run();
  QCOMPARE(bodyOf(pair.atServer, second).size(), 90'000U);
  const StreamId third = upload();
  pair.server->resetStream(second, H2Error::Cancel);  // settles what the driver dropped
  pair.run();
  QCOMPARE(bodyOf(pair.atServer, third).size(), 90'000U);
}

// Streams of many clients share a server's connection: those that nobody reads do not fill it for the others.
void TstHttp2Session::unreadAnswersDoNotHoldUpOthers() {
  Limits limits;
  limits.streamWindow = 100'000;
  limits.connectionWindow = 100'000;
  Pair pair(limits);
  pair.autoConsume = false;
  for (int i = 0; i < 5; ++i) {
    const StreamId id = pair.request(true);
    pair.run();
    pair.server->sendResponse({id, 200, noHeaders(), false});
    pair.server->sendData(id, Slice::copyOf(std::string(150'000, 'q')), true);
    pair.run();
    QCOMPARE(bodyOf(pair.atClient, id).size(), 100'000U);
  }
}

void TstHttp2Session::endOfInput() {
  Pair pair;
  const StreamId open = pair.request(false);
  const StreamId complete = pair.request(true);
  pair.run();
  pair.server->receiveEnd(at(1));
  const auto resets = only<StreamReset>(takeEvents(*pair.server));
  QCOMPARE(resets.size(), 2U);
  QCOMPARE(resets[0].stream, open);
  QCOMPARE(resets[1].stream, complete);
  QCOMPARE(pair.server->openStreams(), 0U);
  takeAll(*pair.server);
  QVERIFY(pair.server->finished());
  pair.client->receiveEnd(at(1));
  const auto events = takeEvents(*pair.client);
  QCOMPARE(only<SessionFailed>(events).at(0).error.cause, "connection_closed");
  QVERIFY(only<StreamReset>(events).empty());
}

void TstHttp2Session::timers() {
  const Limits limits;
  const auto server = makeHttp2(Role::Server, limits, at(0));
  takeAll(*server);
  QVERIFY(server->nextTimeout() == at(10'000));
  server->onTimeout(at(10'000));
  QCOMPARE(only<SessionFailed>(takeEvents(*server)).at(0).error.cause, "header_timeout");
  takeAll(*server);
  QVERIFY(server->finished());

  Pair idle;
  idle.run();
  QVERIFY(idle.server->nextTimeout() == at(180'000));
  idle.request(true);
  idle.run();
  QVERIFY(idle.server->nextTimeout() == kNever);
  idle.server->sendResponse({1, 200, noHeaders(), true});
  idle.now = 5000;
  idle.run();
  QVERIFY(idle.server->nextTimeout() < kNever);
  idle.server->onTimeout(idle.server->nextTimeout());
  idle.run();
  QVERIFY(idle.server->finished());
}

QTEST_APPLESS_MAIN(TstHttp2Session)
#include "tst_http2_session.moc"
