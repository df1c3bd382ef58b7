// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/session_importer.h"

#include <optional>
#include <utility>

#include "bridge/capture/head_interner.h"
#include "bridge/capture/record_events.h"
#include "bridge/capture/record_folder.h"
#include "bridge/capture/record_redaction.h"
#include "bridge/capture/session_writer.h"

namespace bascule::capture {
namespace {

// One transaction holds so much.
constexpr std::size_t kBatchCalls = 4096;
constexpr ByteCount kBatchBytes = 8ULL * 1024 * 1024;
constexpr ByteCount kPayloadLimit = 64ULL * 1024 * 1024;

/// Monotonic time is wall time here: events of an imported call carry theirs.
class WallIsMonotonic final : public Clock {
 public:
  MonotonicTime now() const override { return {}; }
  WallTime wallNow() const override { return {}; }
};

}  // namespace

struct SessionImporter::Impl {
  Redaction redaction;
  std::unique_ptr<SessionWriter> writer;
  StringTable strings;
  std::optional<HeadInterner> heads;
  std::optional<RecordFolder> folder;
  std::optional<std::string> schema;
  CallNumber lastNumber = 0;
  std::uint64_t calls = 0;

  Result<void> write();
};

Result<void> SessionImporter::Impl::write() {
  if (folder->fileChanges().empty() && !schema) return {};
  auto done = writer->write({folder->fileChanges(), strings, heads->fresh(), 0, schema ? &*schema : nullptr});
  if (!done) return done;
  schema.reset();
  heads->forgetFresh();
  std::vector<CallRow> rows;
  folder->collectRows(rows);
  folder->committed();
  folder->release();
  return {};
}

SessionImporter::SessionImporter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SessionImporter::~SessionImporter() = default;

Result<std::unique_ptr<SessionImporter>> SessionImporter::open(const std::filesystem::path& file, RunInfo run,
                                                               Redaction redaction) {
  auto impl = std::make_unique<Impl>();
  impl->redaction = std::move(redaction);
  run.redaction = impl->redaction.statement();
  auto writer = SessionWriter::open(file, run, 0);
  if (!writer) return std::unexpected(writer.error());
  impl->writer = std::move(*writer);
  for (const std::string& text : impl->writer->earlierStrings()) impl->strings.append(text);
  impl->lastNumber = impl->writer->lastNumber();
  impl->heads.emplace(impl->redaction, impl->strings, impl->writer->lastHeadSet());
  impl->folder.emplace(FolderConfig{kPayloadLimit, true}, WallAnchor(WallIsMonotonic()), impl->strings,
                       *impl->heads, impl->redaction, impl->lastNumber, RecordFolder::RecordListener());
  return std::unique_ptr<SessionImporter>(new SessionImporter(std::move(impl)));
}

Result<void> SessionImporter::add(const CallRecord& record) {
  Impl& impl = *impl_;
  if (record.row.number > impl.lastNumber + 1) impl.folder->skipTo(record.row.number);
  impl.lastNumber = std::max(impl.lastNumber + 1, record.row.number);
  const RecordEvents events(record, ++impl.calls);
  for (const CaptureEvent& event : events.events()) impl.folder->fold(event);
  // Its end is not known, and nobody will tell it.
  if (impl.folder->openCalls() > 0) impl.folder->cutAllShort();
  const bool full = impl.folder->endedCalls() >= kBatchCalls || impl.folder->pendingBytes() >= kBatchBytes;
  return full ? impl.write() : Result<void>();
}

void SessionImporter::setSchema(std::string fileDescriptorSet) {
  const auto schema = schema::schemaFromDescriptorSet(fileDescriptorSet, "the schema");
  impl_->redaction.setSchema(schema ? *schema : nullptr);
  impl_->heads->forgetAll();
  impl_->schema = std::move(fileDescriptorSet);
}

Result<void> SessionImporter::finish() {
  if (auto written = impl_->write(); !written) return written;
  return impl_->writer->close(SystemClock().wallNow().time_since_epoch().count());
}

std::uint64_t SessionImporter::calls() const { return impl_->calls; }

}  // namespace bascule::capture
