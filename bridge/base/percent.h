// SPDX-License-Identifier: GPL-3.0-or-later
// Percent-encoding of `grpc-message` (gRPC over HTTP/2, "Responses") and of URL query values.
// Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace bascule::percent {

/// Encodes bytes below 0x20, above 0x7E and `%` as `%XX` with upper-case hexadecimal digits.
std::string encodeGrpcMessage(std::string_view utf8);
/// Decodes `%XX`. Never fails: a malformed escape stays as it is.
std::string decode(std::string_view text);
/// Encodes everything but the unreserved characters of RFC 3986 section 2.3: safe as a value of a URL query.
std::string encodeQuery(std::string_view bytes);
/// Decodes a value of a URL query: `%XX`, and `+` as a space (application/x-www-form-urlencoded, as browsers
/// write it). Never fails.
std::string decodeQuery(std::string_view text);

}  // namespace bascule::percent
