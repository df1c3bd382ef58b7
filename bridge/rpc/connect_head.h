// SPDX-License-Identifier: GPL-3.0-or-later
// Heads of Connect requests in all three forms (unary POST, GET, stream): what a client's head says, and what
// ours says to a server. The forms differ in two field names and the content type, which are a table here.
// Connect protocol, "Unary-Request", "Unary-Get-Request" and "Streaming-Request". Thread: pure functions.
#pragma once

#include <expected>
#include <optional>
#include <string_view>

#include "bridge/http/http_events.h"
#include "bridge/rpc/machines.h"

namespace bascule::rpc {

/// What a client's head says; `protocol` is one of the three Connect forms. A GET names its coding in the
/// query: `getCoding` is its value. A status instead (invalid_argument `connect_version`,
/// `timeout_malformed`, unimplemented `compression_unknown`): the client broke the protocol.
std::expected<RequestStart, Status> readConnectHead(const http::RequestHead& head, Protocol protocol,
                                                    Codec codec,
                                                    std::optional<std::string_view> getCoding = {});

/// The head of a request to a Connect server, without what depends on the message (`content-length`, and
/// `content-encoding` of a unary call). A GET gets neither content type nor version: its query has both.
http::RequestHead connectRequestHead(const UpstreamRequest& request, Protocol protocol);

/// Coding of the messages of an answer; Compression::Unknown if we do not know it.
Compression connectAnswerCoding(const http::Headers& headers, Protocol protocol);

}  // namespace bascule::rpc
