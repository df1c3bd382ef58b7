// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/import_session.h"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <utility>

#include "bridge/base/clock.h"
#include "bridge/capture/session_importer.h"

namespace bascule::exporting {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBeginning = 4096;

std::string beginningOf(const fs::path& file) {
  std::string bytes(kBeginning, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

Result<ImportCounts> fill(const fs::path& from, const fs::path& to, const ImportSettings& settings) {
  // What is no such file is refused before a session is made.
  if (!recogniseFile(from.filename().string(), beginningOf(from))) return importCalls(from, {});
  capture::RunInfo run;
  run.startNs = SystemClock().wallNow().time_since_epoch().count();
  run.version = settings.programVersion;
  run.source = from.filename().string();
  auto session = capture::SessionImporter::open(to, run, settings.redaction);
  if (!session) return std::unexpected(session.error());
  if (!settings.descriptors.empty()) (*session)->setSchema(settings.descriptors);
  auto counts = importCalls(
      from, [&](const capture::CallRecord& record) { return (*session)->add(record); }, settings.progress);
  if (!counts) return counts;
  if (auto finished = (*session)->finish(); !finished) return std::unexpected(finished.error());
  return counts;
}

void removeSession(const fs::path& file) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(file.string() + suffix, ignored);
}

}  // namespace

Result<ImportCounts> importToSession(const fs::path& from, const fs::path& to,
                                     const ImportSettings& settings) {
  std::error_code ignored;
  const bool isNew = !fs::exists(to, ignored);
  auto counts = fill(from, to, settings);
  if (!counts && isNew) removeSession(to);
  return counts;
}

Result<std::optional<TemporarySession>> TemporarySession::import(const fs::path& file,
                                                                 const ImportSettings& settings) {
  if (!recogniseFile(file.filename().string(), beginningOf(file))) return std::nullopt;
  std::string pattern = (fs::temp_directory_path() / "bascule-import-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    return fail(ErrorCode::Io, "file_unwritable", pattern + ": " + std::system_category().message(errno));
  }
  TemporarySession session{fs::path(pattern)};
  const auto counts = importToSession(file, session.file(), settings);
  if (!counts) return std::unexpected(counts.error());
  return session;
}

TemporarySession::TemporarySession(TemporarySession&& other) noexcept
    : folder_(std::exchange(other.folder_, {})) {}

TemporarySession& TemporarySession::operator=(TemporarySession&& other) noexcept {
  std::swap(folder_, other.folder_);
  return *this;
}

TemporarySession::~TemporarySession() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

}  // namespace bascule::exporting
