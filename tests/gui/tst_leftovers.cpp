// SPDX-License-Identifier: GPL-3.0-or-later
// A run that is killed leaves its unsaved session behind; the next window offers it: open, save, discard.
#include <QApplication>
#include <QMessageBox>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <csignal>

#include "app/leftovers.h"
#include "bridge/base/clock.h"
#include "bridge/capture/session_file.h"
#include "tests/support/capture_events.h"
#include "ui/windows/main_window.h"

using namespace bascule;
using namespace bascule::ui;
namespace fs = std::filesystem;

namespace {

constexpr int kPatience = 30'000;  // a sanitizer's program starts slowly

std::uint64_t callsIn(const fs::path& folder) {
  std::error_code missing;
  for (fs::directory_iterator at(folder, missing), end; !missing && at != end; at.increment(missing)) {
    if (at->path().extension() != ".bascule") continue;
    auto reader = capture::SessionReader::open(at->path());
    const auto rows = reader ? (*reader)->nextRows() : std::unexpected(reader.error());
    if (rows) return rows->rows.size();
  }
  return 0;
}

}  // namespace

class TestLeftovers : public QObject {
  Q_OBJECT
 private:
  test::TemporaryFolder cache_;
  SystemClock clock_;

  fs::path folder() const { return cache_.path() / "bascule"; }

  // A real window with the demo, ended as a crash or an impatient user ends it.
  void killARun() {
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    program.setProcessEnvironment(environment);
    program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    program.start(QStringLiteral(BASCULE_BINARY),
                  {QStringLiteral("--demo"), QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0")});
    QVERIFY(program.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(callsIn(folder()) > 3, kPatience);
    QVERIFY(app::findLeftovers().empty());  // it still runs
    ::kill(static_cast<pid_t>(program.processId()), SIGKILL);
    QVERIFY(program.waitForFinished(kPatience));
    QCOMPARE(program.exitStatus(), QProcess::CrashExit);
  }

  Services services(bool running) {
    Services out;
    out.clock = &clock_;
    out.rows = std::make_shared<RowInbox>();
    out.findLeftovers = [] { return app::findLeftovers(); };
    out.discardLeftover = [](const fs::path& file) { return app::discardLeftover(file); };
    out.bridgeStats = [running]() -> std::optional<proxy::BridgeStats> {
      if (!running) return std::nullopt;
      proxy::BridgeStats stats;
      stats.state = proxy::BridgeState::Running;
      return stats;
    };
    return out;
  }

  static QAbstractButton* button(QWidget& where, const QString& words) {
    for (QAbstractButton* found : where.findChildren<QAbstractButton*>())
      if (found->text() == words && found->isVisible()) return found;
    return nullptr;
  }

  static void answerQuestion(const QString& words) {
    QTimer::singleShot(0, [words] {
      auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
      QVERIFY(box != nullptr);
      for (QAbstractButton* found : box->buttons())
        if (found->text() == words) return found->click();
    });
  }

 private Q_SLOTS:
  void initTestCase() { qputenv("XDG_CACHE_HOME", cache_.path().c_str()); }

  void theStartPageOffersIt() {
    killARun();
    MainWindow window(services(false));
    window.show();
    QTRY_VERIFY_WITH_TIMEOUT(button(window, QStringLiteral("Open")) != nullptr, kPatience);
    QVERIFY(!window.leftoverNotice().isVisible());
    button(window, QStringLiteral("Open"))->click();
    QTRY_VERIFY_WITH_TIMEOUT(window.table().model()->rowCount() > 3, kPatience);
    // Looked at, but neither saved nor discarded: it is offered again.
    window.closeSession();
    QTRY_VERIFY_WITH_TIMEOUT(button(window, QStringLiteral("Discard")) != nullptr, kPatience);
  }

  void theBarOffersItAndSavingSettlesIt() {
    MainWindow window(services(true));
    window.show();
    QTRY_VERIFY_WITH_TIMEOUT(window.leftoverNotice().isVisible(), kPatience);
    QVERIFY(window.leftoverNotice().sentence().contains(QStringLiteral("was not saved")));
    auto* reader = window.findChild<RecordReader*>();
    QSignalSpy saved(reader, &RecordReader::saved);
    const auto left = app::findLeftovers();
    QCOMPARE(left.size(), std::size_t{1});
    const fs::path copy = cache_.file("kept.bascule");
    reader->saveAs(copy, left[0].file);
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!window.leftoverNotice().isVisible(), kPatience);
    QVERIFY(fs::exists(copy) && !fs::exists(left[0].file));
    auto kept = capture::SessionReader::open(copy);
    QVERIFY(kept.has_value());
    QCOMPARE((*kept)->nextRows()->rows.size(), static_cast<std::size_t>(left[0].calls));
  }

  void discardingAsksFirst() {
    killARun();
    MainWindow window(services(true));
    window.show();
    QTRY_VERIFY_WITH_TIMEOUT(window.leftoverNotice().isVisible(), kPatience);
    answerQuestion(QStringLiteral("Keep"));
    button(window.leftoverNotice(), QStringLiteral("Discard"))->click();
    QCOMPARE(app::findLeftovers().size(), std::size_t{1});
    answerQuestion(QStringLiteral("Discard"));
    button(window.leftoverNotice(), QStringLiteral("Discard"))->click();
    QVERIFY(app::findLeftovers().empty());
    QTRY_VERIFY_WITH_TIMEOUT(!window.leftoverNotice().isVisible(), kPatience);
  }

  void theBarCanWait() {
    killARun();
    MainWindow window(services(true));
    window.show();
    QTRY_VERIFY_WITH_TIMEOUT(window.leftoverNotice().isVisible(), kPatience);
    for (QAbstractButton* found : window.leftoverNotice().findChildren<QAbstractButton*>())
      if (found->accessibleName() == QStringLiteral("Not now")) found->click();
    window.bridgeChanged();
    QVERIFY(!window.leftoverNotice().isVisible());
    QCOMPARE(app::findLeftovers().size(), std::size_t{1});
  }
};

QTEST_MAIN(TestLeftovers)
#include "tst_leftovers.moc"
