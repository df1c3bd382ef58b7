// SPDX-License-Identifier: GPL-3.0-or-later
// `bascule import`: files of other formats into a session.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace bascule::terminal {

struct ImportOptions {
  std::vector<std::string> files{};
  std::string output{};  ///< session to make or to append to
  std::string redact{};  ///< `default` (also if empty), `none`, or a file of patterns
  std::vector<std::string> schemaPaths{};
  std::vector<std::string> protoPaths{};
  std::string programVersion{};
  bool progress = false;
  std::function<bool()> stopped{};
};

/// Imports the files in their order and says of each what came in. Exit code 0, 1 (unreadable or malformed
/// file, unwritable session; what was imported before stays) or 2 (no output, wrong patterns or schema).
int runImport(const ImportOptions& options, std::ostream& out, std::ostream& err);

}  // namespace bascule::terminal
