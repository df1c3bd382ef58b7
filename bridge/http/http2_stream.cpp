// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/http/http2_stream.h"

#include <utility>

namespace bascule::http {
namespace {
constexpr std::size_t kFirstSlots = 32;
constexpr std::size_t kPooled = 64;
}  // namespace

StreamTable::StreamTable() : slots_(kFirstSlots) {}

Http2Stream* StreamTable::find(StreamId id) const {
  for (std::size_t i = home(id);; i = (i + 1) & (slots_.size() - 1)) {
    if (!slots_[i]) return nullptr;
    if (slots_[i]->id == id) return slots_[i].get();
  }
}

std::unique_ptr<Http2Stream> StreamTable::obtain() {
  if (pool_.empty()) return std::make_unique<Http2Stream>();
  auto stream = std::move(pool_.back());
  pool_.pop_back();
  return stream;
}

Http2Stream& StreamTable::insert(std::unique_ptr<Http2Stream> stream) {
  if ((size_ + 1) * 2 > slots_.size()) grow();
  Http2Stream& inserted = *stream;
  place(std::move(stream));
  ++size_;
  return inserted;
}

void StreamTable::place(std::unique_ptr<Http2Stream> stream) {
  std::size_t i = home(stream->id);
  while (slots_[i]) i = (i + 1) & (slots_.size() - 1);
  slots_[i] = std::move(stream);
}

void StreamTable::grow() {
  auto old = std::exchange(slots_, std::vector<std::unique_ptr<Http2Stream>>(slots_.size() * 2));
  for (auto& slot : old) {
    if (slot) place(std::move(slot));
  }
}

void StreamTable::erase(StreamId id) {
  std::size_t i = home(id);
  while (slots_[i] && slots_[i]->id != id) i = (i + 1) & (slots_.size() - 1);
  if (!slots_[i]) return;
  if (pool_.size() < kPooled) {
    slots_[i]->recycle();
    pool_.push_back(std::move(slots_[i]));
  }
  slots_[i].reset();
  --size_;
  // Close the gap so that every probe sequence stays unbroken.
  for (std::size_t j = (i + 1) & (slots_.size() - 1); slots_[j]; j = (j + 1) & (slots_.size() - 1)) {
    const std::size_t wanted = home(slots_[j]->id);
    const bool reachable = i <= j ? (i < wanted && wanted <= j) : (i < wanted || wanted <= j);
    if (!reachable) {
      slots_[i] = std::move(slots_[j]);
      i = j;
    }
  }
}

}  // namespace bascule::http
