// SPDX-License-Identifier: GPL-3.0-or-later
// `RecordStream`: the records of an export, read and masked ahead on a thread of its own while the one that
// asks writes those before. What waits between the two is bounded, so memory does not grow with the session.
// Thread: made, asked and destroyed on one thread; the job's session, rows and `wanted` are its reader's
// meanwhile.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "bridge/capture/redaction.h"
#include "bridge/export/session_export.h"

namespace bascule::exporting {

class RecordStream {
 public:
  struct Item {
    std::uint32_t row = 0;  ///< its index
    capture::CallRecord record{};
  };
  struct Batch {
    std::vector<Item> items{};
    std::uint32_t looked = 0;  ///< rows that are done with it
    std::uint64_t masked = 0;  ///< values
  };

  /// `job` must outlive it. Without `records` only the indices of the rows are filled in.
  RecordStream(const ExportJob& job, bool records);
  /// Ends the reading, wherever it is.
  ~RecordStream();

  /// The next calls, in order; nothing at the end. `done` is the batch before: it is freed where it was made,
  /// which costs less than here.
  std::optional<Batch> next(std::optional<Batch> done = std::nullopt);

 private:
  void readAll();
  Batch readSome(std::uint32_t from);
  void add(const capture::CallRow& row, std::uint32_t index, Batch& batch, ByteCount& bytes);
  bool handOver(Batch batch);

  const ExportJob& job_;
  const bool records_;
  capture::Redaction redaction_;

  std::mutex mutex_;  // guards everything below
  std::condition_variable changed_;
  std::deque<Batch> waiting_;
  std::vector<Batch> done_;
  bool ended_ = false;
  bool stopping_ = false;
  std::thread reader_;
};

}  // namespace bascule::exporting
