// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal/export.h"

#include <optional>

#include "app/terminal/progress.h"
#include "app/terminal/redaction_option.h"
#include "app/terminal/session_source.h"
#include "app/terminal/terminal_text.h"
#include "bridge/export/session_export.h"

namespace bascule::terminal {
namespace {

int badUsage(std::ostream& err, std::string_view flag, std::string_view why) {
  err << "bascule: " << flag << ": " << printable(why) << "\n";
  return kBadUsage;
}

/// The settings of the format; nothing (with a sentence in `err`) if the options do not go together.
std::optional<exporting::FormatSettings> settingsOf(const ExportOptions& options, std::ostream& err) {
  const auto format = exporting::formatFromName(options.format);
  if (!format) {
    badUsage(err, "--format", "'" + options.format + "' is none of " + exporting::formatNames());
    return std::nullopt;
  }
  const bool toOutput = options.output.empty() || options.output == "-";
  if (toOutput && options.outputIsTerminal && !exporting::infoOf(*format).text) {
    badUsage(err, "--format", options.format + " is no text for a terminal; name a file with -o");
    return std::nullopt;
  }
  if (!options.framing.empty() && options.framing != "go" && options.framing != "java") {
    badUsage(err, "--framing", "'" + options.framing + "' is not go or java");
    return std::nullopt;
  }
  if (!options.legs.empty() && options.legs != "client" && options.legs != "both") {
    badUsage(err, "--legs", "'" + options.legs + "' is not client or both");
    return std::nullopt;
  }
  const bool java = options.framing == "java";
  return exporting::FormatSettings{
      *format,
      options.programVersion,
      {},
      java ? exporting::BinaryLogFraming::Java : exporting::BinaryLogFraming::Go,
      options.legs == "both" ? exporting::HarLegs::Both : exporting::HarLegs::Client};
}

int failed(std::ostream& err, const Error& error) {
  err << "bascule: " << printable(error.message)
      << (error.code == ErrorCode::Io ? "; choose another place with -o" : "") << "\n";
  return kFailed;
}

}  // namespace

int runExport(const ExportOptions& options, std::ostream& out, std::ostream& err) {
  auto settings = settingsOf(options, err);
  if (!settings) return kBadUsage;
  const auto redaction = redactionOf(options.redact);
  if (!redaction) return badUsage(err, "--redact", redaction.error().message);
  settings->statement = redaction->statement();
  int exitCode = kFine;
  const auto source = SessionSource::open(options.file, options.filter, err, exitCode);
  if (!source) return exitCode;
  Progress progress(options.progress, "calls", err);
  const exporting::ExportJob job{*settings,
                                 *redaction,
                                 source->session(),
                                 source->rows(),
                                 source->schemaPtr(),
                                 [&](const capture::CallRow& row) { return source->matches(row); },
                                 [&](std::uint32_t done, std::uint32_t all) {
                                   progress.at(done, all);
                                   return !(options.stopped && options.stopped());
                                 }};
  if (options.output.empty() || options.output == "-") {
    const auto written = exporting::exportCalls(job, [&](std::string_view bytes) {
      out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
      return static_cast<bool>(out.flush());
    });
    // Whoever closes the output has seen enough.
    return written || written.error().code == ErrorCode::Io ? kFine : failed(err, written.error());
  }
  const auto written = exporting::exportToFile(job, options.output);
  return written ? kFine : failed(err, written.error());
}

}  // namespace bascule::terminal
