// SPDX-License-Identifier: GPL-3.0-or-later
// Calls are sent again, edited and compared: the real window in front of a real bridge with the demo behind.
#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include "app/client/resender.h"
#include "tests/support/capture_events.h"
#include "tests/support/running_bridge.h"
#include "ui/windows/compare_window.h"
#include "ui/windows/main_window.h"
#include "ui/windows/resend_dialog.h"

using namespace bascule;
using namespace bascule::ui;

namespace {

constexpr int kPatience = 30'000;  // milliseconds, for machines that are busy with something else

}  // namespace

class TestResend : public QObject {
  Q_OBJECT
 private:
  test::TemporaryFolder folder_;
  SystemClock clock_;
  std::shared_ptr<RowInbox> rows_;
  std::unique_ptr<app::Running> running_;
  std::unique_ptr<app::Resender> resender_;
  std::unique_ptr<MainWindow> window_;

  Services services() {
    Services out;
    out.clock = &clock_;
    out.rows = rows_;
    out.bridgeStats = [this] { return std::optional(running_->bridge().stats()); };
    out.schema = [this] { return running_->bridge().schema(); };
    out.sendCall = [this](const exporting::CallToSend& call) -> Result<void> {
      resender_->send(app::loopbackPort(running_->bridge().stats().listen), call);
      return {};
    };
    return out;
  }

  // The first call of `method` that has ended, by a client of the demo or by the window.
  capture::CallNumber find(const char* method, bool ofWindow, capture::CallNumber after = 0) {
    const capture::RowStore& rows = window_->traffic().rows();
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      const capture::CallRow row = rows.row(i);
      const bool own = rows.string(row.client) == exporting::kResendClient;
      if (row.number > after && !row.inFlight() && rows.string(row.method) == method && own == ofWindow)
        return row.number;
    }
    return 0;
  }

  capture::CallRow row(capture::CallNumber number) {
    return window_->traffic().rows().row(window_->traffic().rows().indexOf(number));
  }

  ResendDialog* dialog() { return window_->findChild<ResendDialog*>(); }

  void edit(capture::CallNumber call) {
    QVERIFY(window_->table().selectCall(call));
    window_->action(ActionId::EditResend)->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(dialog() != nullptr, kPatience);
  }

 private Q_SLOTS:
  void init() {
    rows_ = std::make_shared<RowInbox>();
    const auto file = folder_.file(QTest::currentTestFunction() + std::string(".bascule"));
    auto running = test::startInto(rows_, test::demoOptions(), file, clock_);
    QVERIFY2(running.has_value(), running ? "" : running.error().message.c_str());
    running_ = std::move(*running);
    resender_ = std::make_unique<app::Resender>(
        clock_, [](const Error& error) { qWarning("%s", error.message.c_str()); });
    window_ = std::make_unique<MainWindow>(services());
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    window_->captureStarted(file, true);
    running_->waitReady();
    window_->bridgeChanged();
  }

  void cleanup() {
    window_.reset();
    resender_.reset();
    if (running_) running_->stop(true);
    running_.reset();
  }

  void sentAgainAsItWasAndCompared() {
    QTRY_VERIFY_WITH_TIMEOUT(find("GetOrder", false) != 0, kPatience);
    const capture::CallNumber original = find("GetOrder", false);
    QVERIFY(window_->table().selectCall(original));
    window_->action(ActionId::Resend)->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!window_->resendNotice().sentence().isEmpty(), kPatience);
    const capture::CallNumber again = find("GetOrder", true);
    QVERIFY(again != 0);
    QCOMPARE(row(again).code, row(original).code);
    QCOMPARE(row(again).protocol, row(original).protocol);
    window_->calls().compare(original, again);
    QTRY_VERIFY_WITH_TIMEOUT(window_->findChild<CompareWindow*>() != nullptr, kPatience);
    QStringList captions;
    const SheetModel& sheet = window_->findChild<CompareWindow*>()->view().sheetModel();
    for (int i = 0; i < sheet.rowCount(); ++i) captions += sheet.index(i, 2).data().toString();
    QVERIFY2(captions.filter(QStringLiteral("the same")).size() >= 2,
             qPrintable(captions.join(QLatin1Char('|'))));
  }

  void editedAndInAnotherProtocol() {
    QTRY_VERIFY_WITH_TIMEOUT(find("CreateOrder", false) != 0, kPatience);
    edit(find("CreateOrder", false));
    ResendDialog& sheet = *dialog();
    QVERIFY2(sheet.problem().isEmpty(), qPrintable(sheet.problem()));
    sheet.messages().setPlainText(
        QStringLiteral("{\"customer\": \"ada@example.com\", \"items\": [{\"sku\": 7}]}"));
    QVERIFY2(sheet.problem().contains(QStringLiteral("sku")), qPrintable(sheet.problem()));
    QVERIFY(!sheet.sendButton().isEnabled());
    sheet.messages().setPlainText(QStringLiteral("{} {}"));
    QVERIFY(sheet.problem().contains(QStringLiteral("one message")));
    sheet.messages().setPlainText(QStringLiteral(
        "{\"customer\": \"ada@example.com\", \"items\": [{\"sku\": \"A-17\", \"quantity\": -4}]}"));
    sheet.metadata().setPlainText(QStringLiteral("x-why: a test\ngrpc-status: 0"));
    QVERIFY(sheet.problem().contains(QStringLiteral("line 2")));
    sheet.metadata().setPlainText(QStringLiteral("x-why: a test"));
    QVERIFY2(sheet.problem().isEmpty(), qPrintable(sheet.problem()));
    sheet.chooseProtocol(rpc::ServerProtocol::GrpcWeb);
    sheet.sendButton().click();
    QTRY_VERIFY_WITH_TIMEOUT(find("CreateOrder", true) != 0, kPatience);
    const capture::CallRow again = row(find("CreateOrder", true));
    QCOMPARE(again.protocol, rpc::Protocol::GrpcWeb);
    QCOMPARE(again.code, rpc::Code::InvalidArgument);
  }

  void fieldsAreOfferedWhileOneTypes() {
    QTRY_VERIFY_WITH_TIMEOUT(find("CreateOrder", false) != 0, kPatience);
    edit(find("CreateOrder", false));
    JsonEdit& messages = dialog()->messages();
    QVERIFY(QTest::qWaitForWindowExposed(dialog()));
    messages.setFocus();
    messages.selectAll();
    QTest::keyClicks(&messages, QStringLiteral("{\"cu"));
    QVERIFY(messages.popup().isVisible());
    QCOMPARE(messages.popup().offers()[0].text, QStringLiteral("\"customer\": "));
    QTest::keyClick(&messages, Qt::Key_Tab);
    QCOMPARE(messages.toPlainText(), QStringLiteral("{\"customer\": "));
    QVERIFY(!messages.popup().isVisible());
    QTest::keyClicks(&messages, QStringLiteral("\"ada\", "));
    QTest::keyClick(&messages, Qt::Key_Space, Qt::ControlModifier);
    QVERIFY(messages.popup().isVisible());
    for (const Completion& offer : messages.popup().offers())
      QVERIFY(offer.text != QStringLiteral("\"customer\": "));
    // Esc closes the list and not the dialog.
    QTest::keyClick(&messages, Qt::Key_Escape);
    QVERIFY(!messages.popup().isVisible() && dialog() != nullptr && dialog()->isVisible());
    // Where nothing is offered Tab goes on.
    QTest::keyClick(&messages, Qt::Key_Tab);
    QCOMPARE(messages.toPlainText(), QStringLiteral("{\"customer\": \"ada\", "));
    QVERIFY(!messages.hasFocus());
  }

  void streamsAreSentWhole() {
    QTRY_VERIFY_WITH_TIMEOUT(find("PutImage", false) != 0, kPatience);
    const capture::CallNumber original = find("PutImage", false);
    for (const rpc::ServerProtocol protocol : {rpc::ServerProtocol::Grpc, rpc::ServerProtocol::Connect}) {
      capture::CallNumber newest = 0;
      while (const capture::CallNumber next = find("PutImage", true, newest)) newest = next;
      edit(original);
      dialog()->chooseProtocol(protocol);
      dialog()->sendButton().click();
      QTRY_VERIFY_WITH_TIMEOUT(find("PutImage", true, newest) != 0, kPatience);
      const capture::CallRow again = row(find("PutImage", true, newest));
      QCOMPARE(again.code, rpc::Code::Ok);
      QCOMPARE(again.requestMessages, row(original).requestMessages);
      QTRY_VERIFY(dialog() == nullptr);
    }
  }
};

QTEST_MAIN(TestResend)
#include "tst_resend.moc"
