// SPDX-License-Identifier: GPL-3.0-or-later
// `SessionImporter`: puts call records from elsewhere into a session file, masked like live ones. Thread: not
// shared.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "bridge/capture/call_record.h"
#include "bridge/capture/redaction.h"
#include "bridge/capture/session_file.h"

namespace bascule::capture {

class SessionImporter {
 public:
  /// Creates the file or appends to a session; `run.source` says where the calls are from. Errors as
  /// SessionWriter::open().
  static Result<std::unique_ptr<SessionImporter>> open(const std::filesystem::path& file, RunInfo run,
                                                       Redaction redaction);
  ~SessionImporter();

  /// Adds a call under its own number if that is larger than all before, else under the next one. Written in
  /// batches: an error may be that of an earlier call.
  Result<void> add(const CallRecord& record);
  /// Schema of the calls (serialized FileDescriptorSet).
  void setSchema(std::string fileDescriptorSet);
  /// Writes the rest and closes the file.
  Result<void> finish();
  std::uint64_t calls() const;

 private:
  struct Impl;
  explicit SessionImporter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace bascule::capture
