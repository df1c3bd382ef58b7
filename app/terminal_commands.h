// SPDX-License-Identifier: GPL-3.0-or-later
// list, show, export, import, check: from options to the terminal commands.
#pragma once

#include "app/options.h"

namespace bascule::app {

/// Runs the command `options` name; returns the exit code.
int runTerminalCommand(const Options& options);

}  // namespace bascule::app
