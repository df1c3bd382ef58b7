// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal_commands.h"

#include <csignal>
#include <iostream>

#include <unistd.h>

#include "app/terminal/export.h"
#include "app/terminal/list.h"
#include "app/terminal/show.h"
#include "app/version.h"

namespace bascule::app {
namespace {

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
  const terminal::ShowOptions command{options.files.front(), options.call, options.format,
                                      terminal::detectStyle(STDOUT_FILENO)};
  return terminal::runShow(command, std::cout, std::cerr);
}

int exportSession(const Options& options) {
  const bool progress = ::isatty(STDERR_FILENO) == 1;
  const terminal::ExportOptions command{
      options.files.front(), options.format,        options.filter, options.redact,
      options.output,        std::string(kVersion), progress};
  return terminal::runExport(command, std::cout, std::cerr);
}

}  // namespace

int runTerminalCommand(const Options& options) {
  // A reader that has seen enough (`| head`) closes the pipe: the next write fails and the command ends.
  std::signal(SIGPIPE, SIG_IGN);
  std::ios::sync_with_stdio(false);
  switch (options.command) {
    case Command::List:
      return list(options);
    case Command::Show:
      return show(options);
    default:
      return exportSession(options);
  }
}

}  // namespace bascule::app
