// SPDX-License-Identifier: GPL-3.0-or-later
// The window while things happen: rows arrive from a real recorder, an open stream grows and ends, a session
// is opened and followed, keys do what they say, exports are written.
#include <QApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <fstream>

#include "bridge/capture/recorder.h"
#include "tests/support/capture_events.h"
#include "tests/support/shop_session.h"
#include "ui/windows/main_window.h"

using namespace bascule;
using namespace bascule::ui;

namespace {

constexpr int kPatience = 30'000;  // milliseconds, for machines that are busy with something else

Services servicesOf(const Clock& clock, const std::shared_ptr<RowInbox>& rows) {
  Services services;
  services.clock = &clock;
  services.rows = rows;
  return services;
}

}  // namespace

class TestLive : public QObject {
  Q_OBJECT
 private:
  test::TemporaryFolder folder_;
  SystemClock clock_;
  std::shared_ptr<RowInbox> rows_;
  std::unique_ptr<capture::Recorder> recorder_;
  capture::CaptureQueue* queue_ = nullptr;
  std::unique_ptr<MainWindow> window_;

  void tell(const std::vector<capture::CaptureEvent>& events) {
    for (const capture::CaptureEvent& event : events) queue_->push(event);
    queue_->publish();
  }

  // An open server stream with `messages` answers so far.
  std::vector<capture::CaptureEvent> answers(capture::CallId id, int messages) {
    std::vector<capture::CaptureEvent> out;
    for (int i = 0; i < messages; ++i) {
      out.push_back(capture::MessageSeen{id, clock_.now(), capture::Legs::Both, capture::Direction::Response,
                                         true, true, false, 2, Slice::copyOf("\x10\x01")});
    }
    return out;
  }

  // `count` calls that ended; every tenth failed.
  void tellCalls(test::CallScript& script, int count) {
    for (int i = 0; i < count; ++i, ++script.id) {
      rpc::Status status;
      if (script.id % 10 == 0) status.code = rpc::Code::NotFound;
      tell({script.opened(), capture::CallEnded{script.id, script.at(900), status, Duration(1000), false}});
    }
  }

  bool inView(capture::CallNumber number) {
    CallTableView& table = window_->table();
    const int row = table.currentIndex().row();
    const int y = table.rowViewportPosition(row);
    return table.selectedCall() == number && y >= 0 && y + 27 <= table.viewport()->height();
  }

 private Q_SLOTS:
  void init() {
    rows_ = std::make_shared<RowInbox>();
    capture::RecorderConfig config;
    config.file = folder_.file(QTest::currentTestFunction() + std::string(".bascule"));
    config.payloadLimit = 80ULL << 20;
    auto recorder = capture::Recorder::create(
        config, clock_, [rows = rows_](const capture::RowBatch& batch) { rows->push(batch); }, nullptr);
    QVERIFY(recorder.has_value());
    recorder_ = std::move(*recorder);
    // Room for the largest test at once: nothing is cut or dropped however slow the recorder is.
    queue_ = &recorder_->addQueue({});
    recorder_->start();
    window_ = std::make_unique<MainWindow>(servicesOf(clock_, rows_));
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    window_->captureStarted(config.file, true);
    window_->action(ActionId::SingleKeys)->trigger();
  }

  void cleanup() {
    window_.reset();
    if (recorder_) recorder_->stop();
    recorder_.reset();
  }

  void anOpenStreamGrowsBeforeOnesEyes() {
    test::CallScript script;
    script.kind = rpc::Kind::ServerStream;
    script.start = clock_.now();
    tell({script.opened()});
    tell(answers(script.id, 3));
    CallTableView& table = window_->table();
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 1, kPatience);
    window_->detail().setTab(Tab::Messages);
    QVERIFY(table.selectCall(1));
    auto* grid = window_->findChild<QTableView*>(QStringLiteral("messages"));
    QVERIFY(grid != nullptr);
    QTRY_COMPARE_WITH_TIMEOUT(grid->model()->rowCount(), 3, kPatience);
    tell(answers(script.id, 4));
    QTRY_COMPARE_WITH_TIMEOUT(grid->model()->rowCount(), 7, kPatience);
    QVERIFY(!window_->traffic().inFlight().empty());
    tell({capture::CallEnded{script.id, clock_.now(), {}, Duration(1000), false}});
    QTRY_VERIFY_WITH_TIMEOUT(window_->traffic().inFlight().empty(), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(window_->detail().detail() && !window_->detail().detail()->record.row.inFlight(),
                             kPatience);
  }

  void notesStayWithTheSession() {
    test::CallScript script;
    script.start = clock_.now();
    tellCalls(script, 30);
    CallTableView& table = window_->table();
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 30, kPatience);
    const auto noteOf = [this](capture::CallNumber call) {
      const capture::Annotation* note = window_->traffic().rows().annotation(call);
      return note == nullptr ? capture::Annotation() : *note;
    };
    for (const capture::CallNumber call : {5U, 20U}) {
      QVERIFY(table.selectCall(call));
      window_->action(ActionId::MarkCalls)->trigger();
      QTRY_VERIFY_WITH_TIMEOUT(noteOf(call).marked, kPatience);
    }
    window_->notes().setComment({5, 6}, "ask the warehouse");
    window_->notes().setColour({6}, 3);
    QTRY_COMPARE_WITH_TIMEOUT(int{noteOf(6).color}, 3, kPatience);
    QCOMPARE(table.model()->index(5, 0).data(Qt::AccessibleTextRole).toString(),
             QStringLiteral("6, Red: ask the warehouse"));
    window_->action(ActionId::PreviousMark)->trigger();
    QCOMPARE(table.selectedCall(), capture::CallNumber{5});
    window_->action(ActionId::NextMark)->trigger();
    QCOMPARE(table.selectedCall(), capture::CallNumber{20});
    window_->action(ActionId::MarkCalls)->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!noteOf(20).marked, kPatience);
    // Another window that opens the session sees them too.
    MainWindow other(servicesOf(clock_, std::make_shared<RowInbox>()));
    other.openSession(folder_.file("notesStayWithTheSession.bascule"));
    const auto seenBy = [&other](capture::CallNumber call) {
      const capture::Annotation* note = other.traffic().rows().annotation(call);
      return note == nullptr ? capture::Annotation() : *note;
    };
    QTRY_COMPARE_WITH_TIMEOUT(int{seenBy(6).color}, 3, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!seenBy(20).marked, kPatience);
    QVERIFY(seenBy(5).marked);
    QCOMPARE(seenBy(6).comment, "ask the warehouse");
  }

  void aHundredThousandMessagesOpenAtOnce() {
    constexpr int kMessages = 100'000;
    test::CallScript script;
    script.kind = rpc::Kind::ServerStream;
    script.start = clock_.now();
    tell({script.opened()});
    for (int sent = 0; sent < kMessages; sent += 1000) tell(answers(script.id, 1000));
    QTRY_COMPARE_WITH_TIMEOUT(window_->table().model()->rowCount(), 1, kPatience);
    window_->detail().setTab(Tab::Messages);
    QVERIFY(window_->table().selectCall(1));
    auto* grid = window_->findChild<QTableView*>(QStringLiteral("messages"));
    QTRY_COMPARE_WITH_TIMEOUT(grid->model()->rowCount(), kMessages, 30'000);
    const auto says = [grid](int row) { return grid->model()->index(row, 5).data().toString(); };
    QTRY_VERIFY_WITH_TIMEOUT(says(0) != QStringLiteral("…"), kPatience);
    grid->scrollToBottom();
    QTRY_VERIFY_WITH_TIMEOUT(says(kMessages - 1) != QStringLiteral("…"), kPatience);
    QCOMPARE(says(kMessages / 2), QStringLiteral("…"));
  }

  void aLargeBodyShowsPageByPage() {
    constexpr std::size_t kBytes = 64ULL << 20;
    test::CallScript script;
    script.codec = rpc::Codec::Json;
    script.start = clock_.now();
    std::string body = "{\"items\":[";
    while (body.size() < kBytes - 100) body += "\"0123456789 abcdefghijklmnopqrstuvwxyz\",";
    body += "\"end\"]}";
    tell({script.opened()});
    constexpr std::size_t kPiece = 1 << 20;
    for (std::size_t at = 0; at < body.size(); at += kPiece) {
      const bool last = at + kPiece >= body.size();
      const capture::MessageSeen piece{script.id,
                                       clock_.now(),
                                       capture::Legs::ClientOnly,
                                       capture::Direction::Request,
                                       at == 0,
                                       last,
                                       false,
                                       body.size(),
                                       Slice::copyOf(std::string_view(body).substr(at, kPiece))};
      tell({piece});
    }
    tell({capture::CallEnded{script.id, clock_.now(), {}, Duration(1000), false}});
    window_->detail().setTab(Tab::Messages);
    QTRY_VERIFY_WITH_TIMEOUT(window_->traffic().rows().size() == 1 && window_->traffic().inFlight().empty(),
                             kPatience);
    QVERIFY(window_->table().selectCall(1));
    MessagesPage& page = window_->detail().messages();
    QTRY_VERIFY_WITH_TIMEOUT(page.hex().byteCount() > kCarriedPayload, 60'000);
    QCOMPARE(page.hex().byteCount(), body.size());
    page.setWay(1);
    QTRY_VERIFY_WITH_TIMEOUT(page.jsonPages() > 100, 60'000);
    auto* json = window_->findChild<QPlainTextEdit*>();
    QVERIFY(json->toPlainText().startsWith(QStringLiteral("{\n  \"items\": [")));
    page.turnPage(100'000);
    QVERIFY(json->toPlainText().trimmed().endsWith(QStringLiteral("\"end\"\n  ]\n}")));
    page.turnPage(-1);
    QVERIFY(!json->toPlainText().contains(QStringLiteral("end")));
  }

  void followsUntilOneScrollsUp() {
    test::CallScript script;
    const auto more = [&](int count) {
      for (int i = 0; i < count; ++i, ++script.id) {
        tell({script.opened(), capture::CallEnded{script.id, script.at(900), {}, Duration(1000), false}});
      }
    };
    CallTableView& table = window_->table();
    more(100);
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 100, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(table.verticalScrollBar()->value(), table.verticalScrollBar()->maximum(),
                              kPatience);
    QTest::keyClick(&table, Qt::Key_Space);
    QVERIFY(!table.following());
    table.verticalScrollBar()->setValue(0);
    more(50);
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 150, kPatience);
    QCOMPARE(table.verticalScrollBar()->value(), 0);
    QTest::keyClick(&table, Qt::Key_Space);
    QVERIFY(table.following());
    QCOMPARE(table.verticalScrollBar()->value(), table.verticalScrollBar()->maximum());
  }

  void theSelectedCallStaysWhenTheFilterChanges() {
    test::CallScript script;
    tellCalls(script, 300);
    CallTableView& table = window_->table();
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 300, kPatience);
    QVERIFY(table.selectCall(100));
    for (const Chip chip : {Chip::Errors, Chip::All, Chip::Connect, Chip::Errors}) {
      window_->chips().choose(chip);
      QVERIFY(inView(100));
      QVERIFY(!table.following());
    }
    // A chip that hides the call lets go of it; the next one that shows it finds it again.
    window_->chips().choose(Chip::Grpc);
    QCOMPARE(table.selectedCall(), capture::CallNumber{0});
    window_->chips().choose(Chip::All);
    QVERIFY(inView(100));
    window_->topBar().filter().setText(QStringLiteral("status:error"));
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 30, kPatience);
    QVERIFY(inView(100));
    window_->action(ActionId::ClearFilter)->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 300, kPatience);
    QVERIFY(inView(100));
    // A filter that the reader has to answer.
    window_->topBar().filter().setText(QStringLiteral("header.x-client-name:web-checkout"));
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 300, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(inView(100), kPatience);
  }

  void aProtocolHasItsChipOnceItWasSpoken() {
    const auto shown = [this](const char* name) {
      for (const QAbstractButton* chip : window_->chips().findChildren<QAbstractButton*>())
        if (chip->text() == QLatin1String(name)) return chip->isVisible();
      return false;
    };
    QVERIFY(shown("All") && shown("Errors") && !shown("Connect") && !shown("gRPC") && !shown("gRPC-Web"));
    test::CallScript script;
    tellCalls(script, 1);
    QTRY_VERIFY_WITH_TIMEOUT(shown("Connect"), kPatience);
    QVERIFY(!shown("gRPC"));
    script.protocol = rpc::Protocol::Grpc;
    tellCalls(script, 1);
    QTRY_VERIFY_WITH_TIMEOUT(shown("gRPC"), kPatience);
    QVERIFY(!shown("gRPC-Web"));
  }

  void aNewCaptureForgetsTheSelectedCall() {
    test::CallScript script;
    tellCalls(script, 3);
    CallTableView& table = window_->table();
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 3, kPatience);
    QVERIFY(table.selectCall(2));
    window_->captureStarted({}, true);
    tellCalls(script, 3);
    window_->chips().choose(Chip::Connect);
    QCOMPARE(table.selectedCall(), capture::CallNumber{0});
    QVERIFY(table.following());
  }

  void aSortedTableStaysWhereOneReads() {
    test::CallScript script;
    tellCalls(script, 200);
    CallTableView& table = window_->table();
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 200, kPatience);
    auto& model = static_cast<CallTableModel&>(*table.model());
    QTest::mouseClick(table.horizontalHeader()->viewport(), Qt::LeftButton, {},
                      {table.columnViewportPosition(static_cast<int>(Column::Number)) + 8, 10});
    QVERIFY((model.sorting() == Sorting{Column::Number, true}));
    QVERIFY(table.following());  // the newest is at the top now
    QCOMPARE(table.verticalScrollBar()->value(), 0);
    tellCalls(script, 10);
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 210, kPatience);
    QCOMPARE(model.call(table.rowAt(0)).number, capture::CallNumber{210});
    // Scrolled away from the newest: what is read stays although calls come in above it.
    table.setFollowing(false);
    table.verticalScrollBar()->setValue(50 * 27 + 5);
    const capture::CallNumber read = model.call(table.rowAt(0)).number;
    tellCalls(script, 10);
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 220, kPatience);
    QCOMPARE(model.call(table.rowAt(0)).number, read);
    model.setSorting({Column::Status, false});
    QVERIFY(!table.following());
    table.verticalScrollBar()->setValue(50 * 27);
    const capture::CallNumber other = model.call(table.rowAt(0)).number;
    tellCalls(script, 20);
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 240, kPatience);
    QCOMPARE(model.call(table.rowAt(0)).number, other);
    // Following means the order of age.
    QTest::keyClick(&table, Qt::Key_Space);
    QVERIFY(table.following());
    QVERIFY(model.sorting() == Sorting{});
  }

  void keysStepAndFilter() {
    test::CallScript script;
    for (int i = 0; i < 3; ++i, ++script.id)
      tell({script.opened(), capture::CallEnded{script.id, script.at(900), {}, Duration(1000), false}});
    CallTableView& table = window_->table();
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 3, kPatience);
    window_->action(ActionId::NextCall)->trigger();
    QCOMPARE(table.selectedCall(), capture::CallNumber{1});
    QTest::keyClick(&table, Qt::Key_J);
    QCOMPARE(table.selectedCall(), capture::CallNumber{2});
    window_->action(ActionId::PreviousCall)->trigger();
    QCOMPARE(table.selectedCall(), capture::CallNumber{1});
    QTest::keyClick(&table, Qt::Key_S);
    QCOMPARE(window_->topBar().filter().text(), QStringLiteral("s"));
    window_->topBar().filter().setText(QStringLiteral("status:error"));
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 0, kPatience);
    window_->topBar().filter().setText(QStringLiteral("status:"));  // wrong: the last good one stays
    QTRY_VERIFY_WITH_TIMEOUT(!window_->topBar().filter().problem().isEmpty(), kPatience);
    QCOMPARE(table.model()->rowCount(), 0);
    window_->action(ActionId::ClearFilter)->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 3, kPatience);
    QTest::keyClick(&table, Qt::Key_Escape);
    QCOMPARE(table.selectedCall(), capture::CallNumber{0});
    window_->chips().choose(Chip::Errors);
    QTest::keyClick(&table, Qt::Key_Escape);  // nothing selected any more: the filter goes
    QVERIFY(window_->chips().chosen() == Chip::All);
  }

  void filterInsideRecordsIsAnsweredByTheReader() {
    test::CallScript script;
    for (int i = 0; i < 3; ++i, ++script.id) {
      if (i == 1) script.headers.add("x-tenant", "acme");
      tell({script.opened(), capture::CallEnded{script.id, script.at(900), {}, Duration(1000), false}});
      if (i == 1) script.headers = test::CallScript().headers;
    }
    QTRY_COMPARE_WITH_TIMEOUT(window_->table().model()->rowCount(), 3, kPatience);
    window_->detail().setTab(Tab::Overview);
    QVERIFY(window_->table().selectCall(3));
    QTRY_VERIFY_WITH_TIMEOUT(window_->detail().detail() != nullptr,
                             kPatience);  // so all three are in the file
    window_->topBar().filter().setText(QStringLiteral("header.x-tenant:acme"));
    QTRY_COMPARE_WITH_TIMEOUT(window_->table().model()->rowCount(), 1, kPatience);
  }

  void aSessionFileIsOpenedAndFollowed() {
    const auto file = folder_.file("shop.bascule");
    test::ShopSession shop(file, {true, 20});
    QSignalSpy shown(&window_->detail(), &DetailPane::shown);
    window_->openSession(file);
    QTRY_COMPARE_WITH_TIMEOUT(window_->traffic().rows().size(), 32U, kPatience);
    QVERIFY(window_->table().selectCall(shop.calls().failed));
    QTRY_VERIFY_WITH_TIMEOUT(shown.count() > 0, kPatience);
    QVERIFY(window_->detail().detail()->methodKnown);  // by the schema the session brings
    shop.recorder().stop();
    QTRY_VERIFY_WITH_TIMEOUT(window_->traffic().inFlight().empty(), kPatience);
    window_->closeSession();
    QCOMPARE(window_->traffic().rows().size(), 0U);
  }

  void aFileThatIsNoSessionSaysSo() {
    const auto file = folder_.file("picture.bascule");
    std::ofstream(file) << "not a database";
    QSignalSpy failed(window_->findChild<RecordReader*>(), &RecordReader::openFailed);
    window_->openSession(file);
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
    QCOMPARE(window_->traffic().rows().size(), 0U);
  }

  void exportsAndCopiesAreWritten() {
    const auto file = folder_.file("export.bascule");
    test::ShopSession shop(file, {true, 0});
    RecordReader reader;
    reader.open(file, nullptr);
    QSignalSpy read(&reader, &RecordReader::callRead);
    QTRY_VERIFY_WITH_TIMEOUT((reader.readCall(shop.calls().failed), QTest::qWait(1), read.count() > 0), 5000);
    ExportTask task;
    QSignalSpy written(&task, &ExportTask::finished);
    ExportOrder order{file,
                      folder_.file("calls.jsonl"),
                      exporting::Format::JsonLines,
                      false,
                      {1, 2, 3},
                      Masking::Default,
                      nullptr,
                      {}};
    task.start(order);
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kPatience);
    QCOMPARE(written[0][1].toULongLong(), 3ULL);
    order.to = folder_.file("calls.har");
    order.format = exporting::Format::Har;
    task.start(order);
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 2, kPatience);
    QSignalSpy previewed(&task, &ExportTask::previewed);
    order.all = true;
    task.preview(order);
    QTRY_COMPARE_WITH_TIMEOUT(previewed.count(), 1, kPatience);
    QVERIFY(previewed[0][1].toULongLong() >= 12);
    QSignalSpy saved(&reader, &RecordReader::saved);
    reader.saveAs(folder_.file("copy.bascule"));
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
    QVERIFY(saved[0][2].value<Error>().cause.empty());
    // Onto itself: the session stays what it is.
    reader.saveAs(file);
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 2, kPatience);
    QCOMPARE(saved[1][2].value<Error>().cause, std::string("file_exists"));
    QVERIFY(std::filesystem::file_size(file) > 0);
    order.to = folder_.file("no/such/folder/calls.har");
    task.start(order);
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 3, kPatience);
    QCOMPARE(written[2][3].value<Error>().cause, std::string("file_unwritable"));
    std::ifstream lines(folder_.file("calls.jsonl"));
    std::string line;
    int count = 0;
    while (std::getline(lines, line)) count += line.starts_with("{") ? 1 : 0;
    QCOMPARE(count, 3);
  }
};

QTEST_MAIN(TestLive)
#include "tst_live.moc"
