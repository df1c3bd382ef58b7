// SPDX-License-Identifier: GPL-3.0-or-later
// A session file (`.bascule`, one SQLite database): reading it. The schema is in this folder's README.
//
// A reader may open a file that another thread or process is still writing. The file is hostile input:
// opened read-only with SQLite's defensive settings, every size and count checked. Thread: one reader per
// thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge/base/error.h"
#include "bridge/capture/call_record.h"
#include "bridge/capture/row_store.h"

namespace bascule::capture {

/// One run of the bridge recorded in the file.
struct RunInfo {
  std::int64_t startNs = 0;
  std::int64_t endNs = 0;  ///< 0: still running or cut short
  std::string version;     ///< of the program that wrote it
  std::string listen;
  std::string upstream;
  std::string redaction{};  ///< what was masked, in words; empty: not known
  std::string source{};     ///< format and name of an imported file; empty: recorded
};

class SessionReader {
 public:
  /// Opens the file read-only. Errors: NotFound, Io (`file_unreadable`), InvalidInput (`not_a_session`,
  /// `session_newer`, `session_damaged`); the message names the file and the reason.
  static Result<std::unique_ptr<SessionReader>> open(const std::filesystem::path& file);
  ~SessionReader();

  /// Rows (new or changed) and strings since the last call; everything the first time. At most `limit` new
  /// rows: where a batch has that many, the next call goes on behind them.
  Result<RowBatch> nextRows(std::size_t limit = SIZE_MAX);
  /// While it lives, calls are read from one state of the file, which costs less than asking for its newest
  /// state with each. Keep it short (milliseconds): a writer cannot tidy up behind it. Not around nextRows().
  class Snapshot {
   public:
    explicit Snapshot(SessionReader& reader);
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

   private:
    SessionReader& reader_;
  };
  /// All facts of one call, payloads included (each at most `maxPayload` bytes, then marked cut).
  /// Error NotFound `no_such_call`.
  Result<CallRecord> call(CallNumber number, ByteCount maxPayload = 64ULL * 1024 * 1024);
  /// Schema descriptors recorded with the session: serialized FileDescriptorSet, empty if none.
  Result<std::string> schema();
  Result<std::vector<RunInfo>> runs();
  /// Number of events lost while recording.
  std::uint64_t lostEvents() const;

 private:
  struct Impl;
  explicit SessionReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Copies a session into one plain file at `to` (must not exist), while it may still be written.
Result<void> saveSessionAs(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace bascule::capture
