// SPDX-License-Identifier: GPL-3.0-or-later
// The window with a bridge behind it.
#pragma once

#include "app/options.h"

namespace bascule::app {

/// Opens the window, starts what the options ask for and runs until the window is closed.
int runWindow(const Options& options, int argc, char** argv);

}  // namespace bascule::app
