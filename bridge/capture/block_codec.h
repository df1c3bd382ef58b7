// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks of a session file: segments of calls, one after another, compressed together as one zstd frame.
//
// Segment: block and place of the segment before it (0, 0: none), size, encoded events. A call is the chain
// of its segments from the newest back. Thread: not shared.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/base/error.h"

namespace bascule::capture {

struct Segment {
  std::uint64_t previousBlock = 0;
  std::uint64_t previousPlace = 0;
  std::string_view events;
};

void appendSegment(std::string& block, const Segment& segment);
/// The segment at `place`; nothing if the bytes there are none.
std::optional<Segment> segmentAt(std::string_view block, std::uint64_t place);

class BlockCodec {
 public:
  BlockCodec();
  ~BlockCodec();

  /// One zstd frame; the result lives until the next call.
  Result<std::string_view> compress(std::string_view block);
  /// `size` is what the frame must give. Error InvalidInput `block_damaged`.
  Result<std::string> decompress(std::string_view frame, std::uint64_t size);

 private:
  struct Contexts;
  std::unique_ptr<Contexts> contexts_;
  std::string buffer_;
};

}  // namespace bascule::capture
