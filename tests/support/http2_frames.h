// SPDX-License-Identifier: GPL-3.0-or-later
// Raw HTTP/2 frames for tests: builds bytes a library would never send, and cuts received bytes into frames.
// Header blocks are literal fields without indexing (RFC 7541 section 6.2.2) unless given as raw bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bascule::testing {

inline constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

inline std::string frame(std::uint8_t type, std::uint8_t flags, std::uint32_t stream,
                         std::string_view payload) {
  const auto size = static_cast<std::uint32_t>(payload.size());
  std::string out;
  for (const std::uint32_t byte : {size >> 16, size >> 8, size, std::uint32_t{type}, std::uint32_t{flags},
                                   stream >> 24, stream >> 16, stream >> 8, stream}) {
    out += static_cast<char>(byte & 255);
  }
  return out.append(payload);
}

inline std::string u32(std::uint32_t value) {
  std::string out;
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(value >> shift & 255);
  return out;
}

using FieldList = std::vector<std::pair<std::string, std::string>>;

inline std::string hpackString(std::string_view text) {
  std::string out;
  if (text.size() < 127) {
    out += static_cast<char>(text.size());
  } else {
    out += '\x7f';
    auto rest = text.size() - 127;
    for (; rest >= 128; rest /= 128) out += static_cast<char>(rest % 128 + 128);
    out += static_cast<char>(rest);
  }
  return out.append(text);
}

inline std::string hpack(const FieldList& fields) {
  std::string out;
  for (const auto& [name, value] : fields) out += '\0' + hpackString(name) + hpackString(value);
  return out;
}

inline FieldList requestFields(const FieldList& more = {}) {
  FieldList fields = {
      {":method", "POST"}, {":scheme", "http"}, {":authority", "localhost"}, {":path", "/a.B/C"}};
  fields.insert(fields.end(), more.begin(), more.end());
  return fields;
}

inline std::string headersFrame(std::uint32_t stream, const FieldList& fields, bool endStream = false,
                                bool endHeaders = true) {
  return frame(1, static_cast<std::uint8_t>((endStream ? 1 : 0) | (endHeaders ? 4 : 0)), stream,
               hpack(fields));
}
inline std::string dataFrame(std::uint32_t stream, std::string_view bytes, bool end = false) {
  return frame(0, end ? 1 : 0, stream, bytes);
}
inline std::string settingsFrame(const std::vector<std::pair<std::uint16_t, std::uint32_t>>& entries = {}) {
  std::string payload;
  for (const auto& [id, value] : entries) {
    payload += static_cast<char>(id >> 8);
    payload += static_cast<char>(id & 255);
    payload += u32(value);
  }
  return frame(4, 0, 0, payload);
}
inline std::string settingsAck() { return frame(4, 1, 0, ""); }
inline std::string resetFrame(std::uint32_t stream, std::uint32_t code) {
  return frame(3, 0, stream, u32(code));
}
inline std::string pingFrame() { return frame(6, 0, 0, "12345678"); }
inline std::string windowUpdate(std::uint32_t stream, std::uint32_t count) {
  return frame(8, 0, stream, u32(count));
}

struct RawFrame {
  std::uint8_t type = 0;
  std::uint8_t flags = 0;
  std::uint32_t stream = 0;
  std::string payload;
  std::uint32_t code(std::size_t at = 0) const {
    std::uint32_t value = 0;
    for (std::size_t i = at; i < at + 4 && i < payload.size(); ++i) {
      value = value << 8 | static_cast<unsigned char>(payload[i]);
    }
    return value;
  }
};

/// Whole frames in `bytes`; an incomplete one at the end is left out.
inline std::vector<RawFrame> cutFrames(std::string_view bytes) {
  std::vector<RawFrame> out;
  const auto at = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]));
  };
  while (bytes.size() >= 9) {
    const std::size_t size = at(0) << 16 | at(1) << 8 | at(2);
    if (bytes.size() < 9 + size) break;
    out.push_back({static_cast<std::uint8_t>(at(3)), static_cast<std::uint8_t>(at(4)),
                   (at(5) << 24 | at(6) << 16 | at(7) << 8 | at(8)) & 0x7fffffff,
                   std::string(bytes.substr(9, size))});
    bytes.remove_prefix(9 + size);
  }
  return out;
}

inline const RawFrame* findFrame(const std::vector<RawFrame>& frames, std::uint8_t type,
                                 std::uint32_t stream) {
  for (const RawFrame& f : frames) {
    if (f.type == type && f.stream == stream) return &f;
  }
  return nullptr;
}

}  // namespace bascule::testing
