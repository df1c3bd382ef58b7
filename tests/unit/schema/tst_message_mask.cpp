// SPDX-License-Identifier: GPL-3.0-or-later
// Masking inside messages: by field, type and option; in nested messages, maps, lists and Any; in proto and
// JSON; bytes beside the masked ones stay as they are.
#include <QtTest/QtTest>

#include "bridge/schema/message_mask.h"
#include "bridge/schema/text_format.h"
#include "bridge/schema/transcoder.h"

using namespace bascule;
using namespace bascule::schema;

namespace {

constexpr std::string_view kProto = R"(syntax = "proto3";
package acme.v1;
import "google/protobuf/any.proto";
import "google/protobuf/descriptor.proto";
extend google.protobuf.FieldOptions { bool sensitive = 50001; }
message Card { string number = 1; int32 cvc = 2; bool valid = 3; double limit = 4; }
message User {
  string name = 1;
  string email = 2;
  string password = 3 [debug_redact = true];
  bytes key = 4 [(acme.v1.sensitive) = true];
  Card card = 5;
  repeated string phones = 6;
  map<string, string> secrets = 7;
  int64 account = 8;
  User friend = 9;
  google.protobuf.Any extra = 10;
  repeated int32 pins = 11;
  string open = 12 [debug_redact = false];
  repeated sint64 turns = 13;
  repeated fixed64 keys = 14;
  repeated int32 apart = 15 [packed = false];
  repeated double shares = 16;
  repeated bool votes = 17;
}
message Plain { string text = 1; Plain more = 2; }
service Users { rpc Get(User) returns (Plain); }
)";

SchemaPtr userSchema() {
  static const SchemaPtr schema = [] {
    auto built = schemaFromText(kProto, "users.proto");
    if (!built) qFatal("%s", built.error().message.c_str());
    return *built;
  }();
  return schema;
}

MaskMarks marks(bool numbers = false) {
  MaskMarks out;
  out.text = [](std::string_view text) { return "#" + std::to_string(text.size()) + "#"; };
  if (numbers) out.number = [](std::uint64_t value) { return static_cast<std::uint32_t>(value % 1000 + 7); };
  return out;
}

/// `json` masked by `rules`, by way of the wire.
std::string masked(const MaskRules& rules, std::string_view json, bool numbers = false) {
  const MessageMask mask(userSchema(), rules, marks(numbers));
  const auto wire = jsonToProto(*userSchema(), "acme.v1.User", json);
  if (!wire) qFatal("%s", wire.error().message.c_str());
  const auto out = mask.proto("acme.v1.User", *wire);
  return out ? *protoToJson(*userSchema(), "acme.v1.User", out->bytes) : "unreadable";
}

}  // namespace

class TestMessageMask : public QObject {
  Q_OBJECT
 private slots:
  void byField();
  void byOption();
  void byType();
  void insideOthers();
  void whichTypesAreTouched();
  void whatWouldBeMasked();
  void numbers();
  void packedNumbers();
  void json();
  void unreadable();
  void restStays();
};

void TestMessageMask::byField() {
  QCOMPARE(masked({{"acme.v1.User.email"}, {}, {}}, R"({"name":"Ada","email":"ada@x"})"),
           std::string(R"({"name":"Ada","email":"#5#"})"));
  QCOMPARE(masked({{"acme.*.phones"}, {}, {}}, R"({"phones":["1","22"]})"),
           std::string(R"({"phones":["#1#","#2#"]})"));
  QCOMPARE(masked({{"acme.v1.User.secrets"}, {}, {}}, R"({"secrets":{"pin":"1234"}})"),
           std::string(R"({"secrets":{"#3#":"#4#"}})"));
  QCOMPARE(masked({{"acme.v1.User.SecretsEntry.value"}, {}, {}}, R"({"secrets":{"pin":"1234"}})"),
           std::string(R"({"secrets":{"pin":"#4#"}})"));
  QCOMPARE(masked({{"acme.v1.User.card"}, {}, {}},
                  R"({"card":{"number":"4111","cvc":7,"valid":true,"limit":2.5}})"),
           std::string(R"({"card":{"number":"#4#"}})"));
}

void TestMessageMask::byOption() {
  const std::string user = R"({"name":"Ada","password":"pw","key":"AAEC","open":"o"})";
  QCOMPARE(masked({{}, {}, {"debug_redact"}}, user),
           std::string(R"({"name":"Ada","password":"#2#","key":"AAEC","open":"o"})"));
  QCOMPARE(masked({{}, {}, {"acme.v1.sensitive"}}, user),
           std::string(R"({"name":"Ada","password":"pw","key":"IzMj","open":"o"})"));
  QCOMPARE(masked({{}, {}, {"acme.v1.nothing"}}, user), user);
}

void TestMessageMask::byType() {
  QCOMPARE(masked({{}, {"acme.v1.Card"}, {}}, R"({"name":"Ada","card":{"number":"4111"}})"),
           std::string(R"({"name":"Ada","card":{"number":"#4#"}})"));
  const MessageMask mask(userSchema(), {{}, {"acme.v1.Plain"}, {}}, marks());
  QCOMPARE(mask.proto("acme.v1.Plain", std::string("\x0a\x02hi\x12\x04\x0a\x02ho", 10))->bytes,
           std::string("\x0a\x03#2#\x12\x05\x0a\x03#2#", 12));
}

void TestMessageMask::insideOthers() {
  const MaskRules rules{{"acme.v1.User.email"}, {}, {}};
  QCOMPARE(masked(rules, R"({"friend":{"friend":{"email":"x"}}})"),
           std::string(R"({"friend":{"friend":{"email":"#1#"}}})"));
  QCOMPARE(masked(rules, R"({"extra":{"@type":"type.googleapis.com/acme.v1.User","email":"xy"}})"),
           std::string(R"({"extra":{"@type":"type.googleapis.com/acme.v1.User","email":"#2#"}})"));
}

void TestMessageMask::whichTypesAreTouched() {
  const MessageMask mask(userSchema(), {{}, {}, {"debug_redact"}}, marks());
  QVERIFY(mask.touches("acme.v1.User"));
  QVERIFY(!mask.touches("acme.v1.Plain"));
  QVERIFY(!mask.touches("acme.v1.Card"));
  QVERIFY(!mask.touches("no.such.Type"));
  QVERIFY(mask.touches("google.protobuf.Any"));
  // Where the schema has nothing to mask, nothing is looked at.
  QVERIFY(!MessageMask(userSchema(), {{"no.such.field"}, {}, {}}, marks()).touches("google.protobuf.Any"));
  QVERIFY(
      !MessageMask(Schema::wellKnown(), {{}, {}, {"debug_redact"}}, marks()).touches("google.protobuf.Any"));
}

// By name, and as many as are masked.
void TestMessageMask::whatWouldBeMasked() {
  const MessageMask mask(userSchema(), {{"acme.*.phones"}, {"acme.v1.Card"}, {"debug_redact"}}, marks());
  constexpr std::string_view kJson =
      R"({"phones":["1","22"],"password":"pw","card":{"number":"4111","valid":true},"friend":{"phones":["3"]}})";
  const auto wire = jsonToProto(*userSchema(), "acme.v1.User", kJson);
  MaskedNames names;
  QVERIFY(mask.tell("acme.v1.User", *wire, names));
  QCOMPARE(names, (MaskedNames{{"acme.v1.Card.number", 1},
                               {"acme.v1.Card.valid", 1},
                               {"acme.v1.User.password", 1},
                               {"acme.v1.User.phones", 3}}));
  std::uint64_t all = 0;
  for (const auto& [name, values] : names) all += values;
  QCOMPARE(all, mask.proto("acme.v1.User", *wire)->values);
  MaskedNames ofJson;
  QVERIFY(mask.tellJson("acme.v1.User", kJson, ofJson));
  QCOMPARE(ofJson, names);
  QVERIFY(!mask.tell("acme.v1.User", "\x0a\x05x", names) && !mask.tellJson("acme.v1.User", "{", names));
}

void TestMessageMask::numbers() {
  const MaskRules rules{{"acme.v1.User.account", "acme.v1.User.pins"}, {}, {}};
  QCOMPARE(masked(rules, R"({"account":"123456"})"), std::string("{}"));
  QCOMPARE(masked(rules, R"({"account":"123456"})", true), std::string(R"({"account":"463"})"));
  QCOMPARE(masked(rules, R"({"pins":[1,2,3]})"), std::string("{}"));
}

/// Equal numbers keep equal marks, alone and in a list, whatever they are written as.
void TestMessageMask::packedNumbers() {
  const MaskRules rules{{"acme.v1.User.pins", "acme.v1.User.turns", "acme.v1.User.keys", "acme.v1.User.apart",
                         "acme.v1.User.shares", "acme.v1.User.votes"},
                        {},
                        {}};
  QCOMPARE(masked(rules, R"({"pins":[1,2,1001]})", true), std::string(R"({"pins":[8,9,8]})"));
  QCOMPARE(masked(rules, R"({"apart":[1,2,1]})", true), std::string(R"({"apart":[8,9,8]})"));
  QCOMPARE(masked(rules, R"({"turns":["-1","-1","4"]})", true), std::string(R"({"turns":["8","8","15"]})"));
  QCOMPARE(masked(rules, R"({"keys":["5","4000000005"]})", true), std::string(R"({"keys":["12","12"]})"));
  QCOMPARE(masked(rules, R"({"shares":[1.5],"votes":[true,false]})", true), std::string("{}"));
  const MessageMask mask(userSchema(), rules, marks(true));
  QCOMPARE(mask.proto("acme.v1.User", "\x5a\x03\x01\x02\x03")->values, std::size_t{3});
  // A list that ends within a number cannot be read.
  QVERIFY(!mask.proto("acme.v1.User", "\x5a\x02\x01\x80").has_value());
  QVERIFY(!mask.proto("acme.v1.User", "\x72\x03\x01\x02\x03").has_value());
}

void TestMessageMask::json() {
  const MessageMask mask(userSchema(), {{}, {}, {"debug_redact"}}, marks());
  const auto out = mask.json("acme.v1.User", R"({"name": "Ada", "password": "pw"})");
  QCOMPARE(out->bytes, std::string(R"({"name":"Ada","password":"#2#"})"));
  QCOMPARE(out->values, std::size_t{1});
  const std::string broken = "{\"password\": \"p";
  QVERIFY(!mask.json("acme.v1.User", broken).has_value());
}

void TestMessageMask::unreadable() {
  const MessageMask mask(userSchema(), {{}, {}, {"debug_redact"}}, marks());
  QVERIFY(!mask.proto("acme.v1.User",
                      "\x0a\x7f"
                      "short")
               .has_value());
  QVERIFY(!mask.proto("no.such.Type", "").has_value());
  std::string deep;
  for (int i = 0; i < 200; ++i) {
    std::string outer = "\x4a";
    for (std::size_t size = deep.size();; size >>= 7) {
      outer += static_cast<char>(size >= 128 ? size % 128 + 128 : size);
      if (size < 128) break;
    }
    deep = outer + deep;
  }
  QVERIFY(!mask.proto("acme.v1.User", deep).has_value());
}

void TestMessageMask::restStays() {
  const MessageMask mask(userSchema(), {{}, {}, {"debug_redact"}}, marks());
  // Unknown fields and odd encodings beside the masked one, and in their order.
  const std::string wire(
      "\xf8\x7f\x05\x0a\x83\x00"
      "Ada\x1a\x02pw\xfa\x7f\x01x",
      17);
  QCOMPARE(mask.proto("acme.v1.User", wire)->bytes, std::string("\xf8\x7f\x05\x0a\x83\x00"
                                                                "Ada\x1a\x03#2#\xfa\x7f\x01x",
                                                                18));
}

QTEST_APPLESS_MAIN(TestMessageMask)
#include "tst_message_mask.moc"
