// SPDX-License-Identifier: GPL-3.0-or-later
// Drives the real window with a recorded shop session and saves a picture of each scene, light and dark, at
// 1440 x 900 and 1024 x 640, to <build>/scenes. Checks in each that no word of the interface is cut, that no
// two texts overlap, that every widget has the room it asks for and that the picture has its size. Run with
// QT_SCALE_FACTOR it does the same at that scale (Qt reads it once, so each scale is a process), with
// BASCULE_SCENES_LANGUAGE in that language: there a longer word is cut. In the language `marks` no text is
// checked but that it comes from the catalogue.
#include <QApplication>
#include <QDir>
#include <QPainter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <fstream>
#include <set>

#include "app/config/config_print.h"
#include "tests/support/capture_events.h"
#include "tests/support/picture_baseline.h"
#include "tests/support/pseudo_translation.h"
#include "tests/support/shop_session.h"
#include "ui/text/export_text.h"
#include "ui/text/words.h"
#include "ui/views/bridge_page.h"
#include "ui/views/completion_popup.h"
#include "ui/views/schemas_page.h"
#include "ui/views/statistics_page.h"
#include "ui/views/time_line.h"
#include "ui/windows/bridge_settings.h"
#include "ui/windows/columns_dialog.h"
#include "ui/windows/command_palette.h"
#include "ui/windows/compare_window.h"
#include "ui/windows/copy_dialog.h"
#include "ui/windows/export_dialog.h"
#include "ui/windows/filter_dialog.h"
#include "ui/windows/main_window.h"
#include "ui/windows/resend_dialog.h"
#include "ui/windows/shortcut_sheet.h"

using namespace bascule;
using namespace bascule::ui;

namespace {

struct Size {
  int width, height;
};
constexpr Size kSizes[] = {{1440, 900}, {1024, 640}};

proxy::BridgeStats runningStats() {
  proxy::BridgeStats stats;
  stats.state = proxy::BridgeState::Running;
  stats.upstream = proxy::UpstreamState::Connected;
  proxy::UpstreamStats& server = stats.upstreams.emplace_back();
  server.url = "http://localhost:8081";
  server.state = stats.upstream;
  server.protocols.add(rpc::ServerProtocol::Grpc);
  server.schema = proxy::SchemaState::Ready;
  server.schemaOrigin = "reflection v1";
  server.methods = 9;
  stats.schema = proxy::SchemaState::Ready;
  stats.schemaOrigin = "reflection v1";
  stats.methodsKnown = 9;
  stats.listen = {"127.0.0.1:8080"};
  return stats;
}

}  // namespace

class TestScenes : public QObject {
  Q_OBJECT

 private:
  test::TemporaryFolder folder_;
  test::StillClock clock_;
  std::unique_ptr<test::ShopSession> shop_;
  std::unique_ptr<test::ShopSession> plain_;  // without schema
  schema::SchemaPtr schema_;
  inline static const QString language_ = qEnvironmentVariable("BASCULE_SCENES_LANGUAGE");
  test::PseudoTranslator marked_;
  inline static const bool marks_ = language_ == QLatin1String("marks");

  Services services(bool running) {
    Services out;
    out.clock = &clock_;
    out.rows = std::make_shared<RowInbox>();
    out.config.upstream = "http://localhost:8081";
    out.bridgeStats = [running]() -> std::optional<proxy::BridgeStats> {
      if (!running) return std::nullopt;
      return runningStats();
    };
    out.schema = [this] { return schema_; };
    out.startBridge = [](const proxy::BridgeConfig&) { return Result<void>(); };
    out.stopBridge = [] {};
    out.setRecording = [](bool on) { return on; };
    out.sendCall = [](const exporting::CallToSend&) { return Result<void>(); };
    out.playDemo = [] { return Result<void>(); };
    return out;
  }

  std::unique_ptr<MainWindow> shopWindow(bool dark, Size size, test::ShopSession& shop, const char* file) {
    Services given = services(true);
    if (&shop == plain_.get()) given.schema = nullptr;
    given.sessionFile = folder_.file(file);
    auto window = std::make_unique<MainWindow>(std::move(given));
    show(*window, dark, size);
    window->captureStarted(folder_.file(file), false);
    window->applyRows(shop.rows());
    return window;
  }

  static void show(MainWindow& window, bool dark, Size size) {
    window.setThemeChoice(dark ? ThemeChoice::Dark : ThemeChoice::Light);
    window.resize(size.width, size.height);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
  }

  static void select(MainWindow& window, capture::CallNumber number, Tab tab) {
    QSignalSpy shown(&window.detail(), &DetailPane::shown);
    window.detail().setTab(tab);
    QVERIFY(window.table().selectCall(number));
    QTRY_VERIFY_WITH_TIMEOUT(shown.count() > 0, 5000);
  }

  void picture(MainWindow& window, const QString& scene, bool dark, Size size) {
    window.bridgeChanged();
    QCoreApplication::processEvents();
    std::vector<ShownText> texts;
    window.look().setSink(&texts);
    const QImage image = window.grab().toImage().convertToFormat(QImage::Format_RGB32);
    window.look().setSink(nullptr);
    const qreal ratio = image.devicePixelRatio();
    const QString name = QStringLiteral("%1-%2-%3x%4%5")
                             .arg(scene, dark ? QStringLiteral("dark") : QStringLiteral("light"))
                             .arg(size.width)
                             .arg(size.height)
                             .arg(ratio == 1 ? QString() : QStringLiteral("@%1").arg(qRound(ratio * 100)));
    keep(image, name);
    if (marks_) return checkWords(window, texts, name);
    QCOMPARE(image.size(), (QSizeF(size.width, size.height) * ratio).toSize());
    checkTexts(texts, name, 1.5 * ratio);
    checkSizes(window, name);
    checkButtons(window, name);
  }

  // At one scale all scenes have a baseline; at the others, which are painted from the same numbers, one at
  // 200 %. Other languages have none.
  static void keep(const QImage& image, const QString& name) {
    const QString folder = QCoreApplication::applicationDirPath() + QStringLiteral("/../scenes") +
                           (language_.isEmpty() ? QString() : QLatin1Char('/') + language_);
    QVERIFY(QDir().mkpath(folder));
    QVERIFY(image.save(folder + QStringLiteral("/%1.png").arg(name)));
    if (!language_.isEmpty()) return;
    if (image.devicePixelRatio() != 1 && name != QLatin1String("stream-light-1440x900@200")) return;
    const QString kept = QStringLiteral(BASCULE_SOURCE_DIR "/tests/gui/baseline");
    const QString difference = test::differenceFromBaseline(image, name, {kept, folder});
    QVERIFY2(difference.isEmpty(), qPrintable(difference));
  }

  // `slack`: device pixels by which the shaped width of a text may be off.
  static void checkTexts(const std::vector<ShownText>& texts, const QString& scene, qreal slack) {
    QVERIFY2(!texts.empty(), qPrintable(scene));
    for (const ShownText& text : texts) {
      if (!text.word) continue;
      QVERIFY2(!text.cut, qPrintable(scene + QStringLiteral(": cut: ") + text.text));
      QVERIFY2(text.clip.isEmpty() || text.rect.right() <= text.clip.right() + slack,
               qPrintable(scene + QStringLiteral(": no room for: ") + text.text));
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
      for (std::size_t j = i + 1; j < texts.size(); ++j) {
        const QRectF both = texts[i].rect.intersected(texts[j].rect);
        const bool overlap = both.width() > slack && both.height() > slack;
        QVERIFY2(
            !overlap,
            qPrintable(scene + QStringLiteral(": '%1' lies over '%2'").arg(texts[i].text, texts[j].text)));
      }
    }
  }

  static void checkWords(const QWidget& root, const std::vector<ShownText>& texts, const QString& scene) {
    const QStringList given = {QStringLiteral("Trouble"), QStringLiteral("is in use by nginx"),
                               QStringLiteral("there is no such setting"), QStringLiteral("wrong.redact:2")};
    const QStringList unknown = test::withoutMarks(root, texts, given);
    QVERIFY2(unknown.isEmpty(), qPrintable(scene + QStringLiteral(": not from the catalogue:\n") +
                                           unknown.join(QLatin1Char('\n'))));
  }

  static void checkSizes(MainWindow& window, const QString& scene) {
    for (const QWidget* widget : window.findChildren<QWidget*>()) {
      if (!widget->isVisible() || widget->parentWidget() == nullptr) continue;
      const QSize least = widget->minimumSizeHint();
      const bool lines = qobject_cast<const Remark*>(widget) != nullptr && widget->hasHeightForWidth();
      QVERIFY2(
          !lines || widget->height() >= widget->heightForWidth(widget->width()),
          qPrintable(scene + QStringLiteral(": not all lines are seen of: ") + widget->accessibleName()));
      if (!least.isValid() || widget->objectName().startsWith(QLatin1String("qt_"))) continue;
      QVERIFY2(widget->width() >= least.width() && widget->height() >= least.height(),
               qPrintable(scene + QStringLiteral(": %1 '%2' is smaller than it needs")
                                      .arg(QString::fromLatin1(widget->metaObject()->className()),
                                           widget->accessibleName())));
    }
  }

  static void checkButtons(MainWindow& window, const QString& scene) {
    for (const QAbstractButton* button : window.findChildren<QAbstractButton*>()) {
      if (!button->isVisible()) continue;
      QVERIFY2(!button->accessibleName().isEmpty() && !button->toolTip().isEmpty(),
               qPrintable(scene + QStringLiteral(": a button without name or tip: ") + button->text()));
    }
  }

  template <typename Function>
  static void inBothThemes(Function scene) {
    for (const bool dark : {false, true}) {
      if (dark && !language_.isEmpty()) return;
      scene(dark);
      if (QTest::currentTestFailed()) return;
    }
  }

  template <typename Function>
  void everywhere(Function scene) {
    inBothThemes([&](bool dark) {
      for (const Size size : kSizes) {
        scene(dark, size);
        if (QTest::currentTestFailed()) return;
      }
    });
  }

  static ExportDialog* openExport(MainWindow& window) {
    window.action(ActionId::ExportMenu)->trigger();
    return window.findChild<ExportDialog*>();
  }
  static bool previewed(const ExportDialog& dialog) {
    return !dialog.preview().isEmpty() && dialog.preview() != lookingForSecrets();
  }

  void callScene(const QString& name, capture::CallNumber number, Tab tab) {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      select(*window, number, tab);
      if (!QTest::currentTestFailed()) picture(*window, name, dark, size);
    });
  }

  static std::vector<LeftoverSession> someLeftovers() {
    std::vector<LeftoverSession> out;
    for (int i = 0; i < 5; ++i) {
      const std::int64_t began = 1'795'300'000'000'000'000 - i * 86'000'000'000'000;
      out.push_back({"unsaved.bascule", began, 1215U * static_cast<unsigned>(i + 1), 9'600'000});
    }
    return out;
  }

 private Q_SLOTS:
  void initTestCase() {
    QLocale::setDefault(QLocale::c());
    if (marks_) QCoreApplication::installTranslator(&marked_);
    if (!marks_) setLanguage(*QCoreApplication::instance(), QLocale(language_));
    qputenv("TZ", "UTC");
    QApplication::setCursorFlashTime(0);
    schema_ = test::shopSchema();
    shop_ = std::make_unique<test::ShopSession>(folder_.file("shop.bascule"), test::ShopOptions{});
    QCOMPARE(shop_->rows().rows.empty(), false);
    plain_ = std::make_unique<test::ShopSession>(folder_.file("plain.bascule"), test::ShopOptions{false, 0});
  }

  void translation() { callScene(QStringLiteral("traffic"), shop_->calls().failed, Tab::Translation); }
  void overview() { callScene(QStringLiteral("overview"), shop_->calls().failed, Tab::Overview); }
  void error() { callScene(QStringLiteral("error"), shop_->calls().failed, Tab::Error); }
  void bridgeError() { callScene(QStringLiteral("bridge-error"), shop_->calls().bridgeError, Tab::Error); }
  void timing() { callScene(QStringLiteral("timing"), shop_->calls().bridgeError, Tab::Timing); }
  void raw() { callScene(QStringLiteral("raw"), shop_->calls().ok, Tab::Raw); }
  void rawFrames() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      select(*window, shop_->calls().ok, Tab::Raw);
      window->detail().setRaw(capture::Leg::Upstream, true);
      QTRY_VERIFY(window->detail().raw().sheetModel().rowCount() > 10 &&
                  window->detail().raw().sheetModel().index(0, 0).data().toString().contains("HEADERS"));
      if (!QTest::currentTestFailed()) picture(*window, QStringLiteral("raw-frames"), dark, size);
    });
  }
  void webTranslation() { callScene(QStringLiteral("web"), shop_->calls().web, Tab::Translation); }

  void stream() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      select(*window, shop_->calls().stream, Tab::Messages);
      window->detail().messages().selectMessage(4);
      FieldTreeView& tree = window->detail().messages().tree();
      QTRY_VERIFY(tree.fields().message() && tree.fields().message()->type == "acme.shop.v1.StockLevel");
      tree.selectByte(8);
      if (!QTest::currentTestFailed()) picture(*window, QStringLiteral("stream"), dark, size);
    });
  }

  void withoutSchema() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *plain_, "plain.bascule");
      select(*window, plain_->calls().stream, Tab::Messages);
      QTRY_VERIFY(window->detail().messages().tree().fields().message() != nullptr);
      if (!QTest::currentTestFailed()) picture(*window, QStringLiteral("schema-unknown"), dark, size);
    });
  }

  // Fields that the user has read and named, beside those that show what they can be.
  void readings() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *plain_, "plain.bascule");
      const std::string owner = "/acme.shop.v1.StockService/WatchStock:response";
      schema::Overlay overlay;
      overlay.fields[{owner, {1}}] = {schema::Reading::String, "sku"};
      overlay.fields[{owner, {3}}] = {schema::Reading::Bool, "low"};
      overlay.fields[{owner, {4}}] = {schema::Reading::Message, "updated_at"};
      overlay.fields[{owner, {4, 1}}] = {schema::Reading::Int64, "seconds"};
      ViewState state;
      for (const std::string& line : linesOf(overlay)) state.readings.push_back(QString::fromStdString(line));
      window->settings().set(state);
      select(*window, plain_->calls().stream, Tab::Messages);
      window->detail().messages().selectMessage(4);
      FieldTreeView& tree = window->detail().messages().tree();
      QTRY_VERIFY(tree.fields().message() && tree.fields().message()->assumed &&
                  tree.fields().message()->tree.root.children.size() > 3);
      tree.selectByte(8);
      if (!QTest::currentTestFailed()) picture(*window, QStringLiteral("readings"), dark, size);
      QMenu menu;
      window->readings().addEntries(menu, tree.currentIndex());
      QMenu* choice = menu.actions().first()->menu();
      choice->popup(window->mapToGlobal(QPoint(100, 100)));
      QVERIFY(QTest::qWaitForWindowExposed(choice));
      keep(choice->grab().toImage().convertToFormat(QImage::Format_RGB32),
           QStringLiteral("reading-menu-%1").arg(dark ? QStringLiteral("dark") : QStringLiteral("light")));
      choice->close();
    });
  }

  // A client that is behind: other types, values and members than the schema has.
  void drift() {
    const auto file = folder_.file("older.proto");
    std::ofstream(file) << test::kOlderShop;
    const auto older = schema::loadSources({{file.string()}, {}});
    QVERIFY2(older, older ? "" : older.error().message.c_str());
    everywhere([&](bool dark, Size size) {
      for (const bool json : {false, true}) {
        const auto window = shopWindow(dark, size, *plain_, "plain.bascule");
        window->findChild<RecordReader*>()->setSchema(*older);
        select(*window, json ? plain_->calls().failed : plain_->calls().stream, Tab::Messages);
        if (!json) window->detail().messages().selectMessage(4);
        FieldTreeView& tree = window->detail().messages().tree();
        QTRY_VERIFY(tree.fields().message() && tree.fields().message()->tree.drifts > 0);
        const MessagesModel& lines = window->detail().messages().lines();
        QTRY_VERIFY(lines.line(0) != nullptr);
        if (!QTest::currentTestFailed())
          picture(*window, json ? QStringLiteral("drift-json") : QStringLiteral("drift"), dark, size);
      }
    });
  }

  void focus() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      select(*window, shop_->calls().failed, Tab::Translation);
      window->setAttribute(Qt::WA_KeyboardFocusChange);
      window->table().setFocus(Qt::TabFocusReason);
      if (!QTest::currentTestFailed()) picture(*window, QStringLiteral("focus"), dark, size);
    });
  }

  void startPage() {
    everywhere([&](bool dark, Size size) {
      MainWindow window(services(false));
      show(window, dark, size);
      picture(window, QStringLiteral("start"), dark, size);
    });
  }

  void recentSessions() {
    everywhere([&](bool dark, Size size) {
      Services given = services(false);
      given.settings = std::make_shared<ViewSettings>();
      MainWindow window(std::move(given));
      for (const char* file : {"plain.bascule", "gone.bascule", "shop.bascule"})
        window.settings().rememberSession(QString::fromStdString(folder_.file(file).string()));
      show(window, dark, size);
      QStringList offered;
      for (const QAbstractButton* button : window.findChildren<QAbstractButton*>())
        if (button->isVisible() && button->text().endsWith(QStringLiteral(".bascule")))
          offered += button->text();
      QCOMPARE(offered, (QStringList{QStringLiteral("shop.bascule"), QStringLiteral("plain.bascule")}));
      picture(window, QStringLiteral("recent"), dark, size);
    });
  }

  // It has what its name promises: every protocol and kind, details, requests that cannot be translated.
  void sample() {
    everywhere([&](bool dark, Size size) {
      MainWindow window(services(false));
      show(window, dark, size);
      window.action(ActionId::OpenSample)->trigger();
      QTRY_VERIFY(window.traffic().rows().size() > 100);
      // The list has followed to its end before a call is chosen, or where that call stands is left to
      // chance.
      const QScrollBar& bar = *window.table().verticalScrollBar();
      QTRY_VERIFY(window.table().height() < size.height / 2);  // the details have their room
      QTRY_VERIFY(bar.maximum() > 0 && bar.value() == bar.maximum());
      std::set<rpc::Protocol> protocols;
      std::set<rpc::Kind> kinds;
      capture::CallNumber untranslated = 0;
      bool failedWithDetails = false;
      for (std::uint32_t i = 0; i < window.traffic().rows().size(); ++i) {
        const capture::CallRow row = window.traffic().rows().row(i);
        QVERIFY(!row.inFlight());
        protocols.insert(row.protocol);
        kinds.insert(row.kind);
        if (row.fromBridge() && row.code == rpc::Code::InvalidArgument) untranslated = row.number;
        failedWithDetails =
            failedWithDetails || (!row.fromBridge() && row.code == rpc::Code::InvalidArgument);
      }
      for (const rpc::Protocol protocol : {rpc::Protocol::ConnectUnary, rpc::Protocol::ConnectStream,
                                           rpc::Protocol::Grpc, rpc::Protocol::GrpcWeb})
        QVERIFY(protocols.contains(protocol));
      for (const rpc::Kind kind :
           {rpc::Kind::Unary, rpc::Kind::ClientStream, rpc::Kind::ServerStream, rpc::Kind::Bidi})
        QVERIFY(kinds.contains(kind));
      QVERIFY(untranslated != 0 && failedWithDetails);
      select(window, untranslated, Tab::Error);
      if (!QTest::currentTestFailed()) picture(window, QStringLiteral("sample"), dark, size);
    });
  }

  void leftovers() {
    everywhere([&](bool dark, Size size) {
      for (const bool running : {false, true}) {
        Services given = services(running);
        given.findLeftovers = someLeftovers;
        MainWindow window(std::move(given));
        QSignalSpy found(window.findChild<RecordReader*>(), &RecordReader::found);
        show(window, dark, size);
        QTRY_VERIFY(found.count() > 0);
        picture(window, running ? QStringLiteral("leftovers-bar") : QStringLiteral("leftovers-start"), dark,
                size);
      }
    });
  }

  void portTaken() {
    everywhere([&](bool dark, Size size) {
      Services given = services(false);
      given.findLeftovers = someLeftovers;
      given.otherAddress = [](const proxy::BridgeConfig&) { return proxy::ListenAddress{"127.0.0.1", 8081}; };
      MainWindow window(std::move(given));
      QSignalSpy found(window.findChild<RecordReader*>(), &RecordReader::found);
      show(window, dark, size);
      QTRY_VERIFY(found.count() > 0);
      window.startFailed(
          {ErrorCode::Io, ErrorSide::Local, "port_taken", "127.0.0.1:8080 is in use by nginx (pid 4711)"});
      picture(window, QStringLiteral("port-taken"), dark, size);
    });
  }

  void configurationRefused() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      QVERIFY(!window->configNotice().isVisible());
      window->configRead(
          "/home/ada/shop/bascule.yaml:14:3: listn: there is no such setting; the configuration in force "
          "stays");
      picture(*window, QStringLiteral("configuration-refused"), dark, size);
      window->configRead({});
      QVERIFY(!window->configNotice().isVisible());
    });
  }

  void sorted() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      static_cast<CallTableModel&>(*window->table().model()).setSorting({Column::Duration, true});
      picture(*window, QStringLiteral("sorted"), dark, size);
    });
  }

  // A dialog or a list by itself, at the size it asks for.
  void part(MainWindow& window, QWidget& widget, const QString& scene, bool dark) {
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
    std::vector<ShownText> texts;
    window.look().setSink(&texts);
    const QImage image = widget.grab().toImage().convertToFormat(QImage::Format_RGB32);
    window.look().setSink(nullptr);
    keep(image, QStringLiteral("%1-%2").arg(scene, dark ? QStringLiteral("dark") : QStringLiteral("light")));
    marks_ ? checkWords(widget, texts, scene) : checkTexts(texts, scene, 1.5);
  }

  void completion() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      FilterEdit& filter = window->topBar().filter();
      filter.setFocus();
      QTest::keyClicks(&filter, QStringLiteral("status:error pro"));
      QVERIFY(filter.popup().isVisible());
      QTest::keyClick(&filter, Qt::Key_Down);
      part(*window, filter.popup(), QStringLiteral("completion"), dark);
    });
  }

  void ownView() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      ViewState state;
      state.timeForm = TimeForm::Delta;
      state.filters = {{QStringLiteral("Trouble"), QStringLiteral("status:error"), Tone::Error},
                       {QStringLiteral("Web"), QStringLiteral("protocol:grpc-web*"), Tone::InFlight}};
      for (const char* key : {"#", "time", "status", "method", "header.content-type", "codec"})
        state.columns.push_back({QString::fromLatin1(key), 0, true});
      window->settings().set(state);
      window->topBar().filter().apply(QStringLiteral("not kind:unary or status:error or protocol:grpc-web"));
      QSignalSpy arrived(&static_cast<CallTableModel&>(*window->table().model()).values(),
                         &ColumnValues::arrived);
      QTRY_VERIFY_WITH_TIMEOUT(arrived.count() > 0, 10'000);
      picture(*window, QStringLiteral("own-view"), dark, size);
    });
  }

  void statistics() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      window->action(ActionId::ViewStatistics)->trigger();
      QTRY_VERIFY_WITH_TIMEOUT(window->statistics().model().rowCount() > 5, 10'000);
      window->statistics().figures().setCurrentIndex(window->statistics().model().index(1, 0));
      picture(*window, QStringLiteral("statistics"), dark, size);
    });
  }

  // By relative paths, so that the picture does not show where this machine keeps its files.
  void schemas() {
    namespace fs = std::filesystem;
    const fs::path before = fs::current_path();
    fs::current_path(folder_.path());
    fs::create_directories("protos");
    fs::copy(fs::path(BASCULE_SOURCE_DIR) / "resources/demo", "protos/demo", fs::copy_options::recursive);
    std::ofstream("billing.proto")
        << "syntax = \"proto3\";\nmessage Invoice {\n  int32 total = ;\n  Money paid = 2\n}\n";
    everywhere([&](bool dark, Size size) {
      for (const bool wrong : {false, true}) {
        const auto window = wrong ? shopWindow(dark, size, *plain_, "plain.bascule")
                                  : shopWindow(dark, size, *shop_, "shop.bascule");
        window->action(ActionId::ViewSchemas)->trigger();
        auto& model = *static_cast<SchemaModel*>(window->schemas().sources().model());
        model.add(wrong ? std::vector<std::string>{"billing.proto", "vendor/gone.binpb"}
                        : std::vector<std::string>{"protos/demo/acme/shop/v1/shop.proto", "protos/demo"});
        QTRY_VERIFY_WITH_TIMEOUT(!model.reading(), 30'000);
        window->schemas().sources().selectRow(wrong ? 0 : 1);
        if (!QTest::currentTestFailed())
          picture(*window, wrong ? QStringLiteral("schemas-errors") : QStringLiteral("schemas"), dark, size);
      }
    });
    fs::current_path(before);
  }

  // A window at the page of the bridge's settings; nothing is looked at on this machine.
  std::unique_ptr<MainWindow> settingsWindow(bool dark, Size size, bool running,
                                             const proxy::BridgeConfig& config) {
    Services given = services(running);
    given.config = config;
    given.bridgeInForce = [running, config]() -> std::optional<BridgeInForce> {
      if (!running) return std::nullopt;
      return BridgeInForce{config, false};
    };
    given.applyBridge = [](const proxy::BridgeConfig&) { return Result<std::vector<std::string>>(); };
    given.commandLine = app::config::commandLine;
    given.checkSettings = [](const proxy::BridgeConfig& wanted, const std::vector<proxy::ListenAddress>&) {
      std::vector<proxy::SettingFault> found;
      for (const proxy::ListenAddress& address : wanted.listen) {
        if (address.port != 9090) continue;
        const Error taken{ErrorCode::Io, ErrorSide::Local, "port_taken",
                          address.text() + " is in use by nginx (pid 4711)"};
        found.push_back({"listen", address.text(), taken, proxy::ListenAddress{address.host, 9091}});
      }
      return found;
    };
    auto window = std::make_unique<MainWindow>(std::move(given));
    show(*window, dark, size);
    window->captureStarted({}, true);
    window->action(ActionId::ViewBridge)->trigger();
    return window;
  }

  void bridgeSettings() {
    proxy::BridgeConfig config;
    config.upstream = "https://shop.internal:8443";
    config.routes = {{"", config.upstream, {}, {}},
                     {"/acme.shop.v2.", "https://shop-v2.internal:8443", rpc::ServerProtocol::Connect, {}}};
    config.tlsCertificate = "/etc/bascule/cert.pem";
    config.tlsKey = "/etc/bascule/key.pem";
    config.upstreamCa = "/etc/bascule/internal-ca.pem";
    everywhere([&](bool dark, Size size) {
      const auto window = settingsWindow(dark, size, true, config);
      picture(*window, QStringLiteral("bridge-settings"), dark, size);
    });
  }

  void bridgeSettingsWithErrors() {
    proxy::BridgeConfig config;
    config.upstream = "http://localhost:8081";
    everywhere([&](bool dark, Size size) {
      const auto window = settingsWindow(dark, size, true, config);
      BridgePage& page = window->bridgePage();
      page.field(Setting::Listen, 0).setText(QStringLiteral("127.0.0.1:9090"));
      page.field(Setting::Url, 0).setText(QStringLiteral("localhost:8081"));
      page.field(Setting::TlsCert).setText(QStringLiteral("cert.pem"));
      QTRY_VERIFY(!window->bridgeSettings().checking());
      picture(*window, QStringLiteral("bridge-settings-errors"), dark, size);
    });
  }

  void bridgeSettingsStopped() {
    proxy::BridgeConfig config;
    config.upstream = "http://localhost:8081";
    everywhere([&](bool dark, Size size) {
      const auto window = settingsWindow(dark, size, false, config);
      picture(*window, QStringLiteral("bridge-settings-stopped"), dark, size);
    });
  }

  void bridgeSettingsApplied() {
    proxy::BridgeConfig config;
    config.upstream = "http://localhost:8081";
    everywhere([&](bool dark, Size size) {
      const auto window = settingsWindow(dark, size, true, config);
      window->bridgePage().field(Setting::Url, 0).setText(QStringLiteral("http://localhost:8082"));
      window->action(ActionId::ApplySettings)->trigger();
      window->bridgePage().field(Setting::Url, 0).setText(QStringLiteral("http://localhost:8083"));
      picture(*window, QStringLiteral("bridge-settings-applied"), dark, size);
    });
  }

  void noSchemas() {
    everywhere([&](bool dark, Size size) {
      Services given = services(false);
      given.schema = nullptr;
      MainWindow window(std::move(given));
      show(window, dark, size);
      window.captureStarted({}, true);
      window.action(ActionId::ViewSchemas)->trigger();
      picture(window, QStringLiteral("schemas-none"), dark, size);
    });
  }

  void findInCall() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      select(*window, shop_->calls().failed, Tab::Translation);
      window->action(ActionId::FindInCall)->trigger();
      window->detail().finder().field().setText(QStringLiteral("content-type"));
      if (!QTest::currentTestFailed()) picture(*window, QStringLiteral("find-in-call"), dark, size);
    });
  }

  void grouped() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      window->action(ActionId::GroupStatus)->trigger();
      window->topBar().filter().apply(QStringLiteral("#:>1190"));
      picture(*window, QStringLiteral("grouped"), dark, size);
    });
  }

  void timeLine() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      window->action(ActionId::TimeLine)->trigger();
      QCoreApplication::processEvents();
      const insight::TimeHistogram& times = window->traffic().times();
      const std::int64_t part = (times.endNs() - times.beginNs()) / 10;
      window->timeLine().choose(times.beginNs() + 6 * part, times.beginNs() + 9 * part);
      picture(*window, QStringLiteral("time-line"), dark, size);
    });
  }

  void dialogs() {
    for (const bool dark : {false, true}) {
      const auto window = shopWindow(dark, kSizes[0], *shop_, "shop.bascule");
      QVERIFY(window->table().columns().show(QStringLiteral("header.x-tenant")));
      ColumnsDialog columns(window->look(), window->table().columns());
      columns.show();
      part(*window, columns, QStringLiteral("columns"), dark);
      std::vector<QAction*> actions;
      for (const ActionText& text : actionTexts()) actions.push_back(window->action(text.id));
      CommandPalette palette(window->look(), std::move(actions));
      palette.show();
      palette.field().setText(QStringLiteral("fil"));
      part(*window, palette, QStringLiteral("palette"), dark);
      FilterDialog filter(window->look(),
                          {QStringLiteral("Trouble"), QStringLiteral("status:error or"), Tone::Error});
      filter.show();
      part(*window, filter, QStringLiteral("saved-filter"), dark);
    }
  }

  void shortcuts() {
    inBothThemes([&](bool dark) {
      MainWindow window(services(true));
      show(window, dark, kSizes[0]);
      ShortcutSheet sheet(window.look());
      sheet.show();
      part(window, sheet, QStringLiteral("shortcuts"), dark);
    });
  }

  void copyAs() {
    inBothThemes([&](bool dark) {
      const auto window = shopWindow(dark, kSizes[0], *shop_, "shop.bascule");
      select(*window, shop_->calls().failed, Tab::Error);
      window->action(ActionId::CopyAs)->trigger();
      auto* dialog = window->findChild<CopyDialog*>();
      QTRY_VERIFY(dialog->text().contains(QStringLiteral("curl ")));
      part(*window, *dialog, QStringLiteral("copy-curl"), dark);
      dialog->setForm(exporting::CopyForm::PythonConnect);
      part(*window, *dialog, QStringLiteral("copy-python"), dark);
    });
  }

  void editAndSendAgain() {
    inBothThemes([&](bool dark) {
      const auto window = shopWindow(dark, kSizes[0], *shop_, "shop.bascule");
      select(*window, shop_->calls().failed, Tab::Error);
      window->action(ActionId::EditResend)->trigger();
      QTRY_VERIFY(window->findChild<ResendDialog*>() != nullptr);
      auto* dialog = window->findChild<ResendDialog*>();
      part(*window, *dialog, QStringLiteral("resend"), dark);
      dialog->messages().setPlainText(QStringLiteral("{\n  \"customer\": 5\n}\n"));
      part(*window, *dialog, QStringLiteral("resend-wrong"), dark);
      dialog->messages().setPlainText(QStringLiteral("{\n  \"customer\": \"ada\",\n  \"items\": [{"));
      dialog->messages().moveCursor(QTextCursor::End);
      QTest::keyClick(&dialog->messages(), Qt::Key_Space, Qt::ControlModifier);
      QVERIFY(dialog->messages().popup().isVisible());
      part(*window, dialog->messages().popup(), QStringLiteral("resend-completion"), dark);
    });
  }

  void notes() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      const capture::CallNumber call = shop_->calls().failed;
      capture::RowBatch batch;
      batch.firstString = window->traffic().rows().stringCount();
      batch.annotations = {
          {call, {true, 3, "ask the warehouse"}}, {call - 1, {true, 0, {}}}, {call - 2, {false, 4, {}}}};
      select(*window, call + 2, Tab::Overview);
      window->applyRows(batch);
      if (!QTest::currentTestFailed()) picture(*window, QStringLiteral("notes"), dark, size);
    });
  }

  void exportDialog() {
    inBothThemes([&](bool dark) {
      const auto window = shopWindow(dark, kSizes[0], *shop_, "shop.bascule");
      ExportDialog* dialog = openExport(*window);
      QVERIFY(dialog != nullptr);
      QTRY_VERIFY(previewed(*dialog));
      if (language_.isEmpty()) QVERIFY(dialog->preview().contains(QStringLiteral("calls:")));
      part(*window, *dialog, QStringLiteral("export"), dark);
    });
  }

  void exportHar() {
    inBothThemes([&](bool dark) {
      const auto window = shopWindow(dark, kSizes[0], *shop_, "shop.bascule");
      ExportDialog* dialog = openExport(*window);
      QVERIFY(dialog != nullptr);
      dialog->setBothLegs(true);
      QVERIFY(!dialog->order().bothLegs);  // of no matter to the other formats
      dialog->setFormat(exporting::Format::Har);
      QVERIFY(dialog->order().bothLegs);
      QTRY_VERIFY(previewed(*dialog));
      part(*window, *dialog, QStringLiteral("export-har"), dark);
    });
  }

  // Masked by the rules of a file; and a file that has none.
  void exportByRules() {
    const auto rules = folder_.file("team.redact");
    std::ofstream(rules) << "include default\nheader x-trace-id\nfield acme.shop.v1.*.customer\ntype "
                            "acme.shop.v1.Money\n";
    const auto wrong = folder_.file("wrong.redact");
    std::ofstream(wrong) << "header x-trace-id\nfeld acme.shop.v1.Order.customer\n";
    inBothThemes([&](bool dark) {
      const auto window = shopWindow(dark, kSizes[0], *shop_, "shop.bascule");
      ExportDialog* dialog = openExport(*window);
      QVERIFY(dialog != nullptr);
      dialog->setRules(rules);
      QTRY_VERIFY_WITH_TIMEOUT(dialog->preview().contains(QStringLiteral("acme.shop.v1.Order.customer (")),
                               10'000);
      QVERIFY2(dialog->preview().contains(QStringLiteral("x-trace-id (")), qPrintable(dialog->preview()));
      QVERIFY2(dialog->preview().contains(QStringLiteral("acme.shop.v1.Money.currency")),
               qPrintable(dialog->preview()));
      QVERIFY(dialog->exportButton().isEnabled());
      part(*window, *dialog, QStringLiteral("export-rules"), dark);
      dialog->setRules(wrong);
      QTRY_VERIFY_WITH_TIMEOUT(dialog->preview().contains(QStringLiteral("The file wrong.redact:2")), 10'000);
      QVERIFY(!dialog->exportButton().isEnabled());
      part(*window, *dialog, QStringLiteral("export-rules-wrong"), dark);
    });
  }

  // The comment as a column, sorted by a column of the user's own.
  void commentColumn() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      capture::RowBatch batch;
      batch.firstString = window->traffic().rows().stringCount();
      const capture::CallNumber call = shop_->calls().failed;
      batch.annotations = {{call, {true, 3, "ask the warehouse\nthey had this last week"}},
                           {call - 1, {false, 0, "fine"}}};
      window->applyRows(batch);
      ViewState state;
      for (const char* key : {"#", "status", "method", "comment", "req.customer"})
        state.columns.push_back({QString::fromLatin1(key), 0, true});
      for (const char* key : {"time", "protocol", "kind", "messages", "size", "duration", "client"})
        state.columns.push_back({QString::fromLatin1(key), 0, false});
      window->settings().set(state);
      auto& model = static_cast<CallTableModel&>(*window->table().model());
      model.cycleSorting(kColumnCount);
      // The values are read in the background; a call is chosen once all stand in their places, those that
      // have one before those that have none.
      QTRY_VERIFY_WITH_TIMEOUT(model.rowOf(call) < model.rowOf(call - 1), 10'000);
      QSignalSpy arrived(&model.values(), &ColumnValues::arrived);
      select(*window, call, Tab::Overview);
      QTRY_VERIFY_WITH_TIMEOUT(arrived.count() > 0, 10'000);
      QTRY_COMPARE(model.ownValue(0, kColumnCount), QStringLiteral("c-4711"));
      if (!QTest::currentTestFailed()) picture(*window, QStringLiteral("comment-column"), dark, size);
    });
  }

  void comparison() {
    inBothThemes([&](bool dark) {
      const auto window = shopWindow(dark, kSizes[0], *shop_, "shop.bascule");
      window->calls().compare(shop_->calls().failed - 4, shop_->calls().failed);
      QTRY_VERIFY(window->findChild<CompareWindow*>() != nullptr);
      part(*window, *window->findChild<CompareWindow*>(), QStringLiteral("compare"), dark);
    });
  }

  void nothingArrived() {
    everywhere([&](bool dark, Size size) {
      MainWindow window(services(true));
      show(window, dark, size);
      picture(window, QStringLiteral("nothing-arrived"), dark, size);
    });
  }

  void stopped() {
    everywhere([&](bool dark, Size size) {
      MainWindow window(services(false));
      show(window, dark, size);
      window.captureStarted({}, true);
      picture(window, QStringLiteral("stopped"), dark, size);
    });
  }

  void paused() {
    everywhere([&](bool dark, Size size) {
      MainWindow window(services(true));
      show(window, dark, size);
      window.action(ActionId::ToggleRecording)->trigger();
      picture(window, QStringLiteral("paused"), dark, size);
    });
  }

  void nothingSelected() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      picture(*window, QStringLiteral("nothing-selected"), dark, size);
    });
  }

  void filterMatchesNothing() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      QSignalSpy filtered(&window->topBar().filter(), &FilterEdit::filterChanged);
      window->topBar().filter().setText(QStringLiteral("method:DeleteEverything"));
      QTRY_COMPARE(filtered.count(), 1);
      picture(*window, QStringLiteral("filter-empty"), dark, size);
    });
  }

  void wrongFilter() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      QSignalSpy wrong(&window->topBar().filter(), &FilterEdit::problemChanged);
      window->topBar().filter().setText(QStringLiteral("status:error or duration:"));
      QTRY_COMPARE(wrong.count(), 1);
      picture(*window, QStringLiteral("filter-wrong"), dark, size);
    });
  }

  void filtered() {
    everywhere([&](bool dark, Size size) {
      const auto window = shopWindow(dark, size, *shop_, "shop.bascule");
      QSignalSpy done(&window->topBar().filter(), &FilterEdit::filterChanged);
      window->topBar().filter().setText(QStringLiteral("status:error or duration:>100ms"));
      QTRY_COMPARE(done.count(), 1);
      window->chips().choose(Chip::Errors);
      select(*window, shop_->calls().failed, Tab::Error);
      if (!QTest::currentTestFailed()) picture(*window, QStringLiteral("filtered"), dark, size);
    });
  }
};

QTEST_MAIN(TestScenes)
#include "tst_scenes.moc"
