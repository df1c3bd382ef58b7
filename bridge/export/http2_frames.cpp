// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/http2_frames.h"

#include <algorithm>

#include "bridge/base/big_endian.h"

namespace bascule::exporting::http2 {
namespace {

// RFC 9113 section 6; 16 KiB is the frame size every peer takes.
constexpr std::size_t kFrameBytes = 16 * 1024;
constexpr unsigned kData = 0;
constexpr unsigned kHeaders = 1;
constexpr unsigned kRstStream = 3;
constexpr unsigned kContinuation = 9;
constexpr unsigned kEndStream = 1;
constexpr unsigned kEndHeaders = 4;

void appendHead(std::string& out, ByteCount size, unsigned type, unsigned flags, std::uint32_t stream) {
  big_endian::put(out, size, 3);
  out += static_cast<char>(type);
  out += static_cast<char>(flags);
  big_endian::put(out, stream, 4);
}

/// RFC 7541 section 5.2 with a 7-bit prefix, not Huffman coded.
void appendString(std::string& out, std::string_view text) {
  constexpr std::size_t kPrefix = 127;
  if (text.size() < kPrefix) {
    out += static_cast<char>(text.size());
  } else {
    out += static_cast<char>(kPrefix);
    std::size_t rest = text.size() - kPrefix;
    for (; rest >= 128; rest >>= 7) out += static_cast<char>(rest | 0x80);
    out += static_cast<char>(rest);
  }
  out += text;
}

}  // namespace

void appendField(std::string& block, std::string_view name, std::string_view value) {
  block += '\0';
  appendString(block, name);
  appendString(block, value);
}

std::string headersFrames(std::uint32_t stream, std::string_view block, bool endStream) {
  std::string out;
  unsigned type = kHeaders;
  do {
    const std::string_view piece = block.substr(0, kFrameBytes);
    block.remove_prefix(piece.size());
    const unsigned end = type == kHeaders && endStream ? kEndStream : 0;
    appendHead(out, piece.size(), type, end | (block.empty() ? kEndHeaders : 0), stream);
    out += piece;
    type = kContinuation;
  } while (!block.empty());
  return out;
}

std::string dataFrames(std::uint32_t stream, std::string_view bytes, bool endStream) {
  std::string out;
  out.reserve(bytes.size() + 9 * (bytes.size() / kFrameBytes + 1));
  do {
    const std::string_view piece = bytes.substr(0, kFrameBytes);
    bytes.remove_prefix(piece.size());
    appendHead(out, piece.size(), kData, endStream && bytes.empty() ? kEndStream : 0, stream);
    out += piece;
  } while (!bytes.empty());
  return out;
}

std::string dataFrameHead(std::uint32_t stream, ByteCount size) {
  std::string out;
  appendHead(out, std::min(size, kMaxFrame), kData, 0, stream);
  return out;
}

std::string cancelFrame(std::uint32_t stream) {
  constexpr std::uint32_t kCancel = 8;
  std::string out;
  appendHead(out, 4, kRstStream, 0, stream);
  big_endian::put(out, kCancel, 4);
  return out;
}

}  // namespace bascule::exporting::http2
