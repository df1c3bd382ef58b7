// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal/check.h"

#include "app/terminal/list.h"
#include "app/terminal/session_source.h"

namespace bascule::terminal {

int runCheck(const CheckOptions& options, std::ostream& out, std::ostream& err) {
  std::uint64_t matches = 0;
  for (const std::string& file : options.files) {
    int exitCode = kFine;
    const auto source = SessionSource::open(file, options.failIf, err, exitCode, "--fail-if");
    if (!source) return exitCode;
    // With several files their numbers of calls would be ambiguous.
    if (options.files.size() > 1) out << printable(file) << "\n";
    matches += listMatches(*source, options.style, out);
  }
  out.flush();
  if (matches == 0) return kFine;
  err << "bascule: " << matches << (matches == 1 ? " call matches " : " calls match ")
      << printable(options.failIf) << "\n";
  return kFound;
}

}  // namespace bascule::terminal
