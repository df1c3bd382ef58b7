// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/row_store.h"

#include <algorithm>

namespace bascule::capture {

static_assert(sizeof(RowChunk) <= RowChunk::kRows * 52, "a call costs at most 52 bytes here");

RowStore::RowStore() { strings_.emplace_back(); }

std::vector<std::uint32_t> RowStore::apply(const RowBatch& batch) {
  // Ids are dense: a batch may repeat strings that are known already, but never leaves a gap.
  for (std::size_t i = 0; i < batch.strings.size(); ++i) {
    const std::size_t id = batch.firstString + i;
    if (id == strings_.size()) strings_.push_back(batch.strings[i]);
  }
  std::vector<std::uint32_t> changed;
  for (const AnnotatedCall& call : batch.annotations) annotate(call, changed);
  for (const CallRow& added : batch.rows) {
    if (size_ == 0 || added.number > number(size_ - 1)) {
      append(added);
      continue;
    }
    const std::uint32_t index = indexOf(added.number);
    if (index == size_) continue;
    set(index, added);
    changed.push_back(index);
  }
  return changed;
}

void RowStore::append(const CallRow& row) {
  if (size_ == 0) first_ = row.number;
  if (numbers_.empty() && row.number != first_ + size_) {
    for (std::uint32_t i = 0; i < size_; ++i) numbers_.push_back(first_ + i);
  }
  if (!numbers_.empty()) numbers_.push_back(row.number);
  // The columns of rows to come stay uninitialised: nobody reads them.
  if (size_ % RowChunk::kRows == 0) chunks_.push_back(std::make_unique_for_overwrite<RowChunk>());
  set(size_++, row);
}

void RowStore::set(std::uint32_t index, const CallRow& row) {
  RowChunk& chunk = *chunks_[index / RowChunk::kRows];
  const std::uint32_t at = index % RowChunk::kRows;
  chunk.startNs[at] = row.startNs;
  chunk.durationNs[at] = row.durationNs;
  chunk.requestBytes[at] = row.requestBytes;
  chunk.responseBytes[at] = row.responseBytes;
  chunk.shape[at] = shapeOf(row);
  chunk.addedNs[at] = row.addedNs;
  chunk.requestMessages[at] = row.requestMessages;
  chunk.responseMessages[at] = row.responseMessages;
  chunk.flags[at] = row.flags;
  chunk.code[at] = row.code;
  setMark(index);
}

CallRow RowStore::row(std::uint32_t index) const {
  const RowChunk& chunk = *chunks_[index / RowChunk::kRows];
  const std::uint32_t at = index % RowChunk::kRows;
  CallRow row = rowOfShape(shapes_[chunk.shape[at]]);
  row.number = number(index);
  row.startNs = chunk.startNs[at];
  row.durationNs = chunk.durationNs[at];
  row.requestBytes = chunk.requestBytes[at];
  row.responseBytes = chunk.responseBytes[at];
  row.addedNs = chunk.addedNs[at];
  row.requestMessages = chunk.requestMessages[at];
  row.responseMessages = chunk.responseMessages[at];
  row.flags = chunk.flags[at];
  row.code = chunk.code[at];
  return row;
}

CallRow rowOfShape(const CallShape& shape) {
  CallRow row;
  row.service = shape.service;
  row.method = shape.method;
  row.client = shape.client;
  row.peer = shape.peer;
  row.host = shape.host;
  row.upstream = shape.upstream;
  row.protocol = shape.protocol;
  row.upstreamProtocol = shape.upstreamProtocol;
  row.kind = shape.kind;
  row.codec = shape.codec;
  row.compression = shape.compression;
  return row;
}

std::uint32_t RowStore::shapeOf(const CallRow& row) {
  const CallShape shape{row.service, row.method,   row.client,     row.peer,
                        row.host,    row.upstream, row.protocol,   row.upstreamProtocol,
                        row.kind,    row.codec,    row.compression};
  const auto [at, fresh] = shapeIds_.try_emplace(shape, static_cast<std::uint32_t>(shapes_.size()));
  if (fresh) shapes_.push_back(shape);
  return at->second;
}

std::size_t RowStore::HashOfShape::operator()(const CallShape& shape) const {
  constexpr std::uint64_t kFactor = 0x9E37'79B9'7F4A'7C15;  // 2^64 by the golden ratio: spreads neighbours
  std::uint64_t hash = 0;
  const auto mix = [&hash](std::uint64_t value) { hash = (hash ^ value) * kFactor, hash ^= hash >> 32; };
  mix(std::uint64_t{shape.service} << 32 | shape.method);
  mix(std::uint64_t{shape.client} << 32 | shape.peer);
  mix(std::uint64_t{shape.host} << 32 | shape.upstream);
  mix(static_cast<std::uint64_t>(shape.protocol) << 32 |
      static_cast<std::uint64_t>(shape.upstreamProtocol) << 24 |
      static_cast<std::uint64_t>(shape.kind) << 16 | static_cast<std::uint64_t>(shape.codec) << 8 |
      static_cast<std::uint64_t>(shape.compression));
  return hash;
}

std::uint32_t RowStore::rowsIn(std::uint32_t chunk) const {
  return std::min(size_ - chunk * RowChunk::kRows, RowChunk::kRows);
}

void RowStore::annotate(const AnnotatedCall& call, std::vector<std::uint32_t>& changed) {
  if (call.annotation.empty()) {
    annotations_.erase(call.number);
  } else {
    annotations_[call.number] = call.annotation;
  }
  const std::uint32_t index = indexOf(call.number);
  if (index == size_) return;
  setMark(index);
  changed.push_back(index);
}

/// Rows of the recorder know nothing of annotations.
void RowStore::setMark(std::uint32_t index) {
  const Annotation* noted = annotations_.empty() ? nullptr : annotation(number(index));
  const bool marked = noted != nullptr && noted->marked;
  std::uint16_t& flags = chunks_[index / RowChunk::kRows]->flags[index % RowChunk::kRows];
  flags = static_cast<std::uint16_t>(marked ? flags | kMarked : flags & ~kMarked);
}

const Annotation* RowStore::annotation(CallNumber number) const {
  const auto found = annotations_.find(number);
  return found == annotations_.end() ? nullptr : &found->second;
}

void RowStore::clear() { *this = RowStore(); }

std::uint32_t RowStore::indexOf(CallNumber number) const {
  if (size_ == 0 || number < first_) return size_;
  if (numbers_.empty()) return number - first_ < size_ ? static_cast<std::uint32_t>(number - first_) : size_;
  const auto at = std::ranges::lower_bound(numbers_, number);
  return at != numbers_.end() && *at == number ? static_cast<std::uint32_t>(at - numbers_.begin()) : size_;
}

ByteCount RowStore::memoryBytes() const {
  constexpr std::size_t kNode = 2 * sizeof(void*);  // what a hash table adds to an entry
  ByteCount bytes = chunks_.capacity() * sizeof(void*) + chunks_.size() * sizeof(RowChunk) +
                    numbers_.capacity() * sizeof(CallNumber) + shapes_.capacity() * sizeof(CallShape) +
                    shapeIds_.size() * (sizeof(decltype(shapeIds_)::value_type) + kNode) +
                    shapeIds_.bucket_count() * sizeof(void*);
  constexpr std::size_t kInlineChars = 15;  // libstdc++ keeps shorter strings inside the object
  for (const std::string& text : strings_) {
    bytes += sizeof(std::string) + (text.capacity() > kInlineChars ? text.capacity() + 1 : 0);
  }
  for (const auto& entry : annotations_) bytes += sizeof(entry) + entry.second.comment.capacity();
  return bytes;
}

}  // namespace bascule::capture
