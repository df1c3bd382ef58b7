// SPDX-License-Identifier: GPL-3.0-or-later
// What every fuzz target is made of: a function over an `Input`, and `require`, which ends the run with what
// does not hold. entry.cpp makes a libFuzzer program of a target, replay.cpp an ordinary test of its corpus.
// Thread: one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/bytes.h"

namespace bascule::fuzz {

/// Says what does not hold and aborts: the fuzzer keeps the input, the replay names its file.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

/// The bytes of one run, taken from the front: choices first, then what the target is to read. An input that
/// is used up gives zeros and empty texts.
class Input {
 public:
  explicit Input(std::string_view bytes) : bytes_(bytes) {}

  bool empty() const { return bytes_.empty(); }
  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    const auto value = static_cast<std::uint8_t>(bytes_.front());
    bytes_.remove_prefix(1);
    return value;
  }
  /// One of 0 .. count-1.
  std::size_t below(std::size_t count) { return byte() % count; }
  /// A number of two bytes, high one first.
  std::uint16_t number() {
    const auto high = byte();
    return static_cast<std::uint16_t>(high << 8 | byte());
  }
  /// Bytes with their number (two bytes) in front; what is left if that is less.
  std::string_view chunk() { return take(number()); }
  /// Up to a line break, which is taken too.
  std::string_view line() {
    const auto end = bytes_.find('\n');
    const auto text = take(end);
    take(1);
    return text;
  }
  std::string_view rest() { return take(bytes_.size()); }

 private:
  std::string_view take(std::size_t count) {
    const auto taken = bytes_.substr(0, count);
    bytes_.remove_prefix(taken.size());
    return taken;
  }
  std::string_view bytes_;
};

/// The target of this program.
void target(Input& input);

/// `bytes` in the pieces that `choice` stands for: 0 whole, 1 single bytes, else pieces of random sizes with
/// `choice` as the seed. The pieces lie in one slab, as a socket hands them out.
inline std::vector<Slice> cut(std::string_view bytes, std::uint8_t choice) {
  constexpr std::size_t kLongest = 97;
  const Slice whole = Slice::copyOf(bytes);
  std::vector<Slice> pieces;
  std::minstd_rand random(choice);
  for (std::size_t at = 0; at < bytes.size();) {
    std::size_t count = choice == 0 ? bytes.size() : 1;
    if (choice > 1) count = 1 + random() % kLongest;
    count = std::min(count, bytes.size() - at);
    pieces.push_back(whole.sub(at, count));
    at += count;
  }
  return pieces;
}

}  // namespace bascule::fuzz
