// SPDX-License-Identifier: GPL-3.0-or-later
// Schemas from descriptor sets and from files on disk: lookups, errors with their place, merging, hostile
// sets.
#include <QTemporaryDir>
#include <fstream>
#include <random>

#include <QtTest/QtTest>
#include <google/protobuf/descriptor.h>

#include "bridge/schema/registry.h"
#include "tests/support/proto_text.h"

using namespace bascule;
using namespace bascule::schema;
using namespace bascule::testing;

class TstRegistry : public QObject {
  Q_OBJECT
 private slots:
  void methods();
  void wellKnownTypes();
  void serializedRoundTrip();
  void invalidSets_data();
  void invalidSets();
  void builtinFilesWin();
  void vendoredCopyUnderAnotherName();
  void longImportChain();
  void mutatedSetsNeverCrash();
  void descriptorSetBytes();
  void mergeKeepsTheFirst();
  void sourcesFromFolder();
  void sourcesFromFileAndProtoPath();
  void sourceErrorsNameThePlace();
  void unusableSources();

 private:
  static std::string write(const QTemporaryDir& dir, const std::string& name, const std::string& text) {
    const std::filesystem::path path = std::filesystem::path(dir.path().toStdString()) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
};

void TstRegistry::methods() {
  const auto schema = shopSchema();
  QVERIFY(schema != nullptr);
  QCOMPARE(schema->methods().size(), std::size_t{4});
  const MethodInfo* get = schema->method("/acme.shop.v1.ShopService/Get");
  QVERIFY(get != nullptr);
  QCOMPARE(get->service, "acme.shop.v1.ShopService");
  QCOMPARE(get->name, "Get");
  QVERIFY(get->noSideEffects && get->kind == rpc::Kind::Unary);
  QCOMPARE(get->requestType, "acme.shop.v1.GetRequest");
  QCOMPARE(get->responseType, "acme.shop.v1.Item");
  QVERIFY(schema->method("/acme.shop.v1.ShopService/Watch")->kind == rpc::Kind::ServerStream);
  QVERIFY(schema->method("/acme.shop.v1.ShopService/Upload")->kind == rpc::Kind::ClientStream);
  QVERIFY(schema->method("/acme.shop.v1.ShopService/Chat")->kind == rpc::Kind::Bidi);
  QVERIFY(!schema->method("/acme.shop.v1.ShopService/Chat")->noSideEffects);
  for (const char* path : {"", "/", "acme.shop.v1.ShopService/Get", "/acme.shop.v1.ShopService/get"}) {
    QVERIFY(schema->method(path) == nullptr);
  }
  QVERIFY(schema->message("acme.shop.v1.Item") != nullptr);
  QVERIFY(schema->message("acme.shop.v1.State") == nullptr);
  QVERIFY(!schema->empty());
}

void TstRegistry::wellKnownTypes() {
  const auto schema = Schema::wellKnown();
  QVERIFY(schema->empty());
  QVERIFY(schema->serialized().empty());
  for (const char* name :
       {"google.protobuf.Any", "google.protobuf.Timestamp", "google.protobuf.Struct",
        "google.protobuf.StringValue", "google.protobuf.FileDescriptorProto", "google.protobuf.Api",
        "google.rpc.Status", "google.rpc.BadRequest", "google.rpc.ErrorInfo"}) {
    QVERIFY2(schema->message(name) != nullptr, name);
  }
  QVERIFY(shopSchema()->message("google.rpc.RetryInfo") != nullptr);
}

void TstRegistry::serializedRoundTrip() {
  const auto schema = shopSchema();
  const auto again = schemaFromDescriptorSet(schema->serialized(), "session");
  QVERIFY(again.has_value());
  QCOMPARE((*again)->serialized(), schema->serialized());
  QCOMPARE((*again)->methods().size(), schema->methods().size());
  QVERIFY(schema->serialized().find("google/protobuf/struct.proto") !=
          std::string::npos);  // as an import only
  google::protobuf::FileDescriptorSet set;
  QVERIFY(set.ParseFromString(schema->serialized()));
  QCOMPARE(set.file_size(), 1);
}

void TstRegistry::invalidSets_data() {
  QTest::addColumn<QByteArray>("set");
  QTest::addColumn<QString>("says");
  const auto row = [](const char* name, const std::vector<std::pair<std::string, std::string>>& files,
                      const char* says) {
    QTest::newRow(name) << QByteArray::fromStdString(protoSet(files).SerializeAsString()) << QString(says);
  };
  const std::string head = "syntax = \"proto3\";";
  row("missing import", {{"a.proto", head + "import \"b.proto\";"}},
      "a.proto: the import b.proto is missing");
  row("imports itself", {{"a.proto", head + "import \"a.proto\";"}}, "a.proto: imports itself");
  row("imports in a circle",
      {{"a.proto", head + "import \"b.proto\";"}, {"b.proto", head + "import \"a.proto\";"}},
      "imports itself");
  row("unknown type", {{"a.proto", head + "message M { Nope n = 1; }"}},
      "a.proto: M.n: \"Nope\" is not defined");
  row("same type twice", {{"a.proto", head + "message M {}"}, {"b.proto", head + "message M {}"}},
      "b.proto: M: ");
  row("number twice", {{"a.proto", head + "message M { int32 a = 1; int32 b = 1; }"}}, "a.proto: M");
}

void TstRegistry::invalidSets() {
  QFETCH(QByteArray, set);
  QFETCH(QString, says);
  google::protobuf::FileDescriptorSet files;
  QVERIFY(files.ParseFromString(set.toStdString()));
  const auto schema = Schema::build(files);
  QVERIFY(!schema.has_value());
  QCOMPARE(schema.error().cause, "schema_invalid");
  QVERIFY2(schema.error().message.find(says.toStdString()) != std::string::npos,
           schema.error().message.c_str());
}

void TstRegistry::builtinFilesWin() {
  const auto schema = Schema::build(
      protoSet({{"google/protobuf/any.proto",
                 "syntax = \"proto3\"; package google.protobuf; message Any { int32 evil = 1; }"},
                {"m.proto",
                 "syntax = \"proto3\"; import \"google/protobuf/any.proto\"; message M { google.protobuf.Any "
                 "a = 1; }"}}));
  QVERIFY(schema.has_value());
  QCOMPARE((*schema)->message("google.protobuf.Any")->field(0)->name(), "type_url");
}

void TstRegistry::vendoredCopyUnderAnotherName() {
  const auto schema = Schema::build(
      protoSet({{"third_party/status.proto",
                 "syntax = \"proto3\"; package google.rpc; message Status { int32 code = 1; }"}}));
  QVERIFY(schema.has_value());
  QCOMPARE((*schema)->message("google.rpc.Status")->field_count(), 1);
  QVERIFY((*schema)->message("google.rpc.BadRequest") != nullptr);
}

void TstRegistry::longImportChain() {
  std::vector<std::pair<std::string, std::string>> files;
  for (int i = 0; i < 5000; ++i) {
    files.emplace_back(
        "f" + std::to_string(i),
        "syntax = \"proto3\";" + (i < 4999 ? "import \"f" + std::to_string(i + 1) + "\";" : ""));
  }
  QVERIFY(Schema::build(protoSet(files)).has_value());
}

void TstRegistry::mutatedSetsNeverCrash() {
  const std::string good = shopSchema()->serialized();
  std::mt19937 random(17);
  int built = 0;
  for (int round = 0; round < 500; ++round) {
    std::string bytes = good;
    for (std::size_t i = 0; i < 1 + random() % 8; ++i)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    if (random() % 4 == 0) bytes.resize(random() % bytes.size());
    built += schemaFromDescriptorSet(bytes, "fuzz").has_value() ? 1 : 0;
  }
  QVERIFY(built < 500);
}

void TstRegistry::descriptorSetBytes() {
  const auto garbage = schemaFromDescriptorSet("\xff\xff\xff", "x.binpb");
  QCOMPARE(garbage.error().cause, "schema_invalid");
  QVERIFY(garbage.error().message.starts_with("x.binpb: "));
  QVERIFY((*schemaFromDescriptorSet("", "empty"))->empty());
}

void TstRegistry::mergeKeepsTheFirst() {
  const std::string head = "syntax = \"proto3\"; ";
  const auto first = Schema::build(protoSet({{"local/a.proto", head + "message A { int32 mine = 1; }"}}));
  const auto second =
      Schema::build(protoSet({{"a.proto", head + "message A { int32 theirs = 1; }"},
                              {"uses.proto", head + "import \"a.proto\"; message U { A a = 1; }"},
                              {"b.proto", head + "message B {} service S { rpc M(B) returns (B); }"}}));
  const auto merged = merge(*first, *second);
  QVERIFY(merged.has_value());
  QCOMPARE((*merged)->message("A")->field(0)->name(), "mine");
  QVERIFY((*merged)->message("B") != nullptr);
  QVERIFY((*merged)->method("/S/M") != nullptr);
  QVERIFY((*merged)->message("U") == nullptr);  // its file needs the clashing one
  QCOMPARE((*merge(Schema::wellKnown(), *second))->methods().size(), std::size_t{1});
}

void TstRegistry::sourcesFromFolder() {
  QTemporaryDir dir;
  write(dir, "acme/shop/v1/shop.proto", kShopProto);
  write(dir, "acme/other.proto",
        "syntax = \"proto3\"; import \"acme/shop/v1/shop.proto\"; import \"google/rpc/status.proto\";"
        "message Other { acme.shop.v1.Item item = 1; google.rpc.Status status = 2; }");
  write(dir, ".git/hidden.proto", "not proto at all");
  write(dir, "notes.txt", "nothing");
  std::vector<SourceProblem> problems;
  const auto schema = loadSources({{dir.path().toStdString()}, {}}, &problems);
  QVERIFY2(schema.has_value(), schema ? "" : schema.error().message.c_str());
  QVERIFY(problems.empty());
  QVERIFY((*schema)->message("Other") != nullptr);
  QCOMPARE((*schema)->methods().size(), std::size_t{4});
  QVERIFY((*schema)->method("/acme.shop.v1.ShopService/Get")->noSideEffects);
}

void TstRegistry::sourcesFromFileAndProtoPath() {
  QTemporaryDir dir;
  const std::string file = write(
      dir, "api/one.proto", "syntax = \"proto3\"; import \"common/two.proto\"; message One { Two t = 1; }");
  write(dir, "lib/common/two.proto", "syntax = \"proto3\"; message Two {}");
  const std::string root = dir.path().toStdString();
  QVERIFY(loadSources({{file}, {root + "/api", root + "/lib"}}).has_value());
  const auto missing = loadSources({{file}, {}});
  QVERIFY(!missing.has_value());
  QVERIFY2(missing.error().message.find("one.proto:1:20: ") != std::string::npos,
           missing.error().message.c_str());
  const std::string set = write(dir, "set.binpb", shopSchema()->serialized());
  const auto both = loadSources({{set, root + "/lib"}, {}});
  QVERIFY2(both.has_value(), both ? "" : both.error().message.c_str());
  QVERIFY((*both)->message("acme.shop.v1.Item") != nullptr && (*both)->message("Two") != nullptr);
}

void TstRegistry::sourceErrorsNameThePlace() {
  QTemporaryDir dir;
  write(dir, "bad.proto", "syntax = \"proto3\";\nmessage M {\n  int32 a = ;\n  Nope b = 2\n}\n");
  std::vector<SourceProblem> problems;
  const auto schema = loadSources({{dir.path().toStdString()}, {}}, &problems);
  QVERIFY(!schema.has_value());
  QCOMPARE(schema.error().cause, "schema_invalid");
  QVERIFY2(schema.error().message.starts_with("bad.proto:3:13: "), schema.error().message.c_str());
  QVERIFY(problems.size() >= 2);
  QCOMPARE(problems[0].line, 3);
  QCOMPARE(problems[0].file, "bad.proto");
  write(dir, "bad.proto", "syntax = \"proto3\";\nmessage M {\n  Nope b = 2;\n}\n");
  QVERIFY(loadSources({{dir.path().toStdString()}, {}}).error().message.starts_with("bad.proto:3:3: "));
}

void TstRegistry::unusableSources() {
  QTemporaryDir dir;
  const std::string root = dir.path().toStdString();
  QCOMPARE(loadSources({{root + "/nothing.proto"}, {}}).error().cause, "schema_unreadable");
  QCOMPARE(loadSources({{root}, {root + "/nowhere"}}).error().cause, "schema_unreadable");
  QCOMPARE(loadSources({{write(dir, "x.txt", "")}, {}}).error().cause, "schema_invalid");
  QCOMPARE(loadSources({{write(dir, "x.binpb", "\xff\xff")}, {}}).error().cause, "schema_invalid");
  const std::string outside = write(dir, "out.proto", "syntax = \"proto3\";");
  write(dir, "roots/in.proto", "syntax = \"proto3\";");
  QCOMPARE(loadSources({{outside}, {root + "/roots"}}).error().cause, "schema_unreadable");
}

QTEST_APPLESS_MAIN(TstRegistry)
#include "tst_registry.moc"
