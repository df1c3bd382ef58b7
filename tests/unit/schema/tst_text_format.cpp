// SPDX-License-Identifier: GPL-3.0-or-later
// Protobuf's text format to wire bytes: what protobuf's own printers write, fields nobody knows, hostile
// text.
#include <QtTest/QtTest>

#include "bridge/schema/text_format.h"
#include "bridge/schema/transcoder.h"

using namespace bascule;
using namespace bascule::schema;

namespace {

constexpr std::string_view kProto = R"(syntax = "proto3";
package acme.v1;
import "google/protobuf/timestamp.proto";
message Order {
  string id = 1;
  repeated int64 amounts = 2;
  Order inner = 3;
  bytes data = 4;
  google.protobuf.Timestamp at = 5;
}
)";

SchemaPtr orders() {
  static const auto schema = schemaFromText(kProto, "orders.proto");
  if (!schema) qFatal("%s", schema.error().message.c_str());
  return *schema;
}

std::string asJson(std::string_view text) {
  const auto wire = textToProto(*orders(), "acme.v1.Order", text);
  return wire ? *protoToJson(*orders(), "acme.v1.Order", *wire) : wire.error().message;
}

}  // namespace

class TestTextFormat : public QObject {
  Q_OBJECT
 private slots:
  void whatPrintersWrite() {
    QCOMPARE(asJson("id: \"a\\303\\274\"\namounts: 1\namounts: -2\ninner {\n  id: \'x\'\n}\n"),
             std::string("{\"id\":\"a\xc3\xbc\",\"amounts\":[\"1\",\"-2\"],\"inner\":{\"id\":\"x\"}}"));
    QCOMPARE(asJson("amounts: [3, 4] data: \"\\000\\377\" at { seconds: 5 nanos: 500000000 } # a comment"),
             std::string(R"({"amounts":["3","4"],"data":"AP8=","at":"1970-01-01T00:00:05.500Z"})"));
    QCOMPARE(asJson(""), std::string("{}"));
  }
  void unknownFieldsAreSkipped() {
    QCOMPARE(asJson("later: 7 id: \"a\" more { deep { deeper: \"x\" } } [acme.v1.ext]: 1"),
             std::string(R"({"id":"a"})"));
  }
  void badText_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("open") << QByteArray("id: \"a\"\ninner {") << QByteArray("line 2, column");
    QTest::newRow("value") << QByteArray("amounts: x") << QByteArray("line 1, column 10");
    QTest::newRow("binary") << QByteArray("\x0a\x01\x00", 3) << QByteArray("line ");
    for (const int depth : {200, 200'000}) {
      QTest::addRow("depth %d", depth) << QByteArray("inner {").repeated(depth) << QByteArray("too deep");
      QTest::addRow("unknown depth %d", depth)
          << QByteArray("other {").repeated(depth) << QByteArray("too deep");
    }
  }
  void badText() {
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, said);
    const auto wire = textToProto(*orders(), "acme.v1.Order", text.toStdString());
    QVERIFY(!wire.has_value());
    QCOMPARE(wire.error().cause, std::string("text_invalid"));
    QVERIFY2(QByteArray::fromStdString(wire.error().message).contains(said), wire.error().message.c_str());
  }
  void unknownType() {
    QCOMPARE(textToProto(*orders(), "acme.v1.Nothing", "").error().cause, std::string("type_unknown"));
    QVERIFY(!schemaFromText("message Broken { Nothing x = 1; }", "broken.proto").has_value());
  }
};

QTEST_APPLESS_MAIN(TestTextFormat)
#include "tst_text_format.moc"
