// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/export_task.h"

#include <algorithm>
#include <fstream>
#include <optional>

#include "bridge/capture/redaction.h"
#include "bridge/capture/session_file.h"
#include "bridge/export/import_session.h"
#include "bridge/export/session_export.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr std::uint64_t kPreviewCalls = 2000;     // enough to see which fields there are
constexpr ByteCount kPreviewPayload = 64 * 1024;  // longer messages are not looked into
constexpr std::size_t kMostRules = 1024 * 1024;   // bytes of a file of rules

struct Source {
  std::optional<exporting::TemporarySession> imported;  ///< of a file that is no session
  std::unique_ptr<capture::SessionReader> reader;
  capture::RowStore rows;
  schema::SchemaPtr schema;
};

Result<Source> sourceOf(const ExportOrder& order) {
  Source out;
  auto imported = exporting::TemporarySession::import(order.session, {});
  if (!imported) return std::unexpected(std::move(imported.error()));
  out.imported = std::move(*imported);
  auto reader = capture::SessionReader::open(out.imported ? out.imported->file() : order.session);
  if (!reader) return std::unexpected(std::move(reader.error()));
  out.reader = std::move(*reader);
  const auto rows = out.reader->nextRows();
  if (!rows) return std::unexpected(rows.error());
  out.rows.apply(*rows);
  out.schema = order.schema;
  const auto bytes = out.reader->schema();
  if (!out.schema && bytes && !bytes->empty())
    out.schema = schema::schemaFromDescriptorSet(*bytes, order.session.string()).value_or(nullptr);
  if (!out.schema) out.schema = schema::Schema::wellKnown();
  return out;
}

bool isWanted(const ExportOrder& order, const capture::CallRow& row) {
  return order.all || std::ranges::binary_search(order.calls, row.number);
}

// What the preview masks by where nothing is masked: it tells what there is to mask.
Result<capture::Redaction> redactionOf(const ExportOrder& order) {
  if (order.masking != Masking::ByFile) return capture::Redaction::defaults();
  std::ifstream in(order.rules, std::ios::binary);
  std::string text(kMostRules + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (in.bad() || (!in.is_open() && text.empty()) || text.size() > kMostRules)
    return fail(ErrorCode::NotFound, "redaction_unreadable",
                Words::tr("%1: cannot be read as a file of redaction rules")
                    .arg(QString::fromStdString(order.rules.string()))
                    .toStdString());
  return capture::Redaction::fromText(text, "the file " + order.rules.filename().string());
}

}  // namespace

ExportTask::~ExportTask() { stop(); }

void ExportTask::stop() {
  cancelled_ = true;
  if (thread_.joinable()) thread_.join();
  cancelled_ = false;
}

void ExportTask::start(const ExportOrder& order) {
  stop();
  thread_ = std::thread([this, order] { run(order); });
}

void ExportTask::preview(const ExportOrder& order) {
  stop();
  thread_ = std::thread([this, order] { look(order); });
}

void ExportTask::run(const ExportOrder& order) {
  auto source = sourceOf(order);
  const auto redaction =
      order.masking == Masking::AsRecorded ? capture::Redaction::none() : redactionOf(order);
  Result<exporting::ExportCounts> done = !source      ? std::unexpected(source.error())
                                         : !redaction ? std::unexpected(redaction.error())
                                                      : Result<exporting::ExportCounts>();
  if (done) {
    exporting::FormatSettings settings;
    settings.format = order.format;
    settings.statement = redaction->statement();
    if (order.bothLegs) settings.legs = exporting::HarLegs::Both;
    const exporting::ExportJob job{settings,
                                   *redaction,
                                   *source->reader,
                                   source->rows,
                                   source->schema,
                                   [&order](const capture::CallRow& row) { return isWanted(order, row); },
                                   [this](std::uint32_t at, std::uint32_t all) {
                                     Q_EMIT progress(at, all);
                                     return !cancelled_;
                                   }};
    done = exporting::exportToFile(job, order.to);
  }
  const auto counts = done.value_or(exporting::ExportCounts());
  Q_EMIT finished(order.to, counts.calls, counts.masked, done ? Error() : done.error());
}

void ExportTask::look(const ExportOrder& order) {
  auto source = sourceOf(order);
  auto redaction = redactionOf(order);
  capture::MaskedValues values;
  std::uint64_t looked = 0;
  if (source && redaction) redaction->setSchema(source->schema);
  for (std::uint32_t i = 0; source && redaction && i < source->rows.size() && looked < kPreviewCalls; ++i) {
    if (cancelled_) return;
    if (!isWanted(order, source->rows.row(i))) continue;
    const auto record = source->reader->call(source->rows.row(i).number, kPreviewPayload);
    if (!record) continue;
    ++looked;
    capture::tellMasked(*record, *redaction, values);
  }
  const Error error = !redaction ? redaction.error() : !source ? source.error() : Error();
  if (!cancelled_) Q_EMIT previewed(values, looked, error);
}

}  // namespace bascule::ui
