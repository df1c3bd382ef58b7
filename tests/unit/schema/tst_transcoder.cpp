// SPDX-License-Identifier: GPL-3.0-or-later
// JSON <-> protobuf: the mapping's corner cases, strict syntax with places, bounds, hostile input.
#include <atomic>
#include <random>
#include <thread>

#include <QtTest/QtTest>

#include "bridge/schema/transcoder.h"
#include "tests/support/proto_text.h"

using namespace bascule;
using namespace bascule::schema;
using namespace bascule::testing;

namespace {
constexpr std::string_view kItem = "acme.shop.v1.Item";
}

class TstTranscoder : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { schema_ = shopSchema(); }
  void roundTrips_data();
  void roundTrips();
  void acceptedForms_data();
  void acceptedForms();
  void refusedJson_data();
  void refusedJson();
  void placeOfSyntaxErrors();
  void bounds();
  void hostileNestingIsRefusedBeforeParsing();
  void anyOfUnknownType();
  void malformedWire_data();
  void malformedWire();
  void unknownFieldsAreDropped();
  void pretty();
  void randomInputNeverCrashes();
  void manyThreadsShareASchema();

 private:
  SchemaPtr schema_;
};

void TstTranscoder::roundTrips_data() {
  QTest::addColumn<QString>("json");
  const auto row = [](const char* name, const char* json) { QTest::newRow(name) << QString::fromUtf8(json); };
  row("empty", "{}");
  row("string and number", R"({"sku":"A-17","onHand":40})");
  row("unicode", R"({"sku":"schön 🍏"})");
  row("repeated and map", R"({"tags":["a","b"],"stock":{"x":1}})");
  row("nested", R"({"parts":[{"sku":"p"},{}]})");
  row("enum", R"({"state":"STATE_OPEN"})");
  row("bytes", R"({"blob":"AAEC/w=="})");
  row("64 bit as text", R"({"big":"-9223372036854775808","huge":"18446744073709551615"})");
  row("special doubles", R"({"ratio":"NaN","small":"-Infinity"})");
  row("bool", R"({"flag":true})");
  row("timestamp", R"({"when":"2026-08-09T10:11:12.500Z"})");
  row("duration", R"({"took":"-1.500s"})");
  row("any", R"({"extra":{"@type":"type.googleapis.com/acme.shop.v1.GetRequest","sku":"x"}})");
  row("any of well-known type",
      R"({"extra":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"2s"}})");
  row("struct", R"({"free":{"a":null,"b":[1,true,"x",{}]}})");
  row("value", R"({"anyValue":[[[]]]})");
  row("wrapper", R"({"note":""})");
  row("field mask", R"({"mask":"a,bC"})");
  row("oneof", R"({"right":0})");
  row("optional", R"({"maybe":0})");
}

void TstTranscoder::roundTrips() {
  QFETCH(QString, json);
  const auto wire = jsonToProto(*schema_, kItem, json.toStdString());
  QVERIFY2(wire.has_value(), wire ? "" : wire.error().message.c_str());
  const auto back = protoToJson(*schema_, kItem, *wire);
  QVERIFY2(back.has_value(), back ? "" : back.error().message.c_str());
  QCOMPARE(QString::fromStdString(*back), json);
}

void TstTranscoder::acceptedForms_data() {
  QTest::addColumn<QByteArray>("json");
  QTest::addColumn<QByteArray>("canonical");
  const auto row = [](const char* name, const char* json, const char* canonical) {
    QTest::newRow(name) << QByteArray(json) << QByteArray(canonical);
  };
  row("proto field name", R"({"on_hand":1})", R"({"onHand":1})");
  row("unknown field", R"({"nope":{"deep":[1,2]},"onHand":1})", R"({"onHand":1})");
  row("null means default", R"({"sku":null,"tags":null})", "{}");
  row("number as text", R"({"onHand":"7"})", R"({"onHand":7})");
  row("integral exponent", R"({"onHand":1e2})", R"({"onHand":100})");
  row("enum by number", R"({"state":2})", R"({"state":"STATE_CLOSED"})");
  row("url-safe base64", R"({"blob":"_-8"})", R"({"blob":"/+8="})");
  row("escapes", R"({"sku":"\u0041\ud83c\udf4f\n"})", "{\"sku\":\"A\xf0\x9f\x8d\x8f\\n\"}");
  row("white space", " {\r\n\t\"onHand\" : 1 } ", R"({"onHand":1})");
  row("any with another prefix", R"({"extra":{"@type":"example.com/x/acme.shop.v1.GetRequest","sku":"x"}})",
      R"({"extra":{"@type":"example.com/x/acme.shop.v1.GetRequest","sku":"x"}})");
}

void TstTranscoder::acceptedForms() {
  QFETCH(QByteArray, json);
  QFETCH(QByteArray, canonical);
  const auto wire = jsonToProto(*schema_, kItem, json.toStdString());
  QVERIFY2(wire.has_value(), wire ? "" : wire.error().message.c_str());
  QCOMPARE(QByteArray::fromStdString(*protoToJson(*schema_, kItem, *wire)), canonical);
}

void TstTranscoder::refusedJson_data() {
  QTest::addColumn<QByteArray>("json");
  const auto row = [](const char* name, const std::string& json) {
    QTest::newRow(name) << QByteArray::fromStdString(json);
  };
  for (const char* json : {"",
                           " ",
                           "{",
                           "}",
                           "[",
                           "{]",
                           "[}",
                           "{} {}",
                           "{},",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{,}",
                           "{'sku':'a'}",
                           "{sku:1}",
                           "{\"sku\":'a'}",
                           "{\"a\":01}",
                           "{\"a\":+1}",
                           "{\"a\":.5}",
                           "{\"a\":1.}",
                           "{\"a\":1e}",
                           "{\"a\":-}",
                           "{\"a\":0x1}",
                           "{\"a\":NaN}",
                           "{\"a\":tru}",
                           "{\"a\":True}",
                           "{\"a\":[1,]}",
                           "{\"a\":[,]}",
                           "{\"a\":\"\\x\"}",
                           "{\"a\":\"\\u12\"}",
                           "{\"a\":\"\\ud800\"}",
                           "{\"a\":\"\\udc00\"}",
                           "{\"a\":\"\\ud800\\u0041\"}",
                           "{\"a\":\"",
                           "{\"a",
                           "{\"a\":\"\x01\"}",
                           "{\"a\":\"\n\"}",
                           "{\"a\":\"\xff\"}",
                           "\xef\xbb\xbf{}",
                           "// c\n{}",
                           "{\"a\":1 \"b\":2}"}) {
    row(json, json);
  }
  row("NUL", std::string("{\"a\":1\0}", 8));
  row("wrong type", R"({"onHand":"x"})");
  row("out of range", R"({"onHand":2147483648})");
  row("fraction for integer", R"({"onHand":1.5})");
  row("object for string", R"({"sku":{}})");
  row("array for message", "[]");
  row("text for message", "\"x\"");
  row("bad base64", R"({"blob":"*"})");
  row("bad timestamp", R"({"when":"yesterday"})");
  row("oneof twice", R"({"left":"a","right":1})");
}

void TstTranscoder::refusedJson() {
  QFETCH(QByteArray, json);
  const auto wire = jsonToProto(*schema_, kItem, json.toStdString());
  QVERIFY(!wire.has_value());
  QCOMPARE(wire.error().cause, "json_invalid");
  QVERIFY(wire.error().code == ErrorCode::InvalidInput);
  QVERIFY(!wire.error().message.empty());
}

void TstTranscoder::placeOfSyntaxErrors() {
  const auto wire = jsonToProto(*schema_, kItem, "{\n  \"sku\": \"a\",\n  \"onHand\": 1,,\n}");
  QVERIFY2(wire.error().message.find("line 3, column 15") != std::string::npos, wire.error().message.c_str());
  QVERIFY(jsonToProto(*schema_, kItem, "").error().message.find("line 1, column 1") != std::string::npos);
}

void TstTranscoder::bounds() {
  TranscodeLimits limits;
  limits.jsonNodes = 10;
  QVERIFY(jsonToProto(*schema_, kItem, R"({"numbers":[1,2,3,4,5,6,7,8]})", limits).has_value());
  QCOMPARE(jsonToProto(*schema_, kItem, R"({"numbers":[1,2,3,4,5,6,7,8,9]})", limits).error().cause,
           "json_too_large");
  const std::string longKey = "{\"" + std::string(70'000, 'k') + "\":1}";
  QCOMPARE(jsonToProto(*schema_, kItem, longKey).error().cause, "json_too_large");
  const std::string longNumber = "{\"ratio\":1" + std::string(70'000, '0') + "}";
  QCOMPARE(jsonToProto(*schema_, kItem, longNumber).error().cause, "json_too_large");
  QVERIFY(jsonToProto(*schema_, kItem, "{\"sku\":\"" + std::string(200'000, 's') + "\"}").has_value());
  QCOMPARE(jsonToProto(*schema_, "acme.Nope", "{}").error().cause, "type_unknown");
  QVERIFY(jsonToProto(*schema_, "acme.Nope", "{}").error().code == ErrorCode::NotFound);
}

void TstTranscoder::hostileNestingIsRefusedBeforeParsing() {
  for (const auto& [open, close] :
       {std::pair("[", "]"), std::pair("{\"a\":", "}"), std::pair("[{\"a\":", "}]")}) {
    std::string json = R"({"anyValue":)";
    for (int i = 0; i < 40'000; ++i) json += open;
    const auto endless = jsonToProto(*schema_, kItem, json);
    QCOMPARE(endless.error().cause, "json_too_deep");
    QVERIFY(endless.error().code == ErrorCode::LimitExceeded);
    json += "1";
    for (int i = 0; i < 40'000; ++i) json += close;
    QCOMPARE(jsonToProto(*schema_, kItem, json + "}").error().cause, "json_too_deep");
  }
}

void TstTranscoder::anyOfUnknownType() {
  const auto json =
      jsonToProto(*schema_, kItem, R"({"extra":{"@type":"type.googleapis.com/acme.Secret","a":1}})");
  QCOMPARE(json.error().cause, "type_unknown");
  QVERIFY2(json.error().message.find("acme.Secret") != std::string::npos, json.error().message.c_str());
  const std::string any =
      "\x0a\x0f"
      "x.y/acme.Secret"
      "\x12\x02\x08\x01";
  const auto proto =
      protoToJson(*schema_, kItem, "\x9a\x01" + std::string(1, static_cast<char>(any.size())) + any);
  QCOMPARE(proto.error().cause, "type_unknown");
  QVERIFY2(proto.error().message.find("acme.Secret") != std::string::npos, proto.error().message.c_str());
}

void TstTranscoder::malformedWire_data() {
  QTest::addColumn<QByteArray>("wire");
  const auto row = [](const char* name, const std::string& wire) {
    QTest::newRow(name) << QByteArray::fromStdString(wire);
  };
  row("length past the end",
      "\x0a\x05"
      "abc");
  row("tag alone", "\x0a");
  row("endless varint", std::string("\x10") + std::string(11, '\xff'));
  row("cut varint", "\x10\xff");
  row("field number 0", std::string("\x02\x01x", 3));
  row("wire type 6", "\x0e");
  row("end of no group", "\x0c");
  row("unclosed group", "\x0b\x08\x01");
  row("cut nested", "\x2a\x02\x0a\x05");
  row("invalid UTF-8", "\x0a\x02\xff\xfe");
  row("packed cut", "\x6a\x01\xff");
  row("cut fixed", "\x7d\x01\x02");
}

void TstTranscoder::malformedWire() {
  QFETCH(QByteArray, wire);
  const auto json = protoToJson(*schema_, kItem, wire.toStdString());
  QVERIFY(!json.has_value());
  QCOMPARE(json.error().cause, "proto_invalid");
}

void TstTranscoder::unknownFieldsAreDropped() {
  QCOMPARE(*protoToJson(*schema_, kItem, "\x0a\x01x\xf8\x07\x01"), R"({"sku":"x"})");
  QCOMPARE(*protoToJson(*schema_, kItem, std::string("\xfb\x07\x08\x01\xfc\x07", 6)), "{}");  // a whole group
}

void TstTranscoder::pretty() {
  const auto wire =
      jsonToProto(*schema_, kItem, R"({"sku":"a\"{,:","tags":["x","y"],"free":{},"parts":[{"onHand":1}]})");
  QCOMPARE(*protoToPrettyJson(*schema_, kItem, *wire),
           "{\n  \"sku\": \"a\\\"{,:\",\n  \"tags\": [\n    \"x\",\n    \"y\"\n  ],\n  \"free\": {},\n  "
           "\"parts\": [\n    {\n"
           "      \"onHand\": 1\n    }\n  ]\n}");
  QCOMPARE(*protoToPrettyJson(*schema_, kItem, ""), "{}");
}

void TstTranscoder::randomInputNeverCrashes() {
  std::mt19937 random(23);
  const std::string json =
      R"({"sku":"a","parts":[{"onHand":1,"free":{"x":[1,null]}}],"when":"2026-08-09T10:11:12Z"})";
  const std::string wire = *jsonToProto(*schema_, kItem, json);
  for (int round = 0; round < 3000; ++round) {
    std::string text = json;
    std::string bytes = wire;
    for (std::size_t i = 0; i < 1 + random() % 3; ++i) {
      text[random() % text.size()] = static_cast<char>(random() % 128);
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    (void)jsonToProto(*schema_, kItem, text);
    if (const auto out = protoToJson(*schema_, kItem, bytes))
      QVERIFY(jsonToProto(*schema_, kItem, *out).has_value());
  }
}

void TstTranscoder::manyThreadsShareASchema() {
  const std::string json =
      R"({"sku":"a","stock":{"k":1},"state":"STATE_OPEN","when":"2026-08-09T10:11:12Z","note":"n"})";
  const SchemaPtr fresh = shopSchema();
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        const auto wire = jsonToProto(*fresh, kItem, json);
        if (!wire || protoToJson(*fresh, kItem, *wire).value_or("") != json) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  QCOMPARE(wrong.load(), 0);
}

QTEST_APPLESS_MAIN(TstTranscoder)
#include "tst_transcoder.moc"
