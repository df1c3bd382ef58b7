// SPDX-License-Identifier: GPL-3.0-or-later
// The models of the page of schemas: sources in load order with their states and errors, methods that no
// schema has, and work of which only the newest answer counts.
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "bridge/insight/call_filter.h"
#include "tests/support/capture_events.h"
#include "tests/support/shop_session.h"
#include "ui/models/latest_task.h"
#include "ui/models/schema_model.h"
#include "ui/models/text_roles.h"
#include "ui/models/unknown_methods.h"
#include "ui/text/words.h"

using namespace bascule;
using namespace bascule::ui;

namespace {

constexpr int kPatience = 30'000;
const std::string kHead = "syntax = \"proto3\";\n";

}  // namespace

class TestSchemaModel : public QObject {
  Q_OBJECT
 private:
  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<SchemaModel> model_;
  std::unique_ptr<QAbstractItemModelTester> tester_;

  std::string write(const std::string& name, const std::string& text) const {
    const std::filesystem::path path = std::filesystem::path(folder_->path().toStdString()) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
  QString cell(int row, SchemaColumn column) const {
    return model_->index(row, static_cast<int>(column)).data().toString();
  }
  void waitRead() { QTRY_VERIFY_WITH_TIMEOUT(!model_->reading(), kPatience); }

 private Q_SLOTS:
  void initTestCase() { setLanguage(*qApp, QLocale::c()); }

  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    model_ = std::make_unique<SchemaModel>();
    tester_ = std::make_unique<QAbstractItemModelTester>(
        model_.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
  }
  void cleanup() {
    tester_.reset();
    model_.reset();
  }

  void statesAndErrors() {
    const std::string good =
        write("good.proto", kHead + "message A {} service S { rpc Get(A) returns (A); }");
    const std::string bad = write("bad.proto", kHead + "message B {\n  int32 x = ;\n  Nope y = 2\n}\n");
    QSignalSpy loaded(model_.get(), &SchemaModel::loaded);
    model_->add({good, bad});
    QCOMPARE(cell(0, SchemaColumn::State), QStringLiteral("reading"));
    waitRead();
    QCOMPARE(loaded.count(), 1);
    QVERIFY(loaded[0][1].toBool());
    QCOMPARE(cell(0, SchemaColumn::Order), QStringLiteral("1"));
    QCOMPARE(cell(0, SchemaColumn::Source), QStringLiteral("good.proto"));
    QCOMPARE(cell(0, SchemaColumn::Kind), QStringLiteral(".proto file"));
    QCOMPARE(cell(0, SchemaColumn::State), QStringLiteral("in force"));
    QCOMPARE(cell(0, SchemaColumn::Methods), QStringLiteral("1"));
    QVERIFY(cell(1, SchemaColumn::State).startsWith(QStringLiteral("left out, ")));
    QCOMPARE(model_->index(1, 3).data(kDotRole).toInt(), static_cast<int>(Tone::Error));
    QCOMPARE(model_->index(0, 1).data(kLeadRole).toString(), folder_->path() + QLatin1Char('/'));
    QVERIFY(model_->problems(0).empty());
    const std::vector<SchemaProblem> problems = model_->problems(1);
    QVERIFY(problems.size() >= 2);
    QCOMPARE(problems[0].place, QStringLiteral("bad.proto:3:13"));
    QCOMPARE(problems[0].path, QString::fromStdString(std::filesystem::canonical(bad).string()));
    QVERIFY(model_->problems(-1) == problems);
    SchemaProblemModel table;
    QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
    table.setProblems(problems);
    QCOMPARE(table.index(0, 0).data().toString(), QStringLiteral("bad.proto:3:13"));
    // Mended on disk and read again.
    write("bad.proto", kHead + "message B {}\n");
    model_->read();
    waitRead();
    QCOMPARE(cell(1, SchemaColumn::State), QStringLiteral("in force"));
    QVERIFY(model_->problems(-1).empty());
  }

  void orderCanBeChanged() {
    const std::string one = write("one/a.proto", kHead + "message A { int32 one = 1; }");
    const std::string two = write("two/a.proto", kHead + "message A { int32 two = 1; }");
    schema::SchemaPtr schema;
    connect(model_.get(), &SchemaModel::loaded, this,
            [&](const schema::LoadedSources& sources, bool) { schema = sources.schema; });
    model_->add({one, two});
    model_->add({one});  // once is enough
    QCOMPARE(model_->rowCount(), 2);
    waitRead();
    QVERIFY(!model_->move(0, -1) && !model_->move(1, 1));
    QVERIFY(model_->move(1, -1));
    QCOMPARE(cell(0, SchemaColumn::Source), QStringLiteral("a.proto"));
    QCOMPARE(model_->spec().paths, (std::vector<std::string>{two, one}));
    waitRead();
    const auto removed = model_->remove(0);
    QCOMPARE(removed.value_or(""), two);
    QVERIFY(!model_->remove(7).has_value());
    waitRead();
    model_->insert(0, two);
    QCOMPARE(model_->spec().paths, (std::vector<std::string>{two, one}));
    waitRead();
    QVERIFY(schema != nullptr);
  }

  void lookingChangesNothing() {
    QSignalSpy loaded(model_.get(), &SchemaModel::loaded);
    model_->readOnce();
    QVERIFY(!model_->reading());  // there is nothing to read
    model_->setSpec({{write("a.proto", kHead)}, {}});
    model_->readOnce();
    model_->readOnce();
    waitRead();
    QCOMPARE(loaded.count(), 1);
    QVERIFY(!loaded[0][1].toBool());
  }

  void serversStandBehind() {
    model_->add({write("a.proto", kHead)});
    waitRead();
    proxy::BridgeStats stats;
    proxy::UpstreamStats server;
    server.url = "http://localhost:8081";
    server.schema = proxy::SchemaState::Failed;
    server.schemaError = "reflection_unavailable";
    stats.upstreams.push_back(server);
    server.prefix = "/acme.";
    server.schema = proxy::SchemaState::Ready;
    server.schemaOrigin = "reflection v1";
    server.methods = 9;
    stats.upstreams.push_back(server);
    model_->setTold(serverSources(stats), {"x.proto"});
    QCOMPARE(model_->rowCount(), 3);
    QVERIFY(model_->named(0) && !model_->named(1));
    QCOMPARE(cell(1, SchemaColumn::State), QStringLiteral("told nothing"));
    QCOMPARE(cell(1, SchemaColumn::Kind), QStringLiteral("reflection"));
    QCOMPARE(cell(2, SchemaColumn::Kind), QStringLiteral("reflection v1"));
    QCOMPARE(cell(2, SchemaColumn::Methods), QStringLiteral("9"));
    QVERIFY(!model_->remove(1).has_value() && !model_->move(0, 1));
    const std::vector<SchemaProblem> problems = model_->problems(-1);
    QCOMPARE(problems.size(), std::size_t{2});
    QVERIFY(problems[0].text.startsWith(QStringLiteral("The server offers no reflection.")));
    QVERIFY(problems[1].text.contains(QStringLiteral("x.proto")));
    model_->setTold({sessionSource("/home/ada/shop.bascule", 4)});
    QCOMPARE(model_->rowCount(), 2);
    QCOMPARE(cell(1, SchemaColumn::Kind), QStringLiteral("recorded"));
  }

  void wordsForEverything() {
    for (int i = 0; i < kSchemaWords; ++i) QVERIFY(!schemaWord(static_cast<SchemaWord>(i)).words.empty());
    for (int i = 0; i < kSourceStates; ++i)
      QVERIFY(!sourceStateText(static_cast<SourceState>(i), 1).isEmpty());
    QCOMPARE(sourceStateText(SourceState::LeftOut, 1), QStringLiteral("left out, 1 error"));
    QCOMPARE(knownMethodsText(1, 2), QStringLiteral("1 method known, 2 seen but unknown"));
  }

  void unknownMethodsAreFound() {
    test::TemporaryFolder place;
    test::ShopSession shop(place.file("shop.bascule"), test::ShopOptions{true, 20});
    test::StillClock clock;
    Traffic traffic(clock);
    traffic.apply(shop.rows());
    UnknownMethods unknown(traffic);
    QAbstractItemModelTester tester(&unknown, QAbstractItemModelTester::FailureReportingMode::QtTest);
    unknown.refresh(nullptr);
    const std::size_t all = unknown.count();
    QVERIFY(all > 3);
    QCOMPARE(static_cast<std::size_t>(unknown.rowCount()), all);
    const auto calls = [&](int row) { return unknown.index(row, 1).data().toString().toInt(); };
    QVERIFY(calls(0) >= calls(1));
    const std::string one = unknown.term(0);
    QVERIFY2(one.starts_with("service=") && one.find(" method=") != std::string::npos, one.c_str());
    QVERIFY(unknown.term(-1).starts_with("(service="));
    // Every term is one of the filter language.
    QVERIFY(insight::CallFilter::parse(unknown.term(-1)).has_value());
    QSignalSpy reset(&unknown, &QAbstractItemModel::modelReset);
    unknown.refresh(nullptr);
    QCOMPARE(reset.count(), 0);
    unknown.refresh(test::shopSchema());
    QVERIFY(unknown.count() < all);
    QCOMPARE(reset.count(), 1);
    if (unknown.count() == 0) QVERIFY(unknown.term(-1).empty());
  }

  void onlyTheNewestAnswerCounts() {
    std::vector<int> answers;
    std::mutex mutex;
    std::condition_variable wake;
    bool go = false;
    {
      LatestTask<int> task([&](int value) { answers.push_back(value); });
      QVERIFY(!task.busy());
      task.run([&] {
        std::unique_lock lock(mutex);
        wake.wait(lock, [&] { return go; });
        return 1;
      });
      task.run([] { return 2; });
      task.run([] { return 3; });
      QVERIFY(task.busy());
      {
        const std::lock_guard lock(mutex);
        go = true;
      }
      wake.notify_one();
      QTRY_VERIFY_WITH_TIMEOUT(!task.busy(), kPatience);
      QCOMPARE(answers, std::vector<int>{3});
      task.run([] { return 4; });
    }
    // What is not answered when the task goes is never answered.
    QCoreApplication::processEvents();
    QCOMPARE(answers, std::vector<int>{3});
  }
};

QTEST_MAIN(TestSchemaModel)
#include "tst_schema_model.moc"
