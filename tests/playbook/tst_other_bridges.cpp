// SPDX-License-Identifier: GPL-3.0-or-later
// What other bridges get wrong (Envoy's connect_grpc_bridge and grpc_web filters, Vanguard, grpcwebproxy),
// played with this one: a function for each fault that no other test of the playbook shows. tests/RULES.md
// lists them all.
#include <QtTest/QtTest>

#include "bridge/base/base64.h"
#include "bridge/rpc/compression.h"
#include "bridge/rpc/connect_error.h"
#include "bridge/rpc/status_details.h"
#include "tests/support/playbook.h"

using namespace bascule;
using namespace bascule::test;
using namespace std::chrono_literals;
using rpc::Code;

namespace {

constexpr const char* kUnary = "/acme.shop.v1.OrderService/GetOrder";
constexpr const char* kWatch = "/acme.shop.v1.StockService/WatchStock";
constexpr const char* kChat = "/acme.shop.v1.SupportService/Chat";
const http::Headers kProto{{"content-type", "application/proto"}};
const http::Headers kStream{{"content-type", "application/connect+proto"}};
const http::Headers kWeb{{"content-type", "application/grpc-web+proto"}};
const http::Headers kGrpc{{"content-type", "application/grpc"}, {"te", "trailers"}};
const http::Headers kAnswer{{"content-type", "application/grpc"}};

/// The EndStream message of a Connect stream's response body, its only or last message.
rpc::EndStream endOf(const std::string& body) {
  rpc::EnvelopeReader reader(0, rpc::kFlagCompressed | rpc::kFlagEndStream);
  Slice rest = Slice::copyOf(body);
  std::string last;
  while (!rest.empty()) {
    const auto piece = reader.next(rest);
    if (!piece || !*piece) break;
    if (((*piece)->flags & rpc::kFlagEndStream) != 0) last = std::string((*piece)->message.bytes.view());
  }
  return rpc::parseEndStream(last).value_or(rpc::EndStream{});
}

/// Code and message of a Connect unary error, as `5 no order`.
std::string errorOf(const Playbook& play) {
  const auto error = rpc::parseConnectError(play.client.body, Code::Ok);
  return error ? std::to_string(static_cast<int>(error->code)) + " " + error->message : "no error JSON";
}

/// Every value of a field, one after the other.
std::string allOf(const http::Headers& headers, std::string_view name) {
  std::string values;
  for (const auto& header : headers) {
    if (header.name == name) values += (values.empty() ? "" : " | ") + std::string(header.value);
  }
  return values;
}

/// A Connect unary call that the server answers with these trailers and no message.
struct UnaryAnswered : Playbook {
  explicit UnaryAnswered(const http::Headers& answered) {
    head(kUnary, kProto).body("x").end().answer(200, kAnswer).trailers(answered);
  }
};

}  // namespace

class TestOtherBridges : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  // Envoy: undefined behaviour; a stream that just stops.
  void aStreamWithoutAStatusEndsWithAnError() {
    Playbook noStatus;
    noStatus.head(kWatch, kStream).body(frame("x")).end().answer(200, kAnswer).answerBody(frame("1"));
    noStatus.trailers({{"x-cost", "3"}});
    QCOMPARE(endOf(noStatus.client.body).status.code, Code::Unknown);
    Playbook noTrailers;
    noTrailers.head(kWatch, kStream)
        .body(frame("x"))
        .end()
        .answer(200, kAnswer)
        .answerBody(frame("1"))
        .answerEnds();
    QCOMPARE(endOf(noTrailers.client.body).status.code, Code::Internal);
    QVERIFY(noStatus.client.ended && noTrailers.client.ended);
  }

  // Envoy: success. A message cut in the middle is an error, not a short message.
  void aUnaryAnswerWithoutAStatusIsNoSuccess() {
    Playbook none;
    none.head(kUnary, kProto)
        .body("x")
        .end()
        .answer(200, kAnswer)
        .answerBody(frame("ab"))
        .trailers({{"x", "y"}});
    QCOMPARE(none.client.status, 500);
    Playbook cut;
    cut.head(kUnary, kProto)
        .body("x")
        .end()
        .answer(200, kAnswer)
        .answerBody(frame("abcdef").substr(0, 8))
        .answerEnds();
    QCOMPARE(cut.client.status, 500);
    QVERIFY(cut.client.body.find("abc") == std::string::npos);
  }

  // Envoy and Vanguard: two messages are delivered as one, none as an empty success.
  void aUnaryAnswerHasOneMessage() {
    Playbook two;
    two.head(kUnary, kProto).body("x").end().answer(200, kAnswer).answerBody(frame("a") + frame("b"));
    QCOMPARE(two.client.status, 501);
    QVERIFY(errorOf(two).starts_with("12 "));
    const UnaryAnswered none({{"grpc-status", "0"}});
    QCOMPARE(none.client.status, 501);
  }

  // Envoy: metadata of an error without messages stays in the headers or is lost.
  void trailersOnlyMetadataReachesTheEndOfAStream() {
    Playbook play;
    play.head(kWatch, kStream).body(frame("x")).end();
    play.answer(200, {{"content-type", "application/grpc"}, {"grpc-status", "8"}, {"x-retry", "5"}}, true);
    const rpc::EndStream end = endOf(play.client.body);
    QCOMPARE(end.status.code, Code::ResourceExhausted);
    QCOMPARE(std::string(end.metadata.find("x-retry").value_or("-")), std::string("5"));
    QCOMPARE(play.client.header("x-retry"), std::string("-"));
  }

  // Envoy: `code_-1`. Vanguard: 17 panics, 42 is `code_42`.
  void codesBeyondTheTableAreUnknown() {
    for (const char* code : {"17", "42", "-1", "999999999999999999999", "x", ""}) {
      const UnaryAnswered play({{"grpc-status", code}, {"grpc-message", "odd"}});
      QVERIFY2(play.client.body.starts_with(R"({"code":"unknown")"), code);
      QCOMPARE(play.client.status, 500);
    }
  }

  // Envoy: not decoded. Vanguard: a malformed escape is an internal error.
  void messagesAreDecodedAndDecodingNeverFails() {
    QCOMPARE(errorOf(UnaryAnswered({{"grpc-status", "5"}, {"grpc-message", "%E2%82%AC 5"}})),
             std::string("5 \xe2\x82\xac 5"));
    QCOMPARE(errorOf(UnaryAnswered({{"grpc-status", "5"}, {"grpc-message", "100% %zz %4"}})),
             std::string("5 100% %zz %4"));
    const std::string invalid = errorOf(UnaryAnswered({{"grpc-status", "5"}, {"grpc-message", "%FFx"}}));
    QCOMPARE(invalid, std::string("5 \xef\xbf\xbdx"));  // JSON must be UTF-8
  }

  // Envoy: a whole type URL and padded bytes, which clients do not recognise.
  void detailsAreNamedByTypeAndUnpadded() {
    const rpc::Status status{Code::Internal, "bad", {{"google.rpc.BadRequest", "a"}}, rpc::Origin::Peer, ""};
    const UnaryAnswered play(
        {{"grpc-status", "13"},
         {"grpc-message", "bad"},
         {"grpc-status-details-bin", base64::encodePadded(rpc::encodeStatusProto(status))}});
    QCOMPARE(
        play.client.body,
        std::string(
            R"({"code":"internal","message":"bad","details":[{"type":"google.rpc.BadRequest","value":"YQ"}]})"));
  }

  // Details that cannot be read take nothing else with them.
  void damagedDetailsKeepTheStatus() {
    const UnaryAnswered play(
        {{"grpc-status", "5"}, {"grpc-message", "no"}, {"grpc-status-details-bin", "!"}});
    QCOMPARE(errorOf(play), std::string("5 no"));
    const rpc::Status inside{Code::Aborted, "inside", {}, rpc::Origin::Peer, ""};
    const UnaryAnswered other({{"grpc-status", "5"},
                               {"grpc-message", "outside"},
                               {"grpc-status-details-bin", base64::encode(rpc::encodeStatusProto(inside))}});
    QCOMPARE(errorOf(other), std::string("10 inside"));  // as connect-go and grpc-go read it
  }

  // Envoy: any application type with a version header is a unary message, its parameters are kept.
  void theVersionHeaderDoesNotDecide() {
    Playbook grpc;
    http::Headers marked = kGrpc;
    marked.add("connect-protocol-version", "1");
    grpc.head(kUnary, marked).body(frame("x"));
    QCOMPARE(grpc.server.header("content-type"), std::string("application/grpc"));
    QCOMPARE(grpc.server.body, frame("x"));
    Playbook parameters;
    parameters.head(kUnary, {{"content-type", "application/proto; a=b"}}).body("x").end();
    QCOMPARE(parameters.server.header("content-type"), std::string("application/grpc"));
  }

  // Envoy: GET needs `connect=v1` and may be any verb; Vanguard takes a GET without it for REST.
  void onlyGetIsGet() {
    const auto schema = playbookSchema();
    const std::string target = std::string(kUnary) + "?encoding=proto&message=";
    Playbook get(schema);
    get.get(target, {});
    QCOMPARE(get.server.method, std::string("POST"));
    Playbook remove(schema);
    remove.head(target + "&connect=v1", {}, true, "DELETE");
    QCOMPARE(remove.client.status, 405);
    QCOMPARE(remove.server.heads, 0);
  }

  // Envoy: the server's list of codings stays in the answer, the browser's goes to the server as it is.
  void eachSideHasItsOwnCodings() {
    Playbook play;
    http::Headers asked = kProto;
    asked.add("accept-encoding", "gzip;q=0.5, br, *;q=0.1, compress");
    play.head(kUnary, asked).body("x").end();
    QCOMPARE(play.server.header("grpc-accept-encoding"), std::string(rpc::supportedList()));
    QCOMPARE(play.server.header("accept-encoding"), std::string("-"));
    play.answer(200, {{"content-type", "application/grpc"}, {"grpc-accept-encoding", "identity,gzip"}})
        .answerBody(frame("a"))
        .trailers({{"grpc-status", "0"}, {"grpc-previous", "1"}, {"connect-x", "1"}});
    QCOMPARE(play.client.header("grpc-accept-encoding"), std::string("-"));
    QCOMPARE(play.client.header("trailer-grpc-previous"), std::string("-"));
    QCOMPARE(play.client.header("trailer-connect-x"), std::string("-"));
    Playbook empty;
    http::Headers coded = kProto;
    coded.add("content-encoding", "gzip");
    empty.head(kUnary, coded).end();
    QCOMPARE(empty.server.body, frame(""));  // flag 0: there is nothing to decompress
  }

  // Envoy: appended to a grpc-timeout that is there already; a malformed or too long one is passed on.
  void theServerGetsOneTimeout() {
    Playbook play;
    http::Headers both = kProto;
    both.add("connect-timeout-ms", "5000");
    both.add("grpc-timeout", "1S");
    play.head(kUnary, both).body("x").end();
    QCOMPARE(allOf(play.server.headers, "grpc-timeout"), std::string("5000000u"));
    for (const char* bad : {"12345678901", "-5", "soon", ""}) {
      Playbook refused;
      refused.head(kUnary, {{"content-type", "application/proto"}, {"connect-timeout-ms", bad}})
          .body("x")
          .end();
      QCOMPARE(refused.client.status, 400);
      QCOMPARE(refused.server.heads, 0);
    }
  }

  // Envoy: streams die after 15 s; grpcwebproxy: after 10 s.
  void nothingEndsAQuietStream() {
    Playbook play;
    play.head(kChat, kStream).body(frame("x")).answer(200, kAnswer).answerBody(frame("1")).pass(24h);
    QVERIFY(!play.over && !play.client.ended && !play.server.reset);
  }

  // Envoy, once: the length of the message is not the length of its envelope.
  void lengthsAreMadeAnew() {
    Playbook play;
    play.head(kUnary, {{"content-type", "application/proto"}, {"content-length", "1"}}).body("x").end();
    QCOMPARE(play.server.header("content-length"), std::string("-"));
    Playbook web;
    web.head(kUnary, kWeb).body(frame("x")).end();
    web.answer(200, {{"content-type", "application/grpc"}, {"content-length", "6"}})
        .answerBody(frame("a"))
        .trailers({{"grpc-status", "0"}});
    QCOMPARE(web.client.header("content-length"), std::string("-"));
    QCOMPARE(web.client.body, frame("a") + frame("grpc-status: 0\r\n", 0x80));
  }

  // Envoy: 413 and 500 in plain text. Vanguard: a message of exactly the limit is refused.
  void aMessageOfExactlyTheLimitPasses() {
    translate::CallSettings settings;
    settings.maxConvertedRequest = settings.maxConvertedResponse = 100;
    settings.limitsAllRequests = settings.limitsAllResponses = true;
    settings.request = {100, 100};
    settings.response = {100, 100};
    const std::string fits(100, 'x');
    Playbook unary(schema::Schema::wellKnown(), settings);
    unary.head(kUnary, kProto)
        .body(fits)
        .end()
        .answer(200, kAnswer)
        .answerBody(frame(fits))
        .trailers({{"grpc-status", "0"}});
    QCOMPARE(unary.client.status, 200);
    QCOMPARE(unary.client.body, fits);
    Playbook over(schema::Schema::wellKnown(), settings);
    over.head(kUnary, kProto).body("x").end().answer(200, kAnswer).answerBody(frame(fits + "x"));
    QCOMPARE(over.client.status, 429);
    QVERIFY(errorOf(over).starts_with("8 "));
    Playbook grpc(schema::Schema::wellKnown(), settings);  // no conversion: the limit holds all the same
    grpc.head(kUnary, kGrpc).body(frame(fits));
    QCOMPARE(grpc.server.body, frame(fits));
    grpc.answer(200, kAnswer).answerBody(frame(fits + "x"));
    QCOMPARE(allOf(grpc.client.trailers, "grpc-status"), std::string("8"));  // one status, not two
  }

  // Envoy: a web page goes to the client as it is, or into grpc-message. Vanguard: the connection closes.
  void aWebPageIsNoAnswer() {
    const std::pair<http::Headers, std::string> clients[] = {
        {kProto, "x"}, {kStream, frame("x")}, {kWeb, frame("x")}, {kGrpc, frame("x")}};
    for (const auto& [headers, body] : clients) {
      Playbook play;
      play.head(kUnary, headers).body(body).end();
      play.answer(502, {{"content-type", "text/html"}}).answerBody("<html>secret</html>").answerEnds();
      QCOMPARE(play.status.code, Code::Unavailable);
      QVERIFY(play.client.ended);
      QVERIFY(play.client.body.find("secret") == std::string::npos);
      QVERIFY(play.client.header("grpc-message").find("secret") == std::string::npos);
    }
  }

  // Envoy: what it answers itself is plain text. Vanguard: 404, 405 and 415 are.
  void everyClientIsToldInItsOwnProtocol() {
    Playbook unary;
    unary.head(kUnary, kProto).body("x").end().serverLost("upstream_refused");
    QCOMPARE(unary.client.status, 503);
    QVERIFY(errorOf(unary).starts_with("14 "));
    Playbook stream;
    stream.head(kWatch, kStream).body(frame("x")).end().serverLost("upstream_refused");
    QCOMPARE(stream.client.status, 200);
    QCOMPARE(endOf(stream.client.body).status.code, Code::Unavailable);
    for (const http::Headers& headers : {kWeb, kGrpc}) {
      Playbook play;
      play.head(kUnary, headers).body(frame("x")).end().serverLost("upstream_refused");
      QCOMPARE(play.client.status, 200);
      QCOMPARE(play.client.header("grpc-status"), std::string("14"));
      QCOMPARE(play.client.header("content-type"), std::string(*headers.find("content-type")));
    }
    for (const char* type : {"application/grpc+foo", "application/grpc-web+foo", "application/foo"}) {
      Playbook play;
      play.head(kUnary, {{"content-type", type}});
      QCOMPARE(play.client.status, 415);
      QVERIFY(play.client.ended && !play.client.body.empty());
      QVERIFY(play.client.body.find("OrderService") == std::string::npos);  // never the path
    }
  }

  // Vanguard: a stream that the server ends with an error before any message goes on.
  void anEarlyErrorEndsBothSidesOfAStream() {
    Playbook play;
    play.head(kChat, kStream).body(frame("x"));
    play.answer(200, {{"content-type", "application/grpc"}, {"grpc-status", "7"}}, true);
    QVERIFY(play.over && play.client.ended && play.server.reset);
    QCOMPARE(endOf(play.client.body).status.code, Code::PermissionDenied);
  }

  // Vanguard: an error after a unary answer's headers is lost.
  void anErrorAfterTheMessageIsTheAnswer() {
    Playbook play;
    play.head(kUnary, kProto).body("x").end().answer(200, kAnswer).answerBody(frame("a"));
    play.trailers({{"grpc-status", "15"}, {"grpc-message", "gone"}});
    QCOMPARE(play.client.status, 500);
    QCOMPARE(errorOf(play), std::string("15 gone"));
    QVERIFY(play.client.ended && play.client.heads == 1);
  }
};

QTEST_APPLESS_MAIN(TestOtherBridges)
#include "tst_other_bridges.moc"
