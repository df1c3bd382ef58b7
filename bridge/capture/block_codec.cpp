// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/block_codec.h"

#include <zstd.h>

#include "bridge/capture/session_schema.h"
#include "bridge/capture/varint.h"

namespace bascule::capture {
namespace {

// Fastest ordinary level: it must keep up with the traffic, and repeated calls shrink well at any level.
constexpr int kLevel = 1;

struct FreeCompression {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct FreeDecompression {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

struct BlockCodec::Contexts {
  std::unique_ptr<ZSTD_CCtx, FreeCompression> compression;
  std::unique_ptr<ZSTD_DCtx, FreeDecompression> decompression;
};

BlockCodec::BlockCodec() : contexts_(std::make_unique<Contexts>()) {}
BlockCodec::~BlockCodec() = default;

void appendSegment(std::string& block, const Segment& segment) {
  varint::put(block, segment.previousBlock);
  varint::put(block, segment.previousPlace);
  varint::putText(block, segment.events);
}

std::optional<Segment> segmentAt(std::string_view block, std::uint64_t place) {
  if (place >= block.size()) return std::nullopt;
  std::string_view rest = block.substr(place);
  Segment segment;
  if (!varint::take(rest, segment.previousBlock) || !varint::take(rest, segment.previousPlace) ||
      !varint::takeText(rest, segment.events)) {
    return std::nullopt;
  }
  return segment;
}

Result<std::string_view> BlockCodec::compress(std::string_view block) {
  if (!contexts_->compression) contexts_->compression.reset(ZSTD_createCCtx());
  buffer_.resize(ZSTD_compressBound(block.size()));
  const std::size_t size = ZSTD_compressCCtx(contexts_->compression.get(), buffer_.data(), buffer_.size(),
                                             block.data(), block.size(), kLevel);
  if (ZSTD_isError(size) != 0) return fail(ErrorCode::Internal, "block_compression", ZSTD_getErrorName(size));
  return std::string_view(buffer_).substr(0, size);
}

Result<std::string> BlockCodec::decompress(std::string_view frame, std::uint64_t size) {
  const auto damaged = [](const std::string& why) {
    return fail(ErrorCode::InvalidInput, "block_damaged", "a block is damaged: " + why);
  };
  if (size > session::kMaxBlockBytes) return damaged("it claims to be too large");
  if (!contexts_->decompression) contexts_->decompression.reset(ZSTD_createDCtx());
  std::string block(size, '\0');
  const std::size_t got = ZSTD_decompressDCtx(contexts_->decompression.get(), block.data(), block.size(),
                                              frame.data(), frame.size());
  if (ZSTD_isError(got) != 0) return damaged(ZSTD_getErrorName(got));
  if (got != size) return damaged("its size is wrong");
  return block;
}

}  // namespace bascule::capture
