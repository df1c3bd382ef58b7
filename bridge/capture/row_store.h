// SPDX-License-Identifier: GPL-3.0-or-later
// `RowStore`: the calls of a session in memory, column by column, strings interned: some 55 bytes a call.
//
// Row i is the call with number i + 1 of what is kept. What many calls have in common (method, client,
// protocol, ...) is a `CallShape`, stored once. Thread: not shared; the window has one (fed with
// `RowBatch`es) and the terminal commands have one.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
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

/// Members of `CallRow` that many calls have in common.
struct CallShape {
  std::uint32_t service = 0, method = 0, client = 0, peer = 0, host = 0, upstream = 0;  ///< string ids
  rpc::Protocol protocol = rpc::Protocol::Unknown;
  rpc::Protocol upstreamProtocol = rpc::Protocol::Unknown;
  rpc::Kind kind = rpc::Kind::Unknown;
  rpc::Codec codec = rpc::Codec::Unknown;
  rpc::Compression compression = rpc::Compression::Identity;
  friend bool operator==(const CallShape&, const CallShape&) = default;
};

/// The columns of a run of rows; members as in `CallRow`.
struct RowChunk {
  static constexpr std::uint32_t kRows = 4096;
  template <typename Value>
  using Column = std::array<Value, kRows>;

  Column<std::int64_t> startNs, durationNs;
  Column<ByteCount> requestBytes, responseBytes;
  Column<std::uint32_t> shape;  ///< place in RowStore::shapes()
  Column<std::uint32_t> addedNs, requestMessages, responseMessages;
  Column<std::uint16_t> flags;
  Column<rpc::Code> code;
};

class RowStore {
 public:
  RowStore();

  /// Adds new rows and overwrites changed ones; marks those whose annotation says so. Returns indices of
  /// changed (not new) rows, those whose annotation changed among them.
  std::vector<std::uint32_t> apply(const RowBatch& batch);
  void clear();

  std::uint32_t size() const { return size_; }
  /// The row put together from its columns.
  CallRow row(std::uint32_t index) const;
  CallNumber number(std::uint32_t index) const { return numbers_.empty() ? first_ + index : numbers_[index]; }
  /// Index of the call with this number; size() if it is not here.
  std::uint32_t indexOf(CallNumber number) const;

  // For those who look at all rows: chunk i / RowChunk::kRows has row i at i % RowChunk::kRows.
  std::uint32_t chunks() const { return static_cast<std::uint32_t>(chunks_.size()); }
  const RowChunk& chunk(std::uint32_t index) const { return *chunks_[index]; }
  std::uint32_t rowsIn(std::uint32_t chunk) const;
  /// Shapes are never taken back; one that no call has any more may be among them.
  const std::vector<CallShape>& shapes() const { return shapes_; }

  std::string_view string(std::uint32_t id) const { return strings_[id]; }
  std::uint32_t stringCount() const { return static_cast<std::uint32_t>(strings_.size()); }
  /// What is noted about the call; null: nothing.
  const Annotation* annotation(CallNumber number) const;
  const std::unordered_map<CallNumber, Annotation>& annotations() const { return annotations_; }
  /// Heap bytes held, for the figure "bytes per call".
  ByteCount memoryBytes() const;

 private:
  struct HashOfShape {
    std::size_t operator()(const CallShape& shape) const;
  };

  void append(const CallRow& row);
  void set(std::uint32_t index, const CallRow& row);
  void setMark(std::uint32_t index);
  void annotate(const AnnotatedCall& call, std::vector<std::uint32_t>& changed);
  std::uint32_t shapeOf(const CallRow& row);

  std::vector<std::unique_ptr<RowChunk>> chunks_;
  std::uint32_t size_ = 0;
  CallNumber first_ = 0;
  std::vector<CallNumber> numbers_;  ///< empty as long as numbers follow each other without a gap
  std::vector<CallShape> shapes_;
  std::unordered_map<CallShape, std::uint32_t, HashOfShape> shapeIds_;
  std::deque<std::string> strings_;
  std::unordered_map<CallNumber, Annotation> annotations_;
};

/// The row with what the shape knows; the rest is as in a new one.
CallRow rowOfShape(const CallShape& shape);

}  // namespace bascule::capture
