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
  void pathOfErrors_data();
  void pathOfErrors();
  void bounds();
  void hostileNestingIsRefusedBeforeParsing();
  void anyOfUnknownType();
  void malformedWire_data();
  void malformedWire();
  void unknownFieldsAreDropped();
  void unusualWire_data();
  void unusualWire();
  void depthOfWire();
  void typesOfNestedAnysComeLast();
  void whatIsLeftOutOfJson();
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
  row("whole numbers", R"({"onHand":"1e2","big":9007199254740993.0,"huge":"1.0"})",
      R"({"onHand":100,"big":"9007199254740993","huge":"1"})");
  row("zero below the range", R"({"ratio":-1e-400,"small":1e-60})", R"({"ratio":-0})");
  row("minus zero", R"({"ratio":-0})", R"({"ratio":-0})");
  row("base64 without padding", R"({"blob":"AA"})", R"({"blob":"AA=="})");
  row("unknown enum name", R"({"state":"STATE_LOST","onHand":1})", R"({"onHand":1})");
  row("unknown enum number", R"({"state":77})", R"({"state":77})");
  row("null in a oneof", R"({"left":null,"right":1})", R"({"right":1})");
  row("null as a value", R"({"anyValue":null,"free":{"a":null}})", R"({"anyValue":null,"free":{"a":null}})");
  row("empty list", R"({"numbers":[],"tags":[],"stock":{}})", "{}");
  row("time zone", R"({"when":"2026-08-09T10:11:12+01:30"})", R"({"when":"2026-08-09T08:41:12Z"})");
  row("order of the text", R"({"onHand":1,"sku":"a"})", R"({"onHand":1,"sku":"a"})");
  row("type of an any last", R"({"extra":{"sku":"x","@type":"a/acme.shop.v1.GetRequest"}})",
      R"({"extra":{"@type":"a/acme.shop.v1.GetRequest","sku":"x"}})");
  row("more than the value in an any",
      R"({"extra":{"@type":"a/google.protobuf.Duration","value":"1s","x":2}})",
      R"({"extra":{"@type":"a/google.protobuf.Duration","value":"1s"}})");
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
  row("field twice", R"({"sku":"a","sku":"b"})");
  row("field by both names", R"({"onHand":1,"on_hand":1})");
  row("key of a map twice", R"({"stock":{"a":1,"b":2,"\u0061":3}})");
  row("key of a struct twice", R"({"free":{"a":1,"a":1}})");
  row("null in a list", R"({"tags":["a",null]})");
  row("null in a map", R"({"stock":{"a":null}})");
  row("value instead of a list", R"({"tags":"a"})");
  row("list instead of a map", R"({"stock":[]})");
  row("text for bool", R"({"flag":"true"})");
  row("bool for number", R"({"onHand":true})");
  row("space in a number", R"({"onHand":" 1"})");
  row("negative for unsigned", R"({"huge":-1})");
  row("number too large", R"({"ratio":1e400})");
  row("float too large", R"({"small":1e39})");
  row("nan in lower case", R"({"ratio":"nan"})");
  row("base64 with spare bits", R"({"blob":"AB=="})");
  row("base64 of two alphabets", R"({"blob":"+/-_"})");
  row("time without a zone", R"({"when":"2026-08-09T10:11:12"})");
  row("no such day", R"({"when":"2026-02-29T10:11:12Z"})");
  row("ten digits of a second", R"({"when":"2026-08-09T10:11:12.1234567890Z"})");
  row("duration with a plus", R"({"took":"+1s"})");
  row("duration too long", R"({"took":"315576000001s"})");
  row("underscore in a mask", R"({"mask":"a_b"})");
  row("comma at the end of a mask", R"({"mask":"a,"})");
  row("any without a type", R"({"extra":{"sku":"x"}})");
  row("any with half a type", R"({"extra":{"@type":"acme.shop.v1.GetRequest"}})");
  row("type of an any twice", R"({"extra":{"@type":"a/acme.shop.v1.Item","@type":"a/acme.shop.v1.Item"}})");
  row("null for a message", "null");
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

void TstTranscoder::pathOfErrors_data() {
  QTest::addColumn<QByteArray>("json");
  QTest::addColumn<QByteArray>("end");
  const auto row = [](const char* json, const char* end) {
    QTest::newRow(json) << QByteArray(json) << QByteArray(end);
  };
  row(R"({"onHand":"x"})", "column 11: onHand: expected a number.");
  row(R"({"on_hand":[]})", "onHand: expected a number.");
  row(R"({"parts":[{},{"parts":[{"sku":1}]}]})", "parts[1].parts[0].sku: expected a string.");
  row(R"({"stock":{"a b":"x"}})", R"(stock["a b"]: expected a number.)");
  row(R"({"free":{"x":[1,{"y":nope}]}})", R"(free["x"][1]["y"]: expected a value.)");
  row(R"({"extra":{"@type":"a/acme.shop.v1.Item","onHand":{}}})", "extra.onHand: expected a number.");
  row(R"({"extra":{"@type":"a/google.protobuf.Duration","value":1}})", "extra.value: expected a string.");
  row(R"({"nobody":{"x":tru}})", "nobody: expected a value.");
  row("[", "column 1: expected an object.");
}

void TstTranscoder::pathOfErrors() {
  QFETCH(QByteArray, json);
  QFETCH(QByteArray, end);
  const auto wire = jsonToProto(*schema_, kItem, json.toStdString());
  QVERIFY(!wire.has_value());
  QVERIFY2(wire.error().message.starts_with("JSON, line 1, column "), wire.error().message.c_str());
  QVERIFY2(wire.error().message.ends_with(end.toStdString()), wire.error().message.c_str());
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

void TstTranscoder::whatIsLeftOutOfJson() {
  std::vector<IgnoredJson> ignored;
  const auto wire = jsonToProto(
      *schema_, kItem,
      R"({"sku":"x", "colour" : {"a":[1,"]"]} ,"parts":[{}, {"weight":-1.5e3,"state":"STATE_LOST"}],
          "stock":{"a":1},"extra":{"@type":"x/acme.shop.v1.GetRequest","sku":"i","more":true},
          "state":"STATE_OPEN","esc\u0061ped":null})",
      ignored);
  QVERIFY(wire.has_value());
  std::vector<std::string> found;
  for (const IgnoredJson& left : ignored)
    found.push_back(left.path + " " + left.value + (left.isEnumName ? " enum" : ""));
  QCOMPARE(found, (std::vector<std::string>{R"(colour {"a":[1,"]"]})", "parts[1].weight -1.5e3",
                                            R"(parts[1].state "STATE_LOST" enum)", "extra.more true",
                                            "escaped null"}));
  ignored.clear();
  QVERIFY(jsonToProto(*schema_, kItem, R"({"sku":"x"})", ignored).has_value() && ignored.empty());
  QVERIFY(!jsonToProto(*schema_, kItem, R"({"colour":1,)", ignored).has_value() && ignored.empty());
  std::string many = "{";
  for (int i = 0; i < 500; ++i) many += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":1";
  QVERIFY(jsonToProto(*schema_, kItem, many + "}", ignored).has_value());
  QCOMPARE(ignored.size(), kMaxIgnored);
}

void TstTranscoder::unusualWire_data() {
  QTest::addColumn<QByteArray>("wire");
  QTest::addColumn<QByteArray>("json");  // empty: proto_invalid
  const auto row = [](const char* name, std::string_view wire, const char* json) {
    QTest::newRow(name) << QByteArray(wire.data(), static_cast<qsizetype>(wire.size())) << QByteArray(json);
  };
  using namespace std::string_view_literals;
  row("last value wins", "\x0a\x01x\x10\x01\x0a\x01y", R"({"sku":"y","onHand":1})");
  row("list in pieces", "\x1a\x01x\x10\x01\x1a\x01y", R"({"onHand":1,"tags":["x","y"]})");
  row("packed and not", "\x68\x01\x6a\x02\x02\x03\x68\x04", R"({"numbers":[1,2,3,4]})");
  row("packed nothing", "\x6a\x00"sv, "{}");
  row("zero is as good as nothing", "\x10\x00\x0a\x00"sv, "{}");
  row("zero with presence", "\xd0\x01\x00"sv, R"({"maybe":0})");
  row("key twice", "\x22\x05\x0a\x01k\x10\x01\x22\x05\x0a\x01k\x10\x02", R"({"stock":{"k":2}})");
  row("entry without a value", "\x22\x03\x0a\x01k", R"({"stock":{"k":0}})");
  row("entry without a key", "\x22\x02\x10\x01", R"({"stock":{"":1}})");
  row("last of a oneof", "\xc2\x01\x01x\xc8\x01\x05", R"({"right":5})");
  row("message in pieces", "\x8a\x01\x02\x08\x01\x8a\x01\x02\x10\x05",
      R"({"when":"1970-01-01T00:00:01.000000005Z"})");
  row("another wire type", "\x15\x01\x02\x03\x04\x10\x05", R"({"onHand":5})");
  row("value without a kind", "\xaa\x01\x00"sv, R"({"anyValue":null})");
  row("value of two kinds", "\xaa\x01\x04\x08\x00\x20\x01"sv, R"({"anyValue":true})");
  row("any without anything", "\x9a\x01\x00"sv, R"({"extra":{}})");
  row("any without a type", "\x9a\x01\x03\x12\x01x", "");
  row("duration of two signs", "\x92\x01\x0d\x08\x01\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "");
  row("time too late", "\x8a\x01\x07\x08\x80\x83\xd1\xff\xaf\x07", "");
  // Read back, "a,,b" and "b" would be other masks, or none.
  row("mask with an empty path", "\xba\x01\x08\x0a\x01\x61\x0a\x00\x0a\x01\x62"sv, "");
  row("mask of one empty path", "\xba\x01\x02\x0a\x00"sv, "");
  row("mask without a way back",
      "\xba\x01\x03\x0a\x01"
      "A",
      "");
}

void TstTranscoder::unusualWire() {
  QFETCH(QByteArray, wire);
  QFETCH(QByteArray, json);
  const auto text = protoToJson(*schema_, kItem, wire.toStdString());
  if (json.isEmpty()) {
    QCOMPARE(text.error().cause, "proto_invalid");
  } else {
    QVERIFY2(text.has_value(), text ? "" : text.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(*text), json);
  }
}

void TstTranscoder::depthOfWire() {
  const auto nested = [](int levels) {
    std::string wire;
    for (int i = 1; i < levels; ++i) {
      std::string length;
      for (std::size_t rest = wire.size(); length.empty() || rest != 0; rest >>= 7) {
        length += static_cast<char>((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
      }
      wire = "\x2a" + length + wire;
    }
    return wire;
  };
  QVERIFY(protoToJson(*schema_, kItem, nested(100)).has_value());
  QCOMPARE(protoToJson(*schema_, kItem, nested(101)).error().cause, "proto_invalid");
  QCOMPARE(protoToJson(*schema_, kItem, nested(20'000)).error().cause, "proto_invalid");
}

void TstTranscoder::typesOfNestedAnysComeLast() {
  std::string json = R"({"@type":"a/google.protobuf.Duration","value":"1s"})";
  for (int i = 0; i < 90; ++i) {
    json =
        R"({"value":)" + json + R"(,"@type":"a/google.protobuf.Any","x":[)" + std::string(2000, ' ') + "]}";
  }
  QVERIFY(jsonToProto(*schema_, "google.protobuf.Any", json).has_value());
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
