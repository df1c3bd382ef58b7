// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/call_request.h"

#include <algorithm>
#include <array>

#include "bridge/base/ascii.h"
#include "bridge/capture/redaction.h"
#include "bridge/export/call_text.h"
#include "bridge/schema/transcoder.h"

namespace bascule::exporting {
namespace {

using capture::CallRecord;
using capture::Direction;
using capture::LegRecord;
using capture::MessageRecord;

constexpr std::array<std::string_view, 22> kProtocolFields = {
    "accept",       "accept-encoding",   "accept-language",  "cache-control", "connection", "content-length",
    "content-type", "content-encoding",  "expect",           "host",          "keep-alive", "origin",
    "pragma",       "priority",          "proxy-connection", "referer",       "te",         "trailer",
    "upgrade",      "transfer-encoding", "user-agent",       "x-user-agent"};
constexpr std::array<std::string_view, 5> kProtocolPrefixes = {"connect-", "grpc-", "sec-", "x-grpc-web",
                                                               ":"};

constexpr std::string_view kMark = "[masked sha256:";  // as capture::Redaction writes it

Error invalid(std::string cause, std::string message) {
  return Error{ErrorCode::InvalidInput, ErrorSide::Local, std::move(cause), std::move(message)};
}

// Line breaks and NUL cannot be in a field value; only a damaged file has them.
bool isFieldValue(std::string_view value) {
  return value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

void collectMetadata(CallRequest& out, const LegRecord& leg) {
  const auto secrets = capture::Redaction::defaults();
  for (const capture::HeaderField& field : leg.requestHeaders) {
    if (isProtocolField(field.name) || !isFieldName(field.name) || !isFieldValue(field.value)) continue;
    const bool secret = field.value.find(kMark) != std::string::npos || secrets.masks(field.name);
    out.metadata.push_back({field.name, field.value, secret});
  }
}

// Host and port; what begins with `-` would be an option of the command it is copied into.
bool isAuthority(std::string_view text) {
  return !text.empty() && text[0] != '-' && std::ranges::all_of(text, [](char c) {
    return ascii::isDigit(c) || (ascii::toLower(c) >= 'a' && ascii::toLower(c) <= 'z') ||
           std::string_view("-._:[]%").find(c) != std::string_view::npos;
  });
}

bool isName(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return ascii::isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
  });
}

Result<void> addMessage(CallRequest& out, const LegRecord& leg, const MessageRecord& message,
                        const schema::Schema& schema) {
  if (message.cut) return std::unexpected(invalid("payload_cut", "a message was not recorded whole"));
  std::string plain = plainPayload(leg, message);
  if (message.compressed && !message.payload.empty() && plain == message.payload)
    return std::unexpected(invalid("compression_malformed", "a message cannot be decompressed"));
  auto json = messageJson(message, plain, leg.codec, schema, out.method.requestType);
  if (json)
    out.json.push_back(std::move(*json));
  else if (out.jsonProblem.empty())
    out.jsonProblem = out.methodKnown ? "message_undecodable" : "type_unknown";
  if (leg.codec == rpc::Codec::Proto) {
    out.wire.push_back(std::move(plain));
  } else if (auto wire = schema::jsonToProto(schema, out.method.requestType, plain)) {
    out.wire.push_back(std::move(*wire));
  }
  return {};
}

Result<void> collectMessages(CallRequest& out, const LegRecord& leg, const schema::Schema& schema) {
  std::size_t count = 0;
  for (const MessageRecord& message : leg.messages) {
    if (message.direction != Direction::Request) continue;
    if (auto added = addMessage(out, leg, message, schema); !added) return added;
    ++count;
  }
  if (!out.clientStreams() && count != 1)
    return std::unexpected(invalid("payload_cut", "the request was not recorded"));
  if (!out.jsonProblem.empty()) out.json.clear();
  if (out.wire.size() != count) out.wire.clear();
  return {};
}

}  // namespace

// A name from a damaged file must not turn into an option or a file of curl's.
bool isFieldName(std::string_view name) {
  return !name.empty() && (ascii::isDigit(name[0]) || (name[0] >= 'a' && name[0] <= 'z')) &&
         std::ranges::all_of(name, [](char c) {
           return ascii::isDigit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
         });
}

bool isProtocolField(std::string_view name) {
  return std::ranges::find(kProtocolFields, name) != kProtocolFields.end() ||
         std::ranges::any_of(kProtocolPrefixes,
                             [&](std::string_view prefix) { return name.starts_with(prefix); });
}

Result<CallRequest> requestOf(const CallRecord& record, const schema::Schema& schema) {
  const LegRecord& leg = record.clientLeg;
  CallRequest out;
  out.tls = leg.tls;
  out.authority = leg.authority.empty() ? record.host : leg.authority;
  if (!isName(record.service) || !isName(record.method) || !isAuthority(out.authority))
    return std::unexpected(invalid("not_a_call", "this is no call of a method"));
  if (const schema::MethodInfo* known = schema.method("/" + record.service + "/" + record.method)) {
    out.method = *known;
    out.methodKnown = true;
  } else {
    out.method.service = record.service;
    out.method.name = record.method;
    out.method.kind = record.row.kind == rpc::Kind::Unknown ? rpc::Kind::Unary : record.row.kind;
  }
  out.http2 = leg.version == http::Version::Http2;
  if (leg.protocol == rpc::Protocol::ConnectGet) out.get = leg.target;
  out.timeoutNs = record.timeoutNs;
  collectMetadata(out, leg);
  if (auto collected = collectMessages(out, leg, schema); !collected)
    return std::unexpected(std::move(collected.error()));
  return out;
}

}  // namespace bascule::exporting
