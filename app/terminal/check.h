// SPDX-License-Identifier: GPL-3.0-or-later
// `bascule check`: fails if a call of a session matches, for pipelines.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "app/terminal/terminal_text.h"

namespace bascule::terminal {

struct CheckOptions {
  std::vector<std::string> files{};
  std::string failIf{};  ///< filter expression
  Style style{};
};

/// Prints the calls that match. Exit code 0 (none), 3 (some), 1 (unreadable file) or 2 (wrong expression).
int runCheck(const CheckOptions& options, std::ostream& out, std::ostream& err);

}  // namespace bascule::terminal
