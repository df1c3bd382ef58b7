// SPDX-License-Identifier: GPL-3.0-or-later
// Timeouts in both spellings: `connect-timeout-ms` and `grpc-timeout`. Thread: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bridge/base/clock.h"

namespace bascule::rpc {

/// A timeout this long or longer counts as none (values such as `99999999H` saturate here).
inline constexpr Duration kLongestTimeout = std::chrono::hours(24 * 365 * 100);

/// 1 to 10 ASCII digits, milliseconds (Connect protocol, "Connect-Timeout-Ms"). Nothing if malformed.
std::optional<Duration> parseConnectTimeout(std::string_view text);
/// 1 to 8 ASCII digits and one unit of `H M S m u n` (gRPC over HTTP/2, "Timeout"). Nothing if malformed.
std::optional<Duration> parseGrpcTimeout(std::string_view text);
/// The smallest unit that fits in 8 digits, rounded down: the promise is never lengthened. `0n` for none
/// left.
std::string formatGrpcTimeout(Duration timeout);
/// Milliseconds, rounded down, at least 1; empty if more than 10 digits would be needed (no limit then).
std::string formatConnectTimeout(Duration timeout);

}  // namespace bascule::rpc
