// SPDX-License-Identifier: GPL-3.0-or-later
// Every client protocol in front of every server protocol. The client's side is spoken by the machines that
// face servers, the server's side by those that face clients, so a whole call is played without a socket.
#include <QtTest/QtTest>

#include "bridge/rpc/compression.h"
#include "bridge/rpc/machine_table.h"
#include "bridge/schema/transcoder.h"
#include "tests/support/playbook.h"
#include "tests/support/vectors.h"

using namespace bascule;
using namespace bascule::test;
using rpc::Codec;
using rpc::Compression;
using rpc::Protocol;
using rpc::ServerProtocol;

namespace {

constexpr Protocol kClients[] = {Protocol::ConnectUnary, Protocol::ConnectGet, Protocol::ConnectStream,
                                 Protocol::Grpc,         Protocol::GrpcWeb,    Protocol::GrpcWebText};
constexpr ServerProtocol kServers[] = {ServerProtocol::Auto, ServerProtocol::Grpc, ServerProtocol::Connect,
                                       ServerProtocol::GrpcWeb, ServerProtocol::Same};
constexpr Compression kCodings[] = {Compression::Identity, Compression::Gzip, Compression::Deflate,
                                    Compression::Brotli,   Compression::Zstd, Compression::Snappy};
constexpr const char* kUnary = "/acme.shop.v1.OrderService/GetOrder";
constexpr const char* kDownload = "/acme.shop.v1.StockService/WatchStock";

struct Pair {
  Protocol client = Protocol::Grpc;
  ServerProtocol server = ServerProtocol::Grpc;
  Codec codec = Codec::Proto;
  Compression coding = Compression::Identity;
  QString text() const {
    return QString("%1 %2 %3 to %4")
        .arg(name(client).data(), name(codec).data(), name(coding).data(), name(server).data());
  }
};

bool streams(Protocol client) { return client == Protocol::ConnectStream; }

rpc::MessagePiece pieceOf(std::string_view payload, Compression coding) {
  rpc::MessagePiece piece;
  const std::string packed = *rpc::compress(coding, payload);
  piece.bytes = Slice::copyOf(packed);
  piece.total = packed.size();
  piece.compressed = coding != Compression::Identity && !payload.empty();
  return piece;
}

/// A call through the bridge, both of its ends played here.
class Call {
 public:
  Call(const Pair& pair, schema::SchemaPtr schema, std::optional<rpc::CompressionSet> serverCodings = {})
      : pair_(pair),
        play_(std::move(schema), settingsFor(pair.server), false, http::Version::Http2, true, false,
              serverCodings) {}

  void ask(std::string_view message) {
    rpc::RequestStart like;
    like.protocol = pair_.client;
    like.path = streams(pair_.client) ? kDownload : kUnary;
    like.headers = std::make_shared<const http::Headers>(http::Headers{{"x-trace-id", "7f"}});
    rpc::HttpCommands commands;
    const auto writer = rpc::makeRequestWriter(pair_.client);
    writer->onStart({like, "http", "localhost:8080", pair_.codec, pair_.coding, std::chrono::seconds(2)},
                    commands);
    writer->onMessage(pieceOf(message, pair_.coding), commands);
    writer->onEnd(commands);
    Written request;
    request.add(commands);
    const http::RequestHead& head = request.requestHeads.at(0);
    play_.head(head.target, *head.headers, head.endStream, head.method);
    if (head.endStream) return;
    for (const Slice& piece :
         cut(request.body, [](std::size_t left) { return std::min<std::size_t>(left, 3); }))
      play_.body(piece);
    play_.end();
  }

  /// What the server got, as events.
  std::vector<std::string> asked() {
    http::RequestHead head;
    head.method = play_.server.method;
    head.target = play_.server.target;
    head.headers = std::make_shared<const http::Headers>(play_.server.headers);
    const auto recognised = rpc::recognise(head, http::Version::Http2);
    if (!recognised) return {"refused " + recognised.error().cause};
    const auto reader = rpc::makeRequestReader(*recognised, {});
    auto start = reader->onHead(head);
    EventText text;
    if (!start) return {"refused " + start.error().cause};
    asked_ = *start;
    rpc::RpcEvents events;
    if (!play_.server.body.empty()) reader->onData(Slice::copyOf(play_.server.body), events);
    reader->onEnd(events);
    text.add(rpc::RpcEvent(*start));
    text.add(events);
    return text.lines();
  }

  /// The server answers in the protocol it was asked in.
  void answer(const std::vector<std::string>& messages, const rpc::ResponseEnd& end, Compression coding) {
    const auto writer = rpc::makeResponseWriter(asked_);
    rpc::HttpCommands commands;
    rpc::ResponseStart start;
    start.compression = coding;
    start.headers = std::make_shared<const http::Headers>(http::Headers{{"x-region", "eu"}});
    if (!end.trailersOnly) writer->onStart(start, commands);
    for (const std::string& message : messages) writer->onMessage(pieceOf(message, coding), commands);
    writer->onEnd(end, commands);
    Written response;
    response.add(commands);
    const http::ResponseHead& head = response.responseHeads.at(0);
    play_.answer(head.status, *head.headers, head.endStream);
    if (head.endStream) return;
    for (const Slice& piece :
         cut(response.body, [](std::size_t left) { return std::min<std::size_t>(left, 7); }))
      play_.answerBody(piece);
    if (response.trailers != nullptr) {
      play_.trailers(*response.trailers);
    } else {
      play_.answerEnds();
    }
  }

  /// What the client got, as events.
  std::vector<std::string> answered() {
    rpc::RpcEvents events;
    const auto reader = rpc::makeResponseReader(pair_.client, pair_.codec, {});
    http::ResponseHead head;
    head.status = play_.client.status;
    head.headers = std::make_shared<const http::Headers>(play_.client.headers);
    reader->onHead(head, events);
    if (!play_.client.body.empty()) reader->onData(Slice::copyOf(play_.client.body), events);
    if (!play_.client.trailers.empty())
      reader->onTrailers(std::make_shared<const http::Headers>(play_.client.trailers), events);
    if (pair_.client == Protocol::Grpc && play_.client.headers.contains("grpc-status")) {
      events.clear();
      head.endStream = true;
      rpc::makeResponseReader(pair_.client, pair_.codec, {})->onHead(head, events);
    } else {
      reader->onEnd(events);
    }
    EventText text;
    text.add(events);
    return text.lines();
  }

  Playbook& play() { return play_; }
  const rpc::RequestStart& request() const { return asked_; }

 private:
  static translate::CallSettings settingsFor(ServerProtocol server) {
    translate::CallSettings settings;
    settings.serverProtocol = server;
    return settings;
  }
  Pair pair_;
  Playbook play_;
  rpc::RequestStart asked_;
};

bool contains(const std::vector<std::string>& lines, const std::string& part) {
  return std::ranges::any_of(lines,
                             [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

QString shown(const Pair& pair, const std::vector<std::string>& lines) {
  QString text = pair.text();
  for (const std::string& line : lines) text += "\n  " + QString::fromStdString(line);
  return text;
}

#define HOLDS(condition, lines) QVERIFY2(condition, qPrintable(shown(pair, lines)))

/// What the server is to be asked in.
Protocol expectedServer(const Pair& pair) {
  return rpc::protocolTowards(pair.server, pair.client,
                              streams(pair.client) ? rpc::Kind::ServerStream : rpc::Kind::Unary);
}

void playOk(const Pair& pair, const schema::SchemaPtr& schema, const std::string& question,
            const std::string& reply) {
  const bool json = pair.codec == Codec::Json;
  Call call(pair, schema);
  call.ask(question);
  const auto asked = call.asked();
  HOLDS(call.request().protocol == expectedServer(pair), asked);
  HOLDS(asked.size() == 3 && asked[2] == "end", asked);
  HOLDS(contains(asked, "x-trace-id=7f") && contains(asked, "within 2000"), asked);
  const bool toProto = json && call.request().codec == Codec::Proto;
  const std::string sent =
      toProto ? *schema::jsonToProto(*schema, "acme.shop.v1.GetOrderRequest", question) : question;
  HOLDS(contains(asked, "'" + sent + "'"), asked);
  rpc::ResponseEnd end;
  end.trailers = std::make_shared<const http::Headers>(http::Headers{{"x-cost", "3"}});
  const std::string wire = toProto ? *schema::jsonToProto(*schema, "acme.shop.v1.Order", reply) : reply;
  std::vector<std::string> messages = {wire};
  if (streams(pair.client)) messages.push_back(wire);
  call.answer(messages, end, pair.coding);
  const auto answered = call.answered();
  HOLDS(answered.size() == messages.size() + 2, answered);
  HOLDS(answered[0].find("x-region=eu") != std::string::npos, answered);
  HOLDS(contains(answered, "'" + reply + "'"), answered);
  HOLDS(answered.back() == "end ok x-cost=3", answered);
  HOLDS(call.play().over && call.play().status.ok() && !call.play().server.reset, answered);
}

}  // namespace

class TestPairs : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { schema_ = playbookSchema(); }

  void protoInEveryCoding() {
    for (const Protocol client : kClients) {
      for (const ServerProtocol server : kServers) {
        for (const Compression coding : kCodings)
          playOk({client, server, Codec::Proto, coding}, schema_, "order", "reply");
      }
    }
  }

  void json() {
    for (const Protocol client : kClients) {
      if (streams(client) || client == Protocol::GrpcWebText) continue;  // other types; no JSON in text form
      for (const ServerProtocol server : kServers)
        playOk({client, server, Codec::Json, Compression::Identity}, schema_, R"({"id":"ord-1"})",
               R"({"id":"ord-1","state":"ORDER_STATE_PAID"})");
    }
  }

  // Connect servers read JSON, and untranslated calls are nobody's business: no schema is needed.
  void jsonThatPassesNeedsNoSchema() {
    for (const Protocol client : {Protocol::ConnectUnary, Protocol::Grpc, Protocol::GrpcWeb}) {
      for (const ServerProtocol server : {ServerProtocol::Connect, ServerProtocol::Same})
        playOk({client, server, Codec::Json, Compression::Identity}, schema::Schema::wellKnown(), "{}", "[]");
    }
    Call refused({Protocol::ConnectUnary, ServerProtocol::GrpcWeb, Codec::Json, Compression::Identity},
                 schema::Schema::wellKnown());
    refused.ask("{}");
    QCOMPARE(refused.play().status.cause, std::string("schema_missing"));
  }

  void errorsKeepDetailsAndMetadata() {
    for (const Protocol client : kClients) {
      for (const ServerProtocol server : kServers) {
        for (const bool atOnce : {true, false}) {
          const Pair pair{client, server, Codec::Proto, Compression::Identity};
          Call call(pair, schema_);
          call.ask("order");
          (void)call.asked();
          rpc::ResponseEnd end;
          end.status = {rpc::Code::NotFound, "no \xe2\x82\xac\n", {{"a.D", "hi"}}, rpc::Origin::Peer, ""};
          end.trailers = std::make_shared<const http::Headers>(http::Headers{{"x-cost", "3"}});
          end.trailersOnly = atOnce;
          call.answer({}, end, Compression::Identity);
          const auto answered = call.answered();
          HOLDS(contains(answered, "not_found 'no \xe2\x82\xac\n' [a.D hi]"), answered);
          HOLDS(contains(answered, "x-cost=3"), answered);
          HOLDS(call.play().status.origin == rpc::Origin::Peer, answered);
        }
      }
    }
  }

  // The client's coding where the server is known to read it, else gzip where that may be expected.
  void codingsTheServerMayLackAreRecoded() {
    struct Row {
      Protocol client;
      ServerProtocol server;
      Compression coding;
      std::vector<Compression> known;  // what the server said it reads; empty: nothing yet
      Compression expected;
    };
    using enum Compression;
    const Row rows[] = {
        {Protocol::GrpcWeb, ServerProtocol::Grpc, Brotli, {}, Gzip},
        {Protocol::GrpcWeb, ServerProtocol::Grpc, Brotli, {Gzip, Brotli}, Brotli},
        {Protocol::Grpc, ServerProtocol::Grpc, Brotli, {}, Gzip},
        {Protocol::Grpc, ServerProtocol::Grpc, Zstd, {Zstd}, Zstd},
        {Protocol::Grpc, ServerProtocol::Grpc, Gzip, {}, Gzip},
        {Protocol::Grpc, ServerProtocol::Grpc, Gzip, {Deflate}, Identity},
        {Protocol::Grpc, ServerProtocol::Connect, Snappy, {}, Gzip},
        {Protocol::ConnectUnary, ServerProtocol::Connect, Zstd, {}, Gzip},
        {Protocol::ConnectUnary, ServerProtocol::Connect, Zstd, {Gzip, Zstd}, Zstd},
        {Protocol::ConnectUnary, ServerProtocol::GrpcWeb, Gzip, {}, Gzip},
        {Protocol::GrpcWebText, ServerProtocol::Same, Deflate, {}, Deflate},
        {Protocol::Grpc, ServerProtocol::Same, Deflate, {Gzip}, Deflate},
    };
    const std::string text(5000, 'a');
    for (const Row& row : rows) {
      std::optional<rpc::CompressionSet> known;
      for (const Compression coding : row.known) {
        if (!known) known.emplace();
        known->add(coding);
      }
      const Pair pair{row.client, row.server, Codec::Proto, row.coding};
      Call call(pair, schema_, known);
      call.ask(text);
      const auto asked = call.asked();
      HOLDS(call.request().compression == row.expected, asked);
      const std::string coding =
          row.expected == Identity ? "" : "in " + std::string(name(row.expected)) + " ";
      HOLDS(contains(asked, "message " + coding + "'5000 bytes'"), asked);
    }
  }

  void theCodecTowardsTheServerCanBeSaid() {
    const auto ask = [this](ServerProtocol server, rpc::ServerCodec codec, const char* contentType) {
      translate::CallSettings settings;
      settings.serverProtocol = server;
      settings.serverCodec = codec;
      Playbook play(schema_, settings);
      const bool grpc = std::string_view(contentType).starts_with("application/grpc");
      play.head(kUnary, {{"content-type", contentType}, {"te", "trailers"}})
          .body(grpc ? frame("{}") : "{}")
          .end();
      return play.server.header("content-type");
    };
    using rpc::ServerCodec;
    QCOMPARE(ask(ServerProtocol::Grpc, ServerCodec::Auto, "application/json"),
             std::string("application/grpc"));
    QCOMPARE(ask(ServerProtocol::Grpc, ServerCodec::Same, "application/json"),
             std::string("application/grpc+json"));
    QCOMPARE(ask(ServerProtocol::Grpc, ServerCodec::Same, "application/grpc+json"),
             std::string("application/grpc+json"));
    QCOMPARE(ask(ServerProtocol::Connect, ServerCodec::Auto, "application/json"),
             std::string("application/json"));
    QCOMPARE(ask(ServerProtocol::Connect, ServerCodec::Proto, "application/json"),
             std::string("application/proto"));
  }

  // A coding of nothing is nothing; a Connect client that names it all the same is taken at its word.
  void anEmptyMessageKeepsItsCoding() {
    rpc::CompressionSet known;
    known.add(Compression::Zstd);
    translate::CallSettings settings;
    settings.serverProtocol = ServerProtocol::Connect;
    Playbook play(schema_, settings, false, http::Version::Http2, true, false, known);
    play.head(kUnary, {{"content-type", "application/proto"}, {"content-encoding", "zstd"}}).end();
    QCOMPARE(play.server.header("content-encoding"), std::string("zstd"));
    QCOMPARE(play.server.header("content-length"), std::string("0"));
    Playbook plain(schema_, settings, false, http::Version::Http2, true, false, known);
    plain.head(kUnary, {{"content-type", "application/proto"}}).end();
    QCOMPARE(plain.server.header("content-encoding"), std::string("-"));
  }

  // Each protocol has a field of its own for what a server reads.
  void whatTheServerReadsIsLearned() {
    const std::tuple<ServerProtocol, const char*, const char*> rows[] = {
        {ServerProtocol::Grpc, "application/grpc", "grpc-accept-encoding"},
        {ServerProtocol::GrpcWeb, "application/grpc-web", "grpc-accept-encoding"},
        {ServerProtocol::Connect, "application/proto", "accept-encoding"},
    };
    for (const auto& [server, contentType, field] : rows) {
      translate::CallSettings settings;
      settings.serverProtocol = server;
      Playbook play(schema_, settings);
      play.head(kUnary, {{"content-type", "application/proto"}}).end();
      play.answer(200, {{"content-type", contentType}, {field, "gzip, zstd;q=0.5, lz4, br;q=0"}});
      QVERIFY2(play.learned.has_value(), field);
      QVERIFY(play.learned->contains(Compression::Gzip) && play.learned->contains(Compression::Zstd));
      QVERIFY(!play.learned->contains(Compression::Brotli) && !play.learned->contains(Compression::Deflate));
      Playbook silent(schema_, settings);
      silent.head(kUnary, {{"content-type", "application/proto"}})
          .end()
          .answer(200, {{"content-type", contentType}});
      QVERIFY(!silent.learned);
    }
  }

  void aCodingNobodyKnowsGoesOnlyFromGrpcToGrpc() {
    const auto ask = [this](ServerProtocol server) {
      translate::CallSettings settings;
      settings.serverProtocol = server;
      auto play = std::make_unique<Playbook>(schema_, settings);
      play->head(kUnary, {{"content-type", "application/grpc"}, {"te", "trailers"}, {"grpc-encoding", "foo"}})
          .body(frame("x", 1))
          .end();
      return play;
    };
    QCOMPARE(ask(ServerProtocol::Grpc)->server.header("grpc-encoding"), std::string("foo"));
    for (const ServerProtocol server : {ServerProtocol::Connect, ServerProtocol::GrpcWeb}) {
      const auto play = ask(server);
      QCOMPARE(play->status.cause, std::string("compression_unknown"));
      QCOMPARE(play->client.header("grpc-status"), std::string("12"));
      QCOMPARE(play->server.heads, 0);
    }
  }

  void aConnectServerIsAskedByTheKindOfTheMethod() {
    translate::CallSettings settings;
    settings.serverProtocol = ServerProtocol::Connect;
    const http::Headers grpc{{"content-type", "application/grpc"}, {"te", "trailers"}};
    Playbook unary(schema_, settings);
    unary.head(kUnary, grpc).body(frame("x")).end();
    QCOMPARE(unary.server.header("content-type"), std::string("application/proto"));
    QCOMPARE(unary.server.header("content-length"), std::string("1"));
    QCOMPARE(unary.server.header("te"), std::string("-"));
    Playbook stream(schema_, settings);
    stream.head(kDownload, grpc);
    QCOMPARE(stream.server.heads, 1);  // at once: a peer of a stream may wait for the first answer
    QCOMPARE(stream.server.header("content-type"), std::string("application/connect+proto"));
    // Unknown: as unary, and a second message tells that it was none.
    Playbook guess(schema::Schema::wellKnown(), settings);
    guess.head(kUnary, grpc).body(frame("x")).end();
    QCOMPARE(guess.server.header("content-type"), std::string("application/proto"));
    Playbook wrong(schema::Schema::wellKnown(), settings);
    wrong.head(kUnary, grpc).body(frame("x")).body(frame("y"));
    QCOMPARE(wrong.status.cause, std::string("request_count"));
    QCOMPARE(wrong.server.heads, 0);
    // Unknown yet: the call waits for the schema.
    Playbook waits(schema::Schema::wellKnown(), settings, true);
    waits.head(kDownload, grpc).body(frame("x"));
    QVERIFY(waits.translator().waits());
    waits.schemaArrives(schema_).end();
    QCOMPARE(waits.server.header("content-type"), std::string("application/connect+proto"));
    QCOMPARE(waits.server.body, frame("x"));
  }

  // What the server speaks is being found out: the call waits, then goes as the answer says.
  void theServerIsBeingAsked() {
    const http::Headers grpc = {{"content-type", "application/grpc"}, {"te", "trailers"}};
    const auto asked = [&] {
      Playbook play(schema_, {}, false, http::Version::Http2, true, true);
      play.head(kUnary, grpc).body(frame("")).end();
      return play.server.heads == 0 && play.translator().waits();
    };
    QVERIFY(asked());
    rpc::ServerProtocols connect;
    connect.add(ServerProtocol::Connect);
    Playbook play(schema_, {}, false, http::Version::Http2, true, true);
    play.head(kUnary, grpc).body(frame("")).end().serverFound(connect);
    QCOMPARE(play.server.header("content-type"), std::string("application/proto"));
    QVERIFY(play.server.ended);
    // Nobody is there to be asked, or says nothing in time: gRPC.
    Playbook down(schema_, {}, false, http::Version::Http2, true, true);
    down.head(kUnary, grpc).body(frame("")).end().serverFound({});
    QCOMPARE(down.server.header("content-type"), std::string("application/grpc"));
    Playbook late(schema_, {}, false, http::Version::Http2, true, true);
    late.head(kUnary, grpc).body(frame("")).end().pass(std::chrono::seconds(2));
    QCOMPARE(late.server.header("content-type"), std::string("application/grpc"));
    QCOMPARE(late.serverFound(connect).server.heads, 1);
    // Both are unknown: the schema alone is not enough.
    Playbook both(schema::Schema::wellKnown(), {}, true, http::Version::Http2, true, true);
    both.head(kDownload, grpc).body(frame("x")).schemaArrives(schema_);
    QVERIFY(both.translator().waits());
    both.serverFound(connect);
    QCOMPARE(both.server.header("content-type"), std::string("application/connect+proto"));
  }

  void requestCountsTowardsConnect() {
    translate::CallSettings settings;
    settings.serverProtocol = ServerProtocol::Connect;
    Playbook none(schema_, settings);
    none.head(kUnary, {{"content-type", "application/grpc"}, {"te", "trailers"}}).end();
    QCOMPARE(none.status.cause, std::string("request_count"));
    QVERIFY(none.server.heads == 0 && !none.server.reset);
    QCOMPARE(none.client.header("grpc-status"), std::string("12"));
  }

  void storiesTellOfTheServersEnd() {
    translate::CallSettings settings;
    settings.serverProtocol = ServerProtocol::Connect;
    Playbook play(schema_, settings);
    play.head(kDownload, {{"content-type", "application/grpc"}, {"te", "trailers"}}).body(frame("x")).end();
    play.answer(200, {{"content-type", "application/connect+proto"}})
        .answerBody(frame("y") + frame("{}", 2))
        .answerEnds();
    QCOMPARE(play.story(),
             std::string("CallOpened UpstreamOpened MessageSeen(both) DirectionEnded DirectionEnded "
                         "ResponseHeadSeen ResponseHeadSeen MessageSeen(both) EndBodySeen DirectionEnded "
                         "TrailersSeen DirectionEnded CallEnded"));
    QCOMPARE(play.client.trailer("grpc-status"), std::string("0"));
  }

 private:
  schema::SchemaPtr schema_;
};

QTEST_APPLESS_MAIN(TestPairs)
#include "tst_pairs.moc"
