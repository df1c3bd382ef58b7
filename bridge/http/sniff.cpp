// SPDX-License-Identifier: GPL-3.0-or-later
// What the first bytes of a connection announce: RFC 9113 section 3.4 (preface), RFC 8446 section 5.1 (TLS
// record). Pure function.
#include <algorithm>

#include "bridge/http/session.h"

namespace bascule::http {
namespace {

constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
// Handshake record, major version 3, then any minor version.
constexpr std::string_view kTlsStart = "\x16\x03";

bool isPrefixOf(BytesView bytes, BytesView whole) {
  return bytes.substr(0, whole.size()) == whole.substr(0, bytes.size());
}

}  // namespace

FirstBytes sniff(BytesView bytes) {
  if (bytes.empty()) return FirstBytes::NeedMore;
  if (isPrefixOf(bytes, kTlsStart)) return bytes.size() >= 3 ? FirstBytes::Tls : FirstBytes::NeedMore;
  if (!isPrefixOf(bytes, kPreface)) return FirstBytes::Http11;
  return bytes.size() >= kPreface.size() ? FirstBytes::Http2 : FirstBytes::NeedMore;
}

}  // namespace bascule::http
