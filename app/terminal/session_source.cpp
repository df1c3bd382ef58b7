// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal/session_source.h"

#include "app/terminal/terminal_text.h"
#include "bridge/base/clock.h"

namespace bascule::terminal {
namespace {

void sayFilterProblem(std::ostream& err, std::string_view flag, std::string_view text,
                      const insight::FilterProblem& problem) {
  err << "bascule: " << flag << ": " << problem.message << "\n  " << printable(text) << "\n  ";
  const std::size_t before = columnsOf(printable(text.substr(0, problem.begin)));
  const std::size_t marked = columnsOf(printable(text.substr(problem.begin, problem.end - problem.begin)));
  err << std::string(before, ' ') << std::string(marked == 0 ? 1 : marked, '^') << "\n";
}

void sayError(std::ostream& err, const Error& error) {
  err << "bascule: " << printable(error.message) << "\n";
}

}  // namespace

std::unique_ptr<SessionSource> SessionSource::open(const std::filesystem::path& file, std::string_view filter,
                                                   std::ostream& err, int& exitCode, std::string_view flag) {
  auto parsed = insight::CallFilter::parse(filter);
  if (!parsed) {
    sayFilterProblem(err, flag, filter, parsed.error());
    exitCode = kBadUsage;
    return nullptr;
  }
  exitCode = kFailed;
  std::unique_ptr<SessionSource> source(new SessionSource);
  auto imported = exporting::TemporarySession::import(file, {});
  if (!imported) {
    sayError(err, imported.error());
    return nullptr;
  }
  source->imported_ = std::move(*imported);
  auto reader = capture::SessionReader::open(source->imported_ ? source->imported_->file() : file);
  if (!reader) {
    sayError(err, reader.error());
    return nullptr;
  }
  source->filter_ = std::move(*parsed);
  source->reader_ = std::move(*reader);
  source->schema_ = schema::Schema::wellKnown();
  if (const auto recorded = source->reader_->schema(); recorded && !recorded->empty()) {
    auto schema = schema::schemaFromDescriptorSet(*recorded, file.string());
    if (schema) source->schema_ = std::move(*schema);
    // Everything but decoded messages is still there.
    if (!schema) err << "bascule: messages are not decoded: " << printable(schema.error().message) << "\n";
  }
  if (!source->refresh(err)) return nullptr;
  exitCode = kFine;
  return source;
}

bool SessionSource::refresh(std::ostream& err, std::vector<std::uint32_t>* changed) {
  const auto batch = reader_->nextRows();
  if (!batch) {
    sayError(err, batch.error());
    return false;
  }
  auto indices = rows_.apply(*batch);
  if (changed != nullptr) *changed = std::move(indices);
  return true;
}

bool SessionSource::matches(const capture::CallRow& row) {
  const std::int64_t now = SystemClock().wallNow().time_since_epoch().count();
  switch (filter_.matchesRow({row, rows_, now})) {
    case insight::Tri::Yes:
      return true;
    case insight::Tri::No:
      return false;
    case insight::Tri::NeedsRecord:
      break;
  }
  const auto record = reader_->call(row.number);
  return record && filter_.matches(*record, *schema_);
}

}  // namespace bascule::terminal
