// SPDX-License-Identifier: GPL-3.0-or-later
// What must not cross the bridge: messages that cannot be converted, reserved names, the client's own
// authority.
#include <QtTest/QtTest>

#include "bridge/rpc/compression.h"
#include "bridge/rpc/connect_error.h"
#include "bridge/schema/transcoder.h"
#include "tests/support/playbook.h"

using namespace bascule;
using namespace bascule::test;
using rpc::Code;

namespace {

constexpr const char* kUnary = "/acme.shop.v1.OrderService/GetOrder";
const http::Headers kJson{{"content-type", "application/json"}};
const http::Headers kProto{{"content-type", "application/proto"}};
const http::Headers kAnswer{{"content-type", "application/grpc"}};

std::string outcome(const Playbook& play) {
  return std::to_string(play.client.status) + " " + std::string(rpc::connectName(play.status.code)) + " " +
         play.status.cause;
}

}  // namespace

class TestBoundaries : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { schema_ = playbookSchema(); }

  // A request that cannot be read is the client's fault, and the server never hears of it.
  void requestsThatCannotBeConverted() {
    const auto ask = [this](std::string_view coding, const std::string& body) {
      Playbook play(schema_);
      http::Headers head = kJson;
      if (!coding.empty()) head.add("content-encoding", coding);
      play.head(kUnary, head).body(body).end();
      return outcome(play) + (play.server.heads == 0 ? "" : " passed on");
    };
    QCOMPARE(ask("gzip", "nonsense"), std::string("400 invalid_argument compression_malformed"));
    QCOMPARE(ask("gzip", *rpc::compress(rpc::Compression::Gzip, "{")),
             std::string("400 invalid_argument json_invalid"));
    QCOMPARE(ask("gzip, br", "x"), std::string("501 unimplemented compression_unknown"));
    QCOMPARE(ask("", ""), std::string("400 invalid_argument json_invalid"));
  }

  // An answer that cannot be read is not.
  void answersThatCannotBeConverted() {
    const auto answered = [this](std::string_view coding, const std::string& message, std::uint8_t flags) {
      Playbook play(schema_);
      play.head(kUnary, kJson).body("{}").end();
      http::Headers head = kAnswer;
      if (!coding.empty()) head.add("grpc-encoding", coding);
      play.answer(200, head).answerBody(frame(message, flags));
      if (!play.over) play.trailers({{"grpc-status", "0"}});
      return outcome(play);
    };
    QCOMPARE(answered("gzip", "nonsense", 1), std::string("500 internal compression_malformed"));
    QCOMPARE(answered("foo", "x", 1), std::string("500 internal compression_unknown"));
    QCOMPARE(answered("", "x", 1), std::string("500 internal compressed_without_encoding"));
    QCOMPARE(answered("", "\xff\xff", 0), std::string("500 internal proto_invalid"));
    QCOMPARE(answered("gzip", "", 1), std::string("200 ok "));  // nothing to decompress
  }

  // Connect protocol: names that begin so belong to the protocols, whoever sends them.
  void reservedNamesAreDropped() {
    Playbook play;
    http::Headers asked = kProto;
    for (const char* name : {"connect-secret", "grpc-tags", "trailer-connect-x", "trailer-grpc-x"})
      asked.add(name, "1");
    asked.add("traceparent", "00-1");
    play.head(kUnary, asked).body("x").end();
    QCOMPARE(play.server.header("traceparent"), std::string("00-1"));
    http::Headers answer = kAnswer;
    for (const char* name : {"connect-secret", "grpc-tags", "trailer-connect-x", "trailer-grpc-x"})
      answer.add(name, "1");
    play.answer(200, answer).answerBody(frame("a"));
    play.trailers({{"grpc-status", "0"}, {"connect-secret", "1"}, {"grpc-tags", "1"}});
    for (const char* name : {"connect-secret", "grpc-tags", "trailer-connect-x", "trailer-grpc-x",
                             "trailer-connect-secret", "trailer-grpc-tags"}) {
      QVERIFY2(!play.server.headers.contains(name), name);
      QVERIFY2(!play.client.headers.contains(name), name);
    }
  }

  // The server is called by its own name, without the client's query.
  void theServerHasItsOwnAuthority() {
    Playbook play;
    play.head(kUnary, kProto).body("x").end();
    QCOMPARE(play.server.authority, std::string("orders:50051"));
    QCOMPARE(play.server.scheme, std::string("http"));
    QVERIFY(!play.server.headers.contains("host"));
  }

  // Conformance suite, Duplicate Metadata: every value, in its order, on both ways.
  void repeatedFieldsKeepTheirOrder() {
    Playbook play;
    http::Headers asked = kProto;
    for (const char* value : {"1", "2, 3", "1"}) asked.add("x-a", value);
    play.head(kUnary, asked).body("x").end();
    http::Headers answer = kAnswer;
    for (const char* value : {"b", "a", "b"}) answer.add("x-b", value);
    play.answer(200, answer).answerBody(frame("a"));
    play.trailers({{"grpc-status", "0"}, {"x-c", "2"}, {"x-c", "1"}});
    const auto all = [](const http::Headers& headers, std::string_view name) {
      std::string values;
      for (const auto& field : headers)
        if (field.name == name) values += std::string(field.value) + ";";
      return values;
    };
    QCOMPARE(all(play.server.headers, "x-a"), std::string("1;2, 3;1;"));
    QCOMPARE(all(play.client.headers, "x-b"), std::string("b;a;b;"));
    QCOMPARE(all(play.client.headers, "trailer-x-c"), std::string("2;1;"));
  }

 private:
  schema::SchemaPtr schema_;
};

QTEST_APPLESS_MAIN(TestBoundaries)
#include "tst_boundaries.moc"
