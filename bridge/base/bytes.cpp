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

void ByteQueue::consume(ByteCount count) {
  size_ -= count;
  while (count > 0) {
    Slice& first = slices_.front();
    if (first.size() > count) {
      first.removePrefix(count);
      return;
    }
    count -= first.size();
    slices_.pop_front();
  }
}

Slice ByteQueue::takeSome(std::size_t count) {
  if (slices_.empty()) return {};
  Slice& first = slices_.front();
  if (first.size() <= count) {
    Slice whole = std::move(first);
    slices_.pop_front();
    size_ -= whole.size();
    return whole;
  }
  Slice part = first.sub(0, count);
  first.removePrefix(count);
  size_ -= count;
  return part;
}

Slice ByteQueue::takeJoined() {
  if (slices_.size() == 1) return takeSome(slices_.front().size());
  if (slices_.empty()) return {};
  SlabRef slab = SlabRef::allocate(size_);
  char* out = slab->data();
  for (const Slice& slice : slices_) {
    std::memcpy(out, slice.data(), slice.size());
    out += slice.size();
  }
  const char* data = slab->data();
  Slice joined(std::move(slab), data, size_);
  clear();
  return joined;
}

}  // namespace bascule
