// SPDX-License-Identifier: GPL-3.0-or-later
// `SessionWriter`: writes one run into a session file, batch by batch, each in one transaction: all of it is
// in the file or nothing. Owned by the recorder, used on its thread. Layout: session_schema.h.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bridge/base/bytes.h"
#include "bridge/base/error.h"
#include "bridge/capture/record_folder.h"
#include "bridge/capture/session_file.h"
#include "bridge/capture/string_table.h"

namespace bascule::capture {

/// What one transaction writes.
struct WriteBatch {
  std::span<CallState* const> calls;
  const StringTable& strings;  ///< those not yet in the file are added
  std::span<const std::pair<std::uint64_t, std::string>> headSets;
  std::uint64_t lostEvents = 0;              ///< of this run so far
  const std::string* descriptors = nullptr;  ///< replaces the recorded schema
};

class SessionWriter {
 public:
  /// Creates the file (0600, missing folders 0700) or appends a run to an existing session. Errors:
  /// InvalidInput `not_a_session`, `session_newer`, `session_damaged`; Unavailable `session_in_use` (another
  /// process records into it); Io `file_unwritable`, `disk_full`.
  static Result<std::unique_ptr<SessionWriter>> open(const std::filesystem::path& file, const RunInfo& run,
                                                     ByteCount sizeLimit);
  ~SessionWriter();

  /// Texts of the runs before, in the order of their ids from 1.
  const std::vector<std::string>& earlierStrings() const;
  CallNumber lastNumber() const;
  std::uint64_t lastHeadSet() const;

  /// Writes a batch and remembers in each call where its newest segment is. On failure the file is as before
  /// and the calls are unchanged: the same batch may be tried again. Errors besides those of open(): Io
  /// `file_gone` (deleted, moved or replaced meanwhile).
  Result<void> write(const WriteBatch& batch);
  /// Notes the end of the run and folds everything into one plain file; while others have it open, its log
  /// stays beside it.
  Result<void> close(std::int64_t endNs);
  /// Size of the file, free pages included.
  ByteCount fileBytes() const;

 private:
  struct Impl;
  explicit SessionWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace bascule::capture
