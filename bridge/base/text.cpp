// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace bascule::text {
namespace {

struct Decoded {
  std::size_t length;  ///< bytes of the sequence; at least 1
  bool ok;
};

/// Looks at the sequence at the front of `bytes` (not empty).
Decoded decodeFront(std::string_view bytes) {
  const auto byteAt = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  const std::uint8_t lead = byteAt(0);
  if (lead < 0x80) return {1, true};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4) return {1, false};
  // The second byte's range excludes overlong forms, surrogates and values above U+10FFFF.
  const std::uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const std::uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  for (std::size_t i = 1; i < length; ++i) {
    if (i >= bytes.size()) return {i, false};
    const bool good = i == 1 ? byteAt(i) >= low && byteAt(i) <= high : (byteAt(i) & 0xc0) == 0x80;
    if (!good) return {i, false};
  }
  return {length, true};
}

/// Bytes that stand for themselves in a JSON string.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < 0x7f; ++byte) plain[byte] = byte != '"' && byte != '\\';
  return plain;
}();

/// How many bytes in front can be copied as they are: nearly always all of them.
std::size_t plainLength(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && kPlain[static_cast<std::uint8_t>(text[length])]) ++length;
  return length;
}

void appendEscapedAscii(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  if (byte < 0x20 || byte == 0x7f) {
    out += "\\u00";
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  } else {
    out += c;
  }
}

}  // namespace

bool isUtf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const Decoded front = decodeFront(bytes);
    if (!front.ok) return false;
    bytes.remove_prefix(front.length);
  }
  return true;
}

std::string toUtf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    const Decoded front = decodeFront(bytes);
    out += front.ok ? bytes.substr(0, front.length) : std::string_view("\xef\xbf\xbd");
    bytes.remove_prefix(front.length);
  }
  return out;
}

void appendJsonString(std::string& out, std::string_view utf8) {
  out += '"';
  for (;;) {
    const std::size_t plain = plainLength(utf8);
    out += utf8.substr(0, plain);
    utf8.remove_prefix(plain);
    if (utf8.empty()) break;
    const Decoded front = decodeFront(utf8);
    const std::string_view sequence = utf8.substr(0, front.length);
    if (!front.ok) {
      out += "\\ufffd";
    } else if (front.length == 1) {
      appendEscapedAscii(out, sequence[0]);
    } else if (sequence == "\xe2\x80\xa8") {
      out += "\\u2028";
    } else if (sequence == "\xe2\x80\xa9") {
      out += "\\u2029";
    } else {
      out += sequence;
    }
    utf8.remove_prefix(front.length);
  }
  out += '"';
}

}  // namespace bascule::text
