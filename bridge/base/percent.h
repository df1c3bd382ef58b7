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

}  // namespace bascule::percent
