// SPDX-License-Identifier: GPL-3.0-or-later
// Readings of fields without schema: which are plausible, how choices become a schema, and that the `.proto`
// made of them says the same to our own import and to protoc.
#include <QProcess>
#include <QTemporaryDir>
#include <fstream>

#include <QtTest/QtTest>

#include "bridge/schema/field_tree.h"
#include "bridge/schema/overlay.h"
#include "bridge/schema/transcoder.h"
#include "bridge/schema/tree_json.h"
#include "tests/support/proto_text.h"

using namespace bascule;
using namespace bascule::schema;
using namespace bascule::testing;

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kPath = "/acme.pay.v1.PayService/Charge";
const std::string kRequest = ownerOf(kPath, true);
const std::string kResponse = ownerOf(kPath, false);

// 1: varint 150; 2: "abc"; 3: {1: "nested", 2: -2 as zigzag} twice; 4: packed 1, 300; 5: double 1.5;
// 6: float 0.25; 7: varint 2; 8: nobody chooses it.
constexpr std::string_view kWire =
    "\x08\x96\x01"
    "\x12\x03"
    "abc"
    "\x1a\x0a\x0a\x06nested\x10\x03"
    "\x1a\x0a\x0a\x06secund\x10\x03"
    "\x22\x03\x01\xac\x02"
    "\x29\x00\x00\x00\x00\x00\x00\xf8\x3f"
    "\x35\x00\x00\x80\x3e"
    "\x38\x02"
    "\x40\x01"sv;
std::string wire() { return std::string(kWire.data(), kWire.size()); }

Overlay someOverlay() {
  Overlay out;
  out.kinds[std::string(kPath)] = rpc::Kind::ServerStream;
  out.fields[{kRequest, {1}}] = {Reading::Sint64, "amount"};
  out.fields[{kRequest, {2}}] = {Reading::String, "currency"};
  out.fields[{kRequest, {3}}] = {Reading::Message, "lines", true};
  out.fields[{kRequest, {3, 1}}] = {Reading::String, "sku"};
  out.fields[{kRequest, {3, 2}}] = {Reading::Sint64};
  out.fields[{kRequest, {4}}] = {Reading::PackedUint64, "steps"};
  out.fields[{kRequest, {5}}] = {Reading::Double, "rate"};
  out.fields[{kRequest, {6}}] = {Reading::Float, "share"};
  out.fields[{kRequest, {7}}] = {Reading::Enum, "state", false, {{2, "PAID"}}};
  return out;
}

const FieldNode* child(const FieldNode& node, std::string_view name, int skip = 0) {
  for (const FieldNode& c : node.children) {
    if (c.name == name && skip-- == 0) return &c;
  }
  return nullptr;
}

std::vector<std::string> texts(std::string_view field) {
  std::vector<std::string> out;
  for (const ReadValue& value : plausibleReadings(field))
    out.push_back(std::string(name(value.reading)) + " " + value.value);
  return out;
}

void write(const QString& file, const std::string& text) {
  QVERIFY(QDir().mkpath(QFileInfo(file).path()));
  std::ofstream(file.toStdString(), std::ios::binary) << text;
}

}  // namespace

class TstOverlay : public QObject {
  Q_OBJECT
 private slots:
  void plausibleReadings_data();
  void plausibleReadings();
  void readingsHaveNames();
  void groupsDamageAndLargeFields();
  void aMethodWithoutSchema();
  void aFieldThatASchemaLacks();
  void whatTheSchemaSaysStays();
  void namesThatClash();
  void linesComeBack();
  void linesThatAreNone();
  void exportCompilesAndDecodesTheSame();
  void exportOfAnExtendedFile();
  void jsonWithoutSchema();
  void hostileOverlaysNeverFail();
};

void TstOverlay::plausibleReadings_data() {
  QTest::addColumn<QByteArray>("field");
  QTest::addColumn<QStringList>("readings");
  const auto row = [](const char* name, std::string_view field, const QStringList& readings) {
    QTest::newRow(name) << QByteArray(field.data(), static_cast<qsizetype>(field.size())) << readings;
  };
  row("small varint", {"\x08\x01", 2}, {"uint64 1", "int64 1", "sint64 -1", "bool true", "enum 1"});
  row("varint", "\x08\x96\x01", {"uint64 150", "int64 150", "sint64 75", "enum 150"});
  row("negative", "\x08\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01",
      {"int64 -2", "uint64 18446744073709551614", "sint64 9223372036854775807", "enum -2"});
  row("wide", "\x08\x80\x80\x80\x80\x80\x80\x01",
      {"uint64 4398046511104", "int64 4398046511104", "sint64 2199023255552"});
  row("fixed32", {"\x0d\x07\x00\x00\x00", 5}, {"fixed32 7", "sfixed32 7", "float 1e-44"});
  row("float", {"\x0d\x00\x00\xc0\xbf", 5}, {"float -1.5", "fixed32 3217031168", "sfixed32 -1077936128"});
  row("fixed64", {"\x09\x05\x00\x00\x00\x00\x00\x00\x00", 9}, {"fixed64 5", "sfixed64 5", "double 2.5e-323"});
  row("double", {"\x09\x00\x00\x00\x00\x00\x00\xf8\x3f", 9},
      {"double 1.5", "fixed64 4609434218613702656", "sfixed64 4609434218613702656"});
  row("text", "\x0a\x03\x61\x62\x63",
      {"string abc", "bytes 616263", "repeated uint64 [97, 98, 99]", "repeated int64 [97, 98, 99]",
       "repeated sint64 [-49, 49, -50]"});
  row("message", "\x0a\x05\x0a\x03\x61\x62\x63",
      {"message 1: \"abc\"", "bytes 0a03616263", "repeated uint64 [10, 3, 97, 98, 99]",
       "repeated int64 [10, 3, 97, 98, 99]", "repeated sint64 [5, -2, -49, 49, -50]"});
  row("empty", {"\x0a\x00", 2}, {"bytes ", "message ", "string "});
  row("packed", {"\x0a\x04\x00\x00\x80\x3f", 6},
      {"bytes 0000803f", "repeated uint64 [0, 0, 8064]", "repeated int64 [0, 0, 8064]",
       "repeated sint64 [0, 0, 4032]", "repeated float [1]", "repeated fixed32 [1065353216]",
       "repeated sfixed32 [1065353216]"});
}

void TstOverlay::plausibleReadings() {
  QFETCH(QByteArray, field);
  QFETCH(QStringList, readings);
  const auto all = texts({field.constData(), static_cast<std::size_t>(field.size())});
  QStringList found;
  for (const std::string& text : all) found += QString::fromStdString(text);
  QCOMPARE(found, readings);
}

void TstOverlay::readingsHaveNames() {
  for (int i = 0; i < kReadings; ++i) {
    const auto reading = static_cast<Reading>(i);
    QCOMPARE(readingFromName(name(reading)), reading);
    QCOMPARE(isPacked(reading), name(reading).starts_with("repeated "));
  }
  QVERIFY(!readingFromName("int32"));
}

void TstOverlay::groupsDamageAndLargeFields() {
  QVERIFY(texts("\x0b\x10\x05\x0c").empty());
  QVERIFY(texts("\x0a\x05x").empty());
  QVERIFY(texts("").empty());
  std::string large = "\x0a\x80\x80\x08" + std::string(128 * 1024, 'x');
  QCOMPARE(texts(large), (std::vector<std::string>{"message ", "string ", "bytes "}));
}

void TstOverlay::aMethodWithoutSchema() {
  const SchemaPtr schema = withOverlay(shopSchema(), someOverlay());
  const MethodInfo* method = schema->method(kPath);
  QVERIFY(method != nullptr && method->assumed);
  QCOMPARE(method->kind, rpc::Kind::ServerStream);
  QCOMPARE(method->requestType, "acme.pay.v1.ChargeRequest");
  const std::string bytes = wire();
  const FieldTree tree = decodeTree(*schema, method->requestType, bytes);
  QVERIFY(!tree.malformed);
  QCOMPARE(child(tree.root, "amount")->value, "75");
  QVERIFY(child(tree.root, "amount")->chosen);
  QCOMPARE(child(*child(tree.root, "lines", 1), "sku")->value, "secund");
  QCOMPARE(child(*child(tree.root, "lines"), "field_2")->value, "-2");
  QCOMPARE(child(tree.root, "steps", 1)->value, "300");
  QCOMPARE(child(tree.root, "rate")->value, "1.5");
  QCOMPARE(child(tree.root, "share")->value, "0.25");
  QCOMPARE(child(tree.root, "state")->value, "PAID");
  const FieldNode& last = tree.root.children.back();
  QVERIFY(!last.known && last.number == 8);
  QCOMPARE(tree.drifts, 0U);  // there is no schema to depart from
  // Another schema's own methods are as they were.
  QVERIFY(!schema->method("/acme.shop.v1.ShopService/Get")->assumed);
  QVERIFY(schema->message("acme.shop.v1.Item") != nullptr);
}

void TstOverlay::aFieldThatASchemaLacks() {
  Overlay overlay;
  overlay.fields[{"acme.shop.v1.Item", {120}}] = {Reading::String, "colour"};
  overlay.fields[{"acme.shop.v1.Item", {121, 1}}] = {Reading::Bool, "fragile"};
  const SchemaPtr schema = withOverlay(shopSchema(), overlay);
  const std::string wire = "\x0a\x01x\xc2\x07\x03red\xca\x07\x02\x08\x01";
  const FieldTree tree = decodeTree(*schema, "acme.shop.v1.Item", wire);
  QCOMPARE(child(tree.root, "colour")->value, "red");
  QVERIFY(child(tree.root, "colour")->chosen && !child(tree.root, "sku")->chosen);
  QCOMPARE(child(*child(tree.root, "field_121"), "fragile")->value, "true");
  QCOMPARE(tree.drifts, 0U);
  QCOMPARE(decodeTree(*schema, "acme.shop.v1.Item", "\xd2\x07\x01x").drifts, 1U);  // 122
  QCOMPARE(protoToJson(*schema, "acme.shop.v1.Item", wire).value(),
           R"({"sku":"x","colour":"red","field121":{"fragile":true}})");
  QVERIFY(schema->method("/acme.shop.v1.ShopService/Get") != nullptr);
}

void TstOverlay::whatTheSchemaSaysStays() {
  Overlay overlay;
  overlay.fields[{"acme.shop.v1.Item", {1}}] = {Reading::Bytes, "other"};
  overlay.fields[{"google.protobuf.Timestamp", {9}}] = {Reading::String, "zone"};
  overlay.fields[{"acme.shop.v1.Nope", {1}}] = {Reading::Bool};
  overlay.fields[{ownerOf("/acme.shop.v1.ShopService/Get", true), {2}}] = {Reading::Bool};
  const SchemaPtr schema = withOverlay(shopSchema(), overlay);
  QCOMPARE(schema->serialized(), shopSchema()->serialized());
  QVERIFY(protosOf(*schema).empty());
  QCOMPARE(withOverlay(schema, {}), schema);
  // A method the service lacks joins it.
  overlay = {};
  overlay.fields[{ownerOf("/acme.shop.v1.ShopService/Ship", true), {1}}] = {Reading::String, "sku"};
  const SchemaPtr joined = withOverlay(shopSchema(), overlay);
  QVERIFY(joined->method("/acme.shop.v1.ShopService/Ship")->assumed);
  QVERIFY(joined->method("/acme.shop.v1.ShopService/Get") != nullptr);
}

void TstOverlay::namesThatClash() {
  Overlay overlay;
  overlay.fields[{"acme.shop.v1.Item", {120}}] = {Reading::String, "onHand"};  // on_hand is there
  overlay.fields[{"acme.shop.v1.Item", {121}}] = {Reading::Message, "Sku"};
  overlay.fields[{"acme.shop.v1.Item", {122}}] = {
      Reading::Enum, "state_2", false, {{0, "NONE"}, {3, "NONE"}}};
  overlay.fields[{"acme.shop.v1.Item", {123}}] = {Reading::Message, "Line"};
  const std::string path = "/acme.shop.v1.OtherService/Get";
  overlay.fields[{ownerOf(path, true), {1}}] = {Reading::Bool};  // GetRequest is there
  const SchemaPtr schema = withOverlay(shopSchema(), overlay);
  const FieldTree tree = decodeTree(*schema, "acme.shop.v1.Item",
                                    std::string("\xc2\x07\x01x\xca\x07\x00\xd0\x07\x03\xda\x07\x00", 13));
  QCOMPARE(tree.root.children.size(), std::size_t{4});
  for (const FieldNode& node : tree.root.children) QVERIFY2(node.chosen, node.name.c_str());
  QCOMPARE(schema->method(path)->requestType, "acme.shop.v1.OtherServiceGetRequest");
  // A field that was taken out and reserved may be sent and read all the same.
  const auto reserved = Schema::build(protoSet({{"r.proto", R"(syntax = "proto3";
      message R { reserved 2 to 9; reserved "gone"; string a = 1; })"}}));
  Overlay read;
  read.fields[{"R", {4}}] = {Reading::String, "gone"};
  const SchemaPtr again = withOverlay(*reserved, read);
  QCOMPARE(decodeTree(*again, "R", "\x22\x01x").root.children.at(0).name, "gone");
}

void TstOverlay::linesComeBack() {
  const Overlay overlay = someOverlay();
  const auto lines = linesOf(overlay);
  QCOMPARE(lines.size(), std::size_t{10});
  QCOMPARE(lines[0], "method /acme.pay.v1.PayService/Charge server");
  QCOMPARE(lines[1], "field /acme.pay.v1.PayService/Charge:request 1 sint64 amount");
  QVERIFY(overlayFromLines(lines) == overlay);
}

void TstOverlay::linesThatAreNone() {
  for (const char* line :
       {"", "field", "field X 1 string", "field X 0 string a", "field X 1. string a", "field X a string a",
        "field X 1 text a", "field X 1 string 9a", "field X 1 string a-b", "field X 1 string a sometimes",
        "field X 1 enum a 1=", "field X 1 enum a x=A", "field X 536870912 string a", "method /a/B",
        "method /a/B both"})
    QVERIFY2(overlayFromLines({line}) == Overlay(), line);
  const std::string deep = "field X 1" + [] {
    std::string out;
    for (int i = 0; i < 100; ++i) out += ".1";
    return out;
  }() + " string a";
  QVERIFY(overlayFromLines({deep}).empty());
}

void TstOverlay::exportCompilesAndDecodesTheSame() {
  const SchemaPtr schema = withOverlay(Schema::wellKnown(), someOverlay());
  const auto files = protosOf(*schema);
  QCOMPARE(files.size(), std::size_t{1});
  QCOMPARE(files[0].name, "acme/pay/v1/recorded.proto");
  QTemporaryDir folder;
  const QString file = folder.filePath(QStringLiteral("pay.proto"));
  write(file, files[0].text);

  SourceSpec spec;
  spec.paths = {file.toStdString()};
  const auto imported = loadSources(spec);
  QVERIFY2(imported, imported ? "" : imported.error().message.c_str());
  const MethodInfo* method = (*imported)->method(kPath);
  QVERIFY(method != nullptr && !method->assumed && method->kind == rpc::Kind::ServerStream);
  const std::string bytes = wire();
  QCOMPARE(protoToJson(**imported, method->requestType, bytes).value(),
           protoToJson(*schema, method->requestType, bytes).value());

  QProcess protoc;
  protoc.start(QStringLiteral("protoc"), {QStringLiteral("-I") + folder.path(),
                                          QStringLiteral("--decode=acme.pay.v1.ChargeRequest"), file});
  protoc.write(bytes.data(), static_cast<qint64>(bytes.size()));
  protoc.closeWriteChannel();
  QVERIFY2(protoc.waitForFinished(20'000) && protoc.exitCode() == 0,
           protoc.readAllStandardError().constData());
  const QByteArray decoded = protoc.readAllStandardOutput();
  QCOMPARE(QString::fromUtf8(decoded),
           QStringLiteral("amount: 75\ncurrency: \"abc\"\nlines {\n  sku: \"nested\"\n  field_2: -2\n}\n"
                          "lines {\n  sku: \"secund\"\n  field_2: -2\n}\nsteps: 1\nsteps: 300\nrate: 1.5\n"
                          "share: 0.25\nstate: PAID\n8: 1\n"));
}

void TstOverlay::exportOfAnExtendedFile() {
  const auto base = Schema::build(protoSet(
      {{"acme/common.proto", R"(syntax = "proto3"; package acme; message Money { int64 units = 1; })"},
       {"acme/order.proto", R"(syntax = "proto2"; package acme; import "acme/common.proto";
          import "google/protobuf/timestamp.proto";
          message Order { optional Money total = 1; optional google.protobuf.Timestamp at = 2; })"}}));
  Overlay overlay;
  overlay.fields[{"acme.Order", {7}}] = {Reading::PackedFloat, "weights"};
  const auto files = protosOf(*withOverlay(*base, overlay));
  QCOMPARE(files.size(), std::size_t{2});
  QTemporaryDir folder;
  for (const ProtoFile& file : files) write(folder.filePath(QString::fromStdString(file.name)), file.text);
  SourceSpec spec;
  spec.paths = {folder.path().toStdString()};
  const auto imported = loadSources(spec);
  QVERIFY2(imported, imported ? "" : imported.error().message.c_str());
  const std::string wire("\x0a\x02\x08\x05\x3a\x08\x00\x00\x80\x3f\x00\x00\x00\x40", 14);
  QCOMPARE(protoToJson(**imported, "acme.Order", wire).value(), R"({"total":{"units":"5"},"weights":[1,2]})");
  QProcess protoc;
  protoc.start(QStringLiteral("protoc"), {QStringLiteral("-I") + folder.path(), QStringLiteral("-o/dev/null"),
                                          QStringLiteral("acme/order.proto")});
  QVERIFY2(protoc.waitForFinished(20'000) && protoc.exitCode() == 0,
           protoc.readAllStandardError().constData());
}

void TstOverlay::jsonWithoutSchema() {
  const std::string bytes = wire();
  const SchemaPtr none = Schema::wellKnown();
  QCOMPARE(treeToJson(decodeTree(*none, "", bytes), bytes),
           "{\n  \"1\": 150,\n  \"2\": \"abc\",\n  \"3\": [\n    {\n      \"1\": \"nested\",\n      \"2\": "
           "3\n    },\n"
           "    {\n      \"1\": \"secund\",\n      \"2\": 3\n    }\n  ],\n  \"4\": \"AawC\",\n  \"5\": 1.5,\n"
           "  \"6\": 0.25,\n  \"7\": 2,\n  \"8\": 1\n}");
  const SchemaPtr schema = withOverlay(none, someOverlay());
  const std::string json = treeToJson(decodeTree(*schema, "acme.pay.v1.ChargeRequest", bytes), bytes);
  QVERIFY2(json.find(R"("amount": 75)") != std::string::npos, json.c_str());
  QVERIFY(json.find("\"steps\": [\n    1,\n    300\n  ]") != std::string::npos);
  QVERIFY(json.find(R"("state": "PAID")") != std::string::npos &&
          json.find(R"("8": 1)") != std::string::npos);
  QCOMPARE(treeToJson(decodeTree(*none, "", "\x08\xff\xff\xff\xff\xff\xff\xff\x7f"), {}),
           "{\n  \"1\": \"72057594037927935\"\n}");
}

void TstOverlay::hostileOverlaysNeverFail() {
  Overlay overlay = someOverlay();
  for (const char* owner :
       {"/", "//", "/a/", "/.a/B:request", "/a..b/C:request", "/a b/C:request", "", ".", "/x/Y"})
    overlay.fields[{owner, {1}}] = {Reading::String, "x"};
  overlay.fields[{kResponse, {19'000}}] = {Reading::String,
                                           "kept_for_protobuf"};  // reserved by protobuf itself
  const SchemaPtr schema = withOverlay(shopSchema(), overlay);
  QVERIFY(schema->method("/acme.shop.v1.ShopService/Get") != nullptr);
  QVERIFY(schema->method(kPath) != nullptr);
}

QTEST_APPLESS_MAIN(TstOverlay)
#include "tst_overlay.moc"
