// SPDX-License-Identifier: GPL-3.0-or-later
// Private keys: who else can read the file, and that the memory of the program is nobody else's.
#include <QTemporaryDir>
#include <filesystem>
#include <fstream>

#include <QtTest/QtTest>
#include <sys/prctl.h>

#include "app/key_files.h"

using namespace bascule;
using namespace bascule::app;
namespace fs = std::filesystem;

class TestKeyFiles : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void whoeverElseCanReadThemIsSaid() {
    QTemporaryDir folder;
    proxy::BridgeConfig config;
    config.tlsKey = folder.filePath("a.key").toStdString();
    config.upstreamKey = folder.filePath("b.key").toStdString();
    QVERIFY(keyWarnings(config).empty());  // not there: said when they are loaded
    for (const std::string& file : {config.tlsKey, config.upstreamKey}) std::ofstream(file) << "key";
    fs::permissions(config.tlsKey, fs::perms::owner_read);
    fs::permissions(config.upstreamKey, fs::perms::owner_read | fs::perms::group_read);
    const auto warnings = keyWarnings(config);
    QCOMPARE(warnings.size(), std::size_t{1});
    QVERIFY(warnings.front().starts_with("--upstream-key " + config.upstreamKey));
    fs::permissions(config.tlsKey, fs::perms::owner_read | fs::perms::others_read);
    QCOMPARE(keyWarnings(config).size(), std::size_t{2});
  }

  void noCoreFileHoldsThem() {
    proxy::BridgeConfig config;
    keepKeysPrivate(config);
    QCOMPARE(::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 1);
    config.upstreamKey = "b.key";
    keepKeysPrivate(config);
    QCOMPARE(::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
    ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  }
};

QTEST_GUILESS_MAIN(TestKeyFiles)
#include "tst_key_files.moc"
