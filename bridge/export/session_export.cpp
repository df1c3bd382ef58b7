// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/session_export.h"

#include <cerrno>
#include <optional>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "bridge/capture/record_redaction.h"

namespace bascule::exporting {
namespace {

namespace fs = std::filesystem;
using capture::CallRecord;
using capture::CallRow;

// Output is handed on in pieces of about this size.
constexpr std::size_t kPiece = 256 * 1024;
// Progress is asked after so many calls, and one state of the file is held for them: cheaper than one a call,
// and too short for the log of a session that is being recorded to grow.
constexpr std::uint32_t kAskEvery = 256;

class Run {
 public:
  Run(const ExportJob& job, const Sink& sink)
      : job_(job), sink_(sink), redaction_(job.redaction), writer_(FormatWriter::create(job.settings)) {
    redaction_.setSchema(job.schema);
  }

  Result<ExportCounts> all() {
    pending_ = writer_->begin();
    const std::uint32_t size = job_.rows.size();
    for (std::uint32_t i = 0; i < size; ++i) {
      if (i % kAskEvery == 0) {
        held_.reset();
        if (job_.progress && !job_.progress(i, size))
          return fail(ErrorCode::Cancelled, "cancelled", "the export was cancelled");
        held_.emplace(job_.session);
      }
      const CallRow& row = job_.rows.row(i);
      if (job_.wanted && !job_.wanted(row)) continue;
      add(row);
      if (pending_.size() >= kPiece && !flush()) return refused();
    }
    pending_ += writer_->end();
    if (!flush()) return refused();
    if (job_.progress) job_.progress(size, size);
    return counts_;
  }

 private:
  void add(const CallRow& row) {
    CallRecord record;
    if (writer_->wantsRecord()) {
      auto read = job_.session.call(row.number);
      if (!read) return;
      record = std::move(*read);
      record.row.flags |= row.flags & capture::kMarked;
      counts_.masked += capture::redactRecord(record, redaction_);
    }
    pending_ += writer_->call(row, record, job_.rows, *job_.schema);
    ++counts_.calls;
  }

  bool flush() {
    const bool taken = pending_.empty() || sink_(pending_);
    pending_.clear();
    return taken;
  }

  static Result<ExportCounts> refused() {
    return fail(ErrorCode::Io, "file_unwritable", "the output takes no more");
  }

  const ExportJob& job_;
  const Sink& sink_;
  std::optional<capture::SessionReader::Snapshot> held_;
  capture::Redaction redaction_;
  std::unique_ptr<FormatWriter> writer_;
  std::string pending_;
  ExportCounts counts_;
};

std::unexpected<Error> unwritable(const fs::path& file) {
  return fail(ErrorCode::Io, "file_unwritable",
              file.string() + " cannot be written: " + std::system_category().message(errno));
}

bool writeAll(int handle, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(handle, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<ExportCounts> exportCalls(const ExportJob& job, const Sink& sink) { return Run(job, sink).all(); }

Result<ExportCounts> exportToFile(const ExportJob& job, const fs::path& to) {
  fs::path part = to;
  part += ".part";
  std::error_code ignored;
  fs::remove(part, ignored);  // left by one that was killed
  const int handle = ::open(part.c_str(), O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_WRONLY, 0600);
  if (handle < 0) return unwritable(to);
  int failure = 0;
  auto counts = exportCalls(job, [&](std::string_view bytes) {
    if (writeAll(handle, bytes)) return true;
    failure = errno;
    return false;
  });
  if (::close(handle) != 0 && failure == 0) failure = errno;
  if (counts && failure == 0 && ::rename(part.c_str(), to.c_str()) != 0) failure = errno;
  if (counts && failure == 0) return counts;
  fs::remove(part, ignored);
  errno = failure;
  if (failure != 0) return unwritable(to);
  return counts;
}

}  // namespace bascule::exporting
