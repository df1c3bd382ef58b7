// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/compression.h"

#include <algorithm>
#include <array>
#include <memory>

#include <zlib.h>

namespace bascule::rpc {
namespace {

constexpr std::size_t kChunk = 16 * 1024;
constexpr ByteCount kRatioFree = 1024 * 1024;

/// zlib's window bits choose the container: RFC 1952 (gzip) or RFC 1950 (zlib, which HTTP calls deflate).
int windowBits(Compression compression) { return compression == Compression::Gzip ? 15 + 16 : 15; }

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

std::unexpected<Error> malformed(std::string_view what) {
  return fail(ErrorCode::InvalidInput, "compression_malformed",
              "compressed message is malformed: " + std::string(what));
}

std::unexpected<Error> tooLarge(ByteCount limit) {
  return fail(ErrorCode::LimitExceeded, "message_too_large",
              "decompressed message is larger than " + std::to_string(limit) + " bytes");
}

std::unexpected<Error> ratioExceeded(ByteCount ratio) {
  return fail(ErrorCode::LimitExceeded, "inflate_ratio",
              "message decompresses to more than " + std::to_string(ratio) + " times its size");
}

std::unexpected<Error> unknown() {
  return fail(ErrorCode::Unsupported, "compression_unknown", "compression is not supported");
}

Result<std::string> inflateAll(Compression compression, std::string_view bytes, ByteCount limit,
                               ByteCount ratio) {
  z_stream stream{};
  if (inflateInit2(&stream, windowBits(compression)) != Z_OK) return malformed("cannot start");
  const std::unique_ptr<z_stream, InflateEnd> end(&stream);
  stream.next_in = writable(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  const ByteCount ratioLimit = std::max<ByteCount>(kRatioFree, bytes.size() * ratio);
  std::string out;
  std::array<char, kChunk> chunk;
  for (int code = Z_OK; code != Z_STREAM_END;) {
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = kChunk;
    code = inflate(&stream, Z_NO_FLUSH);
    if (code == Z_BUF_ERROR) return malformed("it ends early");
    if (code != Z_OK && code != Z_STREAM_END)
      return malformed(stream.msg != nullptr ? stream.msg : "bad data");
    const std::size_t produced = kChunk - stream.avail_out;
    if (out.size() + produced > limit) return tooLarge(limit);
    if (out.size() + produced > ratioLimit) return ratioExceeded(ratio);
    out.append(chunk.data(), produced);
  }
  if (stream.avail_in != 0) return malformed("bytes after its end");
  return out;
}

Result<std::string> deflateAll(Compression compression, std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, windowBits(compression), 8,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return unknown();
  }
  const std::unique_ptr<z_stream, DeflateEnd> end(&stream);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = writable(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) return unknown();
  out.resize(stream.total_out);
  return out;
}

}  // namespace

bool supported(Compression compression) {
  return compression == Compression::Identity || compression == Compression::Gzip ||
         compression == Compression::Deflate;
}

std::string_view supportedList() { return "gzip,deflate"; }

Result<std::string> decompress(Compression compression, std::string_view bytes, ByteCount limit,
                               ByteCount ratio) {
  if (!supported(compression)) return unknown();
  if (compression == Compression::Identity || bytes.empty()) {
    if (bytes.size() > limit) return tooLarge(limit);
    return std::string(bytes);
  }
  return inflateAll(compression, bytes, limit, ratio);
}

Result<std::string> compress(Compression compression, std::string_view bytes) {
  if (!supported(compression)) return unknown();
  if (compression == Compression::Identity) return std::string(bytes);
  return deflateAll(compression, bytes);
}

}  // namespace bascule::rpc
