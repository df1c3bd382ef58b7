// SPDX-License-Identifier: GPL-3.0-or-later
// A thin owner of SQLite's handles, with failures as `Error`s. Private to the session_* files of this folder.
// Thread: a database and its statements belong to one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "bridge/base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace bascule::capture {

class Statement {
 public:
  /// Parameters are numbered from 1. Texts must live until the next step().
  void bind(int index, std::int64_t value);
  void bind(int index, std::uint64_t value) { bind(index, static_cast<std::int64_t>(value)); }
  void bindText(int index, std::string_view text);
  void bindBlob(int index, std::string_view bytes);

  /// Next row: true while there is one.
  Result<bool> step();
  /// Runs a statement that gives no rows, then makes it ready for the next run.
  Result<void> run();
  void reset();

  std::int64_t number(int column) const;
  std::uint64_t unsignedNumber(int column) const { return static_cast<std::uint64_t>(number(column)); }
  /// Text or blob; valid until the next step() or reset().
  std::string_view bytes(int column) const;

 private:
  friend class Database;
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalizer> handle_;
};

enum class OpenMode : std::uint8_t {
  ReadOnly,   ///< hostile input: nothing in the file is executed or trusted
  Immutable,  ///< the same, for a plain file in a place where nothing can be written
  ReadWrite,  ///< must exist
  Create,     ///< may exist
};

class Database {
 public:
  /// Errors: NotFound `file_missing`, Io `file_unreadable`, InvalidInput `not_a_session`.
  static Result<Database> open(const std::filesystem::path& file, OpenMode mode);

  Result<void> execute(const std::string& sql);
  Result<Statement> prepare(std::string_view sql);
  /// First column of the first row; 0 if there is none.
  Result<std::int64_t> queryNumber(std::string_view sql);
  /// The last failure as an error: cause by SQLite's result code, message with the file.
  Error lastError(std::string_view doing) const;
  sqlite3* handle() const { return handle_.get(); }
  const std::string& name() const { return name_; }

 private:
  struct Closer {
    void operator()(sqlite3* database) const;
  };
  std::unique_ptr<sqlite3, Closer> handle_;
  std::string name_;
};

}  // namespace bascule::capture
