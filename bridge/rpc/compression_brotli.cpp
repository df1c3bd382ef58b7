// SPDX-License-Identifier: GPL-3.0-or-later
// br by Google's brotli library.
#include <array>
#include <memory>

#include <brotli/decode.h>
#include <brotli/encode.h>

#include "bridge/rpc/compression_codecs.h"

namespace bascule::rpc::codecs {
namespace {

constexpr std::size_t kChunk = 16 * 1024;
// The library's default of 11 is for files packed once; 5 is what servers use for answers made on the way.
constexpr int kQuality = 5;

struct DecoderEnd {
  void operator()(BrotliDecoderState* state) const { BrotliDecoderDestroyInstance(state); }
};

}  // namespace

Result<std::string> brotliDecode(std::string_view bytes, const Bounds& bounds) {
  const std::unique_ptr<BrotliDecoderState, DecoderEnd> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr));
  if (state == nullptr) return malformed("cannot start");
  const auto* nextIn = reinterpret_cast<const std::uint8_t*>(bytes.data());
  std::size_t left = bytes.size();
  BoundedOutput out(bytes.size(), bounds);
  std::array<char, kChunk> chunk;
  for (BrotliDecoderResult code = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
       code == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;) {
    auto* nextOut = reinterpret_cast<std::uint8_t*>(chunk.data());
    std::size_t room = kChunk;
    code = BrotliDecoderDecompressStream(state.get(), &left, &nextIn, &room, &nextOut, nullptr);
    if (code == BROTLI_DECODER_RESULT_ERROR) return malformed("bad data");
    if (auto added = out.append({chunk.data(), kChunk - room}); !added)
      return std::unexpected(std::move(added.error()));
    if (code == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) return malformed("it ends early");
  }
  if (left != 0) return malformed("bytes after its end");
  return out.take();
}

Result<std::string> brotliEncode(std::string_view bytes) {
  std::string out(BrotliEncoderMaxCompressedSize(bytes.size()), '\0');
  std::size_t size = out.size();
  const auto done = BrotliEncoderCompress(kQuality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, bytes.size(),
                                          reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                                          reinterpret_cast<std::uint8_t*>(out.data()));
  if (done != BROTLI_TRUE)
    return fail(ErrorCode::Internal, "compression_failed", "brotli cannot compress this");
  out.resize(size);
  return out;
}

}  // namespace bascule::rpc::codecs
