// SPDX-License-Identifier: GPL-3.0-or-later
// Sources one by one: those in order make the schema, the others say what is wrong and where; the first to
// have a file wins.
#include <QTemporaryDir>
#include <filesystem>
#include <fstream>

#include <QtTest/QtTest>
#include <google/protobuf/descriptor.h>

#include "bridge/schema/named_sources.h"
#include "tests/support/proto_text.h"

using namespace bascule;
using namespace bascule::schema;
using namespace bascule::testing;

namespace {

const std::string kHead = "syntax = \"proto3\";\n";

}  // namespace

class TestNamedSources : public QObject {
  Q_OBJECT
 private:
  std::unique_ptr<QTemporaryDir> folder_;

  std::string path(const std::string& name) const { return folder_->path().toStdString() + "/" + name; }
  std::string write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }

 private Q_SLOTS:
  void init() { folder_ = std::make_unique<QTemporaryDir>(); }

  void aBadSourceIsLeftOutAlone() {
    const std::string good = write("good/shop.proto", kShopProto);
    const std::string bad = write("bad/bad.proto", kHead + "message M {\n  int32 a = ;\n}\n");
    const LoadedSources loaded = loadEach({{path("good"), path("bad"), path("gone.proto")}, {}});
    QCOMPARE(loaded.sources.size(), std::size_t{3});
    const SourceReport& shop = loaded.sources[0];
    QVERIFY(shop.used());
    QCOMPARE(shop.kind, SourceKind::Folder);
    QCOMPARE(shop.files, std::size_t{1});
    QCOMPARE(shop.methods, std::size_t{4});
    const SourceReport& wrong = loaded.sources[1];
    QVERIFY(!wrong.used());
    QCOMPARE(wrong.problems.front().line, 3);
    QCOMPARE(wrong.problems.front().path, std::filesystem::canonical(bad).string());
    QCOMPARE(wrong.error->cause, "schema_invalid");
    const SourceReport& gone = loaded.sources[2];
    QCOMPARE(gone.error->cause, "schema_unreadable");
    QCOMPARE(gone.problems.front().message, "no such file or folder");
    QVERIFY(loaded.schema->method("/acme.shop.v1.ShopService/Get") != nullptr);
    QCOMPARE(loaded.usedPaths(), std::vector<std::string>{path("good")});
    // All or nothing names the first that is wrong.
    std::vector<SourceProblem> problems;
    QCOMPARE(loadSources({{path("good"), path("bad")}, {}}, &problems).error().message, wrong.error->message);
    QCOMPARE(problems.size(), wrong.problems.size());
    QVERIFY(good.ends_with("shop.proto"));
  }

  void theFirstToHaveAFileWins() {
    write("new/a.proto", kHead + "message A { int32 fresh = 1; }");
    write("old/a.proto", kHead + "message A { int32 stale = 1; }");
    write("old/b.proto", kHead + "message B {}");
    const auto set = [&](const std::string& name, const std::string& field) {
      return write(
          name,
          protoSet({{"a.proto", kHead + "message A { int32 " + field + " = 1; }"}}).SerializeAsString());
    };
    const LoadedSources sets = loadEach({{set("one.binpb", "fresh"), set("two.binpb", "stale")}, {}});
    QVERIFY(sets.sources[0].shadowed.empty());
    QCOMPARE(sets.sources[1].shadowed, std::vector<std::string>{"a.proto"});
    QVERIFY(sets.sources[1].used());
    QCOMPARE(sets.schema->message("A")->field(0)->name(), "fresh");
    // Of folders the first root has the name.
    const LoadedSources folders = loadEach({{path("old"), path("new")}, {}});
    QCOMPARE(folders.schema->message("A")->field(0)->name(), "stale");
    QVERIFY(folders.schema->message("B") != nullptr);
    QCOMPARE(loadEach({{set("two.binpb", "stale"), set("one.binpb", "fresh")}, {}})
                 .schema->message("A")
                 ->field(0)
                 ->name(),
             "stale");
  }

  void theSameFileTwiceIsNoConflict() {
    const std::string file = write("shop.proto", kShopProto);
    const LoadedSources loaded = loadEach({{file, folder_->path().toStdString()}, {}});
    QVERIFY(loaded.sources[0].used() && loaded.sources[1].used());
    QVERIFY(loaded.sources[1].shadowed.empty());
    QCOMPARE(loaded.schema->methods().size(), std::size_t{4});
  }

  void whatClashesIsLeftOut() {
    const std::string first = write("a/one.proto", kHead + "message Same {}");
    const std::string second = write("b/two.proto", kHead + "message Same {}");
    const LoadedSources loaded = loadEach({{first, second}, {}});
    QVERIFY(loaded.sources[0].used());
    QVERIFY(!loaded.sources[1].used());
    QVERIFY2(loaded.sources[1].problems.front().message.find("Same") != std::string::npos,
             loaded.sources[1].problems.front().message.c_str());
  }

  void importsFromSetsThatComeBefore() {
    const std::string set =
        write("base.binpb",
              protoSet({{"base/money.proto", kHead + "package base; message Money {}"}}).SerializeAsString());
    const std::string user =
        write("user/user.proto", kHead + "import \"base/money.proto\"; message User { base.Money m = 1; }");
    const LoadedSources loaded = loadEach({{set, user}, {}});
    QVERIFY2(loaded.sources[1].used(),
             loaded.sources[1].used() ? "" : loaded.sources[1].error->message.c_str());
    QVERIFY(loaded.schema->message("User") != nullptr);
    QVERIFY(!loadEach({{user, set}, {}}).sources[0].used());
  }

  void kindsAndEndings() {
    QCOMPARE(sourceKind(folder_->path().toStdString()), SourceKind::Folder);
    QCOMPARE(sourceKind("a.proto"), SourceKind::ProtoFile);
    QCOMPARE(sourceKind("a.pb"), SourceKind::DescriptorSet);
    QCOMPARE(sourceKind("a.bascule"), SourceKind::Unknown);
    for (const char* name : {"a.proto", "b.binpb", "c.protoset", "d.desc"}) QVERIFY(isSchemaFile(name));
    for (const char* name : {"a.pb", "b.bascule", "c", "proto"}) QVERIFY(!isSchemaFile(name));
    const LoadedSources unknown = loadEach({{write("x.txt", "")}, {}});
    QCOMPARE(unknown.sources[0].error->cause, "schema_invalid");
    QVERIFY(loadEach({}).schema->empty());
  }
};

QTEST_APPLESS_MAIN(TestNamedSources)
#include "tst_named_sources.moc"
