// SPDX-License-Identifier: GPL-3.0-or-later
// saveSessionAs(): a consistent copy through SQLite's backup interface, also of a session that is being
// recorded. Thread: any; the copy is made by this call alone.
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "bridge/capture/session_file.h"
#include "bridge/capture/session_sql.h"

namespace bascule::capture {
namespace {

namespace fs = std::filesystem;

Result<void> reserve(const fs::path& file) {
  const int handle = ::open(file.c_str(), O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_RDWR, 0600);
  if (handle >= 0) {
    ::close(handle);
    return {};
  }
  const bool exists = errno == EEXIST;
  return fail(exists ? ErrorCode::InvalidInput : ErrorCode::Io, exists ? "file_exists" : "file_unwritable",
              file.string() + (exists ? " exists already"
                                      : " cannot be created: " + std::system_category().message(errno)));
}

Result<void> copy(Database& from, Database& to) {
  sqlite3_backup* backup = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
  if (backup == nullptr) return std::unexpected(to.lastError("saving"));
  // All pages in one step: a backup in pieces starts over whenever the recorder commits.
  const int stepped = sqlite3_backup_step(backup, -1);
  const int finished = sqlite3_backup_finish(backup);
  if (stepped != SQLITE_DONE || finished != SQLITE_OK) return std::unexpected(to.lastError("saving"));
  // A copy of a log-mode file says so in its header; a plain file is wanted.
  return to.execute("PRAGMA journal_mode=DELETE");
}

}  // namespace

Result<void> saveSessionAs(const fs::path& from, const fs::path& to) {
  // Opening it as a session first: what is no session is not copied either.
  if (auto session = SessionReader::open(from); !session) return std::unexpected(session.error());
  auto source = Database::open(from, OpenMode::ReadOnly);
  if (!source) return std::unexpected(source.error());
  if (auto reserved = reserve(to); !reserved) return reserved;
  auto target = Database::open(to, OpenMode::ReadWrite);
  auto copied = target ? copy(*source, *target) : Result<void>(std::unexpected(target.error()));
  if (!copied) {
    target = std::unexpected(copied.error());  // closes the file before it goes
    std::error_code ignored;
    fs::remove(to, ignored);
  }
  return copied;
}

}  // namespace bascule::capture
