// SPDX-License-Identifier: GPL-3.0-or-later
// The page of schemas: sources are dropped, added and removed below a running bridge, without dropping a
// call; what is unknown is found; everything by keyboard.
#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <fstream>

#include "tests/support/capture_events.h"
#include "tests/support/running_bridge.h"
#include "tests/support/shop_session.h"
#include "ui/views/schemas_page.h"
#include "ui/windows/main_window.h"

using namespace bascule;
using namespace bascule::ui;

namespace {

constexpr int kPatience = 30'000;  // milliseconds, for machines that are busy with something else
const std::filesystem::path kDemo = std::filesystem::path(BASCULE_SOURCE_DIR) / "resources/demo";
const std::string kHead = "syntax = \"proto3\";\n";

}  // namespace

class TestSchemas : public QObject {
  Q_OBJECT
 private:
  test::TemporaryFolder folder_;
  SystemClock clock_;
  std::shared_ptr<RowInbox> rows_;
  std::unique_ptr<app::Running> running_;
  std::unique_ptr<MainWindow> window_;

  std::string write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(folder_.file(name).parent_path());
    std::ofstream(folder_.file(name), std::ios::binary) << text;
    return folder_.file(name).string();
  }

  // A bridge in front of the demo's server, whose reflection is not asked.
  void startBridge() {
    app::Options options = test::demoOptions();
    options.bridge.reflection = false;
    const auto file = folder_.file(QTest::currentTestFunction() + std::string(".bascule"));
    auto running = test::startInto(rows_, options, file, clock_);
    QVERIFY2(running.has_value(), running ? "" : running.error().message.c_str());
    running_ = std::move(*running);
  }

  Services services() {
    Services out;
    out.clock = &clock_;
    out.rows = rows_;
    if (running_ == nullptr) return out;
    out.bridgeStats = [this] { return std::optional(running_->bridge().stats()); };
    out.schema = [this] { return running_->bridge().schema(); };
    out.setSchema = [this](const schema::SourceSpec& used, const schema::SchemaPtr& named) {
      return running_->setSchema(used, named);
    };
    out.refreshSchema = [this] { running_->bridge().refreshSchema(); };
    return out;
  }

  void open() {
    window_ = std::make_unique<MainWindow>(services());
    window_->show();
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
  }

  void drop(const std::vector<std::string>& paths) {
    QMimeData data;
    QList<QUrl> urls;
    for (const std::string& path : paths) urls.push_back(QUrl::fromLocalFile(QString::fromStdString(path)));
    data.setUrls(urls);
    QDropEvent event(QPointF(600, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    static_cast<QObject*>(window_.get())->event(&event);  // as if dragged: sent, it would ask for a drag
    QVERIFY(event.isAccepted());
  }

  TextTable& sources() { return window_->schemas().sources(); }
  QString state(int row) {
    return sources().model()->index(row, static_cast<int>(SchemaColumn::State)).data().toString();
  }

  // Ended calls of `method` of which `wanted` is true.
  int count(const char* method, const std::function<bool(const capture::CallRow&)>& wanted) {
    const capture::RowStore& rows = window_->traffic().rows();
    int found = 0;
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      const capture::CallRow& row = rows.row(i);
      found += rows.string(row.method) == method && wanted(row) ? 1 : 0;
    }
    return found;
  }
  static bool isJson(const capture::CallRow& row) { return row.codec == rpc::Codec::Json; }

 private Q_SLOTS:
  void init() { rows_ = std::make_shared<RowInbox>(); }
  void cleanup() {
    window_.reset();
    if (running_) running_->stop(true);
    running_.reset();
  }

  void callsDecodeFromThenOnAndNoneIsDropped() {
    startBridge();
    open();
    window_->captureStarted(folder_.file("callsDecodeFromThenOnAndNoneIsDropped.bascule"), true);
    running_->waitReady();
    const auto failed = [](const capture::CallRow& row) {
      return isJson(row) && !row.inFlight() && row.code != rpc::Code::Ok;
    };
    const auto worked = [](const capture::CallRow& row) {
      return isJson(row) && !row.inFlight() && row.code == rpc::Code::Ok;
    };
    // Without a schema JSON cannot be translated, proto goes through, and a conversation begins.
    QTRY_VERIFY_WITH_TIMEOUT(count("GetOrder", failed) > 0, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(count("Chat", [](const auto& row) { return row.inFlight(); }) > 0, kPatience);
    QCOMPARE(count("GetOrder", worked), 0);
    window_->action(ActionId::ViewSchemas)->trigger();
    QVERIFY(window_->schemas().summary().startsWith(QStringLiteral("0 methods known")));
    QVERIFY(window_->schemas().unknown().model()->rowCount() > 3);
    drop({kDemo.string()});
    QTRY_COMPARE_WITH_TIMEOUT(state(0), QStringLiteral("in force"), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(count("GetOrder", worked) > 0, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(window_->schemas().unknown().model()->rowCount(), 0, kPatience);
    QVERIFY(window_->schemas().summary().endsWith(QStringLiteral("0 seen but unknown")));
    // The conversation that was open goes on to its end, and no call of another codec failed meanwhile.
    const auto ended = [](const capture::CallRow& row) { return !row.inFlight(); };
    QTRY_VERIFY_WITH_TIMEOUT(count("Chat", ended) > 0, kPatience);
    QCOMPARE(count("Chat", [&](const auto& row) { return ended(row) && row.code != rpc::Code::Ok; }), 0);
    for (const char* method : {"Authorize", "PutImage", "ListProducts", "GetOrder"}) {
      const int lost = count(method, [&](const auto& row) {
        return !isJson(row) && ended(row) && (row.fromBridge() || row.code == rpc::Code::Unavailable);
      });
      QCOMPARE(lost, 0);
    }
    // Taken out, it is not known any more; brought back by the notice.
    sources().setFocus();
    sources().selectRow(0);
    QTest::keyClick(&sources(), Qt::Key_Delete);
    QTRY_VERIFY_WITH_TIMEOUT(running_->bridge().schema()->methods().empty(), kPatience);
    QVERIFY(!window_->pageNotice().sentence().isEmpty());
    auto* undo = window_->pageNotice().findChild<QAbstractButton*>();
    for (QAbstractButton* button : window_->pageNotice().findChildren<QAbstractButton*>())
      if (button->text() == QStringLiteral("Undo")) undo = button;
    undo->click();
    QTRY_VERIFY_WITH_TIMEOUT(!running_->bridge().schema()->methods().empty(), kPatience);
  }

  void anErrorIsShownWithItsPlaceAndLeavesTheRest() {
    startBridge();
    open();
    window_->captureStarted(folder_.file("anErrorIsShownWithItsPlaceAndLeavesTheRest.bascule"), true);
    const std::string good =
        write("good.proto", kHead + "message A {} service S { rpc Get(A) returns (A); }");
    const std::string bad = write("bad.proto", kHead + "message M {\n  int32 a = ;\n}\n");
    drop({bad, good});
    QTRY_VERIFY_WITH_TIMEOUT(state(0).startsWith(QStringLiteral("left out")), kPatience);
    QCOMPARE(state(1), QStringLiteral("in force"));
    QTRY_VERIFY_WITH_TIMEOUT(running_->bridge().schema()->method("/S/Get") != nullptr, kPatience);
    QCOMPARE(running_->bridge().config()->schemaPaths, std::vector<std::string>{good});
    TextTable& problems = window_->schemas().problems();
    QCOMPARE(problems.model()->index(0, 0).data().toString(), QStringLiteral("bad.proto:3:13"));
    const QRect cell = problems.visualRect(problems.model()->index(0, 1));
    QTest::mouseClick(problems.viewport(), Qt::LeftButton, {}, cell.center());
    QTest::mouseDClick(problems.viewport(), Qt::LeftButton, {}, cell.center());
    const QString path = QString::fromStdString(std::filesystem::canonical(bad).string());
    QCOMPARE(QApplication::clipboard()->text(), path);
    QApplication::clipboard()->clear();
    QTest::keyClick(&problems, Qt::Key_Return);
    QCOMPARE(QApplication::clipboard()->text(), path);
    // Mended and read again.
    write("bad.proto", kHead + "message M {} service T { rpc Put(M) returns (M); }");
    window_->action(ActionId::ReadSchemas)->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(running_->bridge().schema()->method("/T/Put") != nullptr, kPatience);
    QCOMPARE(state(0), QStringLiteral("in force"));
    // The order is changed with the keyboard.
    sources().setFocus();
    sources().selectRow(1);
    QTest::keyClick(&sources(), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(sources().currentIndex().row(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(running_->bridge().config()->schemaPaths, (std::vector<std::string>{good, bad}),
                              kPatience);
  }

  void aServerIsAskedAgain() {
    app::Options options;
    options.demo = true;
    options.bridge.listen = {*proxy::ListenAddress::parse("127.0.0.1:0")};
    app::RunListeners listeners;
    listeners.changed = [] {};
    auto running = app::Running::start(options, {}, clock_, std::move(listeners));
    QVERIFY(running.has_value());
    running_ = std::move(*running);
    open();
    window_->captureStarted({}, true);
    running_->waitReady();
    window_->bridgeChanged();
    window_->action(ActionId::ViewSchemas)->trigger();
    QCOMPARE(state(0), QStringLiteral("in force"));
    QCOMPARE(sources().model()->index(0, 2).data().toString(), QStringLiteral("reflection v1"));
    window_->action(ActionId::ReadSchemas)->trigger();
    window_->bridgeChanged();
    const auto asked = [this] { return running_->bridge().stats().upstreams[0].schema; };
    QTRY_COMPARE_WITH_TIMEOUT(asked(), proxy::SchemaState::Ready, kPatience);
    window_->bridgeChanged();
    QCOMPARE(state(0), QStringLiteral("in force"));
    // A server's row cannot be removed.
    sources().selectRow(0);
    QTest::keyClick(&sources(), Qt::Key_Delete);
    QCOMPARE(sources().model()->rowCount(), 1);
  }

  void aRecordedSessionIsDecodedWithWhatIsDropped() {
    test::ShopSession shop(folder_.file("plain.bascule"), test::ShopOptions{false, 20});
    open();
    window_->openSession(folder_.file("plain.bascule"));
    QTRY_VERIFY_WITH_TIMEOUT(window_->traffic().rows().size() > 10, kPatience);
    window_->action(ActionId::ViewSchemas)->trigger();
    TextTable& unknown = window_->schemas().unknown();
    QTRY_VERIFY_WITH_TIMEOUT(unknown.model()->rowCount() > 3, kPatience);
    const int before = unknown.model()->rowCount();
    // Return shows the calls of a method.
    unknown.setFocus();
    unknown.selectRow(0);
    QTest::keyClick(&unknown, Qt::Key_Return);
    QVERIFY(window_->topBar().filter().text().startsWith(QStringLiteral("service=")));
    QVERIFY(window_->table().isVisible());
    window_->action(ActionId::ClearFilter)->trigger();
    window_->action(ActionId::ViewSchemas)->trigger();
    drop({(kDemo / "acme/shop/v1/shop.proto").string()});
    // All but the one that the shop's file really does not have.
    QTRY_COMPARE_WITH_TIMEOUT(unknown.model()->rowCount(), 1, kPatience);
    QVERIFY(before > 5);
    QCOMPARE(unknown.model()->index(0, 0).data().toString(), QStringLiteral("SearchProducts"));
    window_->action(ActionId::ViewTraffic)->trigger();
    QSignalSpy shown(&window_->detail(), &DetailPane::shown);
    QVERIFY(window_->table().selectCall(shop.calls().ok));
    QTRY_VERIFY_WITH_TIMEOUT(shown.count() > 0, kPatience);
    QVERIFY(window_->detail().detail()->methodKnown);
    // What has a name of its own goes where it belongs.
    drop({folder_.file("plain.bascule").string()});
    QTRY_VERIFY_WITH_TIMEOUT(window_->traffic().rows().size() > 10, kPatience);
    QCOMPARE(sources().model()->rowCount(), 1);
  }
};

QTEST_MAIN(TestSchemas)
#include "tst_schemas.moc"
