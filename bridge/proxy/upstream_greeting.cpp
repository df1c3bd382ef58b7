// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/upstream_greeting.h"

#include <string>
#include <string_view>

namespace bascule::proxy {
namespace {

// A TLS record of type alert, any version (RFC 8446 section 5.1): the answer of a TLS server to cleartext.
constexpr std::string_view kTlsAlert = "\x15\x03";

Error unavailable(std::string_view cause, std::string_view message) {
  return {ErrorCode::Unavailable, ErrorSide::Upstream, std::string(cause), std::string(message)};
}

}  // namespace

std::optional<Error> errorOfGreeting(BytesView first, bool http2) {
  const std::string_view text(first.data(), first.size());
  const bool http1 = text.starts_with("HTTP/1.");
  // Go's server and nginx say in an HTTP/1 answer that the port is one for HTTPS.
  if (text.starts_with(kTlsAlert) || (http1 && text.contains("HTTPS"))) {
    return unavailable("upstream_speaks_tls", "the server speaks TLS: write https:// in its address");
  }
  if (http2 && http1) {
    return unavailable("upstream_not_http2",
                       "the server answers in HTTP/1.1 and does not know HTTP/2: say --upstream-http 1.1");
  }
  if (http2 && text.empty()) {
    return unavailable("upstream_no_greeting",
                       "the server closed the connection without an HTTP/2 greeting: write https:// if it "
                       "speaks TLS, or say --upstream-http 1.1");
  }
  return std::nullopt;
}

}  // namespace bascule::proxy
