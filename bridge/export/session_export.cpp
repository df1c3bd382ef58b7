// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/session_export.h"

#include <cerrno>
#include <memory>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "bridge/export/record_stream.h"

namespace bascule::exporting {
namespace {

namespace fs = std::filesystem;

// Output is handed on in pieces of about this size.
constexpr std::size_t kPiece = 256 * 1024;

class Run {
 public:
  Run(const ExportJob& job, const Sink& sink)
      : job_(job), sink_(sink), writer_(FormatWriter::create(job.settings)) {}

  Result<ExportCounts> all() {
    pending_ = writer_->begin();
    if (!goesOn(0)) return cancelled();
    RecordStream stream(job_, writer_->wantsRecord());
    for (auto batch = stream.next(); batch; batch = stream.next(std::move(batch))) {
      for (const RecordStream::Item& item : batch->items) {
        pending_ += writer_->call(job_.rows.row(item.row), item.record, job_.rows, *job_.schema);
        if (pending_.size() >= kPiece && !flush()) return refused();
      }
      counts_.calls += batch->items.size();
      counts_.masked += batch->masked;
      if (!goesOn(batch->looked)) return cancelled();
    }
    pending_ += writer_->end();
    if (!flush()) return refused();
    return counts_;
  }

 private:
  bool goesOn(std::uint32_t done) const { return !job_.progress || job_.progress(done, job_.rows.size()); }

  bool flush() {
    const bool taken = pending_.empty() || sink_(pending_);
    pending_.clear();
    return taken;
  }

  static Result<ExportCounts> refused() {
    return fail(ErrorCode::Io, "file_unwritable", "the output takes no more");
  }
  static Result<ExportCounts> cancelled() {
    return fail(ErrorCode::Cancelled, "cancelled", "the export was cancelled");
  }

  const ExportJob& job_;
  const Sink& sink_;
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
