// SPDX-License-Identifier: GPL-3.0-or-later
// Limits that end a call: what the client is told, what is counted, and which calls may take their time.
#include <QtTest/QtTest>

#include "tests/support/playbook.h"

using namespace bascule;
using namespace bascule::test;
using namespace std::chrono_literals;
using http::Limit;
using rpc::Code;

namespace {

constexpr const char* kGetOrder = "/acme.shop.v1.OrderService/GetOrder";
constexpr const char* kChat = "/acme.shop.v1.SupportService/Chat";
const http::Headers kProto{{"content-type", "application/proto"}};
const http::Headers kGrpc{{"content-type", "application/grpc"}, {"te", "trailers"}};

}  // namespace

class TestLimits : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { schema_ = playbookSchema(); }

  void slowUnaryBody() {
    Playbook play(schema_);
    play.head(kGetOrder, kProto).body("ord");
    play.pass(19'999ms);
    QVERIFY(!play.over);
    play.pass(1ms);
    QVERIFY(play.over && play.limit == Limit::SlowBody);
    QCOMPARE(play.status.cause, std::string("slow_body"));
    QCOMPARE(play.client.status, 429);
    QVERIFY(play.client.ended && play.server.heads == 0);
    QVERIFY(play.client.body.find("slow-body-rate") != std::string::npos);
  }

  // The schema says that a gRPC method takes one message; once that is there, nothing is slow.
  void slowGrpcMessage() {
    Playbook slow(schema_);
    slow.head(kGetOrder, kGrpc).body(frame("order").substr(0, 6)).pass(20s);
    QVERIFY(slow.over && slow.limit == Limit::SlowBody && slow.server.reset);
    Playbook whole(schema_);
    whole.head(kGetOrder, kGrpc).body(frame("order")).pass(1h);
    QVERIFY(!whole.over);
  }

  void steadyBodyMayTakeLong() {
    Playbook play(schema_);
    play.head(kGetOrder, kProto);
    for (int second = 0; second < 300; ++second) play.body(std::string(250, 'x')).pass(1s);
    QVERIFY(!play.over);
    play.pass(1min);
    QVERIFY(play.over && play.limit == Limit::SlowBody);
  }

  void streamsMayWait() {
    for (const http::Headers& headers :
         {kGrpc, http::Headers{{"content-type", "application/connect+proto"}}}) {
      Playbook play(schema_);
      play.head(kChat, headers).body(frame("half").substr(0, 6)).pass(24h);
      QVERIFY(!play.over);
    }
    Playbook unknown;  // without a schema nobody knows the kind
    unknown.head(kGetOrder, kGrpc).pass(24h);
    QVERIFY(!unknown.over);
  }

  // A body that we did not let through is not slow.
  void withheldCreditIsNoFault() {
    Playbook play(schema_);
    play.head(kGetOrder, kProto).body("ord");
    play.translator().excuseSlowBody();
    play.pass(20s);
    QVERIFY(!play.over);
    play.pass(20s);
    QVERIFY(play.over);
  }

  void rateCanBeTurnedOff() {
    translate::CallSettings settings;
    settings.slowBodyRate = 0;
    Playbook play(schema_, settings);
    play.head(kGetOrder, kProto).pass(24h);
    QVERIFY(!play.over);
  }

  // Counted where it was enforced, so not a second time here.
  void streamGivenUpForALimit() {
    Playbook play(schema_);
    play.head(kChat, kGrpc).streamGivenUp(Limit::WriteStall);
    QVERIFY(play.over && !play.clientCancelled && !play.limit && play.server.reset);
    QCOMPARE(play.status.cause, std::string("write_stall"));
    QVERIFY(play.status.code == Code::ResourceExhausted);
  }

  void messageLimitsAreCounted() {
    translate::CallSettings settings;
    settings.request.wholeMessage = 10;
    settings.maxConvertedRequest = 10;
    Playbook play(schema_, settings);
    play.head(kGetOrder, kProto).body("more than ten bytes").end();
    QVERIFY(play.over && play.limit == Limit::MessageSize);
    settings.json.jsonDepth = 1;
    settings.maxConvertedRequest = settings.request.wholeMessage = 1000;
    Playbook deep(schema_, settings);
    deep.head(kGetOrder, {{"content-type", "application/json"}}).body(R"({"a":[[1]]})").end();
    QVERIFY(deep.over && deep.limit == Limit::JsonDepth);
  }

  void refusalsAreTold() {
    Playbook play(schema_);
    play.head(kGetOrder, {{"content-type", "image/png"}});
    QVERIFY(play.over && play.refused && !play.limit);
    Playbook call(schema_);
    call.head(kGetOrder, kProto);
    QVERIFY(!call.refused);
  }

 private:
  schema::SchemaPtr schema_;
};

QTEST_APPLESS_MAIN(TestLimits)
#include "tst_limits.moc"
