// SPDX-License-Identifier: GPL-3.0-or-later
// Fields without schema in the real window: each shows what it can be, a choice is made by keyboard, holds
// for all calls of the method in tree, grid and JSON, finds calls, comes back with the settings and is saved
// as a .proto; and messages that depart from their schema say where and why.
#include <QAccessible>
#include <QApplication>
#include <QInputDialog>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <fstream>

#include "bridge/schema/transcoder.h"
#include "tests/support/capture_events.h"
#include "tests/support/shop_session.h"
#include "ui/text/reading_text.h"
#include "ui/windows/main_window.h"

using namespace bascule;
using namespace bascule::ui;

namespace {

constexpr int kPatience = 20'000;  // milliseconds, for machines that are busy with something else
const std::string kStock = "/acme.shop.v1.StockService/WatchStock:response";

}  // namespace

class TestReadings : public QObject {
  Q_OBJECT
 private:
  test::TemporaryFolder folder_;
  test::StillClock clock_;
  std::unique_ptr<test::ShopSession> plain_;
  std::shared_ptr<ViewSettings> settings_;
  schema::SchemaPtr schema_;
  std::unique_ptr<MainWindow> window_;

  void show() {
    Services services;
    services.clock = &clock_;
    services.rows = std::make_shared<RowInbox>();
    services.settings = settings_;
    if (schema_) services.schema = [this] { return schema_; };
    window_ = std::make_unique<MainWindow>(std::move(services));
    window_->resize(1200, 800);
    window_->show();
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    window_->captureStarted(folder_.file("plain.bascule"), false);
    window_->applyRows(plain_->rows());
    window_->detail().setTab(Tab::Messages);
    selectStream();
  }

  FieldTreeView& tree() { return window_->detail().messages().tree(); }
  // Field `number` of the message that is shown; invalid if there is none.
  QModelIndex field(std::uint32_t number) {
    const FieldTreeModel& model = tree().fields();
    const QModelIndex root = model.index(0, 0);
    for (int row = 0; row < model.rowCount(root); ++row) {
      const QModelIndex at = model.index(row, 0, root);
      if (model.node(at).number == number) return at;
    }
    return {};
  }
  QString text(std::uint32_t number) { return field(number).data(Qt::AccessibleTextRole).toString(); }

  void select(capture::CallNumber call, int message) {
    QSignalSpy shown(&window_->detail(), &DetailPane::shown);
    QVERIFY(window_->table().selectCall(call));
    QTRY_VERIFY_WITH_TIMEOUT(shown.count() > 0, kPatience);
    window_->detail().messages().selectMessage(message);
  }

  void selectStream() {
    select(plain_->calls().stream, 1);
    QTRY_VERIFY_WITH_TIMEOUT(field(2).isValid(), kPatience);
  }

  // Chooses the entry that begins with `words` in the menu that opens, with the keyboard.
  void answerMenu(const QString& words) {
    QTimer::singleShot(0, this, [this, words] {
      auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
      if (menu == nullptr) return answerMenu(words);
      for (std::size_t i = 0; i < 30; ++i) {
        QTest::keyClick(menu, Qt::Key_Down);
        if (menu->activeAction() != nullptr && menu->activeAction()->text().startsWith(words)) break;
      }
      QTest::keyClick(menu, Qt::Key_Return);
    });
  }

  void answerName(const QString& name) {
    QTimer::singleShot(0, this, [this, name] {
      auto* dialog = qobject_cast<QInputDialog*>(QApplication::activeModalWidget());
      if (dialog == nullptr) return answerName(name);
      QVERIFY(!dialog->windowTitle().isEmpty() && !dialog->labelText().isEmpty());
      dialog->setTextValue(name);
      QTest::keyClick(dialog, Qt::Key_Return);
    });
  }

  void readAs(std::uint32_t number, const QString& words) {
    tree().setFocus();
    tree().setCurrentIndex(field(number));
    answerMenu(words);
    window_->action(ActionId::ReadFieldAs)->trigger();
  }

 private Q_SLOTS:
  void initTestCase() {
    plain_ = std::make_unique<test::ShopSession>(folder_.file("plain.bascule"), test::ShopOptions{false, 20});
  }
  void init() {
    settings_ = std::make_shared<ViewSettings>();
    schema_.reset();
  }
  void cleanup() { window_.reset(); }

  void eachFieldShowsWhatItCanBe() {
    show();
    const QString number = text(2);
    QVERIFY2(number.contains(QStringLiteral("unknown 2 varint = ")), qPrintable(number));
    QVERIFY2(number.contains(QStringLiteral("sint64 ")), qPrintable(number));
    QVERIFY2(text(1).contains(QStringLiteral("unknown 1 string = ")), qPrintable(text(1)));
    QVERIFY2(text(1).contains(QStringLiteral("bytes ")), qPrintable(text(1)));
  }

  void aChoiceIsMadeByKeyboardAndHoldsForAllCalls() {
    show();
    const std::string raw = tree().fields().node(field(2)).value;
    readAs(2, QStringLiteral("sint64"));
    QTRY_VERIFY_WITH_TIMEOUT(tree().fields().node(field(2)).chosen, kPatience);
    QVERIFY(tree().fields().node(field(2)).value != raw);
    QVERIFY2(text(2).contains(readingWords(ReadingWords::Yours)), qPrintable(text(2)));
    // What was chosen stays chosen in the tree, too.
    QCOMPARE(tree().fields().node(tree().currentIndex()).number, 2U);
    QTest::keyClick(&tree(), Qt::Key_Up);
    QCOMPARE(tree().fields().node(tree().currentIndex()).number, 1U);
    answerName(QStringLiteral("sku"));
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    QTest::keyClick(&tree(), Qt::Key_F2);
    QTRY_VERIFY_WITH_TIMEOUT(text(1).startsWith(QStringLiteral("sku = ")), kPatience);
    QCOMPARE(window_->readings().overlay().fields.size(), std::size_t{2});
    QCOMPARE(window_->readings().overlay().kinds.at("/acme.shop.v1.StockService/WatchStock"),
             rpc::Kind::ServerStream);

    // In the grid, in the JSON and for the filter.
    const MessagesModel& lines = window_->detail().messages().lines();
    QTRY_VERIFY_WITH_TIMEOUT(
        lines.line(1) != nullptr && lines.line(1)->preview.find("sku: ") != std::string::npos, kPatience);
    const DecodedMessagePtr message = tree().fields().message();
    QVERIFY2(message->json.find("\"sku\": \"") != std::string::npos, message->json.c_str());
    QVERIFY2(message->json.find("\"field_2\": ") != std::string::npos, message->json.c_str());
    const std::string sku = tree().fields().node(field(1)).value;
    window_->topBar().filter().apply(QStringLiteral("res.sku=%1").arg(QString::fromStdString(sku)));
    QTRY_VERIFY_WITH_TIMEOUT(window_->table().model()->rowCount() > 0, kPatience);
    QVERIFY(window_->table().model()->rowCount() < static_cast<int>(window_->traffic().rows().size()));
  }

  void aChoiceComesBackAndCanBeForgotten() {
    schema::Overlay overlay;
    overlay.fields[{kStock, {1}}] = {schema::Reading::String, "sku"};
    overlay.fields[{kStock, {2}}] = {schema::Reading::Enum, "level"};
    ViewState state;
    for (const std::string& line : linesOf(overlay)) state.readings.push_back(QString::fromStdString(line));
    const QString file = QString::fromStdString(folder_.file("window.ini").string());
    {
      ViewSettings(file).set(state);
    }
    settings_ = std::make_shared<ViewSettings>(file);
    show();
    QTRY_VERIFY_WITH_TIMEOUT(text(1).startsWith(QStringLiteral("sku = ")), kPatience);
    // A value of the enum gets a name.
    tree().setCurrentIndex(field(2));
    const std::string number = tree().fields().node(field(2)).value;
    answerMenu(QStringLiteral("Name the value"));
    answerName(QStringLiteral("PLENTY"));
    window_->action(ActionId::ReadFieldAs)->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(tree().fields().node(field(2)).value == "PLENTY", kPatience);
    readAs(2, readingWords(ReadingWords::Forget));
    QTRY_VERIFY_WITH_TIMEOUT(!tree().fields().node(field(2)).chosen, kPatience);
    QCOMPARE(tree().fields().node(field(2)).value, number);
    QVERIFY(tree().fields().node(field(1)).chosen);
  }

  void namesThatCannotBe() {
    show();
    QSignalSpy said(&window_->readings(), &FieldReadings::said);
    QVERIFY(!window_->readings().name(field(1), QStringLiteral("9 lives")));
    QVERIFY(said.takeFirst().at(0).toString().startsWith(QStringLiteral("9 lives is no name")));
    QVERIFY(window_->readings().name(field(1), QStringLiteral("sku_code")));
    QTRY_VERIFY_WITH_TIMEOUT(tree().fields().node(field(1)).name == "sku_code", kPatience);
    QVERIFY(!window_->readings().name(field(2), QStringLiteral("skuCode")));
    QVERIFY(said.takeFirst().at(0).toString().startsWith(QStringLiteral("Another field")));
    window_->detail().setTab(Tab::Overview);
    window_->action(ActionId::NameField)->trigger();
    QCOMPARE(said.takeFirst().at(0).toString(), readingWords(ReadingWords::NoField));
  }

  void savedAsProto() {
    show();
    QSignalSpy said(&window_->readings(), &FieldReadings::said);
    window_->action(ActionId::SaveReadings)->trigger();
    QCOMPARE(said.takeFirst().at(0).toString(), readingWords(ReadingWords::NothingToSave));
    window_->readings().choose(field(1), schema::Reading::String);
    window_->readings().choose(field(2), schema::Reading::Int64);
    QTRY_VERIFY_WITH_TIMEOUT(tree().fields().node(field(2)).chosen, kPatience);
    const auto to = folder_.file("stock.proto");
    auto* reader = window_->findChild<RecordReader*>();
    QSignalSpy made(reader, &RecordReader::protosMade);
    disconnect(reader, &RecordReader::protosMade, &window_->readings(), nullptr);  // no file dialog
    reader->makeProtos();
    QTRY_COMPARE_WITH_TIMEOUT(made.count(), 1, kPatience);
    reader->writeProtos(made.at(0).at(0).value<std::vector<schema::ProtoFile>>(), to);
    QTRY_COMPARE_WITH_TIMEOUT(said.count(), 1, kPatience);
    QCOMPARE(said.takeFirst().at(1).value<Tone>(), Tone::Ok);
    const auto loaded = schema::loadSources({{to.string()}, {}});
    QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
    const auto* method = (*loaded)->method("/acme.shop.v1.StockService/WatchStock");
    QVERIFY(method != nullptr && method->kind == rpc::Kind::ServerStream);
    const std::string bytes = tree().fields().message()->bytes;
    const auto json = schema::protoToJson(**loaded, method->responseType, bytes);
    QVERIFY(json && json->find("\"field1\":\"") != std::string::npos);
    reader->writeProtos(made.at(0).at(0).value<std::vector<schema::ProtoFile>>(),
                        folder_.file("no/such/folder"));
    QTRY_COMPARE_WITH_TIMEOUT(said.count(), 1, kPatience);
    QCOMPARE(said.takeFirst().at(1).value<Tone>(), Tone::Error);
  }

  void driftIsMarkedAndCounted() {
    const auto file = folder_.file("older.proto");
    std::ofstream(file) << test::kOlderShop;
    const auto older = schema::loadSources({{file.string()}, {}});
    QVERIFY2(older, older ? "" : older.error().message.c_str());
    schema_ = *older;
    show();
    QVERIFY2(text(2).contains(QStringLiteral("sent as another type than the schema's on_hand string")),
             qPrintable(text(2)));
    QVERIFY2(text(4).contains(QStringLiteral("not in the schema")), qPrintable(text(4)));
    const MessagesModel& lines = window_->detail().messages().lines();
    QTRY_VERIFY_WITH_TIMEOUT(lines.line(1) != nullptr, kPatience);
    QCOMPARE(lines.line(1)->drifts, 4U);  // two more are newer than the shop's own schema
    const QModelIndex cell = lines.index(1, static_cast<int>(MessageColumn::Message));
    QVERIFY(cell.data(Qt::AccessibleTextRole).toString().endsWith(driftSentence(4, false)));
    // A field that the schema has under another type cannot be read otherwise; one that it lacks can.
    QVERIFY(window_->readings().overlay().empty());
    window_->readings().choose(field(2), schema::Reading::Bool);
    QVERIFY(window_->readings().overlay().empty());
    window_->readings().choose(field(4), schema::Reading::Message);
    QTRY_VERIFY_WITH_TIMEOUT(tree().fields().node(field(4)).chosen, kPatience);
    QVERIFY(window_->readings().overlay().fields.begin()->first.owner == "acme.shop.v1.StockLevel");

    // JSON that the schema lacks.
    select(plain_->calls().failed, 0);
    QTRY_VERIFY_WITH_TIMEOUT(
        tree().fields().message() && tree().fields().message()->type == "acme.shop.v1.CreateOrderRequest",
        kPatience);
    const FieldTreeModel& model = tree().fields();
    const QModelIndex root = model.index(0, 0);
    const QModelIndex last = model.index(model.rowCount(root) - 1, 0, root);
    const QString words = last.data().toString();
    QVERIFY2(words.startsWith(QStringLiteral("items[0].quantity = ")), qPrintable(words));
    QVERIFY2(words.contains(QStringLiteral("no such field in the schema")), qPrintable(words));
    QVERIFY(model.message()->tree.drifts > 0);
  }
};

QTEST_MAIN(TestReadings)
#include "tst_readings.moc"
