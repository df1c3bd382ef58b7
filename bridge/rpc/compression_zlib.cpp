// SPDX-License-Identifier: GPL-3.0-or-later
// gzip and deflate by zlib.
#include <array>
#include <memory>

#include <zlib.h>

#include "bridge/rpc/compression_codecs.h"

namespace bascule::rpc::codecs {
namespace {

constexpr std::size_t kChunk = 16 * 1024;
// zlib's window bits choose the container; 16 more ask for gzip's.
constexpr int kZlibContainer = 15;
constexpr int kGzipContainer = 15 + 16;
constexpr int kMemoryLevel = 8;  // zlib's default

struct InflateEnd {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};
struct DeflateEnd {
  void operator()(z_stream* stream) const { deflateEnd(stream); }
};

Bytef* writable(std::string_view bytes) {
  // zlib's interface lacks const; it does not write to its input.
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

Result<std::string> inflateAll(int windowBits, std::string_view bytes, const Bounds& bounds) {
  z_stream stream{};
  if (inflateInit2(&stream, windowBits) != Z_OK) return malformed("cannot start");
  const std::unique_ptr<z_stream, InflateEnd> end(&stream);
  stream.next_in = writable(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  BoundedOutput out(bytes.size(), bounds);
  std::array<char, kChunk> chunk;
  for (int code = Z_OK; code != Z_STREAM_END;) {
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = kChunk;
    code = inflate(&stream, Z_NO_FLUSH);
    if (code == Z_BUF_ERROR) return malformed("it ends early");
    if (code != Z_OK && code != Z_STREAM_END)
      return malformed(stream.msg != nullptr ? stream.msg : "bad data");
    if (auto added = out.append({chunk.data(), kChunk - stream.avail_out}); !added)
      return std::unexpected(std::move(added.error()));
  }
  if (stream.avail_in != 0) return malformed("bytes after its end");
  return out.take();
}

Result<std::string> deflateAll(int windowBits, std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, windowBits, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return fail(ErrorCode::Internal, "compression_failed", "zlib cannot start");
  }
  const std::unique_ptr<z_stream, DeflateEnd> end(&stream);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = writable(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
    return fail(ErrorCode::Internal, "compression_failed", "zlib cannot compress this");
  out.resize(stream.total_out);
  return out;
}

}  // namespace

Result<std::string> gunzip(std::string_view bytes, const Bounds& bounds) {
  return inflateAll(kGzipContainer, bytes, bounds);
}
Result<std::string> gzip(std::string_view bytes) { return deflateAll(kGzipContainer, bytes); }
Result<std::string> zlibInflate(std::string_view bytes, const Bounds& bounds) {
  return inflateAll(kZlibContainer, bytes, bounds);
}
Result<std::string> zlibDeflate(std::string_view bytes) { return deflateAll(kZlibContainer, bytes); }

}  // namespace bascule::rpc::codecs
