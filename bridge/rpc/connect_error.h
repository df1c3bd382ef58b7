// SPDX-License-Identifier: GPL-3.0-or-later
// Connect's JSON forms of a failure: the error of a unary answer and the EndStream message of a stream.
// Connect protocol, "Error" and "EndStreamResponse". Thread: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bridge/http/headers.h"
#include "bridge/rpc/status.h"

namespace bascule::rpc {

/// `{"code":"not_found","message":"...","details":[...]}`; detail types without URL prefix, values in
/// unpadded base64.
std::string connectErrorJson(const Status& status);
/// `{"error":{...},"metadata":{"name":["value"]}}`; both members are left out when empty.
std::string endStreamJson(const Status& status, const http::Headers& metadata);

/// Reads an error object. `fallback` is the code if the object has none that is known. Nothing if the text
/// is no JSON object. Details that do not decode are dropped.
std::optional<Status> parseConnectError(std::string_view json, Code fallback);

struct EndStream {
  Status status;
  http::Headers metadata;
};
/// Reads an EndStream message; nothing if it is no JSON object. Metadata that no header could carry, and
/// names reserved by a protocol, are left out.
std::optional<EndStream> parseEndStream(std::string_view json);

}  // namespace bascule::rpc
