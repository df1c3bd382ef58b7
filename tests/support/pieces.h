// SPDX-License-Identifier: GPL-3.0-or-later
// The three ways every byte-level test runs: whole, byte by byte, in seeded random pieces.
#pragma once

#include <functional>
#include <random>
#include <string_view>
#include <vector>

#include "bridge/base/bytes.h"

namespace bascule::test {

/// Slices of one slab, as a socket would hand them out.
inline std::vector<Slice> cut(std::string_view bytes, const std::function<std::size_t(std::size_t)>& size) {
  const Slice whole = Slice::copyOf(bytes);
  std::vector<Slice> pieces;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t count = size(bytes.size() - at);
    pieces.push_back(whole.sub(at, count));
    at += count;
  }
  return pieces;
}

/// Calls `run(pieces)` for each way; `run` checks the result itself.
inline void threeWays(std::string_view bytes, const std::function<void(const std::vector<Slice>&)>& run) {
  run(cut(bytes, [](std::size_t left) { return left; }));
  run(cut(bytes, [](std::size_t) { return std::size_t{1}; }));
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    run(cut(bytes, [&](std::size_t left) { return 1 + random() % left; }));
  }
}

}  // namespace bascule::test
