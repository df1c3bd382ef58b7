// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/record_stream.h"

#include <utility>

#include "bridge/capture/record_redaction.h"

namespace bascule::exporting {
namespace {

using capture::CallRow;
using capture::LegRecord;

// One state of the file is held for so many calls: cheaper than one a call, and too short for the log of a
// session that is being recorded to grow.
constexpr std::uint32_t kRows = 256;
// A batch ends early at so many bytes of messages; a larger message is a batch of its own.
constexpr ByteCount kBytes = 1024 * 1024;
constexpr std::size_t kWaiting = 3;

ByteCount sizeOf(const LegRecord& leg) {
  ByteCount bytes = leg.endBody.size();
  for (const capture::MessageRecord& message : leg.messages) bytes += message.payload.size();
  return bytes;
}

}  // namespace

RecordStream::RecordStream(const ExportJob& job, bool records)
    : job_(job), records_(records), redaction_(job.redaction) {
  redaction_.setSchema(job.schema);
  reader_ = std::thread([this] { readAll(); });
}

RecordStream::~RecordStream() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  reader_.join();
}

std::optional<RecordStream::Batch> RecordStream::next(std::optional<Batch> done) {
  std::unique_lock lock(mutex_);
  if (done) done_.push_back(std::move(*done));
  changed_.wait(lock, [this] { return !waiting_.empty() || ended_; });
  if (waiting_.empty()) return std::nullopt;
  Batch batch = std::move(waiting_.front());
  waiting_.pop_front();
  lock.unlock();
  changed_.notify_all();
  return batch;
}

void RecordStream::readAll() {
  for (std::uint32_t from = 0; from < job_.rows.size();) {
    Batch batch = readSome(from);
    from = batch.looked;
    if (!handOver(std::move(batch))) return;
  }
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
}

RecordStream::Batch RecordStream::readSome(std::uint32_t from) {
  Batch batch;
  ByteCount bytes = 0;
  const capture::SessionReader::Snapshot held(job_.session);
  const std::uint32_t size = job_.rows.size();
  for (batch.looked = from; batch.looked < size && batch.looked - from < kRows && bytes < kBytes;
       ++batch.looked) {
    const CallRow row = job_.rows.row(batch.looked);
    if (!job_.wanted || job_.wanted(row)) add(row, batch.looked, batch, bytes);
  }
  return batch;
}

/// Calls that went meanwhile are left out.
void RecordStream::add(const CallRow& row, std::uint32_t index, Batch& batch, ByteCount& bytes) {
  Item item{index, {}};
  if (records_) {
    auto read = job_.session.call(row.number);
    if (!read) return;
    item.record = std::move(*read);
    item.record.row.flags |= row.flags & capture::kMarked;
    batch.masked += capture::redactRecord(item.record, redaction_);
    bytes += sizeOf(item.record.clientLeg) + sizeOf(item.record.upstreamLeg);
  }
  batch.items.push_back(std::move(item));
}

/// False if nobody wants it any more.
bool RecordStream::handOver(Batch batch) {
  std::vector<Batch> done;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.size() < kWaiting || stopping_; });
  if (stopping_) return false;
  waiting_.push_back(std::move(batch));
  done.swap(done_);
  lock.unlock();
  changed_.notify_all();
  return true;
}

}  // namespace bascule::exporting
