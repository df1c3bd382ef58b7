// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/session_sql.h"

#include <algorithm>
#include <array>

#include <sqlite3.h>

namespace bascule::capture {
namespace {

struct Failure {
  int code;
  ErrorCode error;
  std::string_view cause;
  std::string_view fact;
};

// By SQLite's primary result code; anything else is `file_unreadable`.
constexpr std::array<Failure, 12> kFailures = {{
    {SQLITE_FULL, ErrorCode::Io, "disk_full", "no space is left on its disk"},
    {SQLITE_IOERR, ErrorCode::Io, "file_unwritable", "the system failed to read or write it"},
    {SQLITE_READONLY, ErrorCode::Io, "file_unwritable", "it may not be written"},
    {SQLITE_PERM, ErrorCode::Io, "file_unwritable", "access is refused"},
    {SQLITE_CANTOPEN, ErrorCode::Io, "file_unreadable", "it cannot be opened"},
    {SQLITE_BUSY, ErrorCode::Unavailable, "session_busy", "another process has locked it"},
    {SQLITE_LOCKED, ErrorCode::Unavailable, "session_busy", "another process has locked it"},
    {SQLITE_NOTADB, ErrorCode::InvalidInput, "not_a_session", "it is no session file"},
    {SQLITE_CORRUPT, ErrorCode::InvalidInput, "session_damaged", "it is damaged"},
    {SQLITE_INTERRUPT, ErrorCode::InvalidInput, "session_damaged", "reading it takes too long"},
    {SQLITE_AUTH, ErrorCode::InvalidInput, "session_damaged", "it is not laid out as a session file"},
    {SQLITE_ERROR, ErrorCode::InvalidInput, "session_damaged", "it is not laid out as a session file"},
}};

// Busy readers or a checkpoint of another process hold a lock only for moments.
constexpr int kBusyTimeoutMs = 1000;

/// The settings SQLite advises for files of unknown origin ("Defense Against The Dark Arts").
void distrust(sqlite3* database) {
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024);
  sqlite3_limit(database, SQLITE_LIMIT_SQL_LENGTH, 64 * 1024);
  sqlite3_limit(database, SQLITE_LIMIT_COLUMN, 64);
  sqlite3_limit(database, SQLITE_LIMIT_EXPR_DEPTH, 32);
  sqlite3_limit(database, SQLITE_LIMIT_COMPOUND_SELECT, 4);
  sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(database, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
  sqlite3_exec(database, "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY;", nullptr,
               nullptr, nullptr);
}

int flagsOf(OpenMode mode) {
  switch (mode) {
    case OpenMode::ReadOnly:
      return SQLITE_OPEN_READONLY;
    case OpenMode::Immutable:
      return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    case OpenMode::ReadWrite:
      return SQLITE_OPEN_READWRITE;
    case OpenMode::Create:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
  return SQLITE_OPEN_READONLY;
}

std::string uriOf(const std::string& path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      const auto byte = static_cast<unsigned char>(c);
      uri += '%';
      uri += kHex[byte >> 4];
      uri += kHex[byte & 15];
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

}  // namespace

void Statement::Finalizer::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Database::Closer::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

void Statement::bind(int index, std::int64_t value) { sqlite3_bind_int64(handle_.get(), index, value); }

void Statement::bindText(int index, std::string_view text) {
  const char* data = text.data() == nullptr ? "" : text.data();  // a null pointer would bind NULL
  sqlite3_bind_text64(handle_.get(), index, data, text.size(), nullptr, SQLITE_UTF8);
}

void Statement::bindBlob(int index, std::string_view bytes) {
  const char* data = bytes.data() == nullptr ? "" : bytes.data();
  sqlite3_bind_blob64(handle_.get(), index, data, bytes.size(), nullptr);
}

Result<bool> Statement::step() {
  const int result = sqlite3_step(handle_.get());
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return fail(ErrorCode::Io, "session_step", sqlite3_errmsg(sqlite3_db_handle(handle_.get())));
}

Result<void> Statement::run() {
  const auto stepped = step();
  reset();
  if (!stepped) return std::unexpected(stepped.error());
  return {};
}

void Statement::reset() { sqlite3_reset(handle_.get()); }

std::int64_t Statement::number(int column) const { return sqlite3_column_int64(handle_.get(), column); }

std::string_view Statement::bytes(int column) const {
  const void* data = sqlite3_column_blob(handle_.get(), column);
  const int size = sqlite3_column_bytes(handle_.get(), column);
  if (data == nullptr || size <= 0) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

Result<Database> Database::open(const std::filesystem::path& file, OpenMode mode) {
  std::error_code ignored;
  if (mode != OpenMode::Create && !std::filesystem::exists(file, ignored)) {
    return fail(ErrorCode::NotFound, "file_missing", file.string() + " does not exist");
  }
  if (std::filesystem::is_directory(file, ignored)) {
    return fail(ErrorCode::InvalidInput, "not_a_session", file.string() + " is a folder, no session file");
  }
  Database database;
  database.name_ = file.string();
  const std::string name = mode == OpenMode::Immutable ? uriOf(database.name_) : database.name_;
  sqlite3* handle = nullptr;
  const int result = sqlite3_open_v2(name.c_str(), &handle,
                                     flagsOf(mode) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  database.handle_.reset(handle);
  if (result != SQLITE_OK) return std::unexpected(database.lastError("opening"));
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  distrust(handle);
  return database;
}

Result<void> Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return std::unexpected(lastError("writing"));
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* handle = nullptr;
  const int result = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  Statement statement;
  statement.handle_.reset(handle);
  if (result != SQLITE_OK) return std::unexpected(lastError("reading"));
  return statement;
}

Result<std::int64_t> Database::queryNumber(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return std::unexpected(statement.error());
  const auto row = statement->step();
  if (!row) return std::unexpected(lastError("reading"));
  return *row ? statement->number(0) : 0;
}

Error Database::lastError(std::string_view doing) const {
  sqlite3* handle = handle_.get();
  const int code = handle == nullptr ? SQLITE_NOMEM : sqlite3_errcode(handle) & 0xff;
  const auto found = std::ranges::find(kFailures, code, &Failure::code);
  const std::string detail = handle == nullptr ? "out of memory" : sqlite3_errmsg(handle);
  const std::string what = std::string(doing) + " " + name_ + " failed: ";
  if (found == kFailures.end()) return {ErrorCode::Io, ErrorSide::Local, "file_unreadable", what + detail};
  return {found->error, ErrorSide::Local, std::string(found->cause),
          what + std::string(found->fact) + " (" + detail + ")"};
}

}  // namespace bascule::capture
