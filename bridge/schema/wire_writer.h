// SPDX-License-Identifier: GPL-3.0-or-later
// `WireWriter`: wire bytes with nested lengths that are known only at the end. A length takes one byte until
// take() makes room for the longer ones, all in one go. Private to the schema floor. Thread: not shared.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::schema {

class WireWriter {
 public:
  /// Where nested bytes begin.
  struct Opened {
    std::size_t at;
    std::size_t grown;
  };

  void reserve(std::size_t bytes) { out_.reserve(bytes); }
  void varint(std::uint64_t value) {
    while (value >= 0x80) {
      out_ += static_cast<char>(value | 0x80);
      value >>= 7;
    }
    out_ += static_cast<char>(value);
  }
  /// The low `size` bytes, little-endian.
  void fixed(std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) out_ += static_cast<char>(value >> (8 * i));
  }
  void raw(std::string_view bytes) { out_ += bytes; }
  void bytes(std::string_view content) {
    varint(content.size());
    out_ += content;
  }
  /// Begins a length and the bytes it counts; end them with close(), innermost first.
  Opened open() {
    out_ += '\0';
    return {out_.size(), grown_};
  }
  void close(Opened opened);
  /// The same, or everything from `before` on is taken back if nothing was written since open().
  void closeOrDrop(Opened opened, std::size_t before);
  /// To give up what was written since, as long as no nested bytes were closed in it.
  std::size_t size() const { return out_.size(); }
  void truncate(std::size_t size) { out_.resize(size); }
  /// To write where nothing of the above fits.
  std::string& buffer() { return out_; }
  /// All of it; the writer is empty afterwards.
  std::string take();

 private:
  struct LongLength {
    std::size_t at;  // of the byte kept free
    std::uint64_t length;
  };
  std::string out_;
  std::vector<LongLength> longLengths_;
  std::size_t grown_ = 0;  // bytes the long lengths will need besides those kept free
};

}  // namespace bascule::schema
