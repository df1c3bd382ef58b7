// SPDX-License-Identifier: GPL-3.0-or-later
// `SessionAnnotations`: writes marks, colours and comments into a session file, also while another thread or
// process records into it; each set() is one short transaction. They come back with SessionReader::nextRows()
// of every reader. Layout: session_schema.h. Thread: any one; set() waits up to a second for the recorder's
// transaction.
#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "bridge/base/error.h"
#include "bridge/capture/annotation.h"

namespace bascule::capture {

class SessionAnnotations {
 public:
  /// Opens an existing session and brings an older layout up to date. Errors: NotFound `file_missing`;
  /// InvalidInput `not_a_session`, `session_newer`, `session_damaged`; Io `file_unwritable`.
  static Result<std::unique_ptr<SessionAnnotations>> open(const std::filesystem::path& file);
  ~SessionAnnotations();

  /// Replaces what is noted about these calls; an empty annotation removes it. All of them or none. Comments
  /// are cut at kMaxComment, unknown colours become none. Errors: Unavailable `session_busy`; Io `disk_full`,
  /// `file_unwritable`; InvalidInput `too_many_annotations`.
  Result<void> set(std::span<const AnnotatedCall> calls);

 private:
  struct Impl;
  explicit SessionAnnotations(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace bascule::capture
