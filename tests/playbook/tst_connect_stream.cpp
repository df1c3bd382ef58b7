// SPDX-License-Identifier: GPL-3.0-or-later
// Connect streams in front of a gRPC server: envelopes pass, the end becomes an EndStream message.
#include <QtTest/QtTest>

#include "bridge/rpc/connect_error.h"
#include "bridge/schema/transcoder.h"
#include "tests/support/playbook.h"

using namespace bascule;
using namespace bascule::test;
using namespace std::chrono_literals;
using rpc::Code;

namespace {

constexpr const char* kWatch = "/acme.shop.v1.StockService/WatchStock";
const http::Headers kProto{{"content-type", "application/connect+proto"},
                           {"connect-protocol-version", "1"},
                           {"accept-encoding", "gzip"}};
const http::Headers kJson{{"content-type", "application/connect+json"}};
const http::Headers kGrpcHead{{"content-type", "application/grpc"}, {"x-region", "eu"}};

struct Body {
  std::vector<std::string> messages;
  std::optional<rpc::EndStream> end;
};

/// Takes a Connect stream's response body apart, as a client would.
Body parse(const std::string& bytes) {
  Body body;
  rpc::EnvelopeReader reader(0, rpc::kFlagCompressed | rpc::kFlagEndStream);
  Slice rest = Slice::copyOf(bytes);
  while (!rest.empty()) {
    auto piece = reader.next(rest);
    if (!piece || !*piece) break;
    const std::string payload((*piece)->message.bytes.view());
    if (((*piece)->flags & rpc::kFlagEndStream) != 0) {
      body.end = rpc::parseEndStream(payload);
    } else {
      body.messages.push_back(payload);
    }
  }
  return body;
}

}  // namespace

class TestConnectStream : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { schema_ = playbookSchema(); }

  void messagesPass() {
    const std::string request = frame("skus");
    const std::string response = frame("40") + frame("39") + frame("");
    threeWays(request, [&](const std::vector<Slice>& up) {
      threeWays(response, [&](const std::vector<Slice>& down) {
        Playbook play;
        play.head(kWatch, kProto);
        QCOMPARE(play.server.header("accept-encoding"), std::string("-"));
        for (const Slice& piece : up) play.body(piece);
        play.end();
        QCOMPARE(play.server.body, request);
        play.answer(200, kGrpcHead);
        QCOMPARE(play.client.status, 200);
        QCOMPARE(play.client.header("content-type"), std::string("application/connect+proto"));
        QCOMPARE(play.client.header("x-region"), std::string("eu"));
        for (const Slice& piece : down) play.answerBody(piece);
        QCOMPARE(play.client.body, response);  // as they come, not at the end
        play.trailers({{"grpc-status", "0"}, {"x-cost", "3"}});
        const Body body = parse(play.client.body);
        QCOMPARE(body.messages.size(), std::size_t{3});
        QVERIFY(body.end && body.end->status.ok());
        QCOMPARE(std::string(*body.end->metadata.find("x-cost")), std::string("3"));
        QVERIFY(play.client.ended && play.status.ok());
      });
    });
  }

  /// Small messages that come together go on together, and are told one by one.
  void manyAtOnce() {
    const std::string packed = *rpc::compress(rpc::Compression::Gzip, "40");
    const std::string response = frame("40") + frame("39") + frame(packed, rpc::kFlagCompressed) +
                                 frame("38") + frame("37") + frame("36");
    http::Headers head = kGrpcHead;
    head.add("grpc-encoding", "gzip");
    http::Headers asked = kProto;
    asked.add("connect-accept-encoding", "gzip");
    const auto told = [](const Playbook& play) {
      return std::ranges::count(play.reports, "MessageSeen(both)");
    };
    threeWays(response, [&](const std::vector<Slice>& down) {
      Playbook play;
      play.head(kWatch, asked).body(frame("a") + frame("b") + frame("c")).end().answer(200, head);
      QCOMPARE(play.server.body, frame("a") + frame("b") + frame("c"));
      QCOMPARE(told(play), 3);
      for (const Slice& piece : down) play.answerBody(piece);
      QCOMPARE(play.client.body, response);
      play.trailers({{"grpc-status", "0"}});
      QCOMPARE(parse(play.client.body).messages.size(), std::size_t{6});
      QCOMPARE(told(play), 9);
    });
  }

  void manyAtOnceForAJsonClient() {
    const auto level = [this](const std::string& json) {
      return frame(*schema::jsonToProto(*schema_, "acme.shop.v1.StockLevel", json));
    };
    const std::vector<std::string> levels = {R"({"sku":"A","onHand":7})", R"({"sku":"B"})", R"({"sku":"C"})"};
    Playbook play(schema_);
    play.head(kWatch, kJson).body(frame(R"({"skus":["A"]})")).end().answer(200, kGrpcHead);
    play.answerBody(level(levels[0]) + level(levels[1]) + level(levels[2]));
    QCOMPARE(parse(play.client.body).messages, levels);
  }

  /// A method with one answer that sends two at once.
  void oneTooManyAtOnce() {
    Playbook play(schema_);
    play.head("/acme.shop.v1.UploadService/PutImage", kProto).body(frame("a") + frame("b"));
    QCOMPARE(play.server.body, frame("a") + frame("b"));
    play.end().answer(200, kGrpcHead).answerBody(frame("") + frame(""));
    QCOMPARE(parse(play.client.body).end->status.code, Code::Unimplemented);
    QVERIFY(play.server.reset);
  }

  void jsonMessages() {
    Playbook play(schema_);
    play.head(kWatch, kJson).body(frame(R"({"skus":["A"]})")).end();
    QCOMPARE(play.server.body, frame(std::string("\x0a\x01"
                                                 "A")));
    const std::string level =
        *schema::jsonToProto(*schema_, "acme.shop.v1.StockLevel", R"({"sku":"A","onHand":7})");
    play.answer(200, kGrpcHead).answerBody(frame(level));
    QCOMPARE(parse(play.client.body).messages.at(0), std::string(R"({"sku":"A","onHand":7})"));
    QCOMPARE(play.client.header("content-type"), std::string("application/connect+json"));
  }

  void jsonFaultInTheMiddle() {
    Playbook play(schema_);
    play.head("/acme.shop.v1.SupportService/Chat", kJson)
        .body(frame(R"({"text":"hi"})"))
        .answer(200, kGrpcHead);
    play.body(frame("{nonsense"));
    const Body body = parse(play.client.body);
    QCOMPARE(body.end->status.code, Code::InvalidArgument);
    QVERIFY(play.server.reset);
  }

  void errorsArriveInTheEnd() {
    for (int code = 1; code < rpc::kCodeCount; ++code) {
      Playbook play;
      play.head(kWatch, kProto).body(frame("x")).end().answer(200, kGrpcHead).answerBody(frame("1"));
      play.trailers({{"grpc-status", std::to_string(code)}, {"grpc-message", "stop"}, {"x-id", "9"}});
      QCOMPARE(play.client.status, 200);
      const Body body = parse(play.client.body);
      QCOMPARE(body.end->status.code, static_cast<Code>(code));
      QCOMPARE(body.end->status.message, std::string("stop"));
      QVERIFY(body.end->metadata.contains("x-id"));
    }
  }

  void failuresWithoutAnAnswer() {
    const auto codeAfter = [](auto&& script) {
      Playbook play;
      play.head(kWatch, kProto).body(frame("x")).end();
      script(play);
      const Body body = parse(play.client.body);
      return body.end && play.client.ended && play.client.status == 200 ? body.end->status.code : Code::Ok;
    };
    QCOMPARE(codeAfter([](Playbook& p) { p.serverLost("upstream_refused"); }), Code::Unavailable);
    QCOMPARE(codeAfter([](Playbook& p) { p.answer(200, kGrpcHead).answerBody(frame("1")).answerEnds(); }),
             Code::Internal);
    QCOMPARE(codeAfter([](Playbook& p) { p.answer(503, {{"content-type", "text/html"}}, true); }),
             Code::Unavailable);
    QCOMPARE(codeAfter([](Playbook& p) { p.serverResets(http::H2Error::Cancel); }), Code::Canceled);
    QCOMPARE(codeAfter([](Playbook& p) {
               p.answer(200, {{"content-type", "application/grpc"}, {"grpc-status", "7"}}, true);
             }),
             Code::PermissionDenied);
  }

  // What follows a cut message would be read as its rest: the stream is reset instead.
  void cutInsideAMessage() {
    Playbook play;
    play.head(kWatch, kProto)
        .body(frame("x"))
        .end()
        .answer(200, kGrpcHead)
        .answerBody(frame("12").substr(0, 6));
    play.answerEnds();
    QVERIFY(play.client.reset && !play.client.ended);
    QCOMPARE(play.client.body, frame("12").substr(0, 6));
    QCOMPARE(play.status.cause, std::string("envelope_truncated"));
  }

  void requestFaults() {
    Playbook flags;
    flags.head(kWatch, kProto).body(frame("x", 2));
    QCOMPARE(parse(flags.client.body).end->status.code, Code::Internal);
    Playbook cut;
    cut.head(kWatch, kProto).body(frame("xyz").substr(0, 6)).end();
    QCOMPARE(parse(cut.client.body).end->status.code, Code::InvalidArgument);
    QVERIFY(cut.server.reset);
    Playbook unary(schema_);
    unary.head("/acme.shop.v1.OrderService/GetOrder", kProto);
    QCOMPARE(unary.client.status, 415);
    Playbook count(schema_);
    count.head(kWatch, kProto).body(frame("") + frame(""));
    QCOMPARE(parse(count.client.body).end->status.code, Code::Unimplemented);
  }

  void deadlineAndCancellation() {
    http::Headers timed = kProto;
    timed.add("connect-timeout-ms", "200");
    Playbook play;
    play.head(kWatch, timed).body(frame("x")).end().answer(200, kGrpcHead).answerBody(frame("1")).pass(220ms);
    QCOMPARE(parse(play.client.body).end->status.code, Code::DeadlineExceeded);
    QVERIFY(play.server.reset);
    Playbook gone;
    gone.head(kWatch, kProto).body(frame("x")).clientLeaves();
    QVERIFY(gone.server.reset && gone.clientCancelled);
  }

  void zeroMessagesAreFine() {
    Playbook play(schema_);
    play.head(kWatch, kProto).body(frame("")).end().answer(200, kGrpcHead).trailers({{"grpc-status", "0"}});
    const Body body = parse(play.client.body);
    QVERIFY(body.messages.empty() && body.end->status.ok());
  }

 private:
  schema::SchemaPtr schema_;
};

QTEST_APPLESS_MAIN(TestConnectStream)
#include "tst_connect_stream.moc"
