// SPDX-License-Identifier: GPL-3.0-or-later
// From what went wrong in our own work to the status the client is told. Translation rules, "Errors
// Bascule itself makes". Thread: pure functions.
#pragma once

#include <optional>
#include <string>

#include "bridge/base/error.h"
#include "bridge/http/http_events.h"
#include "bridge/rpc/detect.h"
#include "bridge/rpc/protocol.h"
#include "bridge/rpc/status.h"
#include "bridge/schema/registry.h"

namespace bascule::translate {

enum class MessageSide : std::uint8_t { Request, Response };

/// A message that could not be converted: the client's mistake in a request, ours or the server's in a
/// response.
rpc::Status statusOfConversion(const Error& error, MessageSide side);
/// The upstream stream was reset: by the server with an HTTP/2 error (gRPC over HTTP/2, "Errors"), or by us
/// for a limit.
rpc::Status statusOfReset(const http::StreamReset& reset);
/// The call was ended by a limit of ours: resource_exhausted, with the limit's id as its cause.
rpc::Status statusOfLimit(http::Limit limit, std::string message);
/// The upstream could not be reached or was lost: always unavailable, cause and message of `error`.
rpc::Status statusOfUpstreamFailure(const Error& error);
/// JSON for a method the schema does not know; says how to supply a schema.
rpc::Status statusOfMissingSchema(const schema::Schema& schema, std::string_view path);
/// No server is configured for `path`.
rpc::Status statusOfMissingRoute(std::string_view path);
/// A method that may not be called in this protocol: a stream as unary or the reverse (415), a GET of one
/// that is not free of side effects (405). Connect protocol, "Unary-Get-Request"; translation rules,
/// "Refusals".
std::optional<rpc::Refusal> refusalOfMethod(rpc::Protocol protocol, const schema::MethodInfo& method);
/// How many messages a kind of call carries; a status (unimplemented) if `count` is wrong.
rpc::Status statusOfCount(MessageSide side, std::uint32_t count);
/// True if a call of this kind has exactly one message in that direction.
bool exactlyOne(rpc::Kind kind, MessageSide side);

}  // namespace bascule::translate
