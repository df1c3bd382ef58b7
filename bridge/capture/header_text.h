// SPDX-License-Identifier: GPL-3.0-or-later
// A header list as the text that a session file keeps: one `name: value` line per field, backslash and line
// breaks inside a value escaped. Facts of a head that are no header field come first as pseudo fields
// (`:method`, `:scheme`, `:authority`, `:path`, `:url`). Thread: pure functions.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "bridge/capture/call_record.h"
#include "bridge/capture/redaction.h"
#include "bridge/http/headers.h"

namespace bascule::capture {

/// What a head says beside its header fields.
struct HeadFacts {
  std::string_view method;
  std::string_view scheme;
  std::string_view authority;
  std::string_view target;
  std::string_view url;  ///< upstream as configured; only on that leg
};

/// Text as stored, secrets masked.
std::string headerText(const HeadFacts& facts, const http::HeadersView& headers, const Redaction& redaction);

/// What a stored text says. Never fails: a line without `: ` is a name without a value.
struct ParsedHead {
  std::string method;
  std::string scheme;
  std::string authority;
  std::string target;
  std::string url;
  HeaderFields fields;
};
ParsedHead parseHeaderText(std::string_view text);

/// The body of an end (EndStream JSON, gRPC-Web trailer frame) with the values of secret metadata masked:
/// such a body carries trailers in the clear. Other texts stay as they are.
std::string redactEndBody(std::string_view body, const Redaction& redaction);

}  // namespace bascule::capture
