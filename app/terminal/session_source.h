// SPDX-License-Identifier: GPL-3.0-or-later
// `SessionSource`: what every terminal command needs: an open session, its rows, its schema and a filter.
// Thread: not shared.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <string_view>

#include "bridge/base/error.h"
#include "bridge/capture/row_store.h"
#include "bridge/capture/session_file.h"
#include "bridge/export/import_session.h"
#include "bridge/insight/call_filter.h"
#include "bridge/schema/registry.h"

namespace bascule::terminal {

// Exit codes of the command line reference, section 3.
inline constexpr int kFine = 0;
inline constexpr int kFailed = 1;
inline constexpr int kBadUsage = 2;
inline constexpr int kFound = 3;

class SessionSource {
 public:
  /// Parses `filter`, opens `file`, reads all rows. A file of a format that can be imported is read, too. On
  /// failure `err` has one sentence (for a wrong filter also the place, and the flag it came with) and
  /// `exitCode` says what to end with.
  static std::unique_ptr<SessionSource> open(const std::filesystem::path& file, std::string_view filter,
                                             std::ostream& err, int& exitCode,
                                             std::string_view flag = "--filter");

  /// Reads what is new; false (with a sentence in `err`) if the file cannot be read any more. `changed` gets
  /// the indices of rows that were known before.
  bool refresh(std::ostream& err, std::vector<std::uint32_t>* changed = nullptr);
  const capture::RowStore& rows() const { return rows_; }
  const schema::Schema& schema() const { return *schema_; }
  const schema::SchemaPtr& schemaPtr() const { return schema_; }
  /// True if the filter matches; reads the record only where the row does not tell.
  bool matches(const capture::CallRow& row);
  capture::SessionReader& session() { return *reader_; }
  Result<capture::CallRecord> call(capture::CallNumber number) { return reader_->call(number); }

 private:
  SessionSource() = default;

  std::optional<exporting::TemporarySession> imported_;  ///< behind the reader, if the file is no session
  std::unique_ptr<capture::SessionReader> reader_;
  capture::RowStore rows_;
  schema::SchemaPtr schema_;
  insight::CallFilter filter_;
};

}  // namespace bascule::terminal
