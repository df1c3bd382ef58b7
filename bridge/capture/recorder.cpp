// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/recorder.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "bridge/capture/head_interner.h"
#include "bridge/capture/record_folder.h"
#include "bridge/capture/session_writer.h"
#include "bridge/capture/string_table.h"

namespace bascule::capture {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

// Events taken from one queue in one go; bounds the memory between queue and file.
constexpr std::size_t kDrain = 8192;
// After a burst the recorder naps this long instead of sleeping until woken: at a high rate no worker then
// pays for a wake-up, and where both share a core the worker keeps its caches; what it misses waits shorter
// than a frame.
constexpr std::chrono::milliseconds kNap{10};
// 60 Hz: more often nobody can see.
constexpr std::chrono::microseconds kRowInterval{16'667};
// While the file cannot be written it is tried again this often.
constexpr std::chrono::seconds kRetry{1};
// A transaction is ended early at this size, so that a burst of large messages is not held in memory.
constexpr ByteCount kBatchBytes = 8ULL * 1024 * 1024;

}  // namespace

struct Recorder::Impl {
  Impl(RecorderConfig settings, const Clock& time, RowListener onRows, CallListener onCall)
      : config(std::move(settings)),
        clock(time),
        rowListener(std::move(onRows)),
        callListener(std::move(onCall)) {}

  RecorderConfig config;
  const Clock& clock;
  RowListener rowListener;
  CallListener callListener;

  // The recorder thread's own.
  std::unique_ptr<SessionWriter> writer;  // null: nothing is written
  StringTable strings;
  std::optional<HeadInterner> heads;
  std::optional<RecordFolder> folder;
  RowBatch rows;
  std::uint32_t stringsAnnounced = 1;
  std::uint64_t lostWritten = 0;
  bool recordingNow = true;
  std::optional<std::string> schemaToWrite;
  SteadyTime nextCommit{};
  SteadyTime nextRows{};

  std::vector<std::unique_ptr<CaptureQueue>> queues;
  std::thread thread;

  std::mutex mutex;  // guards everything below
  std::condition_variable wakeUp;
  bool woken = false;
  bool stopping = false;
  bool recording = true;
  std::optional<std::string> newSchema;
  RecorderStats stats;
  std::atomic<bool> asleep{false};
  std::atomic<bool> commanded{false};  ///< newSchema or recording changed

  void wake();
  void loop();
  std::size_t drain();
  void takeCommands();
  void takeSchema(std::string descriptors);
  void announceRows(SteadyTime now, bool force);
  void commitIfDue(SteadyTime now, bool force);
  void commit(SteadyTime now);
  void setProblem(std::string cause);
  void updateStats();
  std::uint64_t lostEvents() const;
  bool somethingToWrite() const;
  void rest(std::size_t drained);
  void finish();
};

/// Called by workers. The lock is taken only while the recorder really sleeps.
void Recorder::Impl::wake() {
  if (!asleep.load(std::memory_order_seq_cst)) return;
  const std::lock_guard lock(mutex);
  woken = true;
  wakeUp.notify_one();
}

void Recorder::Impl::loop() {
  for (;;) {
    takeCommands();
    const std::size_t drained = drain();
    const SteadyTime now = std::chrono::steady_clock::now();
    announceRows(now, false);
    commitIfDue(now, false);
    folder->release();
    updateStats();
    {
      const std::lock_guard lock(mutex);
      if (stopping) break;
    }
    rest(drained);
  }
  finish();
}

/// Takes what the queues show, at most kDrain events of each: the most it took of one.
std::size_t Recorder::Impl::drain() {
  std::size_t most = 0;
  if (!writer) heads->forgetFresh();
  const auto fold = [this](const CaptureEvent& event) {
    // What was asked for before an event was told holds for it: a schema that came masks what comes after it.
    if (commanded.load(std::memory_order_acquire)) takeCommands();
    folder->fold(event);
  };
  for (const auto& queue : queues) most = std::max(most, queue->drain(fold, kDrain));
  return most;
}

void Recorder::Impl::takeCommands() {
  const std::lock_guard lock(mutex);
  commanded.store(false, std::memory_order_relaxed);
  if (newSchema) takeSchema(*std::exchange(newSchema, std::nullopt));
  recordingNow = recording;
  folder->setRecording(recordingNow);
}

void Recorder::Impl::takeSchema(std::string descriptors) {
  const auto schema = schema::schemaFromDescriptorSet(descriptors, "the schema");
  config.redaction.setSchema(schema ? *schema : nullptr);
  heads->forgetAll();
  schemaToWrite = std::move(descriptors);
}

void Recorder::Impl::announceRows(SteadyTime now, bool force) {
  if (!folder->hasRowChanges() || (now < nextRows && !force)) return;
  nextRows = now + kRowInterval;
  rows.rows.clear();
  folder->collectRows(rows.rows);
  if (!rowListener) return;
  rows.firstString = stringsAnnounced;
  rows.strings = strings.since(stringsAnnounced);
  stringsAnnounced = strings.size();
  rows.lostEvents = lostEvents();
  rows.sessionBytes = writer ? writer->fileBytes() : 0;
  rowListener(rows);
}

bool Recorder::Impl::somethingToWrite() const {
  return !folder->fileChanges().empty() || schemaToWrite || lostEvents() != lostWritten;
}

void Recorder::Impl::commitIfDue(SteadyTime now, bool force) {
  if (!writer || !somethingToWrite()) return;
  bool troubled = false;
  {
    const std::lock_guard lock(mutex);
    troubled = !stats.problem.empty();
  }
  const bool full = folder->endedCalls() >= config.batchCalls || folder->pendingBytes() >= kBatchBytes;
  if (force || now >= nextCommit || (full && !troubled)) commit(now);
}

void Recorder::Impl::commit(SteadyTime now) {
  const std::uint64_t lost = lostEvents();
  const auto written = writer->write(
      {folder->fileChanges(), strings, heads->fresh(), lost, schemaToWrite ? &*schemaToWrite : nullptr});
  folder->setStoring(written.has_value());
  if (!written) {
    nextCommit = now + kRetry;
    return setProblem(written.error().cause);
  }
  nextCommit = now + config.batchInterval;
  lostWritten = lost;
  schemaToWrite.reset();
  heads->forgetFresh();
  folder->committed();
  setProblem({});
}

void Recorder::Impl::setProblem(std::string cause) {
  const std::lock_guard lock(mutex);
  stats.problem = std::move(cause);
}

void Recorder::Impl::updateStats() {
  const std::lock_guard lock(mutex);
  stats.calls = folder->calls();
  stats.lostEvents = lostEvents();
  stats.cutPayloads = 0;
  for (const auto& queue : queues) stats.cutPayloads += queue->cutPayloads();
  stats.fileBytes = writer ? writer->fileBytes() : 0;
}

std::uint64_t Recorder::Impl::lostEvents() const {
  std::uint64_t lost = folder->lostEvents();
  for (const auto& queue : queues) lost += queue->droppedEvents();
  return lost;
}

/// Sleeps until woken, until something is due, or for a nap after a burst.
void Recorder::Impl::rest(std::size_t drained) {
  if (drained == kDrain) return;  // there is more
  std::unique_lock lock(mutex);
  if (drained > 0) {
    wakeUp.wait_for(lock, kNap, [this] { return stopping; });
    return;
  }
  asleep.store(true, std::memory_order_seq_cst);
  lock.unlock();
  // What was published before `asleep` was set woke nobody: look once more.
  const bool missed = drain() > 0;
  lock.lock();
  if (!missed) {
    const auto ready = [this] { return woken || stopping; };
    const bool rowsDue = folder->hasRowChanges();
    const bool fileDue = writer && somethingToWrite();
    if (rowsDue || fileDue) {
      const SteadyTime due = rowsDue && fileDue ? std::min(nextRows, nextCommit)
                             : rowsDue          ? nextRows
                                                : nextCommit;
      wakeUp.wait_until(lock, due, ready);
    } else {
      wakeUp.wait(lock, ready);
    }
  }
  woken = false;
  asleep.store(false, std::memory_order_seq_cst);
}

void Recorder::Impl::finish() {
  while (drain() > 0) {
    announceRows(std::chrono::steady_clock::now(), false);
    commitIfDue(std::chrono::steady_clock::now(), false);
    folder->release();
  }
  folder->cutAllShort();
  const SteadyTime now = std::chrono::steady_clock::now();
  announceRows(now, true);
  commitIfDue(now, true);
  if (writer) {
    if (const auto closed = writer->close(clock.wallNow().time_since_epoch().count()); !closed) {
      setProblem(closed.error().cause);
    }
  }
  updateStats();
  writer.reset();
}

Recorder::Recorder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Recorder::~Recorder() { stop(); }

Result<std::unique_ptr<Recorder>> Recorder::create(RecorderConfig config, const Clock& clock,
                                                   RowListener rows, CallListener calls) {
  auto impl = std::make_unique<Impl>(std::move(config), clock, std::move(rows), std::move(calls));
  const RecorderConfig& settings = impl->config;
  CallNumber lastNumber = 0;
  std::uint64_t lastHeadSet = 0;
  if (!settings.file.empty()) {
    const RunInfo run{clock.wallNow().time_since_epoch().count(),
                      0,
                      settings.programVersion,
                      settings.listen,
                      settings.upstream,
                      settings.redaction.statement(),
                      {}};
    auto writer = SessionWriter::open(settings.file, run, settings.sessionLimit);
    if (!writer) return std::unexpected(writer.error());
    impl->writer = std::move(*writer);
    for (const std::string& text : impl->writer->earlierStrings()) impl->strings.append(text);
    lastNumber = impl->writer->lastNumber();
    lastHeadSet = impl->writer->lastHeadSet();
  }
  impl->heads.emplace(settings.redaction, impl->strings, lastHeadSet);
  impl->folder.emplace(FolderConfig{settings.payloadLimit, impl->writer != nullptr}, WallAnchor(clock),
                       impl->strings, *impl->heads, settings.redaction, lastNumber, impl->callListener);
  return std::unique_ptr<Recorder>(new Recorder(std::move(impl)));
}

CaptureQueue& Recorder::addQueue(QueueLimits limits) {
  Impl* impl = impl_.get();
  impl->queues.push_back(std::make_unique<CaptureQueue>(limits, [impl] { impl->wake(); }));
  return *impl->queues.back();
}

void Recorder::start() {
  if (impl_->thread.joinable()) return;
  impl_->thread = std::thread([impl = impl_.get()] {
    pthread_setname_np(pthread_self(), "recorder");
    impl->loop();
  });
}

void Recorder::stop() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->wakeUp.notify_one();
  if (impl_->thread.joinable()) {
    impl_->thread.join();
  } else if (impl_->writer) {
    impl_->finish();  // never started: the file is still closed properly
  }
}

void Recorder::setRecording(bool on) {
  const std::lock_guard lock(impl_->mutex);
  impl_->recording = on;
  impl_->commanded.store(true, std::memory_order_release);
  impl_->woken = true;
  impl_->wakeUp.notify_one();
}

void Recorder::setSchema(std::string fileDescriptorSet) {
  const std::lock_guard lock(impl_->mutex);
  impl_->newSchema = std::move(fileDescriptorSet);
  impl_->commanded.store(true, std::memory_order_release);
  impl_->woken = true;
  impl_->wakeUp.notify_one();
}

RecorderStats Recorder::stats() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->stats;
}

}  // namespace bascule::capture
