// SPDX-License-Identifier: GPL-3.0-or-later
// Which header fields are metadata and what happens to each when a call changes its protocol.
//
// Hop-by-hop fields belong to one connection; protocol fields belong to one protocol (`connect-*`,
// `grpc-*`); everything else is the user's metadata and passes, order and duplicates kept.
// Connect protocol, "Request-Headers"; gRPC over HTTP/2, "Custom-Metadata"; RFC 9110 section 7.6.1.
// Thread: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/http/headers.h"

namespace bascule::rpc {

/// Something the user should know about a field: `finding` is a stable id, `subject` the field's name.
struct MetadataNote {
  std::string_view finding;
  std::string subject;
};
using MetadataNotes = std::vector<MetadataNote>;

/// True for fields that belong to one connection or one message framing: connection, te, content-length...
bool isHopField(std::string_view name);
/// True for names a protocol reserves: `connect-*`, `grpc-*`, `trailer-connect-*`, `trailer-grpc-*`.
bool isReservedField(std::string_view name);
/// True if the value of `name` is base64 on the wire.
bool isBinaryField(std::string_view name);

/// Appends the user's metadata of `in`: hop fields, reserved names, content type and codings are left out;
/// `-bin` values are re-encoded unpadded; up to eight that are joined by commas become a field each, more
/// stay joined. Fields named by `connection` count as hop fields.
void appendMetadata(const http::Headers& in, http::Headers& out, MetadataNotes* notes = nullptr);
/// The same with `prefix` in front of each name (`trailer-`).
void appendPrefixedMetadata(const http::Headers& in, std::string_view prefix, http::Headers& out,
                            MetadataNotes* notes = nullptr);

}  // namespace bascule::rpc
