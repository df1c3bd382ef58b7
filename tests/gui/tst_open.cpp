// SPDX-License-Identifier: GPL-3.0-or-later
// Files of every format that can be imported open in the window: named on the command line, and dropped on
// it.
#include <QApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QTest>
#include <QTimer>
#include <fstream>

#include "app/options.h"
#include "app/window_app.h"
#include "bridge/export/session_export.h"
#include "tests/support/recording.h"
#include "ui/windows/main_window.h"

using namespace bascule;
using namespace bascule::ui;
namespace fs = std::filesystem;

namespace {

constexpr int kPatience = 30'000;  // milliseconds, for machines that are busy with something else
constexpr int kCalls = 12;

// As grpc-dump and Envoy's tap filter write them.
constexpr std::string_view kDumpLine =
    R"({"service":"acme.v1.Orders","method":"Get","messages":[{"message_origin":"client","raw_message":"CgJoaQ=="}],)"
    R"("error":null,"metadata":{":authority":["shop:443"]},"metadata_response_headers":{},"metadata_response_trailers":{}})"
    "\n";
constexpr std::string_view kTapJson =
    R"({"http_buffered_trace":{"request":{"headers":[{"key":":method","value":"POST"},
  {"key":":path","value":"/acme.v1.Orders/Get"},{"key":"content-type","value":"application/grpc"}],
  "body":{"as_bytes":"AAAAAAA="}},"response":{"headers":[{"key":":status","value":"200"},
  {"key":"content-type","value":"application/grpc"}],"trailers":[{"key":"grpc-status","value":"0"}]}}})";
constexpr std::string_view kTapText = R"(http_buffered_trace {
  request {
    headers { key: ":method" value: "POST" }
    headers { key: ":path" value: "/acme.v1.Orders/Get" }
    headers { key: "content-type" value: "application/grpc" }
    body { as_bytes: "\000\000\000\000\000" }
  }
  response {
    headers { key: ":status" value: "200" }
    headers { key: "content-type" value: "application/grpc" }
    trailers { key: "grpc-status" value: "0" }
  }
})";

void writeFile(const fs::path& file, std::string_view text) { std::ofstream(file, std::ios::binary) << text; }

/// Of a window with nothing behind it.
Services emptyServices(const Clock& clock, std::function<void(const fs::path&)> openWindow = {}) {
  Services out;
  out.clock = &clock;
  out.rows = std::make_shared<RowInbox>();
  out.openWindow = std::move(openWindow);
  return out;
}

MainWindow* shownWindow() {
  for (QWidget* widget : QApplication::topLevelWidgets()) {
    if (auto* window = qobject_cast<MainWindow*>(widget)) return window;
  }
  return nullptr;
}

/// What the program's window has to show before it is closed; looked at from within its own event loop.
struct Expected {
  int rows = 0;
  bool seen = false;
  QString words{};  ///< of one of its actions
};
Expected* expected = nullptr;

void watchWindow() {
  if (expected == nullptr) return;
  auto* timer = new QTimer(QCoreApplication::instance());
  auto* patience = new QTimer(QCoreApplication::instance());
  QObject::connect(timer, &QTimer::timeout, [] {
    MainWindow* window = shownWindow();
    if (window == nullptr || window->table().model()->rowCount() != expected->rows) return;
    expected->seen = expected->seen || window->isVisible();
    expected->words = window->action(ActionId::OpenSession)->text();
    QApplication::closeAllWindows();
  });
  QObject::connect(patience, &QTimer::timeout, [] { QApplication::closeAllWindows(); });
  timer->start(10);
  patience->setSingleShot(true);
  patience->start(kPatience);
}
Q_COREAPP_STARTUP_FUNCTION(watchWindow)

}  // namespace

class TestOpen : public QObject {
  Q_OBJECT
 private:
  test::TemporaryFolder folder_;

  void exportAs(exporting::Format format, const fs::path& session) {
    const auto reader = test::openOrFail(session);
    capture::RowStore rows;
    rows.apply(*reader->nextRows());
    const auto redaction = capture::Redaction::none();
    const exporting::ExportJob job{{format, "test"}, redaction, *reader, rows, schema::Schema::wellKnown()};
    const fs::path to = folder_.file("calls" + std::string(exporting::infoOf(format).suffix));
    QVERIFY(exporting::exportToFile(job, to).has_value());
  }

  /// Opens a file of the folder as the program does, until the window shows what is wanted.
  void run(const std::string& name, Expected& wanted) {
    expected = &wanted;
    std::string program = "bascule";
    std::string file = folder_.file(name).string();
    char* arguments[] = {program.data(), file.data(), nullptr};
    const auto options = app::parseCommandLine(2, arguments);
    QVERIFY(options.has_value());
    QVERIFY(options->command == app::Command::Open);
    QCOMPARE(app::runWindow(*options, 2, arguments), 0);
    expected = nullptr;
  }

  static void formats() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("rows");
    QTest::newRow("session") << "calls.bascule" << kCalls;
    QTest::newRow("JSON lines") << "calls.jsonl" << kCalls;
    QTest::newRow("HAR") << "calls.har" << kCalls;
    QTest::newRow("gRPC binary log") << "calls.binlog" << kCalls;
    QTest::newRow("grpc-dump") << "dump.json" << 3;
    QTest::newRow("Envoy tap, JSON") << "tap.json" << 1;
    QTest::newRow("Envoy tap, text") << "tap.pb_text" << 1;
  }

 private Q_SLOTS:
  void initTestCase() {
    qputenv("XDG_CACHE_HOME", QByteArray::fromStdString(folder_.path().string()));
    qputenv("XDG_CONFIG_HOME", QByteArray::fromStdString(folder_.path().string()));
    const fs::path session = folder_.file("calls.bascule");
    test::Recording recording(session);
    test::record(recording, kCalls);
    recording.recorder->stop();
    for (const auto format :
         {exporting::Format::JsonLines, exporting::Format::Har, exporting::Format::BinaryLog})
      exportAs(format, session);
    writeFile(folder_.file("dump.json"),
              std::string(kDumpLine) + std::string(kDumpLine) + std::string(kDumpLine));
    writeFile(folder_.file("tap.json"), kTapJson);
    writeFile(folder_.file("tap.pb_text"), kTapText);
  }

  void onTheCommandLine_data() { formats(); }
  void onTheCommandLine() {
    QFETCH(const QString, name);
    QFETCH(const int, rows);
    Expected wanted{rows};
    run(name.toStdString(), wanted);
    QVERIFY(wanted.seen);
    QCOMPARE(wanted.words, QStringLiteral("Open session…"));
  }

  void inTheLanguageOfTheDesktop() {
    const QLocale before;
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Switzerland));
    Expected wanted{kCalls};
    run("calls.bascule", wanted);
    QLocale::setDefault(before);
    QVERIFY(wanted.seen);
    QCOMPARE(wanted.words, QStringLiteral("Sitzung öffnen…"));
  }

  void dropped_data() { formats(); }
  void dropped() {
    QFETCH(const QString, name);
    QFETCH(const int, rows);
    int count = 0;
    QApplication application(count, nullptr);
    SystemClock clock;
    MainWindow window(emptyServices(clock));
    window.show();
    QMimeData data;
    const QString file = QString::fromStdString(folder_.file(name.toStdString()).string());
    data.setUrls({QUrl::fromLocalFile(file)});
    QDragEnterEvent enter({20, 20}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({20, 20}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &drop);
    QTRY_COMPARE_WITH_TIMEOUT(window.table().model()->rowCount(), rows, kPatience);
    QVERIFY(window.windowTitle().contains(name));
  }

  /// Several at once: one here, each other in a window of its own.
  void droppedTogether() {
    int count = 0;
    QApplication application(count, nullptr);
    SystemClock clock;
    std::vector<fs::path> others;
    MainWindow window(emptyServices(clock, [&others](const fs::path& file) { others.push_back(file); }));
    window.show();
    window.openSessions({folder_.file("dump.json"), folder_.file("tap.json")});
    QTRY_COMPARE_WITH_TIMEOUT(window.table().model()->rowCount(), 3, kPatience);
    QCOMPARE(others, std::vector<fs::path>{folder_.file("tap.json")});
  }

  /// Something else is refused with a sentence, and stays away.
  void somethingElse() {
    int count = 0;
    QApplication application(count, nullptr);
    SystemClock clock;
    MainWindow window(emptyServices(clock));
    window.show();
    QMimeData text;
    text.setText(QStringLiteral("no file"));
    QDragEnterEvent enter({20, 20}, Qt::CopyAction, &text, Qt::LeftButton, Qt::NoModifier);
    enter.ignore();
    QApplication::sendEvent(&window, &enter);
    QVERIFY(!enter.isAccepted());
  }
};

QTEST_APPLESS_MAIN(TestOpen)
#include "tst_open.moc"
