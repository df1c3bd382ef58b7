// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/headless.h"

#include <array>
#include <csignal>
#include <iostream>
#include <mutex>
#include <thread>

#include <poll.h>
#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "app/config/reload.h"
#include "app/port_owner.h"
#include "app/running.h"
#include "app/version.h"
#include "bridge/base/text.h"
#include "bridge/export/json_lines.h"
#include "bridge/insight/call_filter.h"

namespace bascule::app {
namespace {

constexpr int kFailed = 1;
constexpr int kMatched = 3;

std::string jsonText(std::string_view text) {
  std::string out;
  text::appendJsonString(out, text);
  return out;
}

/// What the user says the server speaks, or what was found.
std::string protocolNames(const proxy::BridgeStats& stats, rpc::ServerProtocol setting) {
  if (setting != rpc::ServerProtocol::Auto) return jsonText(name(setting));
  std::string names;
  for (const rpc::ServerProtocol one : stats.serverProtocols.list())
    names += (names.empty() ? "" : ",") + jsonText(name(one));
  return names;
}

/// The line scripts wait for: everything is bound and the upstream was asked once.
std::string readyLine(const proxy::BridgeStats& stats, const std::string& upstream,
                      rpc::ServerProtocol protocol, const std::string& session) {
  std::string line = R"({"event":"ready","listen":[)";
  for (std::size_t i = 0; i < stats.listen.size(); ++i)
    line += (i == 0 ? "" : ",") + jsonText(stats.listen[i]);
  line += R"(],"upstream":)" + jsonText(upstream) + R"(,"upstreams":[)";
  for (std::size_t i = 0; i < stats.upstreams.size(); ++i)
    line += (i == 0 ? "" : ",") + jsonText(stats.upstreams[i].url);
  line += R"(],"upstream_protocol":[)" + protocolNames(stats, protocol) + R"(],"session":)";
  line += session.empty() ? "null" : jsonText(session);
  if (!stats.metrics.empty()) line += R"(,"metrics":)" + jsonText(stats.metrics);
  line += R"(,"pid":)" + std::to_string(::getpid()) + R"(,"version":)" + jsonText(kVersion) + "}";
  return line;
}

/// What the limits were enforced against; empty if nothing happened. For standard error, at the end.
std::string limitsLine(const proxy::BridgeStats& stats) {
  std::string line;
  const auto add = [&line](std::string_view id, std::uint64_t count) {
    if (count > 0) line += " " + std::string(id) + "=" + std::to_string(count);
  };
  stats.limits.forEach([&](auto limit, std::uint64_t count) { add(limitId(limit), count); });
  add("refused", stats.refused);
  add("foreign_hosts", stats.foreignHosts);
  return line.empty() ? line : "bascule: limits enforced:" + line + "\n";
}

/// What finished calls are checked against and printed to. Called on the recorder thread.
class CallPrinter {
 public:
  CallPrinter(const Options& options) : print_(options.printCalls), check_(!options.failIf.empty()) {
    if (auto filter = insight::CallFilter::parse(options.failIf)) filter_ = std::move(*filter);
  }

  bool wanted() const { return print_ || check_; }
  /// Null: it ends. Calls that are recorded after that are still read with what it knew.
  void setBridge(proxy::Bridge* bridge) {
    const std::lock_guard lock(mutex_);
    if (bridge_ != nullptr) schema_ = bridge_->schema();
    bridge_ = bridge;
  }
  /// From now on lines may go out: never before the ready line.
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    std::cout << held_ << std::flush;
    held_.clear();
  }
  void onCall(const capture::CallRecord& record) {
    const std::lock_guard lock(mutex_);
    const schema::SchemaPtr schema = bridge_ != nullptr ? bridge_->schema() : schema_;
    if (check_ && filter_.matches(record, *schema)) matched_ = true;
    if (!print_) return;
    const std::string line = exporting::toJsonLine(record, *schema) + "\n";
    if (open_) {
      std::cout << line << std::flush;
    } else {
      held_ += line;
    }
  }
  bool matched() const { return matched_; }

 private:
  bool print_;
  bool check_;
  insight::CallFilter filter_;
  std::mutex mutex_;
  proxy::Bridge* bridge_ = nullptr;
  schema::SchemaPtr schema_ = schema::Schema::wellKnown();
  bool open_ = false;
  std::string held_;
  std::atomic<bool> matched_{false};
};

/// SIGHUP asks for the configuration file; without one it means what it always does.
sigset_t awaitedSignals(const Options& options) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  if (!options.configFile.empty()) sigaddset(&set, SIGHUP);
  return set;
}

/// Returns when the program shall end. Until then the configuration file is read again when it changed or
/// SIGHUP asks for it.
void waitForEnd(const sigset_t& signals, Options options, proxy::Bridge& bridge,
                config::ConfigWatcher* watcher, Log& log) {
  const int signalFd = ::signalfd(-1, &signals, SFD_CLOEXEC);
  std::array<pollfd, 2> wanted{{{signalFd, POLLIN, 0}, {watcher != nullptr ? watcher->fd() : -1, POLLIN, 0}}};
  bool end = false;
  while (!end) {
    if (::poll(wanted.data(), wanted.size(), -1) < 0) continue;
    bool reload = wanted[1].revents != 0 && watcher->changed();
    if (wanted[0].revents != 0) {
      signalfd_siginfo info{};
      if (::read(signalFd, &info, sizeof info) != sizeof info) continue;
      (info.ssi_signo == SIGHUP ? reload : end) = true;
    }
    if (reload) config::tell(config::reload(options, bridge), log, options.log);
  }
  ::close(signalFd);
}

}  // namespace

int runHeadless(const Options& options) {
  // Blocked before any thread starts, so that only the wait below receives them.
  const sigset_t signals = awaitedSignals(options);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  const SystemClock clock;
  const auto log = Log::open(options.log);
  if (!log) {
    std::cerr << "bascule: " << log.error().message << "\n";
    return kFailed;
  }
  CallPrinter printer(options);
  RunListeners listeners;
  if (printer.wanted()) {
    listeners.calls = [&printer](const capture::CallRecord& record) { printer.onCall(record); };
  }
  listeners.changed = [] {};
  listeners.log = log->get();
  auto running = Running::start(options, options.noCapture ? std::string() : options.record, clock,
                                std::move(listeners));
  if (!running) {
    std::cerr << "bascule: " << terminalSentence(running.error(), options.bridge) << "\n";
    return kFailed;
  }
  printer.setBridge(&(*running)->bridge());
  const auto watcher = config::watch(options);  // before the ready line: what is written after it is noticed
  for (const std::string& warning : options.warnings) std::cerr << "bascule: " << warning << "\n";
  (*running)->waitReady();
  const proxy::BridgeStats stats = (*running)->bridge().stats();
  for (const std::string& file : stats.schemaConflicts)
    std::cerr << "bascule: two servers differ in " << file << ": the first one's is used\n";
  const std::string upstream = options.demo ? "demo" : options.bridge.upstream;
  std::cout << readyLine(stats, upstream, options.bridge.serverProtocol, options.record) << "\n"
            << std::flush;
  printer.open();
  if (options.bridge.upstreamInsecure) {
    std::cerr << "bascule: --upstream-insecure: nobody checks who the server is\n" << std::flush;
  }

  waitForEnd(signals, options, (*running)->bridge(), watcher.get(), **log);
  (*running)->bridge().shutdown();
  // A second signal ends at once: back to the default action while the drain runs.
  std::signal(SIGTERM, SIG_DFL);
  std::signal(SIGINT, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  printer.setBridge(nullptr);
  std::cerr << limitsLine((*running)->stop(false));
  return printer.matched() ? kMatched : 0;
}

}  // namespace bascule::app
