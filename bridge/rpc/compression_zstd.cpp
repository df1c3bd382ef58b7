// SPDX-License-Identifier: GPL-3.0-or-later
// zstd by the Zstandard library.
#include <array>
#include <memory>

#include <zstd.h>

#include "bridge/rpc/compression_codecs.h"

namespace bascule::rpc::codecs {
namespace {

constexpr std::size_t kChunk = 16 * 1024;
constexpr int kLevel = 3;  // the library's default
// A frame may ask its reader for a window of gigabytes; 8 MiB is what RFC 8878 section 3.1.1.1.2 recommends
// to support at least, and RFC 9659 the most an HTTP sender may use.
constexpr int kMaxWindowLog = 23;

struct DecoderEnd {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

Result<std::string> zstdDecode(std::string_view bytes, const Bounds& bounds) {
  const std::unique_ptr<ZSTD_DCtx, DecoderEnd> context(ZSTD_createDCtx());
  if (context == nullptr) return malformed("cannot start");
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kMaxWindowLog);
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  BoundedOutput out(bytes.size(), bounds);
  std::array<char, kChunk> chunk;
  for (std::size_t left = 1; left != 0;) {
    ZSTD_outBuffer piece{chunk.data(), kChunk, 0};
    left = ZSTD_decompressStream(context.get(), &piece, &in);
    if (ZSTD_isError(left) != 0) return malformed(ZSTD_getErrorName(left));
    if (auto added = out.append({chunk.data(), piece.pos}); !added)
      return std::unexpected(std::move(added.error()));
    if (left != 0 && in.pos == in.size && piece.pos < piece.size) return malformed("it ends early");
  }
  if (in.pos != in.size) return malformed("bytes after its end");
  return out.take();
}

Result<std::string> zstdEncode(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), kLevel);
  if (ZSTD_isError(size) != 0)
    return fail(ErrorCode::Internal, "compression_failed", "zstd cannot compress this");
  out.resize(size);
  return out;
}

}  // namespace bascule::rpc::codecs
