// SPDX-License-Identifier: GPL-3.0-or-later
// `Running`: recorder, bridge and demo as one thing that starts and stops together, with or without a
// window. Thread: the owner's (main or GUI).
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "app/demo/demo.h"
#include "app/options.h"
#include "app/run_log.h"
#include "bridge/base/clock.h"
#include "bridge/capture/recorder.h"
#include "bridge/proxy/bridge.h"

namespace bascule::app {

/// Whom the running bridge tells; called on its threads.
struct RunListeners {
  capture::Recorder::RowListener rows;    ///< may be empty
  capture::Recorder::CallListener calls;  ///< may be empty
  proxy::Bridge::ChangeListener changed;
  Log* log = nullptr;  ///< must outlive what runs; null: nothing is logged
};

class Running {
 public:
  /// Starts demo (if asked for), recorder (if `sessionFile` is given or somebody listens) and bridge.
  static Result<std::unique_ptr<Running>> start(const Options& options,
                                                const std::filesystem::path& sessionFile, const Clock& clock,
                                                RunListeners listeners);
  ~Running();

  proxy::Bridge& bridge() { return *bridge_; }
  /// Where calls go: the URL the user named, or the demo's server.
  std::string upstreamUrl() const { return bridge_->config()->upstream; }
  capture::Recorder* recorder() { return recorder_.get(); }
  /// Goes by `config` from now on without dropping a call; the demo keeps its server, and schemas that have
  /// not changed are not read again. Gives the flags whose change needs a restart. Errors as
  /// Bridge::reload(), a taken port with who has it; they change nothing.
  Result<std::vector<std::string>> apply(proxy::BridgeConfig config);
  /// Decodes and translates new calls with these files of schemas: `named` is what `spec` holds. No call is
  /// dropped. Errors as Bridge::reload(); they change nothing.
  Result<void> setSchema(const schema::SourceSpec& spec, const schema::SchemaPtr& named);
  /// Waits for the first upstream probe, at most two seconds, then lets the demo's clients start.
  void waitReady();
  /// Lets the demo's clients start without waiting.
  void startDemoClients();
  /// Drains (or, with `now`, does not) and closes the session file. Gives the bridge's last numbers.
  proxy::BridgeStats stop(bool now);

 private:
  Running() = default;
  void startLog(Log& log, const Clock& clock);
  void onChange(const proxy::Bridge::ChangeListener& changed);
  Result<void> startBridge(const proxy::BridgeConfig& config, const Clock& clock,
                           const proxy::Bridge::ChangeListener& changed);
  std::unique_ptr<demo::Demo> demo_;
  std::unique_ptr<capture::Recorder> recorder_;
  std::unique_ptr<proxy::Bridge> bridge_;
  std::unique_ptr<RunLog> runLog_;  ///< from before the bridge goes until it has stopped
};

/// Port of the first `127.0.0.1:PORT` in `addresses`; 0 if there is none.
std::uint16_t loopbackPort(const std::vector<std::string>& addresses);

}  // namespace bascule::app
