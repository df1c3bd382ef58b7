// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/row_store.h"

#include <algorithm>

namespace bascule::capture {

static_assert(sizeof(CallRow) <= 96, "a call in the table costs at most 96 bytes");

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
    if (size_ == 0 || added.number > row(size() - 1).number) {
      if (size_ % kChunkRows == 0) chunks_.emplace_back().reserve(kChunkRows);
      chunks_.back().push_back(added);
      setMark(chunks_.back().back());
      ++size_;
      continue;
    }
    const std::uint32_t index = indexOf(added.number);
    if (index == size()) continue;
    rowAt(index) = added;
    setMark(rowAt(index));
    changed.push_back(index);
  }
  return changed;
}

void RowStore::annotate(const AnnotatedCall& call, std::vector<std::uint32_t>& changed) {
  if (call.annotation.empty()) {
    annotations_.erase(call.number);
  } else {
    annotations_[call.number] = call.annotation;
  }
  const std::uint32_t index = indexOf(call.number);
  if (index == size()) return;
  setMark(rowAt(index));
  changed.push_back(index);
}

/// Rows of the recorder know nothing of annotations.
void RowStore::setMark(CallRow& row) const {
  const Annotation* noted = annotations_.empty() ? nullptr : annotation(row.number);
  const bool marked = noted != nullptr && noted->marked;
  row.flags = static_cast<std::uint16_t>(marked ? row.flags | kMarked : row.flags & ~kMarked);
}

const Annotation* RowStore::annotation(CallNumber number) const {
  const auto found = annotations_.find(number);
  return found == annotations_.end() ? nullptr : &found->second;
}

void RowStore::clear() {
  chunks_.clear();
  size_ = 0;
  annotations_.clear();
  strings_.clear();
  strings_.emplace_back();
}

std::uint32_t RowStore::indexOf(CallNumber number) const {
  if (size_ == 0 || number < row(0).number) return size();
  // Numbers are dense in every ordinary session: then the first look hits.
  const CallNumber guess = number - row(0).number;
  if (guess < size_ && row(static_cast<std::uint32_t>(guess)).number == number) {
    return static_cast<std::uint32_t>(guess);
  }
  std::uint32_t low = 0;
  std::uint32_t high = size();
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (row(middle).number < number) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < size() && row(low).number == number ? low : size();
}

ByteCount RowStore::memoryBytes() const {
  ByteCount bytes = chunks_.capacity() * sizeof(decltype(chunks_)::value_type) +
                    chunks_.size() * kChunkRows * sizeof(CallRow);
  constexpr std::size_t kInlineChars = 15;  // libstdc++ keeps shorter strings inside the object
  for (const std::string& text : strings_) {
    bytes += sizeof(std::string) + (text.capacity() > kInlineChars ? text.capacity() + 1 : 0);
  }
  for (const auto& entry : annotations_) bytes += sizeof(entry) + entry.second.comment.capacity();
  return bytes;
}

}  // namespace bascule::capture
