// SPDX-License-Identifier: GPL-3.0-or-later
// `SegmentReader`: the events of a call, by the chain of its segments through the blocks of a session.
// Nothing in the file is trusted. Private to the session's reader. Thread: not shared.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bridge/capture/block_codec.h"
#include "bridge/capture/session_guard.h"
#include "bridge/capture/session_sql.h"

namespace bascule::capture {

class SegmentReader {
 public:
  explicit SegmentReader(SessionGuard& guard) : guard_(guard) {}

  /// Must be called first. The database and the guard must outlive the reader.
  Result<void> prepare(Database& database);
  /// Takes the encoded events of each segment from the newest one back. False if part of the chain is damaged
  /// or was dropped; what could be read is in `newestFirst`.
  bool read(std::uint64_t blockId, std::uint64_t place, std::vector<std::string>& newestFirst);

 private:
  const std::string* loadBlock(std::uint64_t id);

  SessionGuard& guard_;
  Statement block_;
  BlockCodec codec_;
  std::uint64_t keptId_ = 0;  ///< calls side by side lie in the same block
  std::string kept_;
};

}  // namespace bascule::capture
