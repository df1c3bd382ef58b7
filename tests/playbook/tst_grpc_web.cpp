// SPDX-License-Identifier: GPL-3.0-or-later
// gRPC-Web clients, binary and text, in front of a gRPC server.
#include <QtTest/QtTest>

#include "bridge/base/base64.h"
#include "bridge/rpc/compression.h"
#include "bridge/schema/transcoder.h"
#include "tests/support/playbook.h"

using namespace bascule;
using namespace bascule::test;
using rpc::Code;

namespace {

constexpr const char* kGetOrder = "/acme.shop.v1.OrderService/GetOrder";
const http::Headers kWeb{{"content-type", "application/grpc-web+proto"},
                         {"x-grpc-web", "1"},
                         {"grpc-timeout", "2S"},
                         {"x-trace-id", "7f"}};
const http::Headers kText{{"content-type", "application/grpc-web-text"},
                          {"accept", "application/grpc-web-text"}};
const http::Headers kGrpcHead{{"content-type", "application/grpc"}, {"x-region", "eu"}};

std::string padded(std::string_view bytes) { return base64::encodePadded(bytes); }

}  // namespace

class TestGrpcWeb : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void binaryPassesUntouched() {
    const std::string answer = frame("reply") + frame("more");
    threeWays(frame("order"), [&](const std::vector<Slice>& request) {
      threeWays(answer, [&](const std::vector<Slice>& response) {
        Playbook play;
        play.head(kGetOrder, kWeb);
        for (const Slice& piece : request) play.body(piece);
        play.end();
        QCOMPARE(play.server.header("content-type"), std::string("application/grpc"));
        QCOMPARE(play.server.header("te"), std::string("trailers"));
        QCOMPARE(play.server.header("grpc-timeout"), std::string("2000000u"));
        QCOMPARE(play.server.header("x-grpc-web"), std::string("-"));
        QCOMPARE(play.server.header("x-trace-id"), std::string("7f"));
        QCOMPARE(play.server.body, frame("order"));
        QVERIFY(play.server.ended);
        play.answer(200, kGrpcHead);
        QCOMPARE(play.client.status, 200);  // a stream's head leaves at once
        for (const Slice& piece : response) play.answerBody(piece);
        play.trailers({{"grpc-status", "0"}, {"x-cost", "3"}});
        QCOMPARE(play.client.header("content-type"), std::string("application/grpc-web+proto"));
        QCOMPARE(play.client.header("x-region"), std::string("eu"));
        QCOMPARE(play.client.body, answer + frame("grpc-status: 0\r\nx-cost: 3\r\n", 0x80));
        QVERIFY(play.client.ended && play.client.trailers.empty());
        QVERIFY(play.over && play.status.ok());
      });
    });
  }

  void textBothWays() {
    threeWays(padded(frame("order")), [&](const std::vector<Slice>& request) {
      Playbook play;
      play.head(kGetOrder, kText);
      for (const Slice& piece : request) play.body(piece);
      play.end();
      QCOMPARE(play.server.body, frame("order"));
      play.answer(200, kGrpcHead).answerBody(frame("reply")).trailers({{"grpc-status", "0"}});
      QCOMPARE(play.client.header("content-type"), std::string("application/grpc-web-text+proto"));
      QCOMPARE(play.client.body, padded(frame("reply")) + padded(frame("grpc-status: 0\r\n", 0x80)));
    });
  }

  void trailersOnlyIsAHeadWithoutBody() {
    Playbook play;
    play.head(kGetOrder, kWeb).body(frame("x")).end();
    play.answer(200,
                {{"content-type", "application/grpc"},
                 {"grpc-status", "5"},
                 {"grpc-message", "no%20order"},
                 {"x-id", "9"}},
                true);
    QCOMPARE(play.client.header("content-type"), std::string("application/grpc-web+proto"));
    QCOMPARE(play.client.header("grpc-status"), std::string("5"));
    QCOMPARE(play.client.header("grpc-message"), std::string("no order"));
    QCOMPARE(play.client.header("x-id"), std::string("9"));
    QVERIFY(play.client.ended && play.client.body.empty());
  }

  void jsonIsTranscoded() {
    const auto shop = playbookSchema();
    Playbook play(shop);
    play.head(kGetOrder, {{"content-type", "application/grpc-web+json"}})
        .body(frame(R"({"id":"ord-1"})"))
        .end();
    QCOMPARE(play.server.body,
             frame(*schema::jsonToProto(*shop, "acme.shop.v1.GetOrderRequest", R"({"id":"ord-1"})")));
    const std::string order = *schema::jsonToProto(*shop, "acme.shop.v1.Order", R"({"id":"ord-1"})");
    play.answer(200, kGrpcHead).answerBody(frame(order)).trailers({{"grpc-status", "0"}});
    QCOMPARE(play.client.header("content-type"), std::string("application/grpc-web+json"));
    QCOMPARE(play.client.body, frame(R"({"id":"ord-1"})") + frame("grpc-status: 0\r\n", 0x80));
  }

  void codingsAreTranslatedWhereTheClientLacksThem() {
    const std::string text(5000, 'a');
    Playbook play;
    http::Headers head = kWeb;
    head.add("grpc-accept-encoding", "br");
    play.head(kGetOrder, head).body(frame("x")).end();
    play.answer(200, {{"content-type", "application/grpc"}, {"grpc-encoding", "gzip"}})
        .answerBody(frame(*rpc::compress(rpc::Compression::Gzip, text), 1))
        .trailers({{"grpc-status", "0"}});
    QVERIFY(play.status.ok());
    QCOMPARE(play.client.header("grpc-encoding"), std::string("br"));
    QCOMPARE(play.client.body,
             frame(*rpc::compress(rpc::Compression::Brotli, text), 1) + frame("grpc-status: 0\r\n", 0x80));
    Playbook plain;  // a client that reads nothing else gets it plain
    plain.head(kGetOrder, kWeb).body(frame("x")).end();
    plain.answer(200, {{"content-type", "application/grpc"}, {"grpc-encoding", "gzip"}})
        .answerBody(frame(*rpc::compress(rpc::Compression::Gzip, text), 1))
        .trailers({{"grpc-status", "0"}});
    QCOMPARE(plain.client.header("grpc-encoding"), std::string("-"));
    QCOMPARE(plain.client.body, frame(text) + frame("grpc-status: 0\r\n", 0x80));
  }

  // gRPC servers have gzip, hardly one has the others.
  void requestsAreRecodedToGzip() {
    const std::string text(5000, 'a');
    for (const auto coding : {rpc::Compression::Brotli, rpc::Compression::Zstd, rpc::Compression::Snappy,
                              rpc::Compression::Deflate, rpc::Compression::Gzip}) {
      Playbook play;
      http::Headers head = kWeb;
      head.add("grpc-encoding", name(coding));
      play.head(kGetOrder, head).body(frame(*rpc::compress(coding, text), 1) + frame("short")).end();
      QCOMPARE(play.server.header("grpc-encoding"), std::string("gzip"));
      QCOMPARE(play.server.body, frame(*rpc::compress(rpc::Compression::Gzip, text), 1) + frame("short"));
    }
  }

  void faultsOfTheRequest() {
    const auto run = [](http::Headers headers, const std::string& body) {
      Playbook play;
      play.head(kGetOrder, std::move(headers)).body(body).end();
      return play.client.header("grpc-status") + " " + play.status.cause;
    };
    QCOMPARE(run({{"content-type", "application/grpc-web"}, {"grpc-timeout", "soon"}}, ""),
             std::string("3 timeout_malformed"));
    QCOMPARE(run({{"content-type", "application/grpc-web"}, {"grpc-encoding", "foo"}}, frame("x", 1)),
             std::string("12 compression_unknown"));
    QCOMPARE(run(kText, "****"), std::string("3 base64_malformed"));
    QCOMPARE(run(kWeb, frame("x").substr(0, 4)), std::string("3 envelope_truncated"));
    QCOMPARE(run(kWeb, frame("x", 0x80)), std::string("13 envelope_flags"));
  }

  void faultsOfTheAnswer() {
    Playbook play;
    play.head(kGetOrder, kWeb)
        .body(frame("x"))
        .end()
        .answer(503, {{"content-type", "text/html"}})
        .answerEnds();
    QCOMPARE(play.client.header("grpc-status"), std::string("14"));
    QCOMPARE(play.client.status, 200);
    Playbook late;
    late.head(kGetOrder, kWeb)
        .body(frame("x"))
        .end()
        .answer(200, kGrpcHead)
        .answerBody(frame("a"))
        .answerEnds();
    QVERIFY(late.client.body.find("grpc-status: 13\r\n") != std::string::npos);
    Playbook half;
    half.head(kGetOrder, kWeb)
        .body(frame("x"))
        .end()
        .answer(200, kGrpcHead)
        .answerBody(frame("abc").substr(0, 6));
    half.serverResets(http::H2Error::InternalError);
    QVERIFY(half.client.reset);  // nothing can follow half a message
  }
};

QTEST_APPLESS_MAIN(TestGrpcWeb)
#include "tst_grpc_web.moc"
