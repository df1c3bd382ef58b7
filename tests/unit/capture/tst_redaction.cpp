// SPDX-License-Identifier: GPL-3.0-or-later
// Redaction: the default table whole, patterns from a file, marks, and ends that carry metadata in a body.
#include <QtTest/QtTest>

#include "bridge/capture/header_text.h"
#include "bridge/capture/redaction.h"

using namespace bascule;
using namespace bascule::capture;

class TestRedaction : public QObject {
  Q_OBJECT
 private slots:
  void defaultNames();
  void marksKeepEquality();
  void patternsFromText();
  void headerTextRoundTrip();
  void endBodies();
};

void TestRedaction::defaultNames() {
  const Redaction redaction = Redaction::defaults();
  for (const char* name :
       {"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "x-auth-token",
        "client-secret", "trailer-authorization", "trailer-x-auth-token"}) {
    QVERIFY2(redaction.masks(name), name);
  }
  for (const char* name :
       {"content-type", "token", "x-tokens", "authorization-x", "trailer-", "grpc-status", ""}) {
    QVERIFY2(!redaction.masks(name), name);
  }
  QVERIFY(!Redaction::none().masks("authorization"));
}

void TestRedaction::marksKeepEquality() {
  const Redaction redaction = Redaction::defaults();
  const std::string mark = redaction.mask("Bearer abc");
  QVERIFY(
      QRegularExpression("^\\[masked sha256:[0-9a-f]{8}\\]$").match(QString::fromStdString(mark)).hasMatch());
  QCOMPARE(redaction.mask("Bearer abc"), mark);
  QVERIFY(redaction.mask("Bearer abd") != mark);
}

void TestRedaction::patternsFromText() {
  const auto redaction = Redaction::fromText("# mine\n x-*-id \r\n\nTenant\n", "mask.txt");
  QVERIFY(redaction.has_value());
  QVERIFY(redaction->masks("x-user-id"));
  QVERIFY(redaction->masks("x--id"));
  QVERIFY(redaction->masks("tenant"));
  QVERIFY(!redaction->masks("authorization"));
  const auto wrong = Redaction::fromText("good\nbad name\n", "mask.txt");
  QVERIFY(!wrong.has_value());
  QVERIFY(wrong.error().message.starts_with("mask.txt:2:"));
}

void TestRedaction::headerTextRoundTrip() {
  const http::Headers headers{{"a", "1: 2"}, {"b", "line\nbreak\\"}, {"a", ""}, {"authorization", "secret"}};
  const Redaction redaction = Redaction::defaults();
  const ParsedHead head = parseHeaderText(
      headerText({"POST", "http", "host:1", "/a.B/C", "http://up"}, headers.view(), redaction));
  QCOMPARE(head.method, std::string("POST"));
  QCOMPARE(head.scheme, std::string("http"));
  QCOMPARE(head.authority, std::string("host:1"));
  QCOMPARE(head.target, std::string("/a.B/C"));
  QCOMPARE(head.url, std::string("http://up"));
  const HeaderFields expected{
      {"a", "1: 2"}, {"b", "line\nbreak\\"}, {"a", ""}, {"authorization", redaction.mask("secret")}};
  QVERIFY(head.fields == expected);
}

void TestRedaction::endBodies() {
  const Redaction redaction = Redaction::defaults();
  const std::string mark = redaction.mask("s3cret");
  QCOMPARE(redactEndBody("grpc-status: 0\r\nX-Auth-Token: s3cret\r\n", redaction),
           "grpc-status: 0\r\nX-Auth-Token: " + mark + "\r\n");
  QCOMPARE(
      redactEndBody(R"({"metadata":{"authorization":["s3cret","s3cret"],"a":["b"]},"x":"y"})", redaction),
      R"({"metadata":{"authorization":[")" + mark + "\",\"" + mark + R"("],"a":["b"]},"x":"y"})");
  const std::string untouched = R"({"error":{"code":"internal","message":"a \"token\": yes"}})";
  QCOMPARE(redactEndBody(untouched, redaction), untouched);
  for (const char* odd :
       {"", "{", "{\"", "{\"a\\", "x", ":", "\n", "authorization:", "{\"cookie\":{\"a\":\"b\""}) {
    redactEndBody(odd, redaction);
  }
  QCOMPARE(redactEndBody("{\"cookie\":\"s3cret", redaction), "{\"cookie\":\"" + mark);
}

QTEST_APPLESS_MAIN(TestRedaction)
#include "tst_redaction.moc"
