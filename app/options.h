// SPDX-License-Identifier: GPL-3.0-or-later
// The command line as a value. Parsing knows the words, not what is done with them.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "app/config/config_file.h"
#include "app/log.h"
#include "bridge/base/bytes.h"
#include "bridge/capture/redaction.h"
#include "bridge/proxy/bridge_config.h"

namespace bascule::app {

/// What the program was asked to do.
enum class Command { Run, Open, List, Show, Export, Import, Check, EnvoyConfig };

struct Options {
  Command command = Command::Run;

  // Run
  std::vector<std::string> words;     ///< the command line itself, to read it again when the file changed
  std::string configFile;             ///< --config or --envoy-config: watched
  std::vector<std::string> warnings;  ///< whole sentences, for standard error
  bool headless = false;
  bool demo = false;
  proxy::BridgeConfig bridge;
  std::string record;  ///< session file; empty: an unsaved one (window) or none (headless)
  bool noCapture = false;
  bool printCalls = false;
  std::string failIf;
  capture::Redaction redaction = capture::Redaction::defaults();
  ByteCount sessionLimit = 2ULL * 1024 * 1024 * 1024;
  std::optional<ByteCount> payloadLimit;  ///< --capture-payloads; 0 = none
  LogOptions log;
  std::string theme;  ///< `light`, `dark` or empty (as the system)

  // Open, List, Show, Export, Import, Check
  std::vector<std::string> files;
  std::string filter;
  std::string format;
  std::string copyAs;        ///< of `show`: a command or program instead of the call
  std::string copyProtocol;  ///< of `show --as`
  std::optional<std::uint64_t> limit;
  bool follow = false;
  std::uint64_t call = 0;
  std::string output;
  std::string framing;  ///< of a binary log: `go`, `java`
  std::string legs;     ///< of a HAR: `client`, `both`
  std::string redact;   ///< as given: `default`, `none` or a file
};

/// How the program ends if it does not go on: text for standard output (help, version) or for standard
/// error, and the exit code.
struct EarlyEnd {
  int exitCode = 0;
  std::string out;
  std::string err;
};

std::expected<Options, EarlyEnd> parseCommandLine(int argc, const char* const* argv);
/// The flags that may stand in a configuration file.
std::vector<config::Flag> configFlags();
/// The same again, with the configuration file as it is now.
std::expected<Options, EarlyEnd> parseAgain(const Options& options);
/// Flags that differ and cannot change while the program runs.
std::vector<std::string> fixedChanges(const Options& before, const Options& after);

}  // namespace bascule::app
