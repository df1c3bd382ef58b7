// SPDX-License-Identifier: GPL-3.0-or-later
// Every coding: output bounded by limit and ratio whatever the bytes are; what is compressed reads back.
#include "bridge/rpc/compression.h"

#include "tests/fuzz/harness.h"

namespace bascule::fuzz {

void target(Input& input) {
  using rpc::Compression;
  constexpr ByteCount kLimit = 3 << 20;
  constexpr ByteCount kRatioFrom = 1 << 20;
  constexpr Compression kCodings[] = {Compression::Identity, Compression::Gzip, Compression::Deflate,
                                      Compression::Brotli,   Compression::Zstd, Compression::Snappy,
                                      Compression::Unknown};
  const Compression coding = kCodings[input.below(std::size(kCodings))];
  const ByteCount limit = (input.byte() & 1) != 0 ? 100 : kLimit;
  const auto bytes = input.rest();

  if (const auto plain = rpc::decompress(coding, bytes, limit)) {
    require(plain->size() <= limit, "the output is within the limit");
    require(plain->size() <= kRatioFrom || plain->size() <= bytes.size() * rpc::kMaxInflateRatio,
            "the output is within the ratio");
  }
  const auto packed = rpc::compress(coding, bytes);
  require(packed.has_value() == (coding == Compression::Identity || rpc::supported(coding)),
          "what is supported compresses");
  if (!packed) return;
  const auto back = rpc::decompress(coding, *packed, kLimit, UINT32_MAX);
  require(back && *back == bytes, "what is compressed reads back");
}

}  // namespace bascule::fuzz
