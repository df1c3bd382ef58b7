// SPDX-License-Identifier: GPL-3.0-or-later
// What the window remembers: written soon, read back the same, and a file that says nonsense does no harm.
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>

#include "ui/models/view_settings.h"

using namespace bascule::ui;

class TestViewSettings : public QObject {
  Q_OBJECT
 private:
  static ViewState something() {
    ViewState state;
    state.columns = {{QStringLiteral("method"), 300, true},
                     {QStringLiteral("header.x-tenant"), 0, true},
                     {QStringLiteral("#"), 0, false}};
    state.timeForm = TimeForm::Delta;
    state.grouping = Grouping::Client;
    state.theme = ThemeChoice::Dark;
    state.scalePercent = 150;
    state.singleKeys = true;
    state.timeLine = true;
    state.filters = {{QStringLiteral("Slow; \"50 %\""), QStringLiteral("duration:>100ms"), Tone::Warning},
                     {QStringLiteral("ü"), QStringLiteral("a,b"), Tone::Neutral}};
    state.history = {QStringLiteral("status:error"), QStringLiteral("x")};
    state.sessions = {QStringLiteral("/tmp/shop, of today.bascule"), QStringLiteral("/tmp/é.bascule")};
    return state;
  }

 private Q_SLOTS:
  void readBackTheSame() {
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("deep/window.ini"));
    {
      ViewSettings settings(file);
      QVERIFY(settings.state() == ViewState());
      QVERIFY(!QFile::exists(file));
      QSignalSpy changed(&settings, &ViewSettings::changed);
      settings.set(something());
      settings.set(something());
      QCOMPARE(changed.count(), 1);
    }
    {
      ViewSettings again(file);
      QVERIFY(again.state() == something());
      ViewState less = something();
      less.columns.pop_back();
      less.filters.clear();
      again.set(less);
    }
    ViewState less = something();
    less.columns.pop_back();
    less.filters.clear();
    QVERIFY(ViewSettings(file).state() == less);
  }

  void nothingIsKeptWithoutAFile() {
    ViewSettings settings;
    settings.set(something());
    QVERIFY(settings.state() == something());
    QVERIFY(ViewSettings().state() == ViewState());
  }

  void sessionsHaveTheNewestFirstAndOnce() {
    ViewSettings settings;
    for (int i = 0; i < 20; ++i) settings.rememberSession(QString::number(i));
    settings.rememberSession(QStringLiteral("15"));
    QCOMPARE(settings.state().sessions.size(), kSessionsLimit);
    QCOMPARE(settings.state().sessions.front(), QStringLiteral("15"));
    QCOMPARE(std::ranges::count(settings.state().sessions, QStringLiteral("15")), 1);
  }

  void historyHasTheNewestFirstAndOnce() {
    ViewSettings settings;
    for (const char* text : {"a", "b", " a ", "", "  "}) settings.remember(QString::fromLatin1(text));
    QVERIFY((settings.state().history == std::vector<QString>{QStringLiteral("a"), QStringLiteral("b")}));
    for (int i = 0; i < 200; ++i) settings.remember(QString::number(i));
    QCOMPARE(settings.state().history.size(), kHistoryLimit);
    QCOMPARE(settings.state().history.front(), QStringLiteral("199"));
  }

  void nonsenseInTheFileDoesNoHarm() {
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("window.ini"));
    {
      QFile out(file);
      QVERIFY(out.open(QIODevice::WriteOnly));
      out.write(
          "[General]\ntime=77\ntheme=-1\nscale=100000\n[columns]\nsize=2000000000\n1\\key=\n"
          "1\\width=-5\n2\\key=status\n2\\width=99999999\n[filters]\nsize=1\n1\\tone=900\n"
          "1\\expression=x\n\\\xff\xfe[[");
    }
    const ViewState state = ViewSettings(file).state();
    QVERIFY(state.timeForm == TimeForm::Clock && state.theme == ThemeChoice::System);
    QCOMPARE(state.scalePercent, kLargestScale);
    QCOMPARE(state.columns.size(), std::size_t{1});
    QCOMPARE(state.columns[0].key, QStringLiteral("status"));
    QVERIFY(state.columns[0].width <= 4000);
    QCOMPARE(state.filters.size(), std::size_t{1});
    QVERIFY(state.filters[0].tone == Tone::Neutral);
  }
};

QTEST_MAIN(TestViewSettings)
#include "tst_view_settings.moc"
