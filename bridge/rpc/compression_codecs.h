// SPDX-License-Identifier: GPL-3.0-or-later
// What compression.cpp asks of each algorithm, and the bounded output they all write to. One source file per
// algorithm; nobody but them and compression.cpp includes this. Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "bridge/base/bytes.h"
#include "bridge/base/error.h"

namespace bascule::rpc::codecs {

/// What a decoder may produce.
struct Bounds {
  ByteCount limit = 0;  ///< largest output, bytes
  ByteCount ratio = 0;  ///< largest output : input, once the output exceeds 1 MiB
};

/// Decompressed bytes so far. Refuses what would exceed the size limit or the inflate ratio, so that no
/// decoder can be led to produce more than it may.
class BoundedOutput {
 public:
  /// `inputSize` is the size of the whole compressed message in bytes.
  BoundedOutput(ByteCount inputSize, const Bounds& bounds);
  /// Appends `bytes`. Errors: LimitExceeded `message_too_large`, LimitExceeded `inflate_ratio`.
  Result<void> append(std::string_view bytes);
  /// The same check for bytes that are only announced, before memory is taken for them.
  Result<void> admit(ByteCount more) const;
  std::string take() { return std::move(out_); }

 private:
  Bounds bounds_;
  ByteCount ratioLimit_;
  std::string out_;
};

/// Error InvalidInput `compression_malformed`; `what` completes "compressed message is malformed: ".
std::unexpected<Error> malformed(std::string_view what);

using Decompress = Result<std::string> (*)(std::string_view bytes, const Bounds& bounds);
using Compress = Result<std::string> (*)(std::string_view bytes);

/// RFC 1952.
Result<std::string> gunzip(std::string_view bytes, const Bounds& bounds);
Result<std::string> gzip(std::string_view bytes);
/// RFC 1950: what HTTP calls `deflate` (RFC 9110 section 8.4.1.2) is the zlib container.
Result<std::string> zlibInflate(std::string_view bytes, const Bounds& bounds);
Result<std::string> zlibDeflate(std::string_view bytes);
/// RFC 7932.
Result<std::string> brotliDecode(std::string_view bytes, const Bounds& bounds);
Result<std::string> brotliEncode(std::string_view bytes);
/// RFC 8878, one frame.
Result<std::string> zstdDecode(std::string_view bytes, const Bounds& bounds);
Result<std::string> zstdEncode(std::string_view bytes);
/// Snappy framing format (framing_format.txt of google/snappy), not the raw block.
Result<std::string> snappyDecode(std::string_view bytes, const Bounds& bounds);
Result<std::string> snappyEncode(std::string_view bytes);

}  // namespace bascule::rpc::codecs
