// SPDX-License-Identifier: GPL-3.0-or-later
// The window without a mouse and without eyes: every part is reached with Tab, has a role and a name that a
// screen reader speaks, tables speak their cells, every action has words and a key of its own. And the window
// in a language written from right to left.
#include <QAbstractItemView>
#include <QAccessible>
#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <fstream>
#include <map>
#include <set>

#include "tests/support/capture_events.h"
#include "tests/support/shop_session.h"
#include "ui/views/bridge_page.h"
#include "ui/views/schemas_page.h"
#include "ui/views/statistics_page.h"
#include "ui/views/time_line.h"
#include "ui/windows/main_window.h"

using namespace bascule;
using namespace bascule::ui;

class TestAccess : public QObject {
  Q_OBJECT
 private:
  test::TemporaryFolder folder_;
  test::StillClock clock_;
  std::unique_ptr<test::ShopSession> shop_;
  std::unique_ptr<MainWindow> window_;

  static bool wantsFocus(const QWidget& widget) {
    return widget.isVisible() && widget.isEnabled() && (widget.focusPolicy() & Qt::TabFocus) != 0 &&
           widget.focusProxy() == nullptr;
  }
  static QString describe(const QWidget& widget) {
    return QStringLiteral("%1 '%2'").arg(QString::fromLatin1(widget.metaObject()->className()),
                                         widget.accessibleName());
  }

  // Everything the Tab key stops at, once round.
  std::set<QWidget*> walk() {
    std::set<QWidget*> seen;
    window_->topBar().filter().setFocus(Qt::TabFocusReason);
    for (int i = 0; i < 300; ++i) {
      QWidget* now = QApplication::focusWidget();
      if (now == nullptr || !seen.insert(now).second) break;
      QTest::keyClick(now, Qt::Key_Tab);
    }
    return seen;
  }

  void everyPartIsReached(const char* page) {
    const std::set<QWidget*> reached = walk();
    for (QWidget* widget : window_->findChildren<QWidget*>()) {
      if (!wantsFocus(*widget)) continue;
      QVERIFY2(reached.contains(widget),
               qPrintable(
                   QStringLiteral("%1: Tab never comes to %2").arg(QLatin1String(page), describe(*widget))));
    }
    QVERIFY(reached.size() > 4);
  }

  void everyPartSpeaks(const char* page) {
    for (QWidget* widget : window_->findChildren<QWidget*>()) {
      if (!wantsFocus(*widget)) continue;
      QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(widget);
      QVERIFY2(spoken != nullptr, qPrintable(describe(*widget)));
      const QString where = QStringLiteral("%1: %2").arg(QLatin1String(page), describe(*widget));
      QVERIFY2(!spoken->text(QAccessible::Name).isEmpty(),
               qPrintable(where + QStringLiteral(" has no name")));
      QVERIFY2(spoken->role() != QAccessible::NoRole, qPrintable(where + QStringLiteral(" has no role")));
      QVERIFY2(spoken->state().focusable, qPrintable(where + QStringLiteral(" says it takes no focus")));
    }
  }

 private Q_SLOTS:
  void initTestCase() {
    shop_ = std::make_unique<test::ShopSession>(folder_.file("shop.bascule"), test::ShopOptions{true, 50});
  }

  void init() {
    Services services;
    services.clock = &clock_;
    services.rows = std::make_shared<RowInbox>();
    services.schema = [] { return test::shopSchema(); };
    services.startBridge = [](const proxy::BridgeConfig&) { return Result<void>(); };
    window_ = std::make_unique<MainWindow>(std::move(services));
    window_->show();
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
  }

  void cleanup() {
    window_.reset();
    QApplication::setLayoutDirection(Qt::LeftToRight);
  }

  void show() {
    window_->captureStarted(folder_.file("shop.bascule"), false);
    window_->applyRows(shop_->rows());
    QCoreApplication::processEvents();
  }

  void theStartPage() {
    everyPartIsReached("start");
    everyPartSpeaks("start");
  }

  void theCallsWithEveryTab() {
    show();
    window_->action(ActionId::TimeLine)->trigger();
    QSignalSpy shown(&window_->detail(), &DetailPane::shown);
    QVERIFY(window_->table().selectCall(shop_->calls().failed));
    QTRY_VERIFY_WITH_TIMEOUT(shown.count() > 0, 30'000);
    for (int tab = 0; tab < kTabCount; ++tab) {
      window_->detail().setTab(static_cast<Tab>(tab));
      QCoreApplication::processEvents();
      const std::string page = "tab " + std::to_string(tab);
      everyPartIsReached(page.c_str());
      if (QTest::currentTestFailed()) return;
      everyPartSpeaks(page.c_str());
      if (QTest::currentTestFailed()) return;
    }
  }

  void theStatistics() {
    show();
    window_->action(ActionId::ViewStatistics)->trigger();
    QTRY_VERIFY(window_->statistics().model().rowCount() > 5);
    everyPartIsReached("statistics");
    everyPartSpeaks("statistics");
  }

  void theSchemas() {
    show();
    window_->action(ActionId::ViewSchemas)->trigger();
    everyPartIsReached("schemas without a source");
    everyPartSpeaks("schemas without a source");
    const std::string file = folder_.file("wrong.proto").string();
    std::ofstream(file) << "message {";
    auto& model = *static_cast<SchemaModel*>(window_->schemas().sources().model());
    model.add({file});
    QTRY_VERIFY_WITH_TIMEOUT(!model.reading(), 30'000);
    QVERIFY(window_->schemas().problems().isVisible());
    window_->schemas().sources().selectRow(0);  // or there is nothing to remove
    everyPartIsReached("schemas");
    everyPartSpeaks("schemas");
    QAccessibleInterface* table = QAccessible::queryAccessibleInterface(&window_->schemas().sources());
    QCOMPARE(table->role(), QAccessible::Table);
    QCOMPARE(table->tableInterface()->cellAt(0, 1)->text(QAccessible::Name), QString::fromStdString(file));
  }

  void theSettingsOfTheBridge() {
    show();
    window_->resize(1440, 1000);
    window_->action(ActionId::ViewBridge)->trigger();
    BridgePage& page = window_->bridgePage();
    page.addServerButton().click();
    page.addListenerButton().click();
    QCoreApplication::processEvents();
    everyPartIsReached("settings of the bridge");
    everyPartSpeaks("settings of the bridge");
    // Fields of one sort are told apart, and what is wrong is spoken with the field.
    QVERIFY(page.field(Setting::Url, 0).accessibleName() != page.field(Setting::Url, 1).accessibleName());
    QVERIFY(page.field(Setting::TlsCert).accessibleName() !=
            page.field(Setting::UpstreamCert).accessibleName());
    QAccessibleInterface* field = QAccessible::queryAccessibleInterface(&page.field(Setting::Prefix, 1));
    QCOMPARE(field->role(), QAccessible::EditableText);
    QCOMPARE(field->text(QAccessible::Description), page.faultAt(Setting::Prefix, 1));
    QVERIFY(!page.faultAt(Setting::Prefix, 1).isEmpty());
  }

  void tablesSpeakTheirCells() {
    show();
    QAccessibleInterface* table = QAccessible::queryAccessibleInterface(&window_->table());
    QCOMPARE(table->role(), QAccessible::Table);
    QAccessibleTableInterface* cells = table->tableInterface();
    QVERIFY(cells != nullptr);
    QCOMPARE(cells->rowCount(), window_->table().model()->rowCount());
    for (int column = 0; column < 10; ++column) {
      QAccessibleInterface* cell = cells->cellAt(0, column);
      QVERIFY(cell != nullptr);
      QCOMPARE(cell->role(), QAccessible::Cell);
      QVERIFY(!cell->text(QAccessible::Name).isEmpty());
      QVERIFY(!cells->columnDescription(column).isEmpty());
    }
    QAccessibleInterface* tree = QAccessible::queryAccessibleInterface(&window_->sidebar());
    QCOMPARE(tree->role(), QAccessible::Tree);
    QVERIFY(tree->childCount() > 0);
  }

  void everyActionHasWordsAndAKeyOfItsOwn() {
    std::map<QString, QString> keys;
    for (const ActionText& text : actionTexts()) {
      const QAction& action = *window_->action(text.id);
      QVERIFY(!action.text().isEmpty() && !action.toolTip().isEmpty());
      QVERIFY2(!action.shortcuts().isEmpty(), qPrintable(action.text()));
      for (const QKeySequence& key : action.shortcuts()) {
        QVERIFY2(!key.isEmpty(), qPrintable(action.text()));
        const auto [at, fresh] = keys.try_emplace(key.toString(), action.text());
        QVERIFY2(fresh, qPrintable(QStringLiteral("%1 is the key of %2 and of %3")
                                       .arg(key.toString(), at->second, action.text())));
      }
    }
  }

  // Nothing is lost, cut or on top of each other, though the picture is the other way round.
  void fromRightToLeft() {
    QApplication::setLayoutDirection(Qt::RightToLeft);
    show();
    QVERIFY(window_->table().selectCall(shop_->calls().failed));
    window_->resize(1440, 900);
    QCoreApplication::processEvents();
    std::vector<ShownText> texts;
    window_->look().setSink(&texts);
    window_->grab();
    window_->look().setSink(nullptr);
    QVERIFY(texts.size() > 100);
    for (const ShownText& text : texts) {
      if (text.word) QVERIFY2(!text.cut, qPrintable(text.text));
      QVERIFY2(text.rect.left() >= -1 && text.rect.right() <= 1441, qPrintable(text.text));
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
      for (std::size_t j = i + 1; j < texts.size(); ++j) {
        const QRectF both = texts[i].rect.intersected(texts[j].rect);
        QVERIFY2(both.width() < 2 || both.height() < 2,
                 qPrintable(QStringLiteral("'%1' lies over '%2'").arg(texts[i].text, texts[j].text)));
      }
    }
    everyPartIsReached("right to left");
  }
};

QTEST_MAIN(TestAccess)
#include "tst_access.moc"
