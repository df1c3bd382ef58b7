// SPDX-License-Identifier: GPL-3.0-or-later
// Base64 (RFC 4648 section 4) as the RPC protocols use it: padded and unpadded are accepted, the writer
// chooses. Thread: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bascule::base64 {

/// Standard alphabet without `=`: what `-bin` metadata and Connect error details use.
std::string encode(std::string_view bytes);
/// Standard alphabet with `=`: what HAR and JSON lines use.
std::string encodePadded(std::string_view bytes);
void appendPadded(std::string& out, std::string_view bytes);
/// Accepts standard and URL-safe alphabet, padded or not. Nothing if a character or the length is wrong.
std::optional<std::string> decode(std::string_view text);
/// The same, but strict: one alphabet only, and no bits behind the last byte. False leaves `out` of no use.
bool appendDecoded(std::string& out, std::string_view text);

}  // namespace bascule::base64
