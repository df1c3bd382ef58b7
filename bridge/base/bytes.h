// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes in memory: `Slab` (a counted block), `Slice` (an immutable piece of one) and `ByteQueue`.
//
// A slice is how a received byte travels from the socket to the other leg and to the recorder without a
// copy: every holder counts a reference on the slab it lies in. Thread: slices may be copied and dropped
// on any thread (the count is atomic); the bytes never change after the slice was handed out.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bascule {

/// A number of bytes. Sizes in configuration and on the wire have this type, never a bare int.
using ByteCount = std::uint64_t;

/// Read-only view of bytes that somebody else keeps alive.
using BytesView = std::string_view;

/// A reference-counted block of memory. Created full-size and uninitialised; see `SlabRef`.
class Slab {
 public:
  char* data() { return reinterpret_cast<char*>(this + 1); }
  std::size_t capacity() const { return capacity_; }
  /// True if the caller holds the only reference, so that the block may be written again.
  bool unique() const { return refs_.load(std::memory_order_acquire) == 1; }

 private:
  friend class SlabRef;
  explicit Slab(std::size_t capacity) : capacity_(capacity) {}
  std::atomic<std::uint32_t> refs_{1};
  std::size_t capacity_;
};

/// Owning reference to a `Slab`.
class SlabRef {
 public:
  SlabRef() = default;
  SlabRef(const SlabRef& other) : slab_(other.slab_) { retain(); }
  SlabRef(SlabRef&& other) noexcept : slab_(std::exchange(other.slab_, nullptr)) {}
  SlabRef& operator=(SlabRef other) noexcept {
    std::swap(slab_, other.slab_);
    return *this;
  }
  ~SlabRef() { release(); }

  /// Allocates a block of `capacity` bytes, uninitialised.
  static SlabRef allocate(std::size_t capacity);

  Slab* operator->() const { return slab_; }
  explicit operator bool() const { return slab_ != nullptr; }

 private:
  explicit SlabRef(Slab* slab) : slab_(slab) {}
  void retain() const {
    if (slab_ != nullptr) slab_->refs_.fetch_add(1, std::memory_order_relaxed);
  }
  void release() noexcept;
  Slab* slab_ = nullptr;
};

/// An immutable piece of a slab (or of static memory, then without a slab). Cheap to copy.
class Slice {
 public:
  Slice() = default;
  Slice(SlabRef slab, const char* data, std::size_t size)
      : slab_(std::move(slab)), data_(data), size_(size) {}

  /// Copies `bytes` into a slab of its own.
  static Slice copyOf(BytesView bytes);
  /// Refers to bytes that live as long as the program (string literals).
  static Slice ofStatic(BytesView bytes) { return {SlabRef(), bytes.data(), bytes.size()}; }

  const char* data() const { return data_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  BytesView view() const { return {data_, size_}; }
  /// The piece [offset, offset + count) of this slice, same slab. `count` is clamped to the end.
  Slice sub(std::size_t offset, std::size_t count = std::string_view::npos) const;
  /// This slice with the `count` bytes that lie in front of it in the same slab. The caller knows that they
  /// are there and still hold what they held.
  Slice extendedFront(std::size_t count) const { return {slab_, data_ - count, size_ + count}; }
  /// Drops the first `count` bytes.
  void removePrefix(std::size_t count) {
    data_ += count;
    size_ -= count;
  }
  /// Size of the block this slice keeps alive; 0 for static bytes. The recorder copies small pieces of
  /// large blocks out.
  std::size_t pinnedBytes() const { return slab_ ? slab_->capacity() : 0; }

 private:
  SlabRef slab_;
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

/// A FIFO of slices with its total size. Empty ones, and most are, own no memory.
class ByteQueue {
 public:
  void push(Slice slice);
  bool empty() const { return size_ == 0; }
  ByteCount size() const { return size_; }
  std::size_t pieces() const { return slices_.size() - first_; }
  const Slice& front() const { return slices_[first_]; }
  const Slice& at(std::size_t index) const { return slices_[first_ + index]; }
  /// Drops `count` bytes from the front; `count` must not exceed size().
  void consume(ByteCount count);
  /// Takes at most `count` bytes off the front as one slice of one slab (may be shorter than `count`).
  Slice takeSome(std::size_t count);
  /// Everything in one slice; copies only if there is more than one piece. Empties the queue.
  Slice takeJoined();
  void clear();

 private:
  Slice popFront();

  std::vector<Slice> slices_;
  std::size_t first_ = 0;  ///< those before it are gone; their places are used again when half of all are
  ByteCount size_ = 0;
};

}  // namespace bascule
