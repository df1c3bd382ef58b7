// SPDX-License-Identifier: GPL-3.0-or-later
// What the first bytes of a server in cleartext say about a connection that came to nothing: that it speaks
// TLS, or another version of HTTP. Thread: pure functions.
#pragma once

#include <optional>

#include "bridge/base/bytes.h"
#include "bridge/base/error.h"

namespace bascule::proxy {

/// So many first bytes are enough: a TLS alert, or an HTTP/1 answer with its sentence about HTTPS.
inline constexpr std::size_t kGreetingBytes = 512;

/// Why a server that began with `first` (perhaps nothing) and then closed or talked nonsense cannot be spoken
/// to; nothing if the bytes do not tell. All Unavailable: `upstream_speaks_tls`; and if `http2` was spoken to
/// it, `upstream_not_http2`, `upstream_no_greeting`.
std::optional<Error> errorOfGreeting(BytesView first, bool http2);

}  // namespace bascule::proxy
