// SPDX-License-Identifier: GPL-3.0-or-later
// Compressing and decompressing one message (gRPC "Compression", Connect "Content-Encoding").
//
// Decompression is bounded twice: by the size limit and by a ratio, so that a small body cannot become a
// large allocation. Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "bridge/base/bytes.h"
#include "bridge/base/error.h"
#include "bridge/rpc/protocol.h"

namespace bascule::rpc {

/// Largest accepted output : input, applied once the output exceeds 1 MiB (Envoy's max_inflate_ratio).
inline constexpr ByteCount kMaxInflateRatio = 100;
/// Messages below this are sent uncompressed even where compression was negotiated.
inline constexpr ByteCount kCompressThreshold = 1024;

/// True for the codings this build can decode and encode.
bool supported(Compression compression);
/// The supported codings as a header value: `gzip,deflate`.
std::string_view supportedList();

/// The message behind `bytes`. Empty stays empty: a zero-length message is never compressed. Errors:
/// InvalidInput `compression_malformed`, LimitExceeded `message_too_large` (over `limit` bytes of output),
/// LimitExceeded `inflate_ratio` (over `ratio` times the input), Unsupported `compression_unknown`.
Result<std::string> decompress(Compression compression, std::string_view bytes, ByteCount limit,
                               ByteCount ratio = kMaxInflateRatio);
/// `bytes` compressed. Error Unsupported `compression_unknown`.
Result<std::string> compress(Compression compression, std::string_view bytes);

}  // namespace bascule::rpc
