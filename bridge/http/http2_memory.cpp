// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/http/http2_memory.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace bascule::http {

Http2Memory::Http2Memory() {
  table_.mem_user_data = this;
  table_.malloc = [](std::size_t size, void* user) {
    return static_cast<Http2Memory*>(user)->allocate(size);
  };
  table_.free = [](void* block, void* user) { static_cast<Http2Memory*>(user)->release(block); };
  table_.calloc = [](std::size_t count, std::size_t size, void* user) {
    void* block = static_cast<Http2Memory*>(user)->allocate(count * size);
    return block == nullptr ? nullptr : std::memset(block, 0, count * size);
  };
  table_.realloc = [](void* block, std::size_t size, void* user) {
    return static_cast<Http2Memory*>(user)->reallocate(block, size);
  };
}

Http2Memory::~Http2Memory() {
  for (FreeList& list : free_) {
    while (Header* header = list.first) {
      list.first = header->next;
      std::free(header);
    }
  }
}

void* Http2Memory::allocate(std::size_t size) {
  const std::size_t sizeClass = std::min((std::max<std::size_t>(size, 1) - 1) / kStep, kClasses);
  if (sizeClass < kClasses && free_[sizeClass].first != nullptr) {
    FreeList& list = free_[sizeClass];
    Header* header = list.first;
    list.first = header->next;
    --list.count;
    return header + 1;
  }
  const std::size_t capacity = sizeClass < kClasses ? (sizeClass + 1) * kStep : size;
  auto* header = static_cast<Header*>(std::malloc(sizeof(Header) + capacity));
  if (header == nullptr) return nullptr;
  header->sizeClass = sizeClass;
  return header + 1;
}

void Http2Memory::release(void* block) {
  if (block == nullptr) return;
  Header* header = static_cast<Header*>(block) - 1;
  if (header->sizeClass == kClasses || free_[header->sizeClass].count >= kKept) {
    std::free(header);
    return;
  }
  FreeList& list = free_[header->sizeClass];
  header->next = list.first;
  list.first = header;
  ++list.count;
}

void* Http2Memory::reallocate(void* block, std::size_t size) {
  if (block == nullptr) return allocate(size);
  Header* header = static_cast<Header*>(block) - 1;
  if (header->sizeClass == kClasses) {
    // Stays a large block, also when it shrinks: its size is not known here.
    auto* const grown = static_cast<Header*>(std::realloc(header, sizeof(Header) + size));
    return grown == nullptr ? nullptr : grown + 1;
  }
  const std::size_t capacity = (header->sizeClass + 1) * kStep;
  if (size <= capacity) return block;
  void* moved = allocate(size);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, block, capacity);
  release(block);
  return moved;
}

}  // namespace bascule::http
