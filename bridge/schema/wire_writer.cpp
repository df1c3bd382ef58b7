// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/wire_writer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace bascule::schema {
namespace {

std::size_t encode(std::uint64_t value, char* out) {
  std::size_t size = 0;
  for (; value >= 0x80; value >>= 7) out[size++] = static_cast<char>(value | 0x80);
  out[size++] = static_cast<char>(value);
  return size;
}

}  // namespace

void WireWriter::close(Opened opened) {
  const std::uint64_t length = out_.size() - opened.at + (grown_ - opened.grown);
  if (length < 0x80) {
    out_[opened.at - 1] = static_cast<char>(length);
    return;
  }
  std::array<char, 10> bytes{};
  grown_ += encode(length, bytes.data()) - 1;
  longLengths_.push_back({opened.at - 1, length});
}

void WireWriter::closeOrDrop(Opened opened, std::size_t before) {
  if (out_.size() == opened.at) {
    truncate(before);
  } else {
    close(opened);
  }
}

/// From the back, so that every byte moves once.
std::string WireWriter::take() {
  std::ranges::sort(longLengths_, std::ranges::greater(), &LongLength::at);
  std::size_t end = out_.size();
  out_.resize(end + grown_);
  std::size_t target = out_.size();
  for (const LongLength& length : longLengths_) {
    const std::size_t begin = length.at + 1;
    target -= end - begin;
    std::memmove(out_.data() + target, out_.data() + begin, end - begin);
    std::array<char, 10> bytes{};
    const std::size_t size = encode(length.length, bytes.data());
    target -= size;
    std::memcpy(out_.data() + target, bytes.data(), size);
    end = length.at;
  }
  longLengths_.clear();
  grown_ = 0;
  return std::exchange(out_, {});
}

}  // namespace bascule::schema
