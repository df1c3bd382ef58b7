// SPDX-License-Identifier: GPL-3.0-or-later
// gRPC clients in front of a gRPC server: everything passes, everything is seen.
#include <QtTest/QtTest>

#include "bridge/rpc/compression.h"
#include "tests/support/playbook.h"

using namespace bascule;
using namespace bascule::test;
using namespace std::chrono_literals;
using rpc::Code;

namespace {

constexpr const char* kPath = "/acme.shop.v1.SupportService/Chat";
const http::Headers kRequest{{"content-type", "application/grpc+proto"},
                             {"te", "trailers"},
                             {"grpc-trace-bin", "AAA"},
                             {"x-a", "1"},
                             {"x-a", "2"}};
const http::Headers kResponse{
    {"content-type", "application/grpc"}, {"grpc-accept-encoding", "gzip"}, {"x-region", "eu"}};

}  // namespace

class TestGrpc : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { schema_ = playbookSchema(); }

  void everythingPasses() {
    const std::string request = frame("one") + frame("two");
    const std::string response = frame("a") + frame("") + frame(std::string(20'000, 'b'));
    threeWays(request, [&](const std::vector<Slice>& up) {
      threeWays(response, [&](const std::vector<Slice>& down) {
        Playbook play;
        play.head(kPath, kRequest);
        QCOMPARE(play.server.heads, 1);  // a stream is opened at once
        QVERIFY(play.server.headers == kRequest);
        for (const Slice& piece : up) play.body(piece);
        QCOMPARE(play.server.body, request);
        QVERIFY(!play.server.ended);
        play.answer(200, kResponse);
        QVERIFY(play.client.headers == kResponse);  // the head does not wait for anything
        for (const Slice& piece : down) play.answerBody(piece);
        QCOMPARE(play.client.body, response);
        play.end();
        QVERIFY(play.server.ended);
        play.trailers({{"grpc-status", "0"}, {"x-cost", "3"}});
        QCOMPARE(play.client.trailer("x-cost"), std::string("3"));
        QCOMPARE(play.client.trailer("grpc-status"), std::string("0"));
        QVERIFY(play.over && play.status.ok() && !play.server.reset);
      });
    });
  }

  void timeoutIsMadeAnew() {
    http::Headers headers = kRequest;
    headers.add("grpc-timeout", "2S");
    Playbook play;
    play.head(kPath, headers);
    QCOMPARE(play.server.header("grpc-timeout"), std::string("2000000u"));
    QCOMPARE(play.server.header("grpc-trace-bin"), std::string("AAA"));
    play.pass(2020ms);
    QCOMPARE(play.client.status, 200);
    QCOMPARE(play.client.header("grpc-status"), std::string("4"));
    QVERIFY(play.client.ended && play.server.reset);
  }

  void huge() {
    http::Headers headers = kRequest;
    headers.add("grpc-timeout", "99999999H");
    Playbook play;
    play.head(kPath, headers);
    QCOMPARE(play.server.header("grpc-timeout"), std::string("-"));
    QVERIFY(play.translator().nextTimeout() == kNever);
  }

  void trailersOnlyPasses() {
    Playbook play;
    play.head(kPath, kRequest)
        .answer(200,
                {{"content-type", "application/grpc"},
                 {"grpc-status", "5"},
                 {"grpc-message", "no%20order"},
                 {"x-id", "9"}},
                true);
    QCOMPARE(play.client.header("grpc-status"), std::string("5"));
    QCOMPARE(play.client.header("x-id"), std::string("9"));
    QVERIFY(play.client.ended);
    QCOMPARE(play.status.message, std::string("no order"));
    QVERIFY(play.server.reset);  // the request was still open
  }

  void statusesOfTheBridge() {
    Playbook down;
    down.head(kPath, kRequest).serverLost("upstream_refused");
    QCOMPARE(down.client.status, 200);
    QCOMPARE(down.client.header("grpc-status"), std::string("14"));
    QCOMPARE(down.client.header("content-type"), std::string("application/grpc"));
    Playbook middle;
    middle.head(kPath, kRequest)
        .answer(200, kResponse)
        .answerBody(frame("a"))
        .serverResets(http::H2Error::EnhanceYourCalm);
    QCOMPARE(middle.client.trailer("grpc-status"), std::string("8"));
    QVERIFY(middle.client.ended);
  }

  void everyHttp2Error() {
    for (unsigned code = 0; code <= 13; ++code) {
      const auto error = static_cast<http::H2Error>(code);
      Playbook play;
      play.head(kPath, kRequest).serverResets(error);
      QCOMPARE(play.status.code, rpc::codeFromH2Error(error));
      QCOMPARE(play.client.header("grpc-status"), std::to_string(static_cast<int>(play.status.code)));
    }
  }

  void requestFaults() {
    const auto causeOf = [](std::string_view body, bool end) {
      Playbook play;
      play.head(kPath, kRequest).body(body);
      if (end) play.end();
      return play.over ? play.status.cause : std::string("none");
    };
    QCOMPARE(causeOf(frame("x", 1), false), std::string("compressed_without_encoding"));
    QCOMPARE(causeOf(frame("x", 2), false), std::string("envelope_flags"));
    QCOMPARE(causeOf(frame("xyz").substr(0, 6), true), std::string("envelope_truncated"));
    http::Headers bad = kRequest;
    bad.add("grpc-timeout", "5s");
    Playbook play;
    play.head(kPath, bad);
    QCOMPARE(play.client.header("grpc-status"), std::string("3"));
    QCOMPARE(play.server.heads, 0);
  }

  void limitsOnEveryPathIfGiven() {
    translate::CallSettings settings;
    settings.request.anyMessage = 10;
    settings.response.anyMessage = 10;
    Playbook play(schema::Schema::wellKnown(), settings);
    play.head(kPath, kRequest).body(frame(std::string(11, 'x')).substr(0, 5));
    QCOMPARE(play.client.header("grpc-status"), std::string("8"));
    QVERIFY(play.server.reset);
    Playbook answer(schema::Schema::wellKnown(), settings);
    answer.head(kPath, kRequest).answer(200, kResponse).answerBody(frame(std::string(11, 'x')));
    QCOMPARE(answer.client.trailer("grpc-status"), std::string("8"));
  }

  // A limit that the user gave counts decompressed bytes, of messages that pass untouched too.
  void givenLimitsCountDecompressedBytes() {
    translate::CallSettings settings;
    settings.maxConvertedRequest = settings.maxConvertedResponse = 1000;
    settings.limitsAllRequests = settings.limitsAllResponses = true;
    http::Headers coded = kRequest;
    coded.add("grpc-encoding", "gzip");
    const auto packed = [](std::size_t size) {
      return frame(*rpc::compress(rpc::Compression::Gzip, std::string(size, 'x')), 1);
    };
    threeWays(packed(1001), [&](const std::vector<Slice>& pieces) {
      Playbook play(schema::Schema::wellKnown(), settings);
      play.head(kPath, coded);
      for (const Slice& piece : pieces) play.body(piece);
      QCOMPARE(play.client.header("grpc-status"), std::string("8"));
      QCOMPARE(play.status.cause, std::string("message_too_large"));
      QVERIFY(play.server.reset);
    });
    Playbook fits(schema::Schema::wellKnown(), settings);
    fits.head(kPath, coded).body(packed(1000) + packed(1000)).end();
    QCOMPARE(fits.server.body, packed(1000) + packed(1000));
    http::Headers answer = kResponse;
    answer.add("grpc-encoding", "gzip");
    fits.answer(200, answer).answerBody(packed(1000)).answerBody(packed(1001));
    QCOMPARE(fits.client.trailer("grpc-status"), std::string("8"));
  }

  void countsAreChecked() {
    constexpr const char* kUnary = "/acme.shop.v1.OrderService/GetOrder";
    Playbook none(schema_);
    none.head(kUnary, kRequest).end();
    QCOMPARE(none.status.cause, std::string("request_count"));
    QCOMPARE(none.client.header("grpc-status"), std::string("12"));
    Playbook two(schema_);
    two.head(kUnary, kRequest).body(frame("") + frame(""));
    QCOMPARE(two.status.cause, std::string("request_count"));
    Playbook slow(schema_);  // the server may answer one message, so it gets none before the end is there
    slow.head(kUnary, kRequest).body(frame("abc").substr(0, 6));
    QCOMPARE(slow.server.body, frame("abc").substr(0, 6));
    slow.body(frame("abc").substr(6));
    QCOMPARE(slow.server.body, frame("abc").substr(0, 6));
    slow.body(frame(""));
    QCOMPARE(slow.status.cause, std::string("request_count"));
    QVERIFY(slow.server.reset);
    Playbook one(schema_);
    one.head(kUnary, kRequest).body(frame("abc")).end();
    QCOMPARE(one.server.body, frame("abc"));
    QVERIFY(one.server.ended);
    Playbook answers(schema_);
    answers.head(kUnary, kRequest)
        .body(frame(""))
        .end()
        .answer(200, kResponse)
        .answerBody(frame("") + frame(""));
    QCOMPARE(answers.status.cause, std::string("response_count"));
    Playbook ok(schema_);  // no message and an error is regular
    ok.head(kUnary, kRequest).body(frame("")).end().answer(200, kResponse).trailers({{"grpc-status", "5"}});
    QCOMPARE(ok.status.code, Code::NotFound);
  }

  void cancellation() {
    Playbook play;
    play.head(kPath, kRequest).body(frame("x")).clientLeaves();
    QVERIFY(play.server.reset && play.clientCancelled);
    QCOMPARE(play.status.cause, std::string("client_cancelled"));
    http::Headers timed = kRequest;
    timed.add("grpc-timeout", "100m");
    Playbook late;  // clients reset at their own deadline: what happened is that the time was over
    late.head(kPath, timed).pass(100ms).clientLeaves();
    QCOMPARE(late.status.code, Code::DeadlineExceeded);
    Playbook server;  // and a server that stops at the deadline may say no more
    server.head(kPath, timed).pass(90ms).serverResets(http::H2Error::Cancel);
    QCOMPARE(server.status.code, Code::DeadlineExceeded);
    QCOMPARE(server.status.cause, std::string("deadline_passed"));
    Playbook early;
    early.head(kPath, timed).pass(10ms).serverResets(http::H2Error::Cancel);
    QCOMPARE(early.status.code, Code::Canceled);
    Playbook broken;
    broken.head(kPath, timed).pass(100ms).serverResets(http::H2Error::InternalError);
    QCOMPARE(broken.status.code, Code::Internal);
  }

  void earlyAnswerEndsTheRequest() {
    Playbook play;
    play.head(kPath, kRequest).body(frame("x")).answer(200, kResponse).trailers({{"grpc-status", "0"}});
    QVERIFY(play.client.ended && play.status.ok());
    QVERIFY(play.server.reset);
    play.body(frame("y"));
    QCOMPARE(play.server.body, frame("x"));
  }

  void captureOffChangesNothing() {
    Playbook on;
    Playbook off(schema::Schema::wellKnown(), {}, false, http::Version::Http2, false);
    for (Playbook* play : {&on, &off}) {
      play->head(kPath, kRequest)
          .body(frame("x"))
          .end()
          .answer(200, kResponse)
          .answerBody(frame("y"))
          .trailers({{"grpc-status", "0"}});
    }
    QVERIFY(off.reports.empty());
    QCOMPARE(off.client.body, on.client.body);
    QCOMPARE(off.server.body, on.server.body);
    QVERIFY(off.client.trailers == on.client.trailers && off.server.headers == on.server.headers);
  }

 private:
  schema::SchemaPtr schema_;
};

QTEST_APPLESS_MAIN(TestGrpc)
#include "tst_grpc.moc"
