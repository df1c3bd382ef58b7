// SPDX-License-Identifier: GPL-3.0-or-later
// Frames of HTTP/2 that need no connection behind them: header fields as literals without index and without
// Huffman code (RFC 7541 section 6.2.2), so that every frame can be read alone. Thread: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bridge/base/bytes.h"

namespace bascule::exporting::http2 {

/// Appends a header field to a header block.
void appendField(std::string& block, std::string_view name, std::string_view value);
/// HEADERS, and CONTINUATION for what does not fit into one frame.
std::string headersFrames(std::uint32_t stream, std::string_view block, bool endStream);
/// DATA frames of at most 16 KiB each.
std::string dataFrames(std::uint32_t stream, std::string_view bytes, bool endStream);
/// The head of one DATA frame of `size` bytes (at most 16 MiB - 1).
std::string dataFrameHead(std::uint32_t stream, ByteCount size);
/// RST_STREAM with CANCEL.
std::string cancelFrame(std::uint32_t stream);

inline constexpr ByteCount kMaxFrame = (1U << 24U) - 1;

}  // namespace bascule::exporting::http2
