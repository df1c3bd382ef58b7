// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal/import.h"

#include <optional>

#include "app/terminal/progress.h"
#include "app/terminal/redaction_option.h"
#include "app/terminal/session_source.h"
#include "app/terminal/terminal_text.h"
#include "bridge/export/import_session.h"
#include "bridge/schema/registry.h"

namespace bascule::terminal {
namespace {

/// The settings; nothing (with a sentence in `err`) if an option is wrong.
std::optional<exporting::ImportSettings> settingsOf(const ImportOptions& options, std::ostream& err) {
  if (options.output.empty()) {
    err << "bascule: import: name the session to write with -o, as -o calls.bascule\n";
    return std::nullopt;
  }
  auto redaction = redactionOf(options.redact);
  if (!redaction) {
    err << "bascule: --redact: " << printable(redaction.error().message) << "\n";
    return std::nullopt;
  }
  exporting::ImportSettings settings;
  settings.redaction = std::move(*redaction);
  settings.programVersion = options.programVersion;
  if (options.schemaPaths.empty()) return settings;
  const auto schema = schema::loadSources({options.schemaPaths, options.protoPaths});
  if (!schema) {
    err << "bascule: --schema: " << printable(schema.error().message) << "\n";
    return std::nullopt;
  }
  settings.descriptors = (*schema)->serialized();
  return settings;
}

std::string plural(std::uint64_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

void tell(const std::string& file, const exporting::ImportCounts& counts, std::ostream& out) {
  out << printable(file) << ": " << plural(counts.calls, "call", "calls") << " ("
      << displayName(counts.format) << ")";
  if (counts.others > 0)
    out << ", " << plural(counts.others, "entry that is no RPC", "entries that are no RPC");
  if (counts.endCut) out << ", the file ends within an entry";
  out << "\n";
}

}  // namespace

int runImport(const ImportOptions& options, std::ostream& out, std::ostream& err) {
  auto settings = settingsOf(options, err);
  if (!settings) return kBadUsage;
  for (const std::string& file : options.files) {
    Progress progress(options.progress, "bytes", err);
    settings->progress = [&](std::uint64_t done, std::uint64_t all) {
      progress.at(done, all);
      return !(options.stopped && options.stopped());
    };
    const auto counts = exporting::importToSession(file, options.output, *settings);
    if (!counts) {
      err << "bascule: " << printable(counts.error().message) << "\n";
      return kFailed;
    }
    tell(file, *counts, out);
  }
  out.flush();
  return kFine;
}

}  // namespace bascule::terminal
