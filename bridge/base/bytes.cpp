// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/base/bytes.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

namespace bascule {

SlabRef SlabRef::allocate(std::size_t capacity) {
  void* memory = std::malloc(sizeof(Slab) + capacity);
  if (memory == nullptr) throw std::bad_alloc();
  return SlabRef(::new (memory) Slab(capacity));
}

void SlabRef::release() noexcept {
  if (slab_ != nullptr && slab_->refs_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    slab_->~Slab();
    std::free(slab_);
  }
}

Slice Slice::copyOf(BytesView bytes) {
  if (bytes.empty()) return {};
  SlabRef slab = SlabRef::allocate(bytes.size());
  std::memcpy(slab->data(), bytes.data(), bytes.size());
  const char* data = slab->data();
  return {std::move(slab), data, bytes.size()};
}

Slice Slice::sub(std::size_t offset, std::size_t count) const {
  offset = std::min(offset, size_);
  return {slab_, data_ + offset, std::min(count, size_ - offset)};
}

void ByteQueue::push(Slice slice) {
  if (slice.empty()) return;
  size_ += slice.size();
  if (slices_.size() == slices_.capacity() && first_ > slices_.size() / 2) {
    slices_.erase(slices_.begin(), slices_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }
  slices_.push_back(std::move(slice));
}

Slice ByteQueue::popFront() {
  Slice slice = std::move(slices_[first_++]);
  size_ -= slice.size();
  if (first_ == slices_.size()) clear();
  return slice;
}

void ByteQueue::clear() {
  slices_.clear();
  first_ = 0;
  size_ = 0;
}

void ByteQueue::consume(ByteCount count) {
  while (count > 0) {
    Slice& first = slices_[first_];
    if (first.size() > count) {
      first.removePrefix(count);
      size_ -= count;
      return;
    }
    count -= popFront().size();
  }
}

Slice ByteQueue::takeSome(std::size_t count) {
  if (empty()) return {};
  Slice& first = slices_[first_];
  if (first.size() <= count) return popFront();
  Slice part = first.sub(0, count);
  first.removePrefix(count);
  size_ -= count;
  return part;
}

Slice ByteQueue::takeJoined() {
  if (pieces() <= 1) return takeSome(size_);
  SlabRef slab = SlabRef::allocate(size_);
  char* out = slab->data();
  for (std::size_t i = first_; i < slices_.size(); ++i) {
    std::memcpy(out, slices_[i].data(), slices_[i].size());
    out += slices_[i].size();
  }
  const char* data = slab->data();
  Slice joined(std::move(slab), data, size_);
  clear();
  return joined;
}

}  // namespace bascule
