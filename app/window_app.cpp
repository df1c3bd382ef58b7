// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window_app.h"

#include <QApplication>
#include <QLocale>
#include <QSocketNotifier>
#include <csignal>
#include <iostream>
#include <vector>

#include <sys/socket.h>
#include <unistd.h>

#include "app/client/resender.h"
#include "app/config/config_print.h"
#include "app/config/reload.h"
#include "app/leftovers.h"
#include "app/port_owner.h"
#include "app/running.h"
#include "app/settings_check.h"
#include "app/version.h"
#include "ui/text/words.h"
#include "ui/windows/main_window.h"

namespace bascule::app {
namespace {

/// Where the window keeps how the user looks at calls; made once something is changed. In the cache folder,
/// because Bascule promises to write nowhere else.
QString settingsFile() { return QString::fromStdString((cacheFolder() / "window.ini").string()); }

/// The size the user chose for everything in the window: Qt takes it from here before it starts.
void scaleWindow() {
  const int percent = ui::ViewSettings(settingsFile()).state().scalePercent;
  if (percent != 100 && !qEnvironmentVariableIsSet("QT_SCALE_FACTOR"))
    qputenv("QT_SCALE_FACTOR", QByteArray::number(percent / 100.0));
}

/// What stands behind one window: at most one running bridge, its recorder and its session file.
class WindowSession {
 public:
  WindowSession(const Options& options, Log& log)
      : options_(options), log_(log), rows_(std::make_shared<ui::RowInbox>()) {}
  ~WindowSession() { end(); }

  ui::Services services() {
    ui::Services services;
    services.clock = &clock_;
    services.rows = rows_;
    services.settings = settings_;
    services.config = options_.bridge;
    services.recording = !options_.noCapture;
    services.bridgeStats = [this]() -> std::optional<proxy::BridgeStats> {
      if (running_ == nullptr) return std::nullopt;
      return running_->bridge().stats();
    };
    services.recorderStats = [this]() -> std::optional<capture::RecorderStats> {
      if (running_ == nullptr || running_->recorder() == nullptr) return std::nullopt;
      return running_->recorder()->stats();
    };
    services.upstreamUrl = [this] {
      return running_ == nullptr ? options_.bridge.upstream : running_->upstreamUrl();
    };
    services.schema = [this] {
      return running_ == nullptr ? schema::SchemaPtr() : running_->bridge().schema();
    };
    addSettings(services);
    services.setSchema = [this](const schema::SourceSpec& used, const schema::SchemaPtr& named) {
      return setSchema(used, named);
    };
    services.refreshSchema = [this] {
      if (running_ != nullptr) running_->bridge().refreshSchema();
    };
    services.startBridge = [this](const proxy::BridgeConfig& config) {
      // Start after Stop goes on with what ran before: the demo stays the demo.
      const bool demo = demo_ && config.upstream.empty();
      return start(config, demo);
    };
    services.stopBridge = [this] { stop(); };
    services.setRecording = [this](bool on) {
      if (running_ != nullptr && running_->recorder() != nullptr) running_->recorder()->setRecording(on);
      return on;
    };
    services.playDemo = [this] { return start({}, true); };
    services.sendCall = [this](const exporting::CallToSend& call) { return send(call); };
    services.findLeftovers = [] { return findLeftovers(); };
    services.discardLeftover = [](const std::filesystem::path& file) { return discardLeftover(file); };
    services.otherAddress = [](const proxy::BridgeConfig& config) { return otherAddress(config); };
    if (!options_.configFile.empty()) services.readConfig = [this] { reload(); };
    services.openWindow = [this](const std::filesystem::path& file) { openAnother(file); };
    return services;
  }

  /// The configuration file is read again when it changes.
  void watchConfig() {
    watcher_ = config::watch(options_);
    if (watcher_ == nullptr) return;
    notifier_ = std::make_unique<QSocketNotifier>(watcher_->fd(), QSocketNotifier::Read);
    QObject::connect(notifier_.get(), &QSocketNotifier::activated, &relay_, [this] {
      if (watcher_->changed()) reload();
    });
  }

  /// Reads the configuration file again, if there is one and the bridge runs.
  void reload() {
    if (options_.configFile.empty() || running_ == nullptr) return;
    const config::Reloaded reloaded = config::reload(options_, running_->bridge());
    config::tell(reloaded, log_, options_.log);
    if (window_ == nullptr) return;
    if (reloaded.inForce) window_->configChanged(options_.bridge);
    window_->bridgeChanged();
    window_->configRead(reloaded.inForce && reloaded.complete ? std::string() : reloaded.message);
  }

  /// The window that is told; null when it is gone.
  void attach(ui::MainWindow* window) { window_ = window; }

  Result<void> start(const proxy::BridgeConfig& config, bool demo) {
    stop();
    demo_ = demo;
    Options options = options_;
    options.bridge = config;
    options.demo = demo;
    if (demo) options.bridge.upstream.clear();
    if (auto file = chooseFile(); !file) return std::unexpected(file.error());
    RunListeners listeners;
    listeners.rows = [rows = rows_](const capture::RowBatch& batch) { rows->push(batch); };
    listeners.changed = [this] {
      // The bridge's threads only post; whether there is still a window is asked on the GUI thread.
      const auto tell = [this] {
        if (window_ != nullptr) window_->bridgeChanged();
      };
      QMetaObject::invokeMethod(&relay_, tell, Qt::QueuedConnection);
    };
    listeners.log = &log_;
    auto running = Running::start(options, file_, clock_, std::move(listeners));
    if (!running) return std::unexpected(running.error());
    running_ = std::move(*running);
    hasRun_ = true;
    if (window_ != nullptr) window_->captureStarted(file_, options_.record.empty());
    running_->startDemoClients();
    return {};
  }

  /// A bridge ran here at least once.
  bool hasRun() const { return hasRun_; }

  /// Calls get the time of the drain; then the session file is closed.
  void end() {
    others_.clear();
    stop();
    if (options_.record.empty() && !file_.empty()) removeSession(file_);
  }

 private:
  Result<void> send(const exporting::CallToSend& call) {
    const std::uint16_t port = running_ == nullptr ? 0 : loopbackPort(running_->bridge().stats().listen);
    if (port == 0)
      return fail(ErrorCode::Unavailable, "bridge_stopped", "the bridge does not listen on 127.0.0.1");
    if (resender_ == nullptr) {
      resender_ = std::make_unique<Resender>(clock_, [this](const Error& error) {
        const auto tell = [this, error] {
          if (window_ != nullptr) window_->sendFailed(error);
        };
        QMetaObject::invokeMethod(&relay_, tell, Qt::QueuedConnection);
      });
    }
    resender_->send(port, call);
    return {};
  }

  /// What the page of the bridge's settings asks for.
  void addSettings(ui::Services& services) {
    services.configFile = options_.configFile;
    services.bridgeInForce = [this]() -> std::optional<ui::BridgeInForce> {
      if (running_ == nullptr) return std::nullopt;
      return ui::BridgeInForce{*running_->bridge().config(), demo_};
    };
    services.applyBridge = [this](const proxy::BridgeConfig& config) { return apply(config); };
    services.checkSettings = checkSettings;
    services.commandLine = config::commandLine;
    services.saveConfig = [this](const proxy::BridgeConfig& config, const std::filesystem::path& file) {
      return save(config, file);
    };
  }

  Result<std::vector<std::string>> apply(const proxy::BridgeConfig& config) {
    if (running_ == nullptr) return fail(ErrorCode::Unavailable, "bridge_stopped", "the bridge does not run");
    auto fixed = running_->apply(config);
    if (fixed && !demo_) options_.bridge = config;
    return fixed;
  }

  Result<ui::ConfigSaved> save(const proxy::BridgeConfig& config, const std::filesystem::path& file) {
    if (auto saved = config::saveConfig(config, file, configFlags()); !saved)
      return std::unexpected(saved.error());
    std::error_code ignored;
    if (options_.configFile.empty() || !std::filesystem::equivalent(file, options_.configFile, ignored))
      return ui::ConfigSaved::Heeded;
    const auto again = parseAgain(options_);
    return again && again->bridge == config ? ui::ConfigSaved::Heeded : ui::ConfigSaved::Outdone;
  }

  Result<void> setSchema(const schema::SourceSpec& used, const schema::SchemaPtr& named) {
    options_.bridge.schemaPaths = used.paths;
    options_.bridge.protoPaths = used.protoPaths;
    return running_ == nullptr ? Result<void>() : running_->setSchema(used, named);
  }

  Result<void> chooseFile() {
    if (!file_.empty() || options_.noCapture) return {};
    if (!options_.record.empty()) {
      file_ = options_.record;
      return {};
    }
    auto unsaved = unsavedSessionPath(clock_);
    if (!unsaved) return std::unexpected(unsaved.error());
    file_ = *unsaved;
    return {};
  }

  void stop() {
    if (running_ == nullptr) return;
    running_->stop(true);
    running_.reset();
    if (window_ != nullptr) window_->bridgeChanged();
  }

  void openAnother(const std::filesystem::path& file) {
    std::erase_if(others_, [](const auto& window) { return !window->isVisible(); });
    ui::Services services;
    services.clock = &clock_;
    services.rows = std::make_shared<ui::RowInbox>();
    services.settings = settings_;
    services.discardLeftover = [](const std::filesystem::path& session) { return discardLeftover(session); };
    auto window = std::make_unique<ui::MainWindow>(std::move(services));
    window->openSession(file);
    window->show();
    others_.push_back(std::move(window));
  }

  Options options_;
  std::unique_ptr<config::ConfigWatcher> watcher_;
  std::unique_ptr<QSocketNotifier> notifier_;
  Log& log_;
  SystemClock clock_;
  std::shared_ptr<ui::RowInbox> rows_;
  std::shared_ptr<ui::ViewSettings> settings_ = std::make_shared<ui::ViewSettings>(settingsFile());
  std::filesystem::path file_;
  bool demo_ = false;
  bool hasRun_ = false;
  QObject relay_;
  ui::MainWindow* window_ = nullptr;
  std::unique_ptr<Running> running_;
  std::unique_ptr<Resender> resender_;  ///< made for the first call that is sent again
  std::vector<std::unique_ptr<ui::MainWindow>> others_;
};

/// SIGTERM and SIGINT close the window, as a click would; SIGHUP has the configuration file read again. A
/// signal handler may only write to a descriptor.
int signalPipe[2] = {-1, -1};
extern "C" void onSignal(int signal) {
  const char byte = static_cast<char>(signal);
  // Nothing can be done here if the pipe is full: then the window is closing already.
  [[maybe_unused]] const auto written = ::write(signalPipe[1], &byte, 1);
}

void actOnSignals(QApplication& application, WindowSession& session, bool hasFile) {
  if (::socketpair(AF_UNIX, SOCK_STREAM, 0, signalPipe) != 0) return;
  auto* notifier = new QSocketNotifier(signalPipe[0], QSocketNotifier::Read, &application);
  QObject::connect(notifier, &QSocketNotifier::activated, &application, [&session] {
    char signal = 0;
    if (::read(signalPipe[0], &signal, 1) != 1) return;
    signal == SIGHUP ? session.reload() : QApplication::closeAllWindows();
  });
  std::signal(SIGTERM, onSignal);
  std::signal(SIGINT, onSignal);
  if (hasFile) std::signal(SIGHUP, onSignal);
  std::signal(SIGPIPE, SIG_IGN);
}

ui::ThemeChoice themeOf(const Options& options) {
  if (options.theme == "dark") return ui::ThemeChoice::Dark;
  return options.theme == "light" ? ui::ThemeChoice::Light : ui::ThemeChoice::System;
}

}  // namespace

int runWindow(const Options& options, int argc, char** argv) {
  QApplication::setApplicationName(QStringLiteral("bascule"));
  scaleWindow();
  QApplication application(argc, argv);
  ui::setLanguage(application, QLocale());
  QApplication::setApplicationDisplayName(QStringLiteral("Bascule"));
  // The name of the desktop entry, by which a desktop finds the icon of our windows.
  QApplication::setDesktopFileName(QStringLiteral("org.bascule.Bascule"));
  QApplication::setWindowIcon(QIcon::fromTheme(QApplication::desktopFileName()));
  QApplication::setApplicationVersion(
      QString::fromLatin1(kVersion.data(), static_cast<qsizetype>(kVersion.size())));

  const auto log = Log::open(options.log);
  if (!log) {
    std::cerr << "bascule: " << log.error().message << "\n";
    return 1;
  }
  WindowSession session(options, **log);
  actOnSignals(application, session, !options.configFile.empty());
  session.watchConfig();
  for (const std::string& warning : options.warnings) std::cerr << "bascule: " << warning << "\n";
  auto window = std::make_unique<ui::MainWindow>(session.services());
  session.attach(window.get());
  if (!options.theme.empty()) window->setThemeChoice(themeOf(options));
  window->show();
  const bool bridgeWanted =
      options.command != Command::Open && (options.demo || !options.bridge.upstream.empty());
  if (options.command == Command::Open) {
    window->openSessions({options.files.begin(), options.files.end()});
  } else if (bridgeWanted) {
    if (auto started = session.start(options.bridge, options.demo); !started) {
      // The window stays: it offers what can be done about it.
      std::cerr << "bascule: " << terminalSentence(started.error(), options.bridge) << "\n";
      window->startFailed(started.error());
    }
  }
  const int code = QApplication::exec();
  const bool couldNot = bridgeWanted && !session.hasRun();
  // The window's reader lets go of the session file first, so that the recorder can close it as one plain
  // file.
  session.attach(nullptr);
  window.reset();
  session.end();
  return couldNot ? 1 : code;
}

}  // namespace bascule::app
