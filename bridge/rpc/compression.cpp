// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/compression.h"

#include <algorithm>
#include <array>

#include "bridge/rpc/compression_codecs.h"

namespace bascule::rpc {
namespace {

constexpr ByteCount kRatioFree = 1024 * 1024;

struct CodecRow {
  Compression compression;
  codecs::Decompress decompress;
  codecs::Compress compress;
};

// In the order of the accept lists we send: what most peers have comes first.
constexpr std::array<CodecRow, 5> kCodecs = {{
    {Compression::Gzip, codecs::gunzip, codecs::gzip},
    {Compression::Deflate, codecs::zlibInflate, codecs::zlibDeflate},
    {Compression::Brotli, codecs::brotliDecode, codecs::brotliEncode},
    {Compression::Zstd, codecs::zstdDecode, codecs::zstdEncode},
    {Compression::Snappy, codecs::snappyDecode, codecs::snappyEncode},
}};

const CodecRow* codecOf(Compression compression) {
  const auto* const row = std::ranges::find(kCodecs, compression, &CodecRow::compression);
  return row == kCodecs.end() ? nullptr : row;
}

std::unexpected<Error> tooLarge(ByteCount limit) {
  return fail(ErrorCode::LimitExceeded, "message_too_large",
              "decompressed message is larger than " + std::to_string(limit) + " bytes");
}

std::unexpected<Error> unknown() {
  return fail(ErrorCode::Unsupported, "compression_unknown", "compression is not supported");
}

}  // namespace

namespace codecs {

BoundedOutput::BoundedOutput(ByteCount inputSize, const Bounds& bounds)
    : bounds_(bounds), ratioLimit_(std::max(kRatioFree, inputSize * bounds.ratio)) {}

Result<void> BoundedOutput::admit(ByteCount more) const {
  if (out_.size() + more > bounds_.limit) return tooLarge(bounds_.limit);
  if (out_.size() + more <= ratioLimit_) return {};
  return fail(ErrorCode::LimitExceeded, "inflate_ratio",
              "message decompresses to more than " + std::to_string(bounds_.ratio) + " times its size");
}

Result<void> BoundedOutput::append(std::string_view bytes) {
  auto admitted = admit(bytes.size());
  if (admitted) out_.append(bytes);
  return admitted;
}

std::unexpected<Error> malformed(std::string_view what) {
  return fail(ErrorCode::InvalidInput, "compression_malformed",
              "compressed message is malformed: " + std::string(what));
}

}  // namespace codecs

bool supported(Compression compression) {
  return compression == Compression::Identity || codecOf(compression) != nullptr;
}

std::string_view supportedList() {
  static const std::string list = [] {
    std::string names;
    for (const CodecRow& row : kCodecs) names.append(names.empty() ? "" : ",").append(name(row.compression));
    return names;
  }();
  return list;
}

Result<std::string> decompress(Compression compression, std::string_view bytes, ByteCount limit,
                               ByteCount ratio) {
  if (!supported(compression)) return unknown();
  if (compression == Compression::Identity || bytes.empty()) {
    if (bytes.size() > limit) return tooLarge(limit);
    return std::string(bytes);
  }
  return codecOf(compression)->decompress(bytes, {limit, ratio});
}

Result<std::string> compress(Compression compression, std::string_view bytes) {
  if (compression == Compression::Identity) return std::string(bytes);
  const CodecRow* row = codecOf(compression);
  return row == nullptr ? unknown() : row->compress(bytes);
}

}  // namespace bascule::rpc
