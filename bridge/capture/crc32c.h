// SPDX-License-Identifier: GPL-3.0-or-later
// CRC-32C (Castagnoli, RFC 3720 appendix B.4): tells a damaged block of a session file from a whole one.
// Thread: pure function.
#pragma once

#include <cstdint>
#include <string_view>

namespace bascule::capture {

std::uint32_t crc32c(std::string_view bytes);

}  // namespace bascule::capture
