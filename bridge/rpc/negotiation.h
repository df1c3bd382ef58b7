// SPDX-License-Identifier: GPL-3.0-or-later
// What a client says about compression and protocol in its head, shared by the request readers.
// RFC 9110 section 12.5.3 (Accept-Encoding with q-values); gRPC "Message-Accept-Encoding".
// Thread: pure functions.
#pragma once

#include <expected>
#include <string_view>

#include "bridge/rpc/rpc_events.h"

namespace bascule::rpc {

/// The header fields in which a protocol names its compression.
struct CodingFields {
  std::string_view coding;  ///< of this side's messages (of the body, in a Connect unary call)
  std::string_view accept;  ///< what this side reads
};
CodingFields codingFields(Protocol protocol);

/// Fills `preferred` and the accepts fields of `start` from an accept header; codings with q=0 are out.
/// Without a header the coding of the request is taken as accepted (Connect protocol).
void readAccepted(std::optional<std::string_view> header, RequestStart& start);

/// The codings that the head of a server's answer says it reads; nothing if it does not say.
std::optional<CompressionSet> readServerCodings(const http::Headers& headers, Protocol protocol);

/// Coding of the messages towards a server: the client's where the server is known to read it, else gzip if
/// it may be expected to, else none. `known` is what the server said, or nothing yet: then gzip, which every
/// implementation has.
Compression codingTowards(Compression client, const std::optional<CompressionSet>& known);

/// Coding of the request's messages; unimplemented (cause `compression_unknown`) if we do not know it.
std::expected<Compression, Status> readCoding(std::optional<std::string_view> header);

/// The status of a request in a coding we do not know.
Status unknownCoding();

/// True if the `accept` header names `mediaType` (with or without a codec behind `+`) and not with q=0.
/// Wildcards do not count: they say nothing about one type against another.
bool acceptsType(std::string_view header, std::string_view mediaType);

/// `connect-protocol-version` must be absent or `1` (Connect protocol); cause `connect_version`.
std::expected<void, Status> checkConnectVersion(const http::Headers& headers);

/// Timeout of a Connect request, 0 if none; invalid_argument (cause `timeout_malformed`) if malformed.
std::expected<Duration, Status> readConnectTimeout(const http::Headers& headers);

/// Path without its query.
std::string_view pathOf(std::string_view target);

}  // namespace bascule::rpc
