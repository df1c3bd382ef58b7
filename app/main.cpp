// SPDX-License-Identifier: GPL-3.0-or-later
// Entry: reads the command line and hands over to the command it names.
#include <iostream>

#include "app/headless.h"
#include "app/options.h"
#include "app/terminal_commands.h"
#ifdef BASCULE_WITH_UI
#include "app/window_app.h"
#endif

namespace {

using bascule::app::Command;
using bascule::app::Options;

int openWindow(const Options& options, int argc, char** argv) {
#ifdef BASCULE_WITH_UI
  return bascule::app::runWindow(options, argc, argv);
#else
  (void)options, (void)argc, (void)argv;
  std::cerr << "bascule: built without the window: add --headless, or use list, show and export\n";
  return 1;
#endif
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = bascule::app::parseCommandLine(argc, argv);
  if (!options) {
    std::cout << options.error().out;
    std::cerr << options.error().err;
    return options.error().exitCode;
  }
  switch (options->command) {
    case Command::List:
    case Command::Show:
    case Command::Export:
    case Command::Import:
    case Command::Check:
    case Command::EnvoyConfig:
      return bascule::app::runTerminalCommand(*options);
    case Command::Open:
      return openWindow(*options, argc, argv);
    case Command::Run:
      break;
  }
  return options->headless ? bascule::app::runHeadless(*options) : openWindow(*options, argc, argv);
}
