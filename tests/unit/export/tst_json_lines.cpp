// SPDX-License-Identifier: GPL-3.0-or-later
// JSON lines against their own JSON Schema, with odd contents; and the JSON writer and checker behind them.
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <random>

#include <QtTest/QtTest>

#include "bridge/export/json_lines.h"
#include "bridge/export/json_writer.h"
#include "tests/support/call_records.h"

using namespace bascule;
using namespace bascule::exporting;

namespace {

/// The part of JSON Schema that the file uses. Returns the first violation, empty if there is none.
class SchemaCheck {
 public:
  explicit SchemaCheck(const QJsonObject& root) : root_(root) {}

  QString check(const QJsonValue& value, const QJsonObject& given, const QString& where = "$") const {
    const QJsonObject rule = given.contains("$ref") ? resolve(given["$ref"].toString()) : given;
    if (rule.contains("type") && !typeMatches(value, rule["type"])) return where + ": wrong type";
    if (rule.contains("enum") && !rule["enum"].toArray().contains(value)) return where + ": not in enum";
    if (value.isArray()) return checkItems(value.toArray(), rule, where);
    return value.isObject() ? checkMembers(value.toObject(), rule, where) : QString();
  }

 private:
  QJsonObject resolve(const QString& ref) const {
    return root_["$defs"].toObject()[ref.section('/', -1)].toObject();
  }

  static bool typeMatches(const QJsonValue& value, const QJsonValue& type) {
    if (type.isArray()) {
      for (const QJsonValue& one : type.toArray()) {
        if (typeMatches(value, one)) return true;
      }
      return false;
    }
    const QString name = type.toString();
    if (name == "integer") return value.isDouble() && value.toDouble() == std::floor(value.toDouble());
    return (name == "object" && value.isObject()) || (name == "array" && value.isArray()) ||
           (name == "string" && value.isString()) || (name == "number" && value.isDouble()) ||
           (name == "boolean" && value.isBool()) || (name == "null" && value.isNull());
  }

  QString checkItems(const QJsonArray& items, const QJsonObject& rule, const QString& where) const {
    if (!rule.contains("items")) return {};
    for (const QJsonValue& item : items) {
      if (const QString wrong = check(item, rule["items"].toObject(), where + "[]"); !wrong.isEmpty())
        return wrong;
    }
    return {};
  }

  QString checkMembers(const QJsonObject& object, const QJsonObject& rule, const QString& where) const {
    for (const QJsonValue& name : rule["required"].toArray()) {
      if (!object.contains(name.toString())) return where + ": misses " + name.toString();
    }
    const QJsonObject properties = rule["properties"].toObject();
    for (auto member = object.begin(); member != object.end(); ++member) {
      const QJsonValue more = rule["additionalProperties"];
      const QString place = where + "." + member.key();
      if (!properties.contains(member.key()) && more.isBool() && !more.toBool())
        return place + ": unexpected";
      const QJsonObject inner =
          properties.contains(member.key()) ? properties[member.key()].toObject() : more.toObject();
      if (const QString wrong = check(member.value(), inner, place); !wrong.isEmpty()) return wrong;
    }
    return {};
  }

  QJsonObject root_;
};

}  // namespace

class TestJsonLines : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase();
  void sampleCall();
  void statesOfACall();
  void oddContents();
  void compactJsonTable_data();
  void compactJsonTable();
  void compactJsonNeverLies();

 private:
  QJsonObject parsed(const capture::CallRecord& record);
  QJsonObject rules_;
  schema::SchemaPtr schema_;
};

void TestJsonLines::initTestCase() {
  QFile file(BASCULE_SOURCE_DIR "/resources/json-lines.schema.json");
  QVERIFY(file.open(QIODevice::ReadOnly));
  rules_ = QJsonDocument::fromJson(file.readAll()).object();
  QVERIFY(!rules_.isEmpty());
  schema_ = schema::Schema::wellKnown();
}

QJsonObject TestJsonLines::parsed(const capture::CallRecord& record) {
  const std::string line = toJsonLine(record, *schema_);
  if (line.contains('\n')) qFatal("a line break");
  QJsonParseError error;
  const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(line), &error);
  if (error.error != QJsonParseError::NoError)
    qFatal("%s in %s", qPrintable(error.errorString()), line.c_str());
  const QString wrong = SchemaCheck(rules_).check(document.object(), rules_);
  if (!wrong.isEmpty()) qFatal("%s in %s", qPrintable(wrong), line.c_str());
  return document.object();
}

void TestJsonLines::sampleCall() {
  const QJsonObject line = parsed(test::sampleRecord());
  QCOMPARE(line["service"].toString(), "acme.shop.v1.OrderService");
  QCOMPARE(line["protocol"].toString(), "connect");
  QCOMPARE(line["upstream_protocol"].toString(), "grpc");
  QCOMPARE(line["status"].toString(), "invalid_argument");
  QCOMPARE(line["error"].toObject()["message"].toString(), "quantity must be positive");
  QCOMPARE(line["time"].toString(), "2026-11-23T10:42:07.240000000Z");
  QCOMPARE(line["duration_ms"].toDouble(), 1.9);
  const QJsonObject message = line["messages"].toArray().at(0).toObject();
  QCOMPARE(message["message_origin"].toString(), "client");
  QCOMPARE(message["message"].toObject()["items"].toArray().at(0).toObject()["quantity"].toInt(), -2);
  QCOMPARE(line["metadata"].toObject()["x-tenant"].toArray().at(0).toString(), "acme");
  QCOMPARE(
      line["upstream_leg"].toObject()["metadata_response_trailers"].toObject()["grpc-status"].toArray().at(0),
      "3");
  QVERIFY(line["upstream_leg"].toObject().contains("messages"));
}

void TestJsonLines::statesOfACall() {
  auto record = test::sampleRecord();
  record.row.flags = capture::kInFlight;
  QCOMPARE(parsed(record)["state"].toString(), "in_flight");
  QVERIFY(!parsed(record).contains("status"));
  record.row.flags = capture::kCutShort | capture::kPayloadCut;
  QCOMPARE(parsed(record)["state"].toString(), "cut_short");
  record.row.flags = capture::kBridgeStatus;
  record.status = rpc::bridgeStatus(rpc::Code::Unavailable, "upstream_down", "no");
  record.row.code = rpc::Code::Unavailable;
  record.upstreamLeg = {};
  record.row.upstreamProtocol = rpc::Protocol::Unknown;
  QCOMPARE(parsed(record)["cause"].toString(), "upstream_down");
  QVERIFY(parsed(record)["upstream_protocol"].isNull());
  record.upstreamLeg = record.clientLeg;
  QVERIFY(!parsed(record)["upstream_leg"].toObject().contains("messages"));
}

void TestJsonLines::oddContents() {
  auto record = test::sampleRecord();
  record.client = "a\"b\n\x01\xff\u2028";
  record.clientLeg.requestHeaders = {{"a", "1"}, {"b", "\xff"}, {"a", "2"}};
  record.clientLeg.messages[0].payload = "{\"a\":\n 1e400 }";
  record.clientLeg.messages.push_back({capture::Direction::Response, 5, true, false, 9, "not gzip"});
  record.clientLeg.messages.push_back({capture::Direction::Response, 5, false, true, 9, "{\"a\""});
  record.clientLeg.messages.push_back({capture::Direction::Response, 5, false, false, 9, "{\"a\" 1}"});
  const std::string line = toJsonLine(record, *schema_);
  QVERIFY(line.contains(R"("metadata":{"a":["1","2"],"b":["\ufffd"]})"));
  QVERIFY(line.contains(R"("message":{"a":1e400}})"));
  QVERIFY(!line.contains('\n'));
  const auto messages = QJsonDocument::fromJson(QByteArray::fromStdString(line).replace("1e400", "1"))
                            .object()["messages"]
                            .toArray();
  QCOMPARE(messages.size(), 4);
  for (int i = 1; i < 4; ++i) QVERIFY(!messages.at(i).toObject().contains("message"));
}

void TestJsonLines::compactJsonTable_data() {
  QTest::addColumn<QByteArray>("expected");
  const std::pair<const char*, const char*> rows[] = {
      {" { \"a\" : [ 1 , -2.5e+3 , true , null ] } ", "{\"a\":[1,-2.5e+3,true,null]}"},
      {"\"a b\\n\\u00e9\\\"\"", "\"a b\\n\\u00e9\\\"\""},
      {"{}", "{}"},
      {"[]", "[]"},
      {"[ ]", "[]"},
      {"0", "0"},
      {"-0", "-0"},
      {"{\"\":{}}", "{\"\":{}}"},
      {"", ""},
      {"{", ""},
      {"{\"a\"}", ""},
      {"{\"a\":1,}", ""},
      {"[1,]", ""},
      {"01", ""},
      {"1.", ""},
      {".5", ""},
      {"+1", ""},
      {"NaN", ""},
      {"tru", ""},
      {"\"\\x\"", ""},
      {"\"\\u12\"", ""},
      {"\"a\nb\"", ""},
      {"\"abc", ""},
      {"\"\\", ""},
      {"1 2", ""},
      {"{a:1}", ""},
      {"[1 2]", ""},
      {"]", ""},
      {"-", ""},
      {"1e", ""}};
  int row = 0;
  for (const auto& [text, expected] : rows) {
    QTest::newRow(qPrintable(QString("%1: %2").arg(row++).arg(text))) << QByteArray(expected);
  }
}

void TestJsonLines::compactJsonTable() {
  QFETCH(QByteArray, expected);
  const std::string tag = QTest::currentDataTag();
  const std::string text = tag.substr(tag.find(": ") + 2);
  QCOMPARE(QByteArray::fromStdString(compactJson(text).value_or("")), expected);
}

void TestJsonLines::compactJsonNeverLies() {
  QVERIFY(compactJson(std::string(100, '[') + std::string(100, ']')).has_value());
  QVERIFY(!compactJson(std::string(1000, '[') + std::string(1000, ']')).has_value());
  QVERIFY(!compactJson("\"\xff\"").has_value());
  QVERIFY(!compactJson(std::string(1'000'000, '[')).has_value());
  std::mt19937 random(13);
  const std::string alphabet = "{}[]\",:\\u1e-. \ntrue0";
  int good = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string text(1 + random() % 8, ' ');
    for (char& c : text) c = alphabet[random() % alphabet.size()];
    const auto compact = compactJson(text);
    if (!compact) continue;
    ++good;
    // Qt takes only objects and arrays at the top.
    QJsonParseError error;
    QJsonDocument::fromJson(QByteArray::fromStdString("[" + *compact + "]"), &error);
    QVERIFY2(error.error == QJsonParseError::NoError, text.c_str());
  }
  QVERIFY(good > 1000);
}

QTEST_APPLESS_MAIN(TestJsonLines)
#include "tst_json_lines.moc"
