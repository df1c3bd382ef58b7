// SPDX-License-Identifier: GPL-3.0-or-later
// `RowStore`: the calls of a session in memory, one fixed-size row each, strings interned.
//
// Row i is the call with number i + 1 of what is kept. Thread: not shared; the window has one (fed with
// `RowBatch`es) and the terminal commands have one.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bridge/capture/annotation.h"
#include "bridge/capture/call_record.h"

namespace bascule::capture {

/// What one batch of the recorder (or of a reader) changed: full rows, new or updated, and new strings.
struct RowBatch {
  /// Strings with ids firstString, firstString + 1, ...; ids 0.. are dense and never reused. Id 0 is "".
  std::uint32_t firstString = 0;
  std::vector<std::string> strings;
  std::vector<CallRow> rows;               ///< ascending by number among the new ones; updates in any order
  std::vector<AnnotatedCall> annotations;  ///< new or changed; an empty one was removed
  std::uint64_t lostEvents = 0;            ///< total so far
  ByteCount sessionBytes = 0;              ///< size of the session file so far
};

class RowStore {
 public:
  RowStore();

  /// Adds new rows and overwrites changed ones; marks those whose annotation says so. Returns indices of
  /// changed (not new) rows, those whose annotation changed among them.
  std::vector<std::uint32_t> apply(const RowBatch& batch);
  void clear();

  std::uint32_t size() const { return static_cast<std::uint32_t>(size_); }
  const CallRow& row(std::uint32_t index) const { return chunks_[index / kChunkRows][index % kChunkRows]; }
  /// Index of the call with this number; size() if it is not here.
  std::uint32_t indexOf(CallNumber number) const;
  std::string_view string(std::uint32_t id) const { return strings_[id]; }
  std::uint32_t stringCount() const { return static_cast<std::uint32_t>(strings_.size()); }
  /// What is noted about the call; null: nothing.
  const Annotation* annotation(CallNumber number) const;
  /// Heap bytes held, for the figure "bytes per call".
  ByteCount memoryBytes() const;

 private:
  static constexpr std::uint32_t kChunkRows = 4096;
  std::vector<std::vector<CallRow>> chunks_;
  std::size_t size_ = 0;
  std::deque<std::string> strings_;
  std::unordered_map<CallNumber, Annotation> annotations_;
  CallRow& rowAt(std::uint32_t index) { return chunks_[index / kChunkRows][index % kChunkRows]; }
  void annotate(const AnnotatedCall& call, std::vector<std::uint32_t>& changed);
  void setMark(CallRow& row) const;
};

}  // namespace bascule::capture
