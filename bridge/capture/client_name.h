// SPDX-License-Identifier: GPL-3.0-or-later
// The short name of a client, made of what it says about itself: `web-checkout`, `grpc-python/1.85.1`,
// `connect-es`, `curl`, `Firefox`. Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "bridge/http/headers.h"

namespace bascule::capture {

/// Name by these headers, at most 64 bytes; empty if they say nothing. `x-client-name` wins, then
/// `x-user-agent` (what scripts in a browser can set), then `user-agent`.
std::string clientName(const http::HeadersView& headers);
/// First product of a User-Agent value (RFC 9110 section 10.1.5); gRPC libraries keep their version,
/// browsers get their own name.
std::string nameOfUserAgent(std::string_view userAgent);
/// `127.0.0.1:51432` -> `127.0.0.1`, `[::1]:51432` -> `::1`; other texts stay.
std::string_view addressWithoutPort(std::string_view peer);

}  // namespace bascule::capture
