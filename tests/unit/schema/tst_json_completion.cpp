// SPDX-License-Identifier: GPL-3.0-or-later
// What is offered while a JSON message is typed: fields that are not there yet, enum values, where nothing
// is.
#include <QtTest/QtTest>

#include "bridge/schema/json_completion.h"
#include "tests/support/proto_text.h"

using namespace bascule;
using namespace bascule::schema;
using namespace bascule::testing;

namespace {

constexpr const char* kProto = R"(syntax = "proto3"; package a;
import "google/protobuf/timestamp.proto";
enum Colour { NONE = 0; RED = 1; GREEN = 2; }
message Part { string sku = 1; int32 quantity = 2; Colour colour = 3; Part inner = 4; }
message Order {
  string customer_name = 1;
  repeated Part parts = 2;
  map<string, Part> by_name = 3;
  Colour colour = 4;
  repeated Colour colours = 5;
  bool paid = 6;
  google.protobuf.Timestamp at = 7;
})";

}  // namespace

class TestJsonCompletion : public QObject {
  Q_OBJECT
 private:
  SchemaPtr schema_;

  // Offers where `|` stands in `json`, joined by spaces.
  QString offered(std::string json) const {
    const std::size_t cursor = json.find('|');
    json.erase(cursor, 1);
    const JsonOffers found = jsonOffers(*schema_, "a.Order", json, cursor);
    QStringList texts;
    for (const JsonOffer& offer : found.offers) texts += QString::fromStdString(offer.text).trimmed();
    return texts.join(QLatin1Char(' '));
  }
  // The text after the first offer was taken.
  std::string taken(std::string json) const {
    const std::size_t cursor = json.find('|');
    json.erase(cursor, 1);
    const JsonOffers found = jsonOffers(*schema_, "a.Order", json, cursor);
    if (found.offers.empty()) return json;
    return json.replace(found.begin, found.end - found.begin, found.offers[0].text);
  }

 private Q_SLOTS:
  void initTestCase() {
    const auto made = Schema::build(protoSet({{"a.proto", kProto}}));
    QVERIFY(made.has_value());
    schema_ = *made;
  }

  void keys() {
    const QString all =
        QStringLiteral("\"customerName\": \"parts\": \"byName\": \"colour\": \"colours\": \"paid\": \"at\":");
    QCOMPARE(offered("{|"), all);
    QCOMPARE(offered("{\n  |\n}"), all);
    QCOMPARE(offered("{\"pa|"), QStringLiteral("\"parts\": \"paid\":"));
    QCOMPARE(offered("{\"pa|\"}"), QStringLiteral("\"parts\": \"paid\":"));
    QCOMPARE(offered("{pa|"), QStringLiteral("\"parts\": \"paid\":"));
    QCOMPARE(offered("{\"parts\": [], \"p|"), QStringLiteral("\"paid\":"));
    // By its declared name it is there, too.
    QVERIFY(!offered("{\"customer_name\": \"x\", |").contains(QStringLiteral("customerName")));
    QCOMPARE(offered("{\"parts\": [{\"sku\": \"a\"}, {|"),
             QStringLiteral("\"sku\": \"quantity\": \"colour\": \"inner\":"));
    QCOMPARE(offered("{\"parts\": [{\"inner\": {\"sku\": \"}{\", \"q|"), QStringLiteral("\"quantity\":"));
    QCOMPARE(offered("{\"byName\": {\"first\": {\"in|"), QStringLiteral("\"inner\":"));
    // The second message of a stream.
    QCOMPARE(offered("{\"paid\": true}\n{\"pai|"), QStringLiteral("\"paid\":"));
  }

  void values() {
    QCOMPARE(offered("{\"colour\": |"), QStringLiteral("\"NONE\" \"RED\" \"GREEN\""));
    QCOMPARE(offered("{\"colour\": \"G|\"}"), QStringLiteral("\"GREEN\""));
    QCOMPARE(offered("{\"colours\": [\"RED\", |"), QStringLiteral("\"NONE\" \"RED\" \"GREEN\""));
    QCOMPARE(offered("{\"paid\": t|"), QStringLiteral("true"));
    QCOMPARE(offered("{\"byName\": {\"x\": {\"colour\": \"R|"), QStringLiteral("\"RED\""));
  }

  void nothingWhereTheSchemaSaysNothing() {
    for (const char* json : {"|", "{\"customerName\": |", "{\"customerName\": \"x|", "{\"byName\": {|",
                             "{\"at\": {|", "{\"unknown\": {|", "{\"colours\": |", "[|", "{} |",
                             "{\"parts\": [|", "{\"paid\"|", "{\"paid\" |", "{\"unknown\" |"})
      QVERIFY2(offered(json).isEmpty(), json);
    QVERIFY(jsonOffers(*schema_, "a.Nothing", "{", 1).offers.empty());
    QVERIFY(jsonOffers(*schema_, "google.protobuf.Timestamp", "{", 1).offers.empty());
  }

  void anOfferTakesThePlaceOfTheWord() {
    QCOMPARE(taken("{\"cust|"), "{\"customerName\": ");
    QCOMPARE(taken("{\"cust|\"}"), "{\"customerName\": }");
    QCOMPARE(taken("{\"colour\": \"R|\", \"paid\": true}"), "{\"colour\": \"RED\", \"paid\": true}");
    QCOMPARE(taken("{\"cust|\" : 1}"), "{\"customerName\": 1}");
    QCOMPARE(taken("{\"colour\": G|}"), "{\"colour\": \"GREEN\"}");
  }

  void meanings() {
    const JsonOffers found = jsonOffers(*schema_, "a.Order", "{", 1);
    QCOMPARE(found.offers[0].meaning, "string");
    QCOMPARE(found.offers[1].meaning, "repeated a.Part");
    QCOMPARE(found.offers[2].meaning, "map of string to a.Part");
    QCOMPARE(found.offers[3].meaning, "a.Colour");
  }

  // Text that is not JSON at all, cut anywhere, nested without end.
  void anythingMayBeTyped() {
    const std::string odd = "}{[\"\\\"a\\u00\":{,,]}]\"\n:{\"parts\":[{\"colour\":\"\\";
    for (std::size_t i = 0; i <= odd.size(); ++i) {
      const JsonOffers found = jsonOffers(*schema_, "a.Order", odd, i);
      QVERIFY(found.begin <= found.end && found.end <= odd.size());
    }
    QVERIFY(jsonOffers(*schema_, "a.Order", std::string(100'000, '{'), 100'000).offers.empty());
    QVERIFY(jsonOffers(*schema_, "a.Order", "{", 7).begin <= 1);
  }
};

QTEST_APPLESS_MAIN(TestJsonCompletion)
#include "tst_json_completion.moc"
