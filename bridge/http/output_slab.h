// SPDX-License-Identifier: GPL-3.0-or-later
// `OutputSlab`: collects small pieces of output in blocks of up to 16 KiB, so that many frames leave in one
// write, and lets large pieces through by reference, in order. Private to the http floor. Thread: the worker.
#pragma once

#include <algorithm>
#include <cstring>

#include "bridge/base/bytes.h"

namespace bascule::http {

/// Pieces from this size on are referenced, smaller ones are copied.
inline constexpr std::size_t kReferenceFrom = 1024;

class OutputSlab {
 public:
  void write(ByteQueue& out, BytesView bytes) {
    while (!bytes.empty()) {
      if (!slab_ || used_ == slab_->capacity()) renew(out);
      const std::size_t count = std::min(bytes.size(), slab_->capacity() - used_);
      std::memcpy(slab_->data() + used_, bytes.data(), count);
      used_ += count;
      bytes.remove_prefix(count);
    }
  }
  void write(ByteQueue& out, const Slice& bytes) {
    if (bytes.size() < kReferenceFrom) {
      write(out, bytes.view());
    } else {
      flush(out);
      out.push(bytes);
    }
  }
  /// What was collected becomes a slice of `out`.
  void flush(ByteQueue& out) {
    if (used_ == flushed_) return;
    out.push(Slice(slab_, slab_->data() + flushed_, used_ - flushed_));
    flushed_ = used_;
  }
  /// Collected and not flushed.
  std::size_t pending() const { return used_ - flushed_; }

 private:
  void renew(ByteQueue& out) {
    if (slab_) flush(out);
    if (!slab_) {
      slab_ = SlabRef::allocate(kFirstBytes);
    } else if (!slab_->unique()) {
      slab_ = SlabRef::allocate(std::min(slab_->capacity() * 2, kMostBytes));
    }
    used_ = 0;
    flushed_ = 0;
  }
  // A connection that says little holds little; a block that fills up within a turn has a larger successor.
  static constexpr std::size_t kFirstBytes = 1024;
  static constexpr std::size_t kMostBytes = 16ULL * 1024;
  SlabRef slab_;
  std::size_t used_ = 0;
  std::size_t flushed_ = 0;
};

}  // namespace bascule::http
