// SPDX-License-Identifier: GPL-3.0-or-later
// Connect clients that call with GET, in front of a gRPC server: only methods free of side effects, and only
// where a schema says that they are.
#include <QtTest/QtTest>

#include "bridge/schema/transcoder.h"
#include "tests/support/playbook.h"

using namespace bascule;
using namespace bascule::test;
using namespace std::chrono_literals;

namespace {

const std::string kGetOrder = "/acme.shop.v1.OrderService/GetOrder";
const std::string kCreateOrder = "/acme.shop.v1.OrderService/CreateOrder";
constexpr const char* kJsonQuery = "?connect=v1&encoding=json&message=%7B%22id%22%3A%22ord-1%22%7D";

}  // namespace

class TestConnectGet : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    schema_ = playbookSchema();
    QVERIFY(schema_->method(kGetOrder)->noSideEffects);
    QVERIFY(!schema_->method(kCreateOrder)->noSideEffects);
  }

  void becomesAnOrdinaryCall() {
    Playbook play(schema_);
    play.get(kGetOrder + kJsonQuery, {{"connect-timeout-ms", "2000"}, {"x-trace-id", "7f"}});
    QCOMPARE(play.server.method, std::string("POST"));
    QCOMPARE(play.server.target, kGetOrder);  // without the query
    QCOMPARE(play.server.header("grpc-timeout"), std::string("2000000u"));
    QCOMPARE(play.server.header("x-trace-id"), std::string("7f"));
    QCOMPARE(play.server.body,
             frame(*schema::jsonToProto(*schema_, "acme.shop.v1.GetOrderRequest", R"({"id":"ord-1"})")));
    QVERIFY(play.server.ended);
    const std::string order = *schema::jsonToProto(*schema_, "acme.shop.v1.Order", R"({"id":"ord-1"})");
    play.answer(200, {{"content-type", "application/grpc"}, {"cache-control", "max-age=60"}})
        .answerBody(frame(order))
        .trailers({{"grpc-status", "0"}, {"x-cost", "3"}});
    QCOMPARE(play.client.status, 200);
    QCOMPARE(play.client.header("content-type"), std::string("application/json"));
    QCOMPARE(play.client.header("vary"), std::string("Accept-Encoding"));
    QCOMPARE(play.client.header("cache-control"), std::string("max-age=60"));
    QCOMPARE(play.client.header("trailer-x-cost"), std::string("3"));
    QCOMPARE(play.client.body, std::string(R"({"id":"ord-1"})"));
  }

  /// A server that speaks Connect and says that the client has the answer already.
  void notModifiedForThoseWhoAskedConditionally() {
    translate::CallSettings settings;
    settings.serverProtocol = rpc::ServerProtocol::Connect;
    const http::Headers unchanged{{"etag", "\"v7\""}, {"trailer-x-cost", "3"}};
    Playbook play(schema_, settings);
    play.get(kGetOrder + kJsonQuery, {{"if-none-match", "\"v7\""}});
    QCOMPARE(play.server.method, std::string("GET"));
    QCOMPARE(play.server.header("if-none-match"), std::string("\"v7\""));
    play.answer(304, unchanged, true);
    QCOMPARE(play.client.status, 304);
    QVERIFY(play.client.ended && play.client.body.empty() && play.status.ok());
    QCOMPARE(play.client.header("etag"), std::string("\"v7\""));
    QCOMPARE(play.client.header("trailer-x-cost"), std::string("3"));
    QCOMPARE(play.client.header("content-type"), std::string("-"));
    QCOMPARE(play.client.header("content-length"), std::string("-"));

    Playbook other(schema_, settings);
    other.get(kGetOrder + kJsonQuery, {});
    other.answer(304, unchanged, true);
    QCOMPARE(other.client.status, 500);
    QCOMPARE(other.status.code, rpc::Code::Unknown);

    Playbook post(schema_, settings);
    post.head(kGetOrder, {{"content-type", "application/json"}, {"if-none-match", "\"v7\""}})
        .body("{}")
        .end();
    post.answer(304, unchanged, true);
    QCOMPARE(post.status.code, rpc::Code::Unknown);
  }

  void errorsAreThoseOfUnaryCalls() {
    Playbook play(schema_);
    play.get(kGetOrder + kJsonQuery, {});
    play.answer(200, {{"content-type", "application/grpc"}, {"grpc-status", "5"}}, true);
    QCOMPARE(play.client.status, 404);
    QCOMPARE(play.client.body, std::string(R"({"code":"not_found"})"));
  }

  void onlyMethodsFreeOfSideEffects() {
    Playbook play(schema_);
    play.get(kCreateOrder + kJsonQuery, {});
    QCOMPARE(play.client.status, 405);
    QCOMPARE(play.client.header("allow"), std::string("POST"));
    QCOMPARE(play.status.cause, std::string("get_unsafe"));
    QCOMPARE(play.server.heads, 0);
  }

  void onlyWithASchema() {
    Playbook play;
    play.get(kGetOrder + "?connect=v1&encoding=proto&message=", {});
    QCOMPARE(play.client.status, 405);
    Playbook waits(schema::Schema::wellKnown(), {}, true);
    waits.get(kGetOrder + "?connect=v1&encoding=proto&message=", {});
    QVERIFY(waits.translator().waits());
    waits.schemaArrives(schema_);
    QCOMPARE(waits.server.body, frame(""));
    QVERIFY(waits.server.ended);
  }

  void faults() {
    const auto run = [&](const std::string& query) {
      Playbook play(schema_);
      play.get(kGetOrder + query, {});
      return std::to_string(play.client.status) + " " + play.status.cause;
    };
    QCOMPARE(run("?connect=v1&encoding=json"), std::string("400 get_query"));
    QCOMPARE(run("?connect=v1&message=a"), std::string("400 get_query"));
    QCOMPARE(run("?connect=v2&encoding=json&message=%7B%7D"), std::string("400 connect_version"));
    QCOMPARE(run("?connect=v1&encoding=foo&message=%7B%7D"), std::string("415 content_type_unknown"));
    QCOMPARE(run("?connect=v1&encoding=proto&base64=1&message=*"), std::string("400 base64_malformed"));
    QCOMPARE(run("?connect=v1&encoding=proto&compression=foo&message=a"),
             std::string("501 compression_unknown"));
    QCOMPARE(run("?connect=v1&encoding=json&message=%7B"), std::string("400 json_invalid"));
    QCOMPARE(run(""), std::string("405 method_not_allowed"));
  }

 private:
  schema::SchemaPtr schema_;
};

QTEST_APPLESS_MAIN(TestConnectGet)
#include "tst_connect_get.moc"
