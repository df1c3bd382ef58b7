// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal_commands.h"

#include <csignal>
#include <functional>
#include <iostream>

#include <unistd.h>

#include "app/config/envoy_config.h"
#include "app/terminal/check.h"
#include "app/terminal/export.h"
#include "app/terminal/import.h"
#include "app/terminal/list.h"
#include "app/terminal/show.h"
#include "app/version.h"

namespace bascule::app {
namespace {

// The one thing a signal handler may touch.
volatile std::sig_atomic_t interrupted = 0;

/// From now on Ctrl+C ends a command at its next question instead of the process.
std::function<bool()> untilInterrupted() {
  std::signal(SIGINT, [](int) { interrupted = 1; });
  return [] { return interrupted != 0; };
}

int list(const Options& options) {
  terminal::ListOptions command;
  command.file = options.files.front();
  command.filter = options.filter;
  command.format = options.format;
  command.limit = options.limit;
  command.follow = options.follow;
  command.style = terminal::detectStyle(STDOUT_FILENO);
  return terminal::runList(command, std::cout, std::cerr);
}

int show(const Options& options) {
  terminal::ShowOptions command;
  command.file = options.files.front();
  command.call = options.call;
  command.format = options.format;
  command.copyAs = options.copyAs;
  command.protocol = options.copyProtocol;
  command.style = terminal::detectStyle(STDOUT_FILENO);
  return terminal::runShow(command, std::cout, std::cerr);
}

int exportSession(const Options& options) {
  terminal::ExportOptions command;
  command.file = options.files.front();
  command.filter = options.filter;
  command.format = options.format;
  command.redact = options.redact;
  command.output = options.output;
  command.programVersion = kVersion;
  command.framing = options.framing;
  command.legs = options.legs;
  command.progress = ::isatty(STDERR_FILENO) == 1;
  command.outputIsTerminal = ::isatty(STDOUT_FILENO) == 1;
  command.stopped = untilInterrupted();
  return terminal::runExport(command, std::cout, std::cerr);
}

int importFiles(const Options& options) {
  terminal::ImportOptions command;
  command.files = options.files;
  command.output = options.output;
  command.redact = options.redact;
  command.schemaPaths = options.bridge.schemaPaths;
  command.protoPaths = options.bridge.protoPaths;
  command.programVersion = kVersion;
  command.progress = ::isatty(STDERR_FILENO) == 1;
  command.stopped = untilInterrupted();
  return terminal::runImport(command, std::cout, std::cerr);
}

int check(const Options& options) {
  return terminal::runCheck({options.files, options.failIf, terminal::detectStyle(STDOUT_FILENO)}, std::cout,
                            std::cerr);
}

int envoyConfig(const Options& options) {
  const auto text = config::printEnvoyConfig(options.bridge);
  if (!text) {
    std::cerr << "bascule: " << text.error().message << "\n";
    return 2;
  }
  std::cout << *text << std::flush;
  return 0;
}

}  // namespace

int runTerminalCommand(const Options& options) {
  // A reader that went away ends the output quietly: the commands see the failed write.
  std::signal(SIGPIPE, SIG_IGN);
  switch (options.command) {
    case Command::List:
      return list(options);
    case Command::Show:
      return show(options);
    case Command::Import:
      return importFiles(options);
    case Command::Check:
      return check(options);
    case Command::EnvoyConfig:
      return envoyConfig(options);
    default:
      return exportSession(options);
  }
}

}  // namespace bascule::app
