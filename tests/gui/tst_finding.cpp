// SPDX-License-Identifier: GPL-3.0-or-later
// Finding calls in the real window: columns, filters of the user's own, completion, what a cell's menu does,
// several calls at once, commands. Driven by keys and mouse over a recorded shop session.
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <functional>
#include <set>

#include "tests/support/capture_events.h"
#include "tests/support/shop_session.h"
#include "ui/views/completion_popup.h"
#include "ui/views/statistics_page.h"
#include "ui/views/time_line.h"
#include "ui/windows/columns_dialog.h"
#include "ui/windows/command_palette.h"
#include "ui/windows/filter_dialog.h"
#include "ui/windows/main_window.h"

using namespace bascule;
using namespace bascule::ui;

namespace {

constexpr int kPatience = 30'000;

// Does `act` with the dialog of this type once it is open; the caller's call to exec() returns after that.
template <typename Dialog, typename Act>
void whenOpen(Act act) {
  auto* timer = new QTimer(qApp);
  QObject::connect(timer, &QTimer::timeout, timer, [timer, act] {
    auto* dialog = qobject_cast<Dialog*>(QApplication::activeModalWidget());
    if (dialog == nullptr) return;
    timer->deleteLater();
    act(*dialog);
  });
  timer->start(5);
}

}  // namespace

class TestFinding : public QObject {
  Q_OBJECT
 private:
  test::TemporaryFolder folder_;
  test::StillClock clock_;
  std::unique_ptr<test::ShopSession> shop_;
  std::shared_ptr<ViewSettings> settings_;
  std::unique_ptr<MainWindow> window_;

  CallTableView& table() { return window_->table(); }
  CallTableModel& model() { return static_cast<CallTableModel&>(*window_->table().model()); }
  FilterEdit& filter() { return window_->topBar().filter(); }
  int visual(Column column) { return table().horizontalHeader()->visualIndex(static_cast<int>(column)); }
  QStringList shownTitles() {
    QStringList out;
    const QHeaderView& header = *table().horizontalHeader();
    for (int i = 0; i < header.count(); ++i) {
      const int logical = header.logicalIndex(i);
      if (!header.isSectionHidden(logical))
        out += model().headerData(logical, Qt::Horizontal, Qt::DisplayRole).toString();
    }
    return out;
  }
  void makeWindow() {
    Services services;
    services.clock = &clock_;
    services.rows = std::make_shared<RowInbox>();
    services.settings = settings_;
    services.schema = [] { return test::shopSchema(); };
    window_ = std::make_unique<MainWindow>(std::move(services));
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    window_->captureStarted(folder_.file("shop.bascule"), false);
    window_->applyRows(shop_->rows());
    window_->activateWindow();
  }

 private Q_SLOTS:
  void initTestCase() {
    shop_ = std::make_unique<test::ShopSession>(folder_.file("shop.bascule"), test::ShopOptions{true, 200});
  }

  void init() {
    settings_ = std::make_shared<ViewSettings>(
        QString::fromStdString(folder_.file(QTest::currentTestFunction() + std::string(".ini")).string()));
    makeWindow();
  }

  void columnsAreMovedSizedAndRemembered() {
    const QStringList shipped = shownTitles();
    QCOMPARE(shipped.size(), 10);
    QHeaderView& header = *table().horizontalHeader();
    header.moveSection(visual(Column::Client), 1);
    header.resizeSection(static_cast<int>(Column::Status), 222);
    QCOMPARE(shownTitles()[1], QStringLiteral("Client"));
    QCOMPARE(table().columnWidth(static_cast<int>(Column::Status)), 222);
    // The rest still belongs to Method.
    QCOMPARE(header.length(), table().viewport()->width());
    window_.reset();
    settings_.reset();  // writes
    settings_ = std::make_shared<ViewSettings>(
        QString::fromStdString(folder_.file("columnsAreMovedSizedAndRemembered.ini").string()));
    makeWindow();
    QCOMPARE(shownTitles()[1], QStringLiteral("Client"));
    QCOMPARE(table().columnWidth(static_cast<int>(Column::Status)), 222);
    table().columns().reset();
    QCOMPARE(shownTitles(), shipped);
  }

  void theColumnsDialogWorksByKeyboard() {
    whenOpen<ColumnsDialog>([&](ColumnsDialog& dialog) {
      QTest::keyClick(&dialog.list(), Qt::Key_Space);  // the call number goes
      QTest::keyClick(&dialog.list(), Qt::Key_Down);
      QTest::keyClick(&dialog.list(), Qt::Key_Down, Qt::AltModifier);  // time behind status
      dialog.field().setFocus();
      QTest::keyClicks(&dialog.field(), QStringLiteral("no-such-key"));
      QTest::keyClick(&dialog.field(), Qt::Key_Return);
      QVERIFY(dialog.isVisible());
      dialog.field().clear();
      QTest::keyClicks(&dialog.field(), QStringLiteral("header.content-type"));
      QTest::keyClick(&dialog.field(), Qt::Key_Return);
      QTest::keyClick(&dialog.list(), Qt::Key_Escape);
    });
    window_->action(ActionId::Columns)->trigger();
    const QStringList now = shownTitles();
    QCOMPARE(now.first(2), QStringList({QStringLiteral("Status"), QStringLiteral("Time")}));
    QCOMPARE(now.last(), QStringLiteral("header.content-type"));
    // Its values come from the records.
    QTRY_VERIFY_WITH_TIMEOUT((table().viewport()->repaint(), model()
                                                                 .index(table().rowAt(20), kColumnCount)
                                                                 .data()
                                                                 .toString()
                                                                 .contains(QLatin1String("application/"))),
                             kPatience);
  }

  void allColumnsHaveValues() {
    for (int i = 0; i < kColumnCount; ++i)
      QVERIFY(table().columns().show(QString::fromStdString(model().key(i))));
    QVERIFY(table().columns().show(QStringLiteral("req.id")));
    QVERIFY(!table().columns().show(QStringLiteral("nonsense")));
    QCOMPARE(shownTitles().size(), kColumnCount + 1);
    for (int i = 0; i < kColumnCount; ++i) QVERIFY(table().columnWidth(i) > 20);
    QVERIFY(table().horizontalScrollBar()->maximum() > 0);
  }

  void aCellNarrowsTheFilter() {
    QVERIFY(table().selectCall(shop_->calls().failed));
    const int row = table().currentIndex().row();
    table().selectionModel()->setCurrentIndex(model().index(row, static_cast<int>(Column::Status)),
                                              QItemSelectionModel::NoUpdate);
    window_->action(ActionId::OnlyThisValue)->trigger();
    QCOMPARE(filter().text(), QStringLiteral("status:invalid_argument"));
    QVERIFY(model().rowCount() > 0 && model().rowCount() < 200);
    const int found = model().rowCount();
    window_->action(ActionId::ClearFilter)->trigger();
    window_->action(ActionId::NotThisValue)->trigger();
    QCOMPARE(model().rowCount(), static_cast<int>(window_->traffic().rows().size()) - found);
    filter().apply(QStringLiteral("kind:unary or kind:bidi"));
    QVERIFY(table().selectCall(1));
    for (int column = 0; column < kColumnCount; ++column) {
      const std::string term = model().term(table().currentIndex().row(), column);
      QVERIFY(!term.empty());
      filter().narrow(term, false);
      QVERIFY2(filter().problem().isEmpty(), term.c_str());
      QVERIFY2(model().rowOf(1) >= 0, qPrintable(filter().text()));
    }
  }

  void theFieldSaysHowManyMatch() {
    QCOMPARE(filter().accessibleDescription(), QString());
    filter().apply(QStringLiteral("status:error"));
    QCOMPARE(filter().accessibleDescription(), QStringLiteral("%1 of 212").arg(model().rowCount()));
    window_->action(ActionId::ClearFilter)->trigger();
    QCOMPARE(filter().accessibleDescription(), QString());
  }

  void completionIsWalkedByKeys() {
    window_->action(ActionId::FocusFilter)->trigger();
    QTest::keyClicks(&filter(), QStringLiteral("stat"));
    QVERIFY(filter().popup().isVisible());
    QTest::keyClick(&filter(), Qt::Key_Tab);
    QCOMPARE(filter().text(), QStringLiteral("status:"));
    QVERIFY(filter().popup().isVisible());  // its values
    QTest::keyClicks(&filter(), QStringLiteral("inv"));
    QTest::keyClick(&filter(), Qt::Key_Down);
    QTest::keyClick(&filter(), Qt::Key_Return);
    QCOMPARE(filter().text(), QStringLiteral("status:invalid_argument"));
    QVERIFY(!filter().popup().isVisible());
    QTest::keyClick(&filter(), Qt::Key_Return);
    QVERIFY(table().hasFocus());
    QVERIFY(model().rowCount() > 0);
    // Header names that were seen in the session.
    window_->action(ActionId::FocusFilter)->trigger();
    const auto offered = [&] {
      filter().clear();
      QTest::keyClicks(&filter(), QStringLiteral("header.content"));
      return std::ranges::any_of(filter().popup().offers(), [](const Completion& offer) {
        return offer.text == QLatin1String("header.content-type:");
      });
    };
    QTRY_VERIFY_WITH_TIMEOUT(offered(), kPatience);
    QTest::keyClick(&filter(), Qt::Key_Escape);
    QVERIFY(!filter().popup().isVisible());
    QVERIFY(!filter().text().isEmpty());
    QTest::keyClick(&filter(), Qt::Key_Escape);
    QVERIFY(filter().text().isEmpty());
    // Used before.
    QTest::keyClick(&filter(), Qt::Key_Down);
    QVERIFY(filter().popup().isVisible());
    QTest::keyClick(&filter(), Qt::Key_Tab);
    QCOMPARE(filter().text(), QStringLiteral("status:invalid_argument"));
  }

  void aSavedFilterIsAChipAndAColour() {
    filter().apply(QStringLiteral("status:error"));
    const int found = model().rowCount();
    whenOpen<FilterDialog>([](FilterDialog& dialog) {
      auto* name = dialog.findChild<QLineEdit*>();
      name->setText(QStringLiteral("Trouble"));
      dialog.findChild<QComboBox*>()->setCurrentIndex(1);
      QTest::keyClick(name, Qt::Key_Return);
    });
    window_->action(ActionId::SaveFilter)->trigger();
    QCOMPARE(settings_->state().filters.size(), std::size_t{1});
    Button* chip = nullptr;
    for (Button* button : window_->chips().findChildren<Button*>()) {
      if (button->text() == QLatin1String("Trouble")) chip = button;
    }
    QVERIFY(chip != nullptr && chip->isVisible() && chip->isChecked());
    QVERIFY(model().ruleOf(0) != nullptr);
    QVERIFY(model().index(0, 0).data(Qt::AccessibleTextRole).toString().contains(QLatin1String("Trouble")));
    chip->click();
    QVERIFY(filter().text().isEmpty());
    QVERIFY(model().rowCount() > found);
    QVERIFY(!chip->isChecked());
    chip->click();
    QCOMPARE(model().rowCount(), found);
  }

  void severalCallsAreSelectedAndCopied() {
    QVERIFY(table().selectCall(10));
    QTest::keyClick(&table(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(&table(), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(table().selectedCount(), 3);
    QVERIFY((table().selectedCalls() == std::vector<capture::CallNumber>{10, 11, 12}));
    QTest::keyClick(&table(), Qt::Key_C, Qt::ControlModifier);
    const QStringList lines = QGuiApplication::clipboard()->text().trimmed().split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 4);
    QVERIFY(lines[0].startsWith(QLatin1String("#\tTime\t")));
    QVERIFY(lines[1].startsWith(QLatin1String("10\t")));
    // They stay selected when calls change places, and when a filter keeps them.
    model().setSorting({Column::Duration, true});
    QCOMPARE(table().selectedCount(), 3);
    std::vector<capture::CallNumber> same = table().selectedCalls();
    std::ranges::sort(same);
    QVERIFY((same == std::vector<capture::CallNumber>{10, 11, 12}));
    filter().apply(QStringLiteral("#:<12"));
    QCOMPARE(table().selectedCount(), 2);
    QTest::keyClick(&table(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(table().selectedCount(), model().rowCount());
  }

  void groupsHaveTheirBands() {
    window_->action(ActionId::GroupStatus)->trigger();
    QVERIFY(!table().following());
    const std::vector<CallTableModel::Group> groups = model().groups(100);
    QVERIFY(groups.size() > 2);
    int bands = 0;
    for (int row = 0; row < model().rowCount(); ++row) bands += table().rowHeight(row) > 27 ? 1 : 0;
    QCOMPARE(bands, static_cast<int>(groups.size()));
    for (const CallTableModel::Group& group : groups) QVERIFY(table().rowHeight(group.row) > 27);
    filter().apply(QStringLiteral("status:error"));
    for (const CallTableModel::Group& group : model().groups(100)) QVERIFY(table().rowHeight(group.row) > 27);
    filter().apply({});
    QVERIFY(table().selectCall(shop_->calls().failed));
    window_->action(ActionId::GroupService)->trigger();
    QCOMPARE(table().selectedCall(), shop_->calls().failed);
    bands = 0;
    for (int row = 0; row < model().rowCount(); ++row) bands += table().rowHeight(row) > 27 ? 1 : 0;
    QCOMPARE(bands, static_cast<int>(model().groups(100).size()));
    // Following means one list by age.
    window_->action(ActionId::FollowNewest)->trigger();
    QVERIFY(table().following());
    QVERIFY(model().grouping() == Grouping::None);
    QCOMPARE(table().rowHeight(0), 27);
    QVERIFY(window_->action(ActionId::GroupNone)->isChecked());
  }

  void timeIsWrittenInThreeWays() {
    const auto first = [&] { return QString::fromStdString(model().timeText(1).string()); };
    QVERIFY(first().contains(QLatin1Char(':')));
    window_->action(ActionId::TimeSinceStart)->trigger();
    QVERIFY(first().endsWith(QLatin1String(" s")));
    QCOMPARE(QString::fromStdString(model().timeText(0).string()), QStringLiteral("0.000 s"));
    window_->action(ActionId::TimeDelta)->trigger();
    const double delta = first().chopped(2).toDouble();
    QVERIFY(delta >= 0 && delta < 60);
    QVERIFY(window_->action(ActionId::TimeDelta)->isChecked());
    window_->action(ActionId::TimeClock)->trigger();
    QVERIFY(first().contains(QLatin1Char(':')));
  }

  void draggingOverTheTimeLineNarrowsEverything() {
    TimeLine& line = window_->timeLine();
    QVERIFY(!line.isVisible());
    window_->action(ActionId::TimeLine)->trigger();
    QVERIFY(line.isVisible());
    const int all = model().rowCount();
    QTest::mousePress(&line, Qt::LeftButton, {}, {line.width() / 2, 20});
    QMouseEvent move(QEvent::MouseMove, QPointF(line.width(), 20),
                     line.mapToGlobal(QPointF(line.width(), 20)), Qt::NoButton, Qt::LeftButton,
                     Qt::NoModifier);
    QApplication::sendEvent(&line, &move);
    QTest::mouseRelease(&line, Qt::LeftButton, {}, {line.width(), 20});
    QVERIFY(line.untilNs() > line.fromNs());
    QVERIFY(model().rowCount() > 0 && model().rowCount() < all);
    for (int row = 0; row < model().rowCount(); ++row)
      QVERIFY(model().call(row).startNs >= line.fromNs() && model().call(row).startNs < line.untilNs());
    QTest::keyClick(&line, Qt::Key_Escape);
    QCOMPARE(model().rowCount(), all);
    QTest::keyClick(&line, Qt::Key_Right);
    const std::int64_t until = line.untilNs(), from = line.fromNs();
    QTest::keyClick(&line, Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(line.untilNs() > until && line.fromNs() == from);
    QTest::keyClick(&line, Qt::Key_Right);
    QVERIFY(line.fromNs() > from);
    window_->action(ActionId::ClearFilter)->trigger();
    QCOMPARE(model().rowCount(), all);
    QTest::keyClick(&line, Qt::Key_Right);
    window_->action(ActionId::TimeLine)->trigger();  // what is hidden narrows nothing
    QCOMPARE(model().rowCount(), all);
  }

  void statisticsLeadToTheCalls() {
    window_->action(ActionId::ViewStatistics)->trigger();
    StatisticsPage& page = window_->statistics();
    QVERIFY(page.isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(page.model().rowCount() > 5, kPatience);
    page.figures().setFocus();
    page.figures().setCurrentIndex(page.model().index(1, 0));
    const QString calls = page.model().text(1, Figure::Calls);
    QTest::keyClick(&page.figures(), Qt::Key_Return);
    QVERIFY(!page.isVisible());
    QCOMPARE(model().rowCount(), calls.toInt());
    // The page counts what the filter lets through.
    window_->action(ActionId::ViewStatistics)->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(page.model().rowCount(), 1, kPatience);
    window_->action(ActionId::ClearFilter)->trigger();
    QVERIFY(page.isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(page.model().rowCount() > 5, kPatience);
    const capture::CallNumber some = page.model().table().points().front().number;
    Q_EMIT page.scatter().callChosen(some);
    QVERIFY(!page.isVisible());
    QCOMPARE(table().selectedCall(), some);
  }

  void textIsFoundInsideACall() {
    window_->detail().setTab(Tab::Translation);
    QSignalSpy shown(&window_->detail(), &DetailPane::shown);
    QVERIFY(table().selectCall(shop_->calls().failed));
    QTRY_VERIFY_WITH_TIMEOUT(shown.count() > 0, kPatience);
    const int before = model().rowCount();
    window_->action(ActionId::FindInCall)->trigger();
    FindBar& finder = window_->detail().finder();
    QVERIFY(finder.isVisible());
    QTest::keyClicks(&finder.field(), QStringLiteral("CONTENT-type"));
    QVERIFY(finder.count().startsWith(QLatin1String("1 of ")));
    QCOMPARE(model().rowCount(), before);  // nothing is filtered
    QTableView* sheet = nullptr;
    for (SheetView* view : window_->detail().findChildren<SheetView*>()) {
      if (view->isVisible()) sheet = view;
    }
    QVERIFY(sheet != nullptr);
    const QModelIndex first = sheet->currentIndex();
    QVERIFY(first.data().toString().contains(QLatin1String("content-type")));
    QTest::keyClick(&finder.field(), Qt::Key_Return);
    QVERIFY(sheet->currentIndex() != first);
    QVERIFY(sheet->currentIndex().data().toString().contains(QLatin1String("content-type")));
    QTest::keyClick(&finder.field(), Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(sheet->currentIndex(), first);
    finder.field().setText(QStringLiteral("no such text"));
    QCOMPARE(finder.count(), QStringLiteral("not found"));
    // The JSON of a message is running text.
    window_->detail().setTab(Tab::Messages);
    window_->detail().messages().setWay(1);
    QTRY_VERIFY_WITH_TIMEOUT((finder.field().clear(), finder.field().setText(QStringLiteral("quantity")),
                              finder.count().startsWith(QLatin1String("1 of "))),
                             kPatience);
    QTest::keyClick(&finder.field(), Qt::Key_Escape);
    QVERIFY(!finder.isVisible());
  }

  void valuesInTheDetailsLeadToCallsLikeIt() {
    QSignalSpy shown(&window_->detail(), &DetailPane::shown);
    QVERIFY(table().selectCall(shop_->calls().failed));
    QTRY_VERIFY_WITH_TIMEOUT(shown.count() > 0, kPatience);
    SheetModel sheet(3);
    sheet.setSheet(window_->detail().detail()->translation);
    std::set<std::string> keys;
    for (int row = 0; row < sheet.rowCount(); ++row) {
      for (int column = 0; column < 3; ++column) {
        const FoundValue value = valueAt(sheet, row, column);
        if (value.empty()) continue;
        keys.insert(value.key);
        const auto parsed = insight::CallFilter::parse(value.term());
        QVERIFY2(parsed.has_value(), value.term().c_str());
        QVERIFY2(parsed->matches(window_->detail().detail()->record, *window_->detail().detail()->schema),
                 value.term().c_str());
      }
    }
    QVERIFY(keys.contains("header.content-type") && keys.contains("trailer.grpc-status"));
    FieldTreeModel tree;
    const auto& record = window_->detail().detail()->record;
    tree.setMessage(std::make_shared<const DecodedMessage>(
        decodeMessage(record, *window_->detail().detail()->schema, 0)));
    int fields = 0;
    const std::function<void(const QModelIndex&)> walk = [&](const QModelIndex& parent) {
      for (int row = 0; row < tree.rowCount(parent); ++row) {
        const QModelIndex index = tree.index(row, 0, parent);
        const FoundValue value = valueAt(tree, index, "req.");
        if (!value.empty()) {
          ++fields;
          const auto parsed = insight::CallFilter::parse(value.term());
          if (!parsed || !parsed->matches(record, *window_->detail().detail()->schema))
            QTest::qFail(value.term().c_str(), __FILE__, __LINE__);
        }
        walk(index);
      }
    };
    walk({});
    if (tree.message()->hasTree) QVERIFY(fields > 0);
    Q_EMIT window_->detail().valueWished({"header.content-type", "application/json", true},
                                         ValueWish::Column);
    QCOMPARE(shownTitles().last(), QStringLiteral("header.content-type"));
    Q_EMIT window_->detail().valueWished({"header.content-type", "application/json", true},
                                         ValueWish::Without);
    QCOMPARE(filter().text(), QStringLiteral("not header.content-type=application/json"));
  }

  void theSizeIsRemembered() {
    for (int i = 0; i < 20; ++i) window_->action(ActionId::Larger)->trigger();
    QCOMPARE(settings_->state().scalePercent, 200);
    for (int i = 0; i < 20; ++i) window_->action(ActionId::Smaller)->trigger();
    QCOMPARE(settings_->state().scalePercent, 80);
    window_->action(ActionId::NormalSize)->trigger();
    QCOMPARE(settings_->state().scalePercent, 100);
  }

  void lettersStartAFilterUnlessTheyAreCommands() {
    QTest::keyClicks(&table(), QStringLiteral("k"));
    QCOMPARE(filter().text(), QStringLiteral("k"));
    filter().apply({});
    QTest::keyClick(&table(), Qt::Key_Space);
    QVERIFY(table().following());
    window_->action(ActionId::SingleKeys)->trigger();
    QVERIFY(settings_->state().singleKeys);
    QVERIFY(table().selectCall(5));
    QTest::keyClick(&table(), Qt::Key_J);
    QCOMPARE(table().selectedCall(), capture::CallNumber{6});
    QTest::keyClick(&table(), Qt::Key_K);
    QCOMPARE(table().selectedCall(), capture::CallNumber{5});
    QTest::keyClick(&table(), Qt::Key_Space);
    QVERIFY(table().following());
    QVERIFY(filter().text().isEmpty());
  }

  void aLongSearchCanBeStopped() {
    auto& reader = *window_->findChild<RecordReader*>();
    filter().apply(QStringLiteral("header.x-none:1"));
    QTRY_VERIFY_WITH_TIMEOUT(!model().searching(), kPatience);  // a short one needs no bar
    QVERIFY(!window_->searchNotice().isVisible());
    filter().apply(QStringLiteral("header.x-none:2"));
    const int question = model().generation();
    Q_EMIT reader.matchProgress(question, 1000, 10'000);
    QVERIFY(window_->searchNotice().isVisible());
    QVERIFY(window_->searchNotice().sentence().contains(QLatin1String("10 %")));
    Button* stop = nullptr;
    for (Button* button : window_->searchNotice().findChildren<Button*>()) {
      if (button->text() == QLatin1String("Stop")) stop = button;
    }
    QVERIFY(stop != nullptr);
    // The numbers move while the button is down.
    QTest::mousePress(stop, Qt::LeftButton);
    Q_EMIT reader.matchProgress(question, 2000, 10'000);
    QVERIFY(window_->searchNotice().sentence().contains(QLatin1String("20 %")));
    QTest::mouseRelease(stop, Qt::LeftButton);
    QVERIFY(window_->searchNotice().sentence().contains(QLatin1String("stopped after 20 %")));
    QVERIFY(!model().searching());
    Q_EMIT reader.matchProgress(question, 3000, 10'000);  // was on its way
    QVERIFY(window_->searchNotice().sentence().contains(QLatin1String("stopped after 20 %")));
    filter().apply(QStringLiteral("header.x-none:3"));
    Q_EMIT reader.matchProgress(model().generation(), 1000, 10'000);
    QVERIFY(window_->searchNotice().sentence().contains(QLatin1String("10 %")));
    Q_EMIT reader.matchProgress(model().generation(), 10'000, 10'000);
    QVERIFY(!window_->searchNotice().isVisible());
  }

  void aCommandIsFoundByItsLetters() {
    QVERIFY(paletteFit(QStringLiteral("clear"), QStringLiteral("Clear filter")) >
            paletteFit(QStringLiteral("clf"), QStringLiteral("Clear filter")));
    QVERIFY(paletteFit(QStringLiteral("clf"), QStringLiteral("Clear filter")) > 0);
    QCOMPARE(paletteFit(QStringLiteral("xyz"), QStringLiteral("Clear filter")), 0);
    filter().apply(QStringLiteral("status:error"));
    whenOpen<CommandPalette>([](CommandPalette& palette) {
      QTest::keyClicks(&palette.field(), QStringLiteral("clear fil"));
      QTest::keyClick(&palette.field(), Qt::Key_Return);
    });
    window_->action(ActionId::Palette)->trigger();
    QTRY_VERIFY(filter().text().isEmpty());
  }
};

QTEST_MAIN(TestFinding)
#include "tst_finding.moc"
