// SPDX-License-Identifier: GPL-3.0-or-later
// snappy: the library has the raw block only, the framing around it (framing_format.txt of google/snappy) is
// written here: a stream identifier, then chunks of at most 64 KiB, each with a masked CRC-32C.
#include <algorithm>
#include <array>
#include <cstdint>

#include <snappy.h>

#include "bridge/rpc/compression_codecs.h"

namespace bascule::rpc::codecs {
namespace {

constexpr std::string_view kIdentifier("\xff\x06\x00\x00sNaPpY", 10);
constexpr std::size_t kChunkHeader = 4;  // type and 24-bit little-endian length
constexpr std::size_t kCrcSize = 4;
constexpr std::size_t kMaxChunkData = 65536;  // section 4.2: uncompressed data of one chunk

// Chunk types, sections 4.1 to 4.6.
constexpr unsigned char kCompressed = 0x00;
constexpr unsigned char kUncompressed = 0x01;
constexpr unsigned char kFirstSkippable = 0x80;  // 0x80 to 0xfe: padding and reserved, skipped
constexpr unsigned char kStreamIdentifier = 0xff;

constexpr std::array<std::uint32_t, 256> makeCrcTable() {
  constexpr std::uint32_t kCastagnoli = 0x82f63b78;  // reflected polynomial of CRC-32C (RFC 3720)
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1) != 0 ? value >> 1 ^ kCastagnoli : value >> 1;
    table[i] = value;
  }
  return table;
}
constexpr auto kCrcTable = makeCrcTable();

/// CRC-32C rotated and offset, so that a checksum of data that contains checksums stays strong (section 3).
std::uint32_t maskedCrc(std::string_view bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const char c : bytes) crc = kCrcTable[(crc ^ static_cast<unsigned char>(c)) & 0xff] ^ crc >> 8;
  crc = ~crc;
  return (crc >> 15 | crc << 17) + 0xa282ead8;
}

std::uint32_t littleEndian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = bytes.size(); i > 0; --i)
    value = value << 8 | static_cast<unsigned char>(bytes[i - 1]);
  return value;
}

void appendLittleEndian(std::string& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i & 0xff);
}

Result<void> appendChunk(unsigned char type, std::string_view body, BoundedOutput& out) {
  if (body.size() < kCrcSize) return malformed("a chunk is too short");
  const std::uint32_t crc = littleEndian(body.substr(0, kCrcSize));
  std::string_view data = body.substr(kCrcSize);
  std::string plain;
  if (type == kCompressed) {
    std::size_t size = 0;
    if (!snappy::GetUncompressedLength(data.data(), data.size(), &size) || size > kMaxChunkData)
      return malformed("bad chunk length");
    if (auto admitted = out.admit(size); !admitted) return admitted;
    if (!snappy::Uncompress(data.data(), data.size(), &plain)) return malformed("bad data");
    data = plain;
  }
  if (data.size() > kMaxChunkData) return malformed("a chunk is too long");
  if (maskedCrc(data) != crc) return malformed("checksum differs");
  return out.append(data);
}

}  // namespace

Result<std::string> snappyDecode(std::string_view bytes, const Bounds& bounds) {
  BoundedOutput out(bytes.size(), bounds);
  if (!bytes.starts_with(kIdentifier)) return malformed("it does not start with the stream identifier");
  while (!bytes.empty()) {
    if (bytes.size() < kChunkHeader) return malformed("it ends early");
    const auto type = static_cast<unsigned char>(bytes[0]);
    const std::size_t size = littleEndian(bytes.substr(1, 3));
    bytes.remove_prefix(kChunkHeader);
    if (size > bytes.size()) return malformed("it ends early");
    const std::string_view body = bytes.substr(0, size);
    bytes.remove_prefix(size);
    if (type == kCompressed || type == kUncompressed) {
      if (auto added = appendChunk(type, body, out); !added) return std::unexpected(std::move(added.error()));
    } else if (type == kStreamIdentifier) {
      if (body != kIdentifier.substr(kChunkHeader)) return malformed("bad stream identifier");
    } else if (type < kFirstSkippable) {
      return malformed("a chunk of unknown type");
    }
  }
  return out.take();
}

Result<std::string> snappyEncode(std::string_view bytes) {
  std::string out(kIdentifier);
  std::string packed;
  while (!bytes.empty()) {
    const std::string_view data = bytes.substr(0, kMaxChunkData);
    bytes.remove_prefix(data.size());
    snappy::Compress(data.data(), data.size(), &packed);
    const bool shrinks = packed.size() < data.size();
    const std::string_view body = shrinks ? std::string_view(packed) : data;
    out += static_cast<char>(shrinks ? kCompressed : kUncompressed);
    appendLittleEndian(out, static_cast<std::uint32_t>(body.size() + kCrcSize), 3);
    appendLittleEndian(out, maskedCrc(data), 4);
    out.append(body);
  }
  return out;
}

}  // namespace bascule::rpc::codecs
