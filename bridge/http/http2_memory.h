// SPDX-License-Identifier: GPL-3.0-or-later
// `Http2Memory`: the allocator nghttp2 uses within one session: free lists of small blocks, no locks. A call
// costs the library about 20 allocations of few sizes; malloc was a tenth of its time.
// Private to the http floor; owned by Http2Session, which deletes the nghttp2 session first. Thread: the
// worker.
#pragma once

#include <array>
#include <cstddef>

#include <nghttp2/nghttp2.h>

namespace bascule::http {

class Http2Memory {
 public:
  Http2Memory();
  ~Http2Memory();
  Http2Memory(const Http2Memory&) = delete;
  Http2Memory& operator=(const Http2Memory&) = delete;

  /// To be handed to nghttp2_session_*_new3; refers to this object.
  nghttp2_mem* table() { return &table_; }

 private:
  static constexpr std::size_t kStep = 64;
  static constexpr std::size_t kClasses = 16;  // blocks of up to 1 KiB; larger ones go to malloc
#ifdef __SANITIZE_ADDRESS__
  static constexpr std::size_t kKept = 0;  // every use after free must show
#else
  static constexpr std::size_t kKept = 64;  // free blocks kept of each size
#endif

  /// In front of every block; keeps the alignment of malloc.
  struct alignas(std::max_align_t) Header {
    std::size_t sizeClass;  // kClasses: from malloc
    Header* next;
  };
  struct FreeList {
    Header* first = nullptr;
    std::size_t count = 0;
  };

  void* allocate(std::size_t size);
  void release(void* block);
  void* reallocate(void* block, std::size_t size);

  nghttp2_mem table_{};
  std::array<FreeList, kClasses> free_{};
};

}  // namespace bascule::http
