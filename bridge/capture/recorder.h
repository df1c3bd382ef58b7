// SPDX-License-Identifier: GPL-3.0-or-later
// `Recorder`: the thread that folds capture events into call records, masks secrets, writes the session
// file in batches and tells a listener which rows changed.
//
// Thread: start(), stop() and the queues' creation on the owner's thread; everything else on its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "bridge/base/clock.h"
#include "bridge/base/error.h"
#include "bridge/capture/capture_queue.h"
#include "bridge/capture/redaction.h"
#include "bridge/capture/row_store.h"

namespace bascule::capture {

struct RecorderConfig {
  std::filesystem::path file;                    ///< session file; empty: nothing is written (rows only)
  ByteCount payloadLimit = 16ULL * 1024 * 1024;  ///< recorded bytes of one message; the rest is cut
  ByteCount sessionLimit = 2ULL * 1024 * 1024 * 1024;
  Duration batchInterval = std::chrono::milliseconds(100);  ///< one transaction at least this often
  std::size_t batchCalls = 4096;
  Redaction redaction = Redaction::defaults();
  std::string programVersion;
  std::string listen;  ///< for RunInfo
  std::string upstream;
};

/// Numbers for the status bar and for `ready`/`stats` output. All totals since start.
struct RecorderStats {
  std::uint64_t calls = 0;
  std::uint64_t lostEvents = 0;  ///< dropped events, all queues
  std::uint64_t cutPayloads = 0;
  ByteCount fileBytes = 0;
  std::string problem;  ///< cause id while the file cannot be written (`disk_full`, ...); else empty
};

class Recorder {
 public:
  /// Called on the recorder thread, at most 60 times a second, with what changed.
  using RowListener = std::function<void(const RowBatch&)>;
  /// Called on the recorder thread with every finished call, for `--print calls` and `--fail-if`.
  using CallListener = std::function<void(const CallRecord&)>;

  /// Creates or appends to `config.file` (an existing session is appended to; any other existing file is
  /// refused: InvalidInput `not_a_session`). `clock` must outlive the recorder.
  static Result<std::unique_ptr<Recorder>> create(RecorderConfig config, const Clock& clock, RowListener rows,
                                                  CallListener calls);
  /// Stops and closes the file: the WAL is folded in, one plain file stays.
  ~Recorder();

  /// A queue for one worker; valid as long as the recorder. Call before start().
  CaptureQueue& addQueue(QueueLimits limits);
  void start();
  /// Drains all queues, marks calls still open as cut short, writes the rest and ends the thread.
  void stop();

  /// Pauses and resumes recording: while paused events are drained and forgotten (not counted as lost).
  void setRecording(bool on);
  /// Stores the schema (serialized FileDescriptorSet) in the session, replacing an older one.
  void setSchema(std::string fileDescriptorSet);
  RecorderStats stats() const;

 private:
  struct Impl;
  explicit Recorder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace bascule::capture
