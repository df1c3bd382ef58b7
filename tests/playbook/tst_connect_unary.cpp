// SPDX-License-Identifier: GPL-3.0-or-later
// Connect unary clients in front of a gRPC server: happy path, every error class, cancellation, limits.
#include <QtTest/QtTest>

#include "bridge/base/base64.h"
#include "bridge/rpc/compression.h"
#include "bridge/rpc/connect_error.h"
#include "bridge/rpc/status_details.h"
#include "bridge/schema/transcoder.h"
#include "tests/support/playbook.h"

using namespace bascule;
using namespace bascule::test;
using namespace std::chrono_literals;
using rpc::Code;

namespace {

constexpr const char* kGetOrder = "/acme.shop.v1.OrderService/GetOrder";
const http::Headers kProto{
    {"content-type", "application/proto"}, {"connect-protocol-version", "1"}, {"x-trace-id", "7f"}};
const http::Headers kJson{{"content-type", "application/json"}, {"connect-timeout-ms", "2000"}};
const http::Headers kGrpcHead{{"content-type", "application/grpc"}, {"x-region", "eu"}};

Code codeOf(const Playbook& play) { return rpc::parseConnectError(play.client.body, Code::Ok)->code; }

}  // namespace

class TestConnectUnary : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    schema_ = playbookSchema();
    QVERIFY(!schema_->empty());
  }

  void protoPassesUntouched() {
    const std::string answer = frame("reply");
    threeWays("order", [&](const std::vector<Slice>& request) {
      threeWays(answer, [&](const std::vector<Slice>& response) {
        Playbook play;
        play.head(kGetOrder, kProto);
        for (const Slice& piece : request) play.body(piece);
        QCOMPARE(play.server.heads, 0);  // nothing reaches the server before the message is complete
        play.end();
        QCOMPARE(play.server.method, std::string("POST"));
        QCOMPARE(play.server.target, std::string(kGetOrder));
        QCOMPARE(play.server.header("te"), std::string("trailers"));
        QCOMPARE(play.server.header("content-type"), std::string("application/grpc"));
        QCOMPARE(play.server.header("x-trace-id"), std::string("7f"));
        QCOMPARE(play.server.header("connect-protocol-version"), std::string("-"));
        QCOMPARE(play.server.header("grpc-timeout"), std::string("-"));
        QCOMPARE(play.server.body, frame("order"));
        QVERIFY(play.server.ended);
        play.answer(200, kGrpcHead);
        for (const Slice& piece : response) play.answerBody(piece);
        QCOMPARE(play.client.heads, 0);  // held until the status is known
        play.trailers({{"grpc-status", "0"}, {"x-cost", "3"}});
        QCOMPARE(play.client.status, 200);
        QCOMPARE(play.client.header("content-type"), std::string("application/proto"));
        QCOMPARE(play.client.header("x-region"), std::string("eu"));
        QCOMPARE(play.client.header("trailer-x-cost"), std::string("3"));
        QCOMPARE(play.client.header("content-length"), std::string("5"));
        QCOMPARE(play.client.body, std::string("reply"));
        QVERIFY(play.client.ended);
        QVERIFY(play.over && play.status.ok() && !play.server.reset);
      });
    });
  }

  void storyOfACall() {
    Playbook play;
    play.head(kGetOrder, kProto)
        .body("order")
        .end()
        .answer(200, kGrpcHead)
        .answerBody(frame("reply"))
        .trailers({{"grpc-status", "0"}});
    QCOMPARE(play.story(),
             std::string("CallOpened UpstreamOpened MessageSeen(both) DirectionEnded DirectionEnded "
                         "ResponseHeadSeen MessageSeen(both) TrailersSeen DirectionEnded "
                         "ResponseHeadSeen DirectionEnded CallEnded"));
  }

  void jsonIsTranscoded() {
    Playbook play(schema_);
    play.head(kGetOrder, kJson).body(R"({"id":"ord-1"})").end();
    QCOMPARE(play.server.body,
             frame(*schema::jsonToProto(*schema_, "acme.shop.v1.GetOrderRequest", R"({"id":"ord-1"})")));
    QCOMPARE(play.server.header("grpc-timeout"), std::string("2000000u"));
    const std::string order =
        *schema::jsonToProto(*schema_, "acme.shop.v1.Order", R"({"id":"ord-1","state":"ORDER_STATE_PAID"})");
    play.answer(200, kGrpcHead).answerBody(frame(order)).trailers({{"grpc-status", "0"}});
    QCOMPARE(play.client.header("content-type"), std::string("application/json"));
    QCOMPARE(play.client.body, std::string(R"({"id":"ord-1","state":"ORDER_STATE_PAID"})"));
  }

  void jsonFaults() {
    const std::pair<const char*, const char*> cases[] = {{"", "json_invalid"},
                                                         {"{\"id\":", "json_invalid"},
                                                         {R"({"id":7})", "json_invalid"},
                                                         {"[]", "json_invalid"}};
    for (const auto& [body, cause] : cases) {
      Playbook play(schema_);
      play.head(kGetOrder, kJson).body(std::string_view(body)).end();
      QCOMPARE(play.server.heads, 0);
      QCOMPARE(play.client.status, 400);
      QCOMPARE(codeOf(play), Code::InvalidArgument);
      QCOMPARE(play.status.cause, std::string(cause));
    }
    Playbook deep(schema_);
    deep.head(kGetOrder, kJson).body(std::string(40'000, '[')).end();
    QCOMPARE(deep.status.cause, std::string("json_too_deep"));
  }

  void jsonWithoutSchema() {
    Playbook play;
    play.head(kGetOrder, kJson).body("{}").end();
    QCOMPARE(play.client.status, 501);
    QCOMPARE(play.status.cause, std::string("schema_missing"));
    QVERIFY(play.status.message.find("--schema") != std::string::npos);
    Playbook unknown(schema_);
    unknown.head("/acme.shop.v1.OrderService/Nothing", kJson).body("{}").end();
    QCOMPARE(unknown.client.status, 404);
    QCOMPARE(codeOf(unknown), Code::Unimplemented);
  }

  // The server decides whether it has a method that the schema lacks; then the path is wrong, not the
  // feature.
  void aMethodThatNobodyHasIsNotFound() {
    const http::Headers answer = {{"content-type", "application/grpc"}, {"grpc-status", "12"}};
    Playbook unknown(schema_);
    unknown.head("/acme.shop.v1.OrderService/Nothing", {{"content-type", "application/proto"}})
        .body("x")
        .end();
    unknown.answer(200, answer, true);
    QCOMPARE(unknown.client.status, 404);
    QCOMPARE(codeOf(unknown), Code::Unimplemented);
    QCOMPARE(unknown.status.origin, rpc::Origin::Peer);
    Playbook known(schema_);
    known.head(kGetOrder, {{"content-type", "application/proto"}}).end().answer(200, answer, true);
    QCOMPARE(known.client.status, 501);
    Playbook blind;
    blind.head(kGetOrder, {{"content-type", "application/proto"}}).end().answer(200, answer, true);
    QCOMPARE(blind.client.status, 501);
  }

  void jsonWaitsForTheSchema() {
    Playbook play(schema::Schema::wellKnown(), {}, true);
    play.head(kGetOrder, kJson).body(R"({"id":"ord-1"})").end();
    QVERIFY(play.translator().waits());
    play.schemaArrives(schema_);
    QCOMPARE(play.server.heads, 1);
    QVERIFY(play.server.ended);
    Playbook late(schema::Schema::wellKnown(), {}, true);
    late.head(kGetOrder, {{"content-type", "application/json"}}).body("{}").end().pass(1999ms);
    QVERIFY(!late.over);
    late.pass(1ms);
    QCOMPARE(late.status.cause, std::string("schema_missing"));
  }

  void everyErrorCode() {
    for (int code = 1; code < rpc::kCodeCount; ++code) {
      Playbook play;
      play.head(kGetOrder, kProto).body("x").end();
      play.answer(200, kGrpcHead)
          .trailers(
              {{"grpc-status", std::to_string(code)}, {"grpc-message", "no%20%E2%82%AC"}, {"x-retry", "5"}});
      QCOMPARE(play.client.status, rpc::httpStatus(static_cast<Code>(code)));
      QCOMPARE(play.client.header("content-type"), std::string("application/json"));
      QCOMPARE(play.client.header("trailer-x-retry"), std::string("5"));
      QCOMPARE(play.client.header("x-region"), std::string("eu"));
      const auto error = rpc::parseConnectError(play.client.body, Code::Ok);
      QCOMPARE(error->code, static_cast<Code>(code));
      QCOMPARE(error->message, std::string("no \xe2\x82\xac"));
    }
  }

  void errorDetails() {
    const rpc::Status status{
        Code::InvalidArgument, "bad", {{"google.rpc.BadRequest", "abc"}}, rpc::Origin::Peer, ""};
    Playbook play;
    play.head(kGetOrder, kProto).body("x").end();
    play.answer(200,
                {{"content-type", "application/grpc"},
                 {"grpc-status", "3"},
                 {"grpc-message", "bad"},
                 {"x-id", "9"},
                 {"grpc-status-details-bin", base64::encode(rpc::encodeStatusProto(status))}},
                true);
    QCOMPARE(play.client.status, 400);
    // Trailers-only: one block, so its metadata is trailing metadata and nothing else.
    QCOMPARE(play.client.header("trailer-x-id"), std::string("9"));
    QCOMPARE(play.client.header("x-id"), std::string("-"));
    QVERIFY(rpc::parseConnectError(play.client.body, Code::Ok)->details == status.details);
  }

  void foreignAnswers() {
    const std::tuple<int, const char*, Code> cases[] = {
        {502, "text/html", Code::Unavailable}, {404, "text/html", Code::Unimplemented},
        {200, "text/html", Code::Unknown},     {400, "", Code::Internal},
        {418, "text/plain", Code::Unknown},    {200, "application/grpc-web", Code::Unknown}};
    for (const auto& [status, type, code] : cases) {
      Playbook play;
      play.head(kGetOrder, kProto)
          .body("x")
          .end()
          .answer(status, {{"content-type", type}})
          .answerBody("<html>")
          .answerEnds();
      QCOMPARE(codeOf(play), code);
      QCOMPARE(play.status.cause, std::string("answer_not_grpc"));
      QVERIFY(play.client.body.find("html>") == std::string::npos);  // the body goes to the inspector only
      QVERIFY(play.story().find("EndBodySeen") != std::string::npos);
    }
  }

  /// Connect wants 404 for a method that is not there, 501 is for one that does nothing yet. The code is
  /// unimplemented for both, so the schema decides.
  void methodThatIsNotThere() {
    constexpr const char* kNoMethod = "/acme.shop.v1.OrderService/NoSuchMethod";
    const auto answered = [&](const char* path, int status, const http::Headers& headers) {
      Playbook play(schema_);
      play.head(path, kProto).body("x").end().answer(status, headers, true);
      return std::pair(play.client.status, play.status.cause);
    };
    const http::Headers grpc = {{"content-type", "application/grpc"}, {"grpc-status", "12"}};
    const http::Headers page = {{"content-type", "text/plain"}};
    QCOMPARE(answered(kNoMethod, 200, grpc), std::pair(404, std::string("method_missing")));
    QCOMPARE(answered(kNoMethod, 404, page), std::pair(404, std::string("method_missing")));
    QCOMPARE(answered(kGetOrder, 200, grpc), std::pair(501, std::string("")));
    QCOMPARE(answered(kGetOrder, 404, page), std::pair(501, std::string("answer_not_grpc")));
    QCOMPARE(answered(kNoMethod, 502, page), std::pair(503, std::string("answer_not_grpc")));
  }

  void brokenAnswers() {
    const auto causeOf = [](auto&& script) {
      Playbook play;
      play.head(kGetOrder, kProto).body("x").end();
      script(play);
      return play.over && play.client.ended && !play.status.ok() ? play.status.cause
                                                                 : std::string("no failure");
    };
    QCOMPARE(causeOf([](Playbook& p) {
               p.answer(200, kGrpcHead).answerBody(frame("ab").substr(0, 6)).answerEnds();
             }),
             std::string("envelope_truncated"));
    QCOMPARE(causeOf([](Playbook& p) { p.answer(200, kGrpcHead).answerBody(frame("ab")).answerEnds(); }),
             std::string("trailers_missing"));
    QCOMPARE(
        causeOf([](Playbook& p) { p.answer(200, kGrpcHead).answerBody(frame("ab")).trailers({{"x", "y"}}); }),
        std::string("grpc_status_missing"));
    QCOMPARE(causeOf([](Playbook& p) { p.answer(200, kGrpcHead).trailers({{"grpc-status", "0"}}); }),
             std::string("response_count"));
    QCOMPARE(causeOf([](Playbook& p) {
               p.answer(200, kGrpcHead).answerBody(frame("a") + frame("b")).trailers({{"grpc-status", "0"}});
             }),
             std::string("response_count"));
    QCOMPARE(causeOf([](Playbook& p) { p.answer(200, kGrpcHead).answerBody(frame("a", 1)); }),
             std::string("compressed_without_encoding"));
    QCOMPARE(causeOf([](Playbook& p) { p.answer(200, kGrpcHead).answerBody(frame("a", 4)); }),
             std::string("envelope_flags"));
    QCOMPARE(causeOf([](Playbook& p) { p.serverResets(http::H2Error::InternalError); }),
             std::string("upstream_reset"));
    QCOMPARE(causeOf([](Playbook& p) { p.serverLost("upstream_refused"); }), std::string("upstream_refused"));
    QCOMPARE(causeOf([](Playbook& p) {
               p.answer(200, kGrpcHead).answerBody(frame("a")).serverLost("upstream_lost");
             }),
             std::string("upstream_lost"));
  }

  void resetsAfterTheTrailersChangeNothing() {
    Playbook play;
    play.head(kGetOrder, kProto)
        .body("x")
        .end()
        .answer(200, kGrpcHead)
        .answerBody(frame("a"))
        .trailers({{"grpc-status", "0"}});
    play.serverResets(http::H2Error::NoError);
    QCOMPARE(play.client.status, 200);
    QVERIFY(play.status.ok());
  }

  void requestFaults() {
    const auto run = [](http::Headers headers) {
      Playbook play;
      play.head(kGetOrder, std::move(headers)).body("x").end();
      return std::pair(play.client.status, play.status.cause);
    };
    QCOMPARE(run({{"content-type", "application/proto"}, {"connect-protocol-version", "2"}}),
             std::pair(400, std::string("connect_version")));
    QCOMPARE(run({{"content-type", "application/proto"}, {"connect-timeout-ms", "soon"}}),
             std::pair(400, std::string("timeout_malformed")));
    QCOMPARE(run({{"content-type", "application/proto"}, {"content-encoding", "foo"}}),
             std::pair(501, std::string("compression_unknown")));
    QCOMPARE(run({{"content-type", "image/jpeg"}}), std::pair(415, std::string("content_type_unknown")));
    Playbook path;
    path.head("/nothing", kProto);
    QCOMPARE(path.client.status, 404);
    Playbook kind(schema_);
    kind.head("/acme.shop.v1.StockService/WatchStock", kProto);
    QCOMPARE(kind.client.status, 415);
  }

  void requestTooLarge() {
    translate::CallSettings settings;
    settings.request.wholeMessage = 100;
    Playbook play(schema::Schema::wellKnown(), settings);
    play.head(kGetOrder, kProto).body(std::string(60, 'x'));
    QVERIFY(!play.over);
    play.body(std::string(60, 'x'));  // answered while the client still sends
    QCOMPARE(play.client.status, 429);
    QCOMPARE(play.status.cause, std::string("message_too_large"));
    Playbook announced(schema::Schema::wellKnown(), settings);
    announced.head(kGetOrder, {{"content-type", "application/proto"}, {"content-length", "101"}});
    QCOMPARE(announced.client.status, 429);
  }

  void compressionBothWays() {
    const std::string text(3000, 'a');
    const std::string packed = *rpc::compress(rpc::Compression::Gzip, text);
    Playbook play;
    play.head(kGetOrder, {{"content-type", "application/proto"},
                          {"content-encoding", "gzip"},
                          {"accept-encoding", "gzip"}})
        .body(packed)
        .end();
    QCOMPARE(play.server.header("grpc-encoding"), std::string("gzip"));
    QCOMPARE(play.server.body, frame(packed, 1));  // untouched
    play.answer(200, {{"content-type", "application/grpc"}, {"grpc-encoding", "gzip"}})
        .answerBody(frame(packed, 1))
        .trailers({{"grpc-status", "0"}});
    QCOMPARE(play.client.header("content-encoding"), std::string("gzip"));
    QCOMPARE(play.client.body, packed);
    // A client that does not accept gzip gets the message itself.
    Playbook plain;
    plain.head(kGetOrder, {{"content-type", "application/proto"}, {"accept-encoding", "identity"}})
        .body("x")
        .end();
    plain.answer(200, {{"content-type", "application/grpc"}, {"grpc-encoding", "gzip"}})
        .answerBody(frame(packed, 1))
        .trailers({{"grpc-status", "0"}});
    QCOMPARE(plain.client.header("content-encoding"), std::string("-"));
    QCOMPARE(plain.client.body, text);
  }

  void deadline() {
    Playbook play;
    play.head(kGetOrder, {{"content-type", "application/proto"}, {"connect-timeout-ms", "500"}})
        .body("x")
        .end();
    QCOMPARE(play.server.header("grpc-timeout"), std::string("500000u"));
    play.pass(500ms);
    QVERIFY(!play.over);  // the server's own answer gets its chance
    play.pass(20ms);
    QCOMPARE(play.client.status, 504);
    QCOMPARE(codeOf(play), Code::DeadlineExceeded);
    QVERIFY(play.server.reset);
    QCOMPARE(play.server.resetCode, http::H2Error::Cancel);
    Playbook slow;  // the body comes after the deadline: the server is never called
    slow.head(kGetOrder, {{"content-type", "application/proto"}, {"connect-timeout-ms", "500"}}).pass(500ms);
    QCOMPARE(slow.client.status, 504);
    QCOMPARE(slow.server.heads, 0);
  }

  void remainingTimeIsForwarded() {
    Playbook play;
    play.head(kGetOrder, {{"content-type", "application/proto"}, {"connect-timeout-ms", "2000"}})
        .pass(300ms)
        .body("x")
        .end();
    QCOMPARE(play.server.header("grpc-timeout"), std::string("1700000u"));
  }

  void clientLeaves() {
    Playbook play;
    play.head(kGetOrder, kProto).body("x").end().clientLeaves();
    QVERIFY(play.over && play.clientCancelled && play.server.reset);
    QCOMPARE(play.status.code, Code::Canceled);
    play.answer(200, kGrpcHead);  // too late: nothing happens
    QCOMPARE(play.client.heads, 0);
    Playbook early;
    early.head(kGetOrder, kProto).clientLeaves();
    QVERIFY(early.over && !early.server.reset);
  }

 private:
  schema::SchemaPtr schema_;
};

QTEST_APPLESS_MAIN(TestConnectUnary)
#include "tst_connect_unary.moc"
