// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/session_segments.h"

#include <tuple>
#include <utility>

#include "bridge/base/bytes.h"
#include "bridge/capture/crc32c.h"

namespace bascule::capture {
namespace {

// A call of more segments than this is read from its newest ones only.
constexpr std::size_t kMaxSegments = 100'000;
// Encoded events of one call held in memory while it is read.
constexpr ByteCount kMaxCallBytes = 256ULL * 1024 * 1024;

}  // namespace

Result<void> SegmentReader::prepare(Database& database) {
  auto prepared = database.prepare("SELECT size, crc, data FROM blocks WHERE id = ?1");
  if (!prepared) return std::unexpected(prepared.error());
  block_ = std::move(*prepared);
  return {};
}

const std::string* SegmentReader::loadBlock(std::uint64_t id) {
  if (id == keptId_) return &kept_;
  guard_.restart();
  block_.reset();
  block_.bind(1, id);
  const auto found = block_.step();
  const std::string_view frame = found && *found ? block_.bytes(2) : std::string_view();
  const bool whole = !frame.empty() && crc32c(frame) == static_cast<std::uint64_t>(block_.number(1));
  auto content = whole ? codec_.decompress(frame, block_.unsignedNumber(0))
                       : fail(ErrorCode::InvalidInput, "block_damaged", "a block is damaged or gone");
  block_.reset();
  if (!content) return nullptr;
  keptId_ = id;
  kept_ = std::move(*content);
  return &kept_;
}

bool SegmentReader::read(std::uint64_t blockId, std::uint64_t place, std::vector<std::string>& newestFirst) {
  ByteCount total = 0;
  while (blockId != 0) {
    if (newestFirst.size() >= kMaxSegments || total > kMaxCallBytes) return false;
    const std::string* content = loadBlock(blockId);
    if (content == nullptr) return false;
    const auto segment = segmentAt(*content, place);
    if (!segment) return false;
    newestFirst.emplace_back(segment->events);
    total += segment->events.size();
    // The chain only goes back, so that it ends.
    const std::pair before(segment->previousBlock, segment->previousPlace);
    if (before >= std::pair(blockId, place)) return false;
    std::tie(blockId, place) = before;
  }
  return true;
}

}  // namespace bascule::capture
