// SPDX-License-Identifier: GPL-3.0-or-later
// The page of the bridge: settings are put in force below real calls, of which none is dropped; what is wrong
// changes nothing; a taken port, a file, a command line.
#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>
#include <QTest>

#include "app/client/resender.h"
#include "app/config/config_print.h"
#include "app/settings_check.h"
#include "tests/support/capture_events.h"
#include "tests/support/listening_socket.h"
#include "tests/support/running_bridge.h"
#include "ui/views/bridge_page.h"
#include "ui/windows/bridge_settings.h"
#include "ui/windows/main_window.h"

using namespace bascule;
using namespace bascule::ui;

namespace {

constexpr int kPatience = 30'000;  // milliseconds, for machines that are busy with something else

std::uint16_t freePort() { return test::ListeningSocket().port; }

QString loopback(std::uint16_t port) { return QStringLiteral("127.0.0.1:%1").arg(port); }

}  // namespace

class TestBridgeSettings : public QObject {
  Q_OBJECT
 private:
  test::TemporaryFolder folder_;
  SystemClock clock_;
  std::shared_ptr<RowInbox> rows_;
  std::unique_ptr<demo::Demo> shop_;  // a server that is not the bridge's own demo
  bool demo_ = false;                 // the bridge brings its own server
  proxy::BridgeConfig atStart_;
  std::unique_ptr<app::Running> running_;
  std::unique_ptr<MainWindow> window_;
  std::filesystem::path file_;
  ConfigSaved saved_ = ConfigSaved::Heeded;  // what saving comes to

  Result<void> start(const proxy::BridgeConfig& config) {
    app::Options options;
    options.bridge = config;
    options.demo = demo_;
    auto running = test::startInto(rows_, options, file_, clock_);
    if (!running) return std::unexpected(running.error());
    running_ = std::move(*running);
    return {};
  }

  Services services() {
    Services out;
    out.clock = &clock_;
    out.rows = rows_;
    out.config = atStart_;
    out.bridgeStats = [this]() -> std::optional<proxy::BridgeStats> {
      if (running_ == nullptr) return std::nullopt;
      return running_->bridge().stats();
    };
    out.upstreamUrl = [this] { return running_ ? running_->upstreamUrl() : std::string(); };
    out.bridgeInForce = [this]() -> std::optional<BridgeInForce> {
      if (running_ == nullptr) return std::nullopt;
      return BridgeInForce{*running_->bridge().config(), demo_};
    };
    out.applyBridge = [this](const proxy::BridgeConfig& config) { return running_->apply(config); };
    out.checkSettings = app::checkSettings;
    out.commandLine = app::config::commandLine;
    out.saveConfig = [this](const proxy::BridgeConfig& config,
                            const std::filesystem::path& file) -> Result<ConfigSaved> {
      if (auto saved = app::config::saveConfig(config, file, app::configFlags()); !saved)
        return std::unexpected(saved.error());
      return saved_;
    };
    out.startBridge = [this](const proxy::BridgeConfig& config) { return start(config); };
    out.stopBridge = [this] {
      running_->stop(true);
      running_.reset();
    };
    return out;
  }

  BridgePage& page() { return window_->bridgePage(); }
  BridgeSettings& settings() { return window_->bridgeSettings(); }
  void type(Setting setting, std::size_t index, const QString& text) {
    QLineEdit& field = page().field(setting, index);
    field.setFocus();
    field.selectAll();
    QTest::keyClicks(&field, text);
  }
  void waitChecked() { QTRY_VERIFY_WITH_TIMEOUT(!settings().checking(), kPatience); }

  void openPage() {
    window_ = std::make_unique<MainWindow>(services());
    window_->resize(1440, 1000);
    window_->show();
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    if (running_) window_->captureStarted(file_, true);
    window_->action(ActionId::ViewBridge)->trigger();
    QVERIFY(page().isVisible());
    waitChecked();
  }

  // Ended calls of `method` of which `wanted` is true.
  int count(const char* method, const std::function<bool(const capture::CallRow&)>& wanted) {
    const capture::RowStore& rows = window_->traffic().rows();
    int found = 0;
    for (std::uint32_t i = 0; i < rows.size(); ++i)
      found += rows.string(rows.row(i).method) == method && wanted(rows.row(i)) ? 1 : 0;
    return found;
  }

 private Q_SLOTS:
  void init() {
    rows_ = std::make_shared<RowInbox>();
    file_ = folder_.file(QTest::currentTestFunction() + std::string(".bascule"));
    auto shop = demo::Demo::start(clock_);
    QVERIFY(shop.has_value());
    shop_ = std::move(*shop);
    demo_ = false;
    atStart_ = {};
    atStart_.listen = {{"127.0.0.1", freePort()}};
    atStart_.upstream = shop_->upstreamUrl();
  }
  void cleanup() {
    shop_->stopClients();
    window_.reset();
    if (running_) running_->stop(true);
    running_.reset();
    shop_.reset();
  }

  void appliedBelowOpenCallsWithoutDroppingOne() {
    QVERIFY(start(atStart_).has_value());
    openPage();
    running_->waitReady();
    shop_->startClients(atStart_.listen[0].port);
    const auto open = [](const capture::CallRow& row) { return row.inFlight(); };
    const auto ended = [](const capture::CallRow& row) { return !row.inFlight(); };
    QTRY_VERIFY_WITH_TIMEOUT(count("Chat", open) > 0 && count("GetOrder", ended) > 2, kPatience);
    // Another address beside the first, and a server of its own for one service.
    const std::uint16_t second = freePort();
    auto other = demo::Demo::start(clock_);
    QVERIFY(other.has_value());
    page().addListenerButton().click();
    type(Setting::Listen, 1, loopback(second));
    page().addServerButton().click();
    type(Setting::Prefix, 1, QStringLiteral("/acme.shop.v1.CatalogService/"));
    type(Setting::Url, 1, QString::fromStdString((*other)->upstreamUrl()));
    waitChecked();
    QVERIFY2(page().pending().contains(QStringLiteral("not in force yet")), qPrintable(page().pending()));
    QCOMPARE(running_->bridge().config()->listen.size(), std::size_t{1});
    window_->action(ActionId::ApplySettings)->trigger();
    QCOMPARE(running_->bridge().config()->listen.size(), std::size_t{2});
    QCOMPARE(running_->bridge().config()->routes.size(), std::size_t{2});
    const QString notice = window_->pageNotice().sentence();
    QVERIFY2(notice.contains(loopback(second)), qPrintable(notice));
    QVERIFY2(
        notice.contains(QStringLiteral("as they began")) || notice.contains(QStringLiteral("as it began")),
        qPrintable(notice));
    QVERIFY(!settings().edited());
    QCOMPARE(page().pending(), QStringLiteral("These settings are in force."));
    // Calls of that service go to the other server, over the address that was added too.
    const auto toOther = [&](const capture::CallRow& row) {
      return ended(row) && window_->traffic().rows().string(row.upstream) == (*other)->upstreamUrl();
    };
    QTRY_VERIFY_WITH_TIMEOUT(count("ListProducts", toOther) > 0, kPatience);
    // The conversation that was open went on to its end; nothing failed but what the demo lets fail.
    QTRY_VERIFY_WITH_TIMEOUT(count("Chat", ended) > 0, kPatience);
    for (const char* method : {"Chat", "GetOrder", "ListProducts", "Authorize", "PutImage"}) {
      QCOMPARE(count(method,
                     [&](const auto& row) {
                       return ended(row) && (row.fromBridge() || row.code == rpc::Code::Unavailable);
                     }),
               0);
    }
    // The first address goes: who is connected there is asked to leave, and calls end as they began.
    const int before = count("GetOrder", ended);
    BridgeDraft draft = page().draft();
    draft.listen.erase(draft.listen.begin());
    page().setDraft(draft);
    Q_EMIT page().edited();
    window_->action(ActionId::ApplySettings)->trigger();
    QVERIFY2(window_->pageNotice().sentence().contains(QStringLiteral("closed for new clients")),
             qPrintable(window_->pageNotice().sentence()));
    QTRY_COMPARE_WITH_TIMEOUT(running_->bridge().stats().listen,
                              std::vector<std::string>{loopback(second).toStdString()}, kPatience);
    shop_->stopClients();
    shop_->startClients(second);
    QTRY_VERIFY_WITH_TIMEOUT(count("GetOrder", ended) > before + 2, kPatience);
    QCOMPARE(count("GetOrder", [&](const auto& row) { return ended(row) && row.fromBridge(); }), 0);
  }

  void whatIsWrongIsExplainedAndChangesNothing() {
    QVERIFY(start(atStart_).has_value());
    openPage();
    const proxy::BridgeConfig before = *running_->bridge().config();
    type(Setting::Url, 0, QStringLiteral("localhost:8081"));
    QCOMPARE(page().faultAt(Setting::Url),
             QStringLiteral("Write http://HOST:PORT, or https://HOST:PORT for TLS."));
    QCOMPARE(page().field(Setting::Url).accessibleDescription(), page().faultAt(Setting::Url));
    QVERIFY(!page().applyButton().isEnabled());
    window_->action(ActionId::ApplySettings)->trigger();
    QVERIFY(*running_->bridge().config() == before);
    page().revertButton().click();
    QCOMPARE(page().faultAt(Setting::Url), QString());
    // Files are looked at while one types.
    type(Setting::TlsCert, 0, QStringLiteral("/none/cert.pem"));
    QVERIFY(page().faultAt(Setting::TlsKey).contains(QStringLiteral("belong together")));
    type(Setting::TlsKey, 0, QStringLiteral("/none/key.pem"));
    waitChecked();
    QCOMPARE(page().faultAt(Setting::TlsCert), QStringLiteral("/none/cert.pem: no such file."));
    QCOMPARE(page().faultAt(Setting::TlsKey), QString());
    window_->action(ActionId::ApplySettings)->trigger();
    QVERIFY(*running_->bridge().config() == before);
    QVERIFY(page().pending().contains(QStringLiteral("no such file")));
  }

  void aTakenPortNamesItsOwnerAndOffersAnother() {
    QVERIFY(start(atStart_).has_value());
    openPage();
    const test::ListeningSocket other;
    const std::uint16_t taken = other.port;
    type(Setting::Listen, 0, loopback(taken));
    waitChecked();
    const QString fault = page().faultAt(Setting::Listen);
    QVERIFY2(fault.contains(QStringLiteral("in use by")) && fault.contains(QStringLiteral("(pid ")),
             qPrintable(fault));
    // Tried nevertheless, nothing changes.
    window_->action(ActionId::ApplySettings)->trigger();
    QVERIFY(running_->bridge().config()->listen == atStart_.listen);
    QVERIFY(page().faultAt(Setting::Listen).contains(QStringLiteral("in use by")));
    waitChecked();
    QTRY_VERIFY_WITH_TIMEOUT(page().remedyAt(0).isVisible(), kPatience);
    page().remedyAt(0).click();
    QVERIFY(page().field(Setting::Listen).text() != loopback(taken));
    waitChecked();
    QCOMPARE(page().faultAt(Setting::Listen), QString());
    window_->action(ActionId::ApplySettings)->trigger();
    QCOMPARE(running_->bridge().stats().listen,
             std::vector<std::string>{page().field(Setting::Listen).text().toStdString()});
  }

  void startAndStopFromThePage() {
    openPage();
    QVERIFY(running_ == nullptr);
    const std::uint16_t port = freePort();
    type(Setting::Listen, 0, loopback(port));
    QCOMPARE(page().applyButton().text(), QStringLiteral("Start"));
    QVERIFY(!page().stopButton().isVisible());
    page().applyButton().click();
    QVERIFY(running_ != nullptr);
    QCOMPARE(running_->bridge().stats().listen, std::vector<std::string>{loopback(port).toStdString()});
    window_->bridgeChanged();
    QCOMPARE(page().applyButton().text(), QStringLiteral("Apply"));
    page().stopButton().click();
    QVERIFY(running_ == nullptr);
    QCOMPARE(page().applyButton().text(), QStringLiteral("Start"));
    // It would start again as it ran.
    QCOMPARE(page().field(Setting::Listen).text(), loopback(port));
  }

  void theDemoKeepsItsServer() {
    demo_ = true;
    atStart_.upstream.clear();
    QVERIFY(start(atStart_).has_value());
    openPage();
    const std::string own = running_->upstreamUrl();
    QVERIFY(!page().field(Setting::Url).isEnabled() && !page().addServerButton().isEnabled());
    QCOMPARE(page().field(Setting::Url).text(), QString::fromStdString(own));
    const std::uint16_t port = freePort();
    type(Setting::Listen, 0, loopback(port));
    window_->action(ActionId::ApplySettings)->trigger();
    QCOMPARE(running_->bridge().stats().listen, std::vector<std::string>{loopback(port).toStdString()});
    QCOMPARE(running_->upstreamUrl(), own);
    // Stopped and started, it is the demo again, where it was moved to.
    window_->action(ActionId::ToggleBridge)->trigger();
    window_->action(ActionId::ToggleBridge)->trigger();
    QVERIFY(running_ != nullptr && running_->upstreamUrl() != own);
    QCOMPARE(running_->bridge().stats().listen, std::vector<std::string>{loopback(port).toStdString()});
  }

  void aWindowWithoutABridgeSaysSo() {
    Services given;
    given.clock = &clock_;
    given.rows = std::make_shared<RowInbox>();
    MainWindow other(std::move(given));
    other.show();
    QVERIFY(QTest::qWaitForWindowExposed(&other));
    other.action(ActionId::ViewBridge)->trigger();
    QVERIFY(other.bridgePage().isVisible());
    QVERIFY(!other.bridgePage().applyButton().isEnabled());
    QVERIFY(!other.bridgePage().addServerButton().isEnabled());
  }

  void theTopBarTellsTheNewServer() {
    QVERIFY(start(atStart_).has_value());
    openPage();
    auto other = demo::Demo::start(clock_);
    QVERIFY(other.has_value());
    type(Setting::Url, 0, QString::fromStdString((*other)->upstreamUrl()));
    window_->action(ActionId::ApplySettings)->trigger();
    QVERIFY2(window_->topBar().bridge().accessibleName().contains(
                 QString::fromStdString((*other)->upstreamUrl()).mid(7)),
             qPrintable(window_->topBar().bridge().accessibleName()));
  }

  void savedAndAsACommandLine() {
    QVERIFY(start(atStart_).has_value());
    openPage();
    const auto yaml = folder_.file("saved.yaml");
    QSignalSpy said(&settings(), &BridgeSettings::said);
    settings().saveTo(yaml);
    QVERIFY(said.takeLast().at(0).toString().contains(QStringLiteral("--config reads them")));
    saved_ = ConfigSaved::Outdone;
    settings().saveTo(yaml);
    QVERIFY(said.takeLast().at(0).toString().contains(QStringLiteral("flags of the command line")));
    const std::string path = yaml.string();
    const char* const argv[] = {"bascule", "--config", path.c_str()};
    const auto options = app::parseCommandLine(3, argv);
    QVERIFY(options.has_value());
    QVERIFY(options->bridge == atStart_);
    QCOMPARE(page().commandLine(),
             QStringLiteral("bascule --listen %1 --upstream %2")
                 .arg(loopback(atStart_.listen[0].port), QString::fromStdString(atStart_.upstream)));
    window_->action(ActionId::CopyCommandLine)->trigger();
    QCOMPARE(QApplication::clipboard()->text(), page().commandLine());
    // A protocol of one of several servers has no flag.
    page().addServerButton().click();
    type(Setting::Prefix, 1, QStringLiteral("/acme."));
    type(Setting::Url, 1, QStringLiteral("http://127.0.0.1:9"));
    page().protocolOf(1).choose(static_cast<int>(rpc::ServerProtocol::Connect));
    Q_EMIT page().protocolOf(1).chosenChanged(2);
    QCOMPARE(page().commandLine(), QString());
  }

  // What is typed is not lost when the bridge's state changes; a file that is read again shows where nothing
  // was typed.
  void editsStayAndOtherNewsShow() {
    QVERIFY(start(atStart_).has_value());
    openPage();
    proxy::BridgeConfig elsewhere = atStart_;
    elsewhere.maxTimeout = std::chrono::seconds(9);
    elsewhere.routes = {{"/a.", elsewhere.upstream, {}, {}}};
    QVERIFY(running_->apply(elsewhere).has_value());
    window_->configChanged(elsewhere);
    window_->bridgeChanged();
    QCOMPARE(page().field(Setting::Prefix).text(), QStringLiteral("/a."));
    type(Setting::Prefix, 0, QStringLiteral("/typed."));
    elsewhere.routes[0].prefix = "/b.";
    QVERIFY(running_->apply(elsewhere).has_value());
    window_->configChanged(elsewhere);
    window_->bridgeChanged();
    QCOMPARE(page().field(Setting::Prefix).text(), QStringLiteral("/typed."));
    page().revertButton().click();
    QCOMPARE(page().field(Setting::Prefix).text(), QStringLiteral("/b."));
    QCOMPARE(settings().wanted()->maxTimeout, elsewhere.maxTimeout);
  }
};

QTEST_MAIN(TestBridgeSettings)
#include "tst_bridge_settings.moc"
