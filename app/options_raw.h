// SPDX-License-Identifier: GPL-3.0-or-later
// What the command line or a file says, as text, on its way to Options. Private to options*.cpp.
// Thread: plain values.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "app/config/config_file.h"
#include "app/options.h"

namespace bascule::app {

inline constexpr int kBadCommandLine = 2;

/// What CLI11 fills before it is checked and turned into Options.
struct Raw {
  std::vector<std::string> listen;
  std::vector<std::string> upstreams;
  std::string upstreamProtocol = "auto";
  std::string upstreamHttp = "auto";
  std::string upstreamCodec = "auto";
  std::string upstreamCompression = "auto";
  std::string maxMessage;
  std::string maxResponse;
  std::string maxTimeout;
  std::string defaultTimeout;
  std::vector<std::string> limits;
  std::string metrics;
  std::string redact = "default";
  std::string print;
  std::string capturePayloads = "all";
  std::string sessionLimit;
  std::string logLevel = "warn";
  std::string logFormat = "text";
  bool noReflection = false;
  std::string config;
  std::string envoyConfig;
  std::vector<config::RouteSetting> routeSettings;  ///< from a file
};

using Checked = std::expected<void, EarlyEnd>;

/// `message` names the flag that is wrong.
EarlyEnd badFlag(std::string message);
/// A filter that does not parse ends the program, with the place of the mistake.
Checked checkFilter(const std::string& flag, const std::string& text);
/// Everything a run needs out of `raw`, checked.
Checked finishRun(const Raw& raw, Options& options);

}  // namespace bascule::app
