// SPDX-License-Identifier: GPL-3.0-or-later
// HAR: every member that importers throw without, bodies as text and as base64, trailers, odd contents.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <QtTest/QtTest>

#include "bridge/export/har.h"
#include "tests/support/call_records.h"

using namespace bascule;
using namespace bascule::exporting;

class TestHar : public QObject {
  Q_OBJECT
 private slots:
  void requiredMembers();
  void textBody();
  void binaryBodies();
  void trailersTwice();
  void bothLegs();
  void emptySession();
  void oddContents();
};

static QJsonObject logOf(const std::vector<capture::CallRecord>& records, HarLegs legs = HarLegs::Client) {
  HarWriter writer("0.1.0", {}, legs);
  const auto schema = schema::Schema::wellKnown();
  std::string text = writer.begin();
  for (const auto& record : records) text += writer.entries(record, *schema);
  text += writer.end();
  QJsonParseError error;
  const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(text), &error);
  if (error.error != QJsonParseError::NoError)
    qFatal("%s in %s", qPrintable(error.errorString()), text.c_str());
  return document.object()["log"].toObject();
}

static QJsonObject firstEntry(const capture::CallRecord& record) {
  return logOf({record})["entries"].toArray()[0].toObject();
}

void TestHar::requiredMembers() {
  auto second = test::sampleRecord();
  second.client = "other";
  const QJsonObject log = logOf({test::sampleRecord(), second});
  QCOMPARE(log["version"].toString(), "1.2");
  QCOMPARE(log["creator"].toObject()["version"].toString(), "0.1.0");
  QCOMPARE(log["pages"].toArray().size(), 2);
  QCOMPARE(log["entries"].toArray().size(), 2);
  const QJsonObject entry = log["entries"].toArray()[0].toObject();
  QCOMPARE(entry["startedDateTime"].toString(), "2026-11-23T10:42:07.240Z");
  QVERIFY(entry["cache"].isObject());
  const QJsonObject timings = entry["timings"].toObject();
  double sum = 0;
  for (const char* name : {"send", "wait", "receive"}) {
    QVERIFY2(timings[name].toDouble(-1) >= 0, name);
    sum += timings[name].toDouble();
  }
  QVERIFY(std::abs(sum - entry["time"].toDouble()) < 0.01);
  const QJsonObject request = entry["request"].toObject();
  const QJsonObject response = entry["response"].toObject();
  for (const char* name :
       {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"}) {
    QVERIFY2(request.contains(name), name);
  }
  for (const char* name : {"status", "statusText", "httpVersion", "cookies", "headers", "content",
                           "redirectURL", "headersSize", "bodySize"}) {
    QVERIFY2(response.contains(name), name);
  }
  QVERIFY(response["content"].toObject().contains("size") &&
          response["content"].toObject().contains("mimeType"));
  QCOMPARE(request["url"].toString(), "http://localhost:8080/acme.shop.v1.OrderService/CreateOrder");
}

void TestHar::textBody() {
  const QJsonObject entry = firstEntry(test::sampleRecord());
  const QJsonObject post = entry["request"].toObject()["postData"].toObject();
  QCOMPARE(post["mimeType"].toString(), "application/json");
  QVERIFY(post["text"].toString().startsWith("{\"items\""));
  QVERIFY(!post.contains("encoding"));
  QVERIFY(entry["response"].toObject()["content"].toObject()["text"].toString().contains("invalid_argument"));
  QCOMPARE(entry["_bascule"].toObject()["callId"].toInt(), 7);
  QVERIFY(entry["_bascule"].toObject()["messages"].toArray()[0].toObject()["json"].isObject());
}

void TestHar::binaryBodies() {
  auto record = test::sampleRecord();
  std::swap(record.clientLeg, record.upstreamLeg);
  record.clientLeg.messages[0].payload = "\xff\x01";
  record.clientLeg.messages.push_back({capture::Direction::Response, 1, true, false, 2, "\x1f\x8b"});
  const QJsonObject entry = firstEntry(record);
  const QJsonObject post = entry["request"].toObject()["postData"].toObject();
  QCOMPARE(post["encoding"].toString(), "base64");
  QCOMPARE(QByteArray::fromBase64(post["text"].toString().toLatin1()), QByteArray("\0\0\0\0\x02\xff\x01", 7));
  QVERIFY(entry["request"].toObject()["_content"].toObject().contains("encoding"));
  const QJsonObject content = entry["response"].toObject()["content"].toObject();
  QCOMPARE(QByteArray::fromBase64(content["text"].toString().toLatin1()),
           QByteArray("\x01\0\0\0\x02\x1f\x8b", 7));
  QCOMPARE(entry["request"].toObject()["httpVersion"].toString(), "HTTP/2");
}

void TestHar::trailersTwice() {
  auto record = test::sampleRecord();
  std::swap(record.clientLeg, record.upstreamLeg);
  const QJsonObject response = firstEntry(record)["response"].toObject();
  QCOMPARE(response["_trailers"].toArray().size(), 3);
  QCOMPARE(response["headers"].toArray().size(), 4);
  QCOMPARE(response["headers"].toArray()[1].toObject()["comment"].toString(), "trailer");
}

/// Two entries, joined by the number of the call and told apart; a call that never reached a server has one.
void TestHar::bothLegs() {
  auto refused = test::sampleRecord();
  refused.row.number = 8;
  refused.upstreamLeg = {};
  const QJsonArray entries = logOf({test::sampleRecord(), refused}, HarLegs::Both)["entries"].toArray();
  QCOMPARE(entries.size(), 3);
  const auto own = [&entries](int i) { return entries[i].toObject()["_bascule"].toObject(); };
  QCOMPARE(own(0)["leg"].toString(), "client");
  QCOMPARE(own(1)["leg"].toString(), "upstream");
  QCOMPARE(own(2)["leg"].toString(), "client");
  QCOMPARE(own(1)["callId"].toInt(), own(0)["callId"].toInt());
  QCOMPARE(own(1)["protocol"].toString(), "grpc");
  const QJsonObject upstream = entries[1].toObject();
  QCOMPARE(upstream["serverIPAddress"].toString(), "127.0.0.1");
  QCOMPARE(upstream["connection"].toString(), "8081");
  QCOMPARE(upstream["pageref"], entries[0].toObject()["pageref"]);
  QCOMPARE(upstream["request"].toObject()["httpVersion"].toString(), "HTTP/2");
  QCOMPARE(upstream["request"].toObject()["url"].toString(),
           "http://127.0.0.1:8081/acme.shop.v1.OrderService/CreateOrder");
  const QJsonObject timings = upstream["timings"].toObject();
  for (const char* name : {"send", "wait", "receive"}) QVERIFY2(timings[name].toDouble(-1) >= 0, name);
  QVERIFY(upstream["time"].toDouble() <= entries[0].toObject()["time"].toDouble());
}

void TestHar::emptySession() { QVERIFY(logOf({})["entries"].isArray()); }

void TestHar::oddContents() {
  auto record = test::sampleRecord();
  record.clientLeg = {};
  record.row.flags = capture::kInFlight;
  QVERIFY(firstEntry(record)["request"].toObject()["url"].toString().startsWith("http://"));
  record = test::sampleRecord();
  record.clientLeg.target = "/a.B/C?connect=v1&message=%7B%7D&x&=&&base64=1";
  record.clientLeg.responseHeadNs = 5;
  record.clientLeg.requestEndNs = 900;
  record.client = "\xff\"";
  const QJsonObject entry = firstEntry(record);
  QCOMPARE(entry["request"].toObject()["queryString"].toArray()[1].toObject()["value"].toString(), "{}");
  QVERIFY(entry["timings"].toObject()["wait"].toDouble() >= 0);
}

QTEST_APPLESS_MAIN(TestHar)
#include "tst_har.moc"
