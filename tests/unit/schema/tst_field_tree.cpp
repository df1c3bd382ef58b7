// SPDX-License-Identifier: GPL-3.0-or-later
// Field trees: every kind of field with its byte range, short forms, undeclared fields, bounds, damage.
#include <random>

#include <QtTest/QtTest>

#include "bridge/schema/field_tree.h"
#include "bridge/schema/transcoder.h"
#include "tests/support/proto_text.h"

using namespace bascule;
using namespace bascule::schema;
using namespace bascule::testing;

namespace {

constexpr std::string_view kItem = "acme.shop.v1.Item";

const FieldNode* child(const FieldNode& node, std::string_view name, int index = -1) {
  for (const FieldNode& c : node.children) {
    if (c.name == name && (index < 0 || c.index == index)) return &c;
  }
  return nullptr;
}

/// Every child lies within its parent and after the one before it.
bool rangesAreSound(const FieldNode& node) {
  std::uint32_t at = node.begin;
  for (const FieldNode& c : node.children) {
    if (c.begin < at || c.end > node.end || c.end < c.begin) return false;
    at = c.begin;
    if (!rangesAreSound(c)) return false;
  }
  return true;
}

}  // namespace

class TstFieldTree : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { schema_ = shopSchema(); }
  void valuesByType_data();
  void valuesByType();
  void rangesPointIntoThePayload();
  void repeatedAndPacked();
  void mapsAndNestedMessages();
  void anyIsOpened();
  void withoutSchema();
  void unknownFieldsOfAKnownType();
  void drift_data();
  void drift();
  void requiredFields();
  void bytesOfAField();
  void bounds();
  void damage();
  void previews();
  void randomBytesNeverCrash();

 private:
  FieldTree treeOf(const char* json) {
    wire_ = jsonToProto(*schema_, kItem, json).value_or("");
    return decodeTree(*schema_, kItem, wire_);
  }
  SchemaPtr schema_;
  std::string wire_;
};

void TstFieldTree::valuesByType_data() {
  QTest::addColumn<QString>("json");
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("type");
  QTest::addColumn<QString>("value");
  QTest::addColumn<int>("valueClass");
  const auto row = [](const char* json, const char* name, const char* type, const char* value,
                      ValueClass valueClass) {
    QTest::newRow(name) << json << name << type << QString::fromUtf8(value) << static_cast<int>(valueClass);
  };
  row(R"({"sku":"A\n"})", "sku", "string", "A\n", ValueClass::String);
  row(R"({"onHand":-40})", "on_hand", "int32", "-40", ValueClass::Number);
  row(R"({"state":"STATE_OPEN"})", "state", "acme.shop.v1.State", "STATE_OPEN", ValueClass::Enum);
  row(R"({"blob":"AAEC/w=="})", "blob", "bytes", "000102ff", ValueClass::Bytes);
  row(R"({"big":"-9"})", "big", "int64", "-9", ValueClass::Number);
  row(R"({"huge":"18446744073709551615"})", "huge", "uint64", "18446744073709551615", ValueClass::Number);
  row(R"({"ratio":1.5})", "ratio", "double", "1.5", ValueClass::Number);
  row(R"({"small":0.1})", "small", "float", "0.1", ValueClass::Number);
  row(R"({"flag":true})", "flag", "bool", "true", ValueClass::Bool);
  row(R"({"zig":-3})", "zig", "sint32", "-3", ValueClass::Number);
  row(R"({"fixed":7})", "fixed", "fixed32", "7", ValueClass::Number);
  row(R"({"sfixed":"-7"})", "sfixed", "sfixed64", "-7", ValueClass::Number);
  row(R"({"when":"2026-08-09T10:11:12.5Z"})", "when", "google.protobuf.Timestamp", "2026-08-09T10:11:12.5Z",
      ValueClass::Time);
  row(R"({"took":"-1.5s"})", "took", "google.protobuf.Duration", "-1.5s", ValueClass::Time);
  row(R"({"free":{"a":[1]}})", "free", "google.protobuf.Struct", R"({"a":[1]})", ValueClass::Message);
  row(R"({"anyValue":null})", "any_value", "google.protobuf.Value", "null", ValueClass::Message);
  row(R"({"note":"hi"})", "note", "google.protobuf.StringValue", "hi", ValueClass::String);
  row(R"({"count":"5"})", "count", "google.protobuf.Int64Value", "5", ValueClass::Number);
  row(R"({"mask":"a,b.c"})", "mask", "google.protobuf.FieldMask", "a,b.c", ValueClass::String);
  row(R"({"right":3})", "right", "int32", "3", ValueClass::Number);
}

void TstFieldTree::valuesByType() {
  QFETCH(QString, json);
  QFETCH(QString, name);
  QFETCH(QString, type);
  QFETCH(QString, value);
  QFETCH(int, valueClass);
  const FieldTree tree = treeOf(json.toUtf8().constData());
  QCOMPARE(tree.root.typeName, kItem);
  QCOMPARE(tree.root.children.size(), std::size_t{1});
  const FieldNode& node = tree.root.children[0];
  QCOMPARE(QString::fromStdString(node.name), name);
  QCOMPARE(QString::fromStdString(node.typeName), type);
  QCOMPARE(QString::fromStdString(node.value), value);
  QCOMPARE(static_cast<int>(node.valueClass), valueClass);
  QVERIFY(node.known && !tree.malformed && !tree.truncated);
  QCOMPARE(node.begin, 0U);
  QCOMPARE(node.end, wire_.size());
}

void TstFieldTree::rangesPointIntoThePayload() {
  const FieldTree tree = treeOf(R"({"sku":"abc","parts":[{"sku":"xyz"}],"onHand":5})");
  QVERIFY(rangesAreSound(tree.root));
  const FieldNode& inner = *child(*child(tree.root, "parts"), "sku");
  QCOMPARE(wire_.substr(inner.begin, inner.end - inner.begin), "\x0a\x03xyz");
}

void TstFieldTree::repeatedAndPacked() {
  const FieldTree tree = treeOf(R"({"tags":["a","b"],"numbers":[1,300,-1]})");
  QCOMPARE(child(tree.root, "tags", 1)->value, "b");
  QCOMPARE(child(tree.root, "numbers", 2)->value, "-1");
  const std::string wire = "\x6a\x04\x01\xac\x02\x07";
  const FieldTree packed = decodeTree(*schema_, kItem, wire);
  QCOMPARE(packed.root.children.size(), std::size_t{3});
  const FieldNode& second = *child(packed.root, "numbers", 1);
  QCOMPARE(second.value, "300");
  QCOMPARE(wire.substr(second.begin, second.end - second.begin), "\xac\x02");
  const FieldTree unpacked = decodeTree(*schema_, kItem, "\x68\x01\x68\x02");
  QCOMPARE(child(unpacked.root, "numbers", 1)->value, "2");
}

void TstFieldTree::mapsAndNestedMessages() {
  const FieldTree tree = treeOf(R"({"stock":{"x":7},"parts":[{"parts":[{"onHand":1}]}]})");
  const FieldNode& entry = *child(tree.root, "stock");
  QCOMPARE(entry.typeName, "map<string, int32>");
  QCOMPARE(child(entry, "key")->value, "x");
  QCOMPARE(child(entry, "value")->value, "7");
  QCOMPARE(child(entry, "key")->number, 0U);
  QCOMPARE(child(*child(*child(tree.root, "parts"), "parts"), "on_hand")->value, "1");
}

void TstFieldTree::anyIsOpened() {
  const FieldTree tree =
      treeOf(R"({"extra":{"@type":"type.googleapis.com/acme.shop.v1.GetRequest","sku":"inside"}})");
  const FieldNode& any = *child(tree.root, "extra");
  QCOMPARE(any.value, "acme.shop.v1.GetRequest");
  const FieldNode& content = *child(any, "value");
  QCOMPARE(content.typeName, "acme.shop.v1.GetRequest");
  QCOMPARE(child(content, "sku")->value, "inside");
  QVERIFY(rangesAreSound(tree.root));
}

void TstFieldTree::withoutSchema() {
  (void)treeOf(
      R"({"sku":"A-17","onHand":150,"parts":[{"sku":"nested","onHand":1}],"blob":"/wD/","ratio":1.5,"fixed":7})");
  const FieldTree tree = decodeTree(*schema_, "acme.Nope", wire_);
  QVERIFY(tree.root.typeName.empty() && !tree.root.known);
  const auto& fields = tree.root.children;
  QCOMPARE(fields.size(), std::size_t{6});
  QCOMPARE(fields[0].typeName, "string");
  QCOMPARE(fields[0].value, "A-17");
  QVERIFY(!fields[0].known && fields[0].name.empty());
  QCOMPARE(fields[0].number, 1U);
  QCOMPARE(fields[1].typeName, "varint");
  QCOMPARE(fields[1].value, "150");
  QCOMPARE(fields[2].typeName, "message");
  QCOMPARE(fields[2].children.size(), std::size_t{2});
  QCOMPARE(fields[2].children[0].value, "nested");
  QCOMPARE(fields[3].typeName, "bytes");
  QCOMPARE(fields[3].value, "ff00ff");
  QCOMPARE(fields[4].typeName, "fixed64");
  QCOMPARE(fields[4].value, "1.5");
  QCOMPARE(fields[5].typeName, "fixed32");
  const FieldTree group = decodeTree(*schema_, "", "\x0b\x10\x05\x0c");
  QCOMPARE(group.root.children.at(0).typeName, "group");
  QCOMPARE(group.root.children.at(0).children.at(0).number, 2U);
}

void TstFieldTree::unknownFieldsOfAKnownType() {
  const FieldTree tree = decodeTree(*schema_, kItem, "\x0a\x01x\xf8\x07\x05\x08\x01");
  QCOMPARE(tree.root.children.size(), std::size_t{3});
  QVERIFY(tree.root.children[0].known);
  QVERIFY(!tree.root.children[1].known);
  QVERIFY(!tree.root.children[2].known);  // sku is no varint
  QVERIFY(!tree.malformed);
}

void TstFieldTree::drift_data() {
  QTest::addColumn<QByteArray>("wire");
  QTest::addColumn<int>("node");
  QTest::addColumn<int>("drift");
  QTest::addColumn<QString>("subject");
  const auto row = [](const char* name, std::string_view wire, int node, Drift drift, const char* subject) {
    QTest::newRow(name) << QByteArray(wire.data(), static_cast<qsizetype>(wire.size())) << node
                        << static_cast<int>(drift) << QString::fromLatin1(subject);
  };
  row("unknown field", "\x0a\x01x\xf8\x07\x05", 1, Drift::UnknownField, "");
  row("other wire type", "\x08\x01", 0, Drift::WireType, "sku string");
  row("message as number", "\x28\x01", 0, Drift::WireType, "parts acme.shop.v1.Item");
  row("enum value", "\x30\x07", 0, Drift::EnumValue, "");
  row("not UTF-8", "\x0a\x02\xc3\x28", 0, Drift::NotUtf8, "");
  row("map key not UTF-8", "\x22\x03\x0a\x01\xff", 0, Drift::NotUtf8, "");
  row("singular twice", "\x0a\x01x\x0a\x01y\x0a\x01z", 1, Drift::SingularTwice, "");
  row("two of a oneof", "\xc2\x01\x01x\xc8\x01\x05", 1, Drift::OneofTwice, "left");
}

void TstFieldTree::drift() {
  QFETCH(QByteArray, wire);
  QFETCH(int, node);
  QFETCH(int, drift);
  QFETCH(QString, subject);
  const FieldTree tree =
      decodeTree(*schema_, kItem, {wire.constData(), static_cast<std::size_t>(wire.size())});
  QCOMPARE(tree.drifts, 1U);
  const FieldNode* found = &tree.root.children.at(static_cast<std::size_t>(node));
  if (found->drifts.empty()) found = &found->children.at(0);
  QCOMPARE(found->drifts.size(), std::size_t{1});
  QCOMPARE(static_cast<int>(found->drifts[0].drift), drift);
  QCOMPARE(QString::fromStdString(found->drifts[0].subject), subject);
  // Without a schema there is nothing to depart from.
  QCOMPARE(decodeTree(*schema_, "", {wire.constData(), static_cast<std::size_t>(wire.size())}).drifts, 0U);
}

void TstFieldTree::requiredFields() {
  const auto schema = Schema::build(protoSet({{"r.proto", R"(syntax = "proto2";
      message R { required string a = 1; required int32 b = 2; optional R c = 3; })"}}));
  const FieldTree whole = decodeTree(**schema, "R", "\x0a\x01x\x10\x05");
  QCOMPARE(whole.drifts, 0U);
  const FieldTree tree = decodeTree(**schema, "R", "\x0a\x01x\x1a\x02\x10\x01");
  QCOMPARE(tree.drifts, 2U);
  QCOMPARE(tree.root.drifts, (std::vector<DriftMark>{{Drift::RequiredMissing, "b"}}));
  QCOMPARE(tree.root.children[1].drifts, (std::vector<DriftMark>{{Drift::RequiredMissing, "a"}}));
  // What was cut off may have had it.
  QCOMPARE(decodeTree(**schema, "R", "\x0a\x05x").drifts, 0U);
}

void TstFieldTree::bytesOfAField() {
  const std::string wire = "\x2a\x08\x0a\x01x\x6a\x03\x01\xac\x02";  // parts {sku, numbers (packed)}
  const FieldTree tree = decodeTree(*schema_, kItem, wire);
  const FieldNode& part = tree.root.children.at(0);
  QCOMPARE(fieldBytes(wire, tree.root, part), std::string_view(wire));
  QCOMPARE(fieldBytes(wire, part, part.children.at(0)), "\x0a\x01x");
  QCOMPARE(fieldBytes(wire, part, part.children.at(2)), "\x6a\x03\x01\xac\x02");
  QVERIFY(fieldBytes(wire, tree.root, FieldNode()).empty());
  QVERIFY(fieldBytes("", tree.root, part).empty());
}

void TstFieldTree::bounds() {
  std::string nested;
  for (int i = 0; i < 300; ++i) nested = "\x2a" + std::string(nested.size() < 128 ? 1 : 2, '\0') + nested;
  TreeLimits limits;
  limits.nodes = 50;
  const std::string many(1000, '\x68');  // alternating tag and value
  const FieldTree cut = decodeTree(*schema_, kItem, many, limits);
  QVERIFY(cut.truncated);
  QCOMPARE(cut.root.children.size(), std::size_t{50});
  std::string deep = "\x0a\x01x";
  for (int i = 0; i < 120; ++i) {
    std::string size(1, static_cast<char>(deep.size() & 127));
    if (deep.size() >= 128)
      size =
          std::string(1, static_cast<char>((deep.size() & 127) | 128)) + static_cast<char>(deep.size() >> 7);
    deep = "\x2a" + size + deep;
  }
  QVERIFY(decodeTree(*schema_, kItem, deep).truncated);
  limits = {};
  limits.valueBytes = 10;
  const std::string text =
      "\x0a\x0e"
      "12345678\xc3\xa4"
      "end!";
  QCOMPARE(decodeTree(*schema_, kItem, text, limits).root.children.at(0).value,
           "12345678\xc3\xa4\xe2\x80\xa6");
  limits.valueBytes = 9;
  QCOMPARE(decodeTree(*schema_, kItem, text, limits).root.children.at(0).value, "12345678\xe2\x80\xa6");
}

void TstFieldTree::damage() {
  const FieldTree tree = decodeTree(*schema_, kItem, "\x0a\x01x\x10\xff");
  QVERIFY(tree.malformed);
  QCOMPARE(tree.malformedAt, 3U);
  QCOMPARE(tree.root.children.size(), std::size_t{1});
  const FieldTree inner = decodeTree(*schema_, kItem, "\x2a\x02\x0a\x05\x10\x07");
  QVERIFY(inner.malformed);
  QCOMPARE(inner.malformedAt, 2U);
  QCOMPARE(child(inner.root, "on_hand")->value, "7");
  QVERIFY(!decodeTree(*schema_, kItem, "").malformed);
}

void TstFieldTree::previews() {
  // The meta-object compiler does not read raw strings within macros.
  const FieldTree flat = treeOf(R"({"sku":"A-17","onHand":40})");
  const FieldTree nested = treeOf(R"({"parts":[{"sku":"q\"\n"}],"when":"2026-08-09T10:11:12Z"})");
  QCOMPARE(preview(flat), "sku: \"A-17\" on_hand: 40");
  QCOMPARE(preview(nested), "parts: {sku: \"q\\\"\\n\"} when: 2026-08-09T10:11:12Z");
  QCOMPARE(preview(decodeTree(*schema_, "", "\x08\x05")), "1: 5");
  const std::string cut = preview(treeOf(R"({"sku":"äääääääääääääääääää"})"), 20);
  QVERIFY(cut.size() <= 20);
  QVERIFY(cut.ends_with("\xe2\x80\xa6"));
  QVERIFY(preview(FieldTree{}).empty());
}

void TstFieldTree::randomBytesNeverCrash() {
  std::mt19937 random(31);
  (void)treeOf(
      R"({"sku":"A","parts":[{"sku":"b","stock":{"k":1}}],"numbers":[1,2],"extra":{"@type":"x/acme.shop.v1.Item","sku":"i"},
                   "when":"2026-08-09T10:11:12Z","free":{"a":[1]},"note":"n","mask":"a","took":"1s"})");
  for (int round = 0; round < 5000; ++round) {
    std::string bytes = wire_;
    if (round % 2 == 0) {
      for (std::size_t i = 0; i < 1 + random() % 5; ++i)
        bytes[random() % bytes.size()] = static_cast<char>(random());
    } else {
      bytes.assign(random() % 60, '\0');
      for (char& c : bytes) c = static_cast<char>(random());
    }
    for (const std::string_view type : {kItem, std::string_view()}) {
      const FieldTree tree = decodeTree(*schema_, type, bytes);
      QVERIFY(rangesAreSound(tree.root));
      QVERIFY(preview(tree, 100).size() <= 100);
    }
  }
}

QTEST_APPLESS_MAIN(TstFieldTree)
#include "tst_field_tree.moc"
