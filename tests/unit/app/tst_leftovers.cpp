// SPDX-License-Identifier: GPL-3.0-or-later
// Which files in the cache folder are unsaved sessions that nobody owns any more, and which may be removed.
#include <fstream>

#include <QtTest/QtTest>
#include <unistd.h>

#include "app/leftovers.h"
#include "bridge/capture/recorder.h"
#include "tests/support/capture_events.h"

using namespace bascule;
using namespace bascule::app;
namespace fs = std::filesystem;

namespace {

// 999999999 is above the highest process number of Linux.
fs::path ownerless(const fs::path& folder, int stamp) {
  return folder / QStringLiteral("unsaved-%1-999999999.bascule").arg(stamp).toStdString();
}
fs::path owned(const fs::path& folder, int stamp) {
  return folder / QStringLiteral("unsaved-%1-%2.bascule").arg(stamp).arg(::getpid()).toStdString();
}

fs::path record(const fs::path& file, int calls) {
  const SystemClock clock;
  capture::RecorderConfig config;
  config.file = file;
  auto recorder = capture::Recorder::create(config, clock, {}, {});
  if (!recorder) qFatal("%s", recorder.error().message.c_str());
  capture::CaptureQueue& queue = (*recorder)->addQueue({});
  (*recorder)->start();
  test::CallScript script;
  for (int i = 0; i < calls; ++i, ++script.id) {
    for (const capture::CaptureEvent& event : script.all()) queue.push(event);
  }
  queue.publish();
  (*recorder)->stop();
  return config.file;
}

}  // namespace

class TestLeftovers : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void onlySessionsWithoutOwnerAreOffered() {
    const test::TemporaryFolder folder;
    const fs::path older = record(ownerless(folder.path(), 1000), 3);
    const fs::path newer = record(ownerless(folder.path(), 2000), 2);
    const fs::path empty = record(ownerless(folder.path(), 3000), 0);
    const fs::path mine = record(owned(folder.path(), 4000), 1);
    record(folder.file("mine.bascule"), 1);
    const fs::path foreign = ownerless(folder.path(), 5000);
    std::ofstream(foreign) << "no session";
    std::ofstream(folder.file("unsaved-x.bascule")) << "";
    const auto found = findLeftovers(folder.path());
    QCOMPARE(found.size(), std::size_t{2});
    QCOMPARE(found[0].file, newer);
    QCOMPARE(found[0].calls, std::uint64_t{2});
    QVERIFY(found[0].bytes > 0 && found[0].startNs >= found[1].startNs);
    QVERIFY(!fs::exists(empty));  // nothing in it to be asked about
    QVERIFY(fs::exists(foreign));
    QVERIFY(fs::exists(mine));
    QVERIFY(findLeftovers(folder.path() / "nowhere").empty());
    QCOMPARE(older, found[1].file);
  }

  void onlyLeftoversAreDiscarded() {
    const test::TemporaryFolder folder;
    const fs::path left = record(ownerless(folder.path(), 1), 1);
    const fs::path mine = record(owned(folder.path(), 2), 1);
    const fs::path named = record(folder.file("important.bascule"), 1);
    std::ofstream(fs::path(left) += "-wal") << "";
    QVERIFY(!discardLeftover(mine, folder.path()));
    QVERIFY(!discardLeftover(named, folder.path()));
    QVERIFY(!discardLeftover(left, folder.path() / "elsewhere"));
    QVERIFY(discardLeftover(left, folder.path()));
    QVERIFY(!fs::exists(left) && !fs::exists(fs::path(left) += "-wal"));
    QVERIFY(fs::exists(mine) && fs::exists(named));
  }

  void newOnesHaveThisProcessInTheirName() {
    const test::TemporaryFolder folder;
    qputenv("XDG_CACHE_HOME", folder.path().c_str());
    const SystemClock clock;
    const auto file = unsavedSessionPath(clock);
    QVERIFY(file.has_value());
    QCOMPARE(file->parent_path(), cacheFolder());
    QVERIFY(QString::fromStdString(file->string()).endsWith(QStringLiteral("-%1.bascule").arg(::getpid())));
    qputenv("XDG_CACHE_HOME", "relative");  // the specification says to ignore it
    QVERIFY(cacheFolder().is_absolute());
  }
};

QTEST_GUILESS_MAIN(TestLeftovers)
#include "tst_leftovers.moc"
