// SPDX-License-Identifier: GPL-3.0-or-later
// Recognising a request: which protocol and codec it speaks, or why it is no RPC we take.
// Connect protocol, gRPC over HTTP/2 and gRPC-Web: their "Content-Type" rules. Thread: pure functions.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "bridge/http/http_events.h"
#include "bridge/rpc/protocol.h"

namespace bascule::rpc {

struct Recognised {
  Protocol protocol = Protocol::Unknown;
  Codec codec = Codec::Unknown;  ///< Unknown only for a GET without `encoding`, which its reader refuses
};

/// Answer to a request that is no RPC: an HTTP status, one more header, and a short reason as its body.
struct Refusal {
  int status = 400;
  std::string headerName;
  std::string headerValue;
  std::string reason;  ///< one sentence, never an echo of the request
  std::string cause;   ///< stable id
};

/// Looks at method, content type or query, and HTTP version.
std::expected<Recognised, Refusal> recognise(const http::RequestHead& head, http::Version version);

/// Media type without parameters, lower-case.
std::string mediaType(std::string_view contentType);

/// True if `path` has the form `/package.Service/Method` (letters, digits, `_`, `.`, `-`).
bool isRpcPath(std::string_view path);

}  // namespace bascule::rpc
