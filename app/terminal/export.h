// SPDX-License-Identifier: GPL-3.0-or-later
// `bascule export`: a session in another format, to a file or to standard output.
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <string>

namespace bascule::terminal {

struct ExportOptions {
  std::filesystem::path file{};
  std::string format{};  ///< a name of exporting::formats()
  std::string filter{};
  std::string redact{};  ///< `default` (also if empty), `none`, or a file of header name patterns
  std::string output{};  ///< file to write; empty or `-`: standard output
  std::string programVersion{};
  std::string framing{};          ///< of a binary log: `go` (also if empty) or `java`
  std::string legs{};             ///< of a HAR: `client` (also if empty) or `both`
  bool progress = false;          ///< counts on `err`, for a terminal
  bool outputIsTerminal = false;  ///< binary formats are refused then
  /// Asked meanwhile; true ends the command and leaves no file behind.
  std::function<bool()> stopped{};
};

/// Writes the calls. A file appears whole or not at all. Exit code 0, 1 (unreadable session, unwritable
/// output) or 2 (wrong format, filter or patterns).
int runExport(const ExportOptions& options, std::ostream& out, std::ostream& err);

}  // namespace bascule::terminal
