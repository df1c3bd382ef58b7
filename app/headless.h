// SPDX-License-Identifier: GPL-3.0-or-later
// The bridge without a window: ready line, calls on standard output, drain on a signal.
#pragma once

#include "app/options.h"

namespace bascule::app {

/// Runs until SIGTERM or SIGINT; returns the exit code.
int runHeadless(const Options& options);

}  // namespace bascule::app
