// SPDX-License-Identifier: GPL-3.0-or-later
// A recorder with one queue, and opening what it wrote, for tests of session files.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <QtCore/QProcess>
#include <QtCore/QString>

#include "bridge/capture/recorder.h"
#include "bridge/capture/session_file.h"
#include "tests/support/capture_events.h"

namespace bascule::test {

inline const SystemClock kClock;

inline std::string contentOf(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A recorder with one queue; push() as a worker would.
struct Recording {
  explicit Recording(const std::filesystem::path& file, ByteCount limit = 1ULL << 31,
                     Redaction redaction = Redaction::defaults())
      : Recording(configFor(file, limit, std::move(redaction))) {}
  explicit Recording(RecorderConfig config) {
    auto made = Recorder::create(
        std::move(config), kClock, [this](const RowBatch& batch) { onRows(batch); },
        [this](const CallRecord& record) { records.push_back(record); });
    if (!made) qFatal("%s", made.error().message.c_str());
    recorder = std::move(*made);
    queue = &recorder->addQueue({});
    recorder->start();
  }
  static RecorderConfig configFor(const std::filesystem::path& file, ByteCount limit, Redaction redaction) {
    RecorderConfig config;
    config.file = file;
    config.sessionLimit = limit;
    config.redaction = std::move(redaction);
    config.programVersion = "0.1.0";
    config.listen = "127.0.0.1:8080";
    config.upstream = "http://127.0.0.1:8081";
    return config;
  }
  void push(const std::vector<CaptureEvent>& events) {
    for (const CaptureEvent& event : events) queue->push(event);
    queue->publish();
  }
  void onRows(const RowBatch& batch) {
    const std::lock_guard lock(mutex);
    store.apply(batch);
    changed.notify_all();
  }
  bool waitForRows(std::uint32_t count) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(20), [&] { return store.size() >= count; });
  }

  std::mutex mutex;
  std::condition_variable changed;
  RowStore store;
  std::vector<CallRecord> records;
  std::unique_ptr<Recorder> recorder;
  CaptureQueue* queue = nullptr;
};

/// Records whole calls 1..count.
inline void record(Recording& recording, CallId count, const CallScript& like = {}) {
  CallScript call = like;
  for (CallId id = 1; id <= count; ++id) {
    call.id = id;
    recording.push(call.all());
  }
}

inline std::unique_ptr<SessionReader> openOrFail(const std::filesystem::path& file) {
  auto reader = SessionReader::open(file);
  if (!reader) qFatal("%s", reader.error().message.c_str());
  return std::move(*reader);
}

/// What Debian's sqlite3 answers.
inline QString sqlite(const std::filesystem::path& file, const QString& sql) {
  QProcess shell;
  shell.start(QStringLiteral("sqlite3"),
              {QStringLiteral("-batch"), QString::fromStdString(file.string()), sql});
  if (!shell.waitForFinished() || shell.exitCode() != 0)
    return QString::fromUtf8(shell.readAllStandardError());
  return QString::fromUtf8(shell.readAllStandardOutput()).trimmed();
}

}  // namespace bascule::test
