// SPDX-License-Identifier: GPL-3.0-or-later
// `Services`: what the window may ask of the program, as plain functions. The program owns bridge, recorder
// and files; a function that is empty stands for something the program does not offer. Thread: GUI.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "bridge/base/clock.h"
#include "bridge/base/error.h"
#include "bridge/capture/recorder.h"
#include "bridge/export/call_request.h"
#include "bridge/proxy/bridge_config.h"
#include "bridge/proxy/bridge_stats.h"
#include "bridge/schema/registry.h"
#include "ui/models/leftover_session.h"
#include "ui/models/row_inbox.h"

namespace bascule::ui {

class Look;
class ViewSettings;

/// What a running bridge goes by.
struct BridgeInForce {
  proxy::BridgeConfig config;
  bool demo = false;  ///< in front of the demo's own server
};

/// What a saved configuration file is worth: flags of the command line win over it.
enum class ConfigSaved : std::uint8_t { Heeded, Outdone };

struct Services {
  const Clock* clock = nullptr;       ///< never null; outlives the window
  std::shared_ptr<RowInbox> rows;     ///< where the recorder leaves rows; never null
  std::filesystem::path sessionFile;  ///< file the recorder writes; empty: nothing is recorded yet
  proxy::BridgeConfig config;         ///< what the start page and Start begin from
  bool recording = true;
  std::shared_ptr<Look> look;              ///< shared by several windows; null: the window makes its own
  std::shared_ptr<ViewSettings> settings;  ///< shared by several windows; null: nothing is remembered

  /// State of the bridge; nothing if there is none (not started, stopped).
  std::function<std::optional<proxy::BridgeStats>()> bridgeStats;
  std::function<std::optional<capture::RecorderStats>()> recorderStats;
  /// URL the running bridge sends to, where it is not config.upstream (the demo's own server).
  std::function<std::string()> upstreamUrl;
  /// The schema in force; may be null.
  std::function<schema::SchemaPtr()> schema;
  std::filesystem::path configFile;  ///< that the program was started with; empty: none

  /// Nothing if the bridge does not run.
  std::function<std::optional<BridgeInForce>()> bridgeInForce;
  /// Goes by these settings from now on without dropping a call; gives the flags whose change needs a
  /// restart. An error changes nothing.
  std::function<Result<std::vector<std::string>>(const proxy::BridgeConfig&)> applyBridge;
  /// What the machine says is wrong with settings; `own`: where the bridge listens already. Called on another
  /// thread: it reads files.
  std::function<std::vector<proxy::SettingFault>(const proxy::BridgeConfig&,
                                                 const std::vector<proxy::ListenAddress>& own)>
      checkSettings;
  /// The settings as a command line, or why there is none.
  std::function<Result<std::string>(const proxy::BridgeConfig&)> commandLine;
  /// Writes the settings as a configuration file.
  std::function<Result<ConfigSaved>(const proxy::BridgeConfig&, const std::filesystem::path&)> saveConfig;
  /// Goes by these files of schemas from now on, also while the bridge runs: `used` are what `named` was made
  /// from. An error changes nothing.
  std::function<Result<void>(const schema::SourceSpec& used, const schema::SchemaPtr& named)> setSchema;
  /// Asks the servers' reflection again.
  std::function<void()> refreshSchema;
  /// Starts bridge and recorder; calls MainWindow::captureStarted() with the new session file.
  std::function<Result<void>(const proxy::BridgeConfig&)> startBridge;
  std::function<void()> stopBridge;
  /// Pauses or resumes; returns whether it records now.
  std::function<bool(bool)> setRecording;
  /// Starts the demo's server, clients and bridge.
  std::function<Result<void>()> playDemo;
  /// Sends a call through the running bridge, as a client of its own; MainWindow::sendFailed() tells if it
  /// does not get there.
  std::function<Result<void>(const exporting::CallToSend&)> sendCall;
  /// Unsaved sessions of earlier runs, newest first. Called on the reader's thread: it reads files.
  std::function<std::vector<LeftoverSession>()> findLeftovers;
  /// Removes an unsaved session of an earlier run; false if the file is something else, which stays.
  std::function<bool(const std::filesystem::path&)> discardLeftover;
  /// Where the bridge could listen instead of a port that is taken.
  std::function<std::optional<proxy::ListenAddress>(const proxy::BridgeConfig&)> otherAddress;
  /// Reads the configuration file again; empty: there is none. Calls MainWindow::configRead().
  std::function<void()> readConfig;
  /// Shows a session in another window, because this one shows live traffic.
  std::function<void(const std::filesystem::path&)> openWindow;
};

}  // namespace bascule::ui
