// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/translate/error_mapping.h"

namespace bascule::translate {

using rpc::bridgeStatus;
using rpc::Code;

rpc::Status statusOfConversion(const Error& error, MessageSide side) {
  if (error.code == ErrorCode::LimitExceeded && error.cause == "message_too_large") {
    const std::string flag =
        side == MessageSide::Request ? " (--max-message-bytes)" : " (--max-response-bytes)";
    return bridgeStatus(Code::ResourceExhausted, error.cause, error.message + flag);
  }
  if (error.cause == "inflate_ratio")
    return bridgeStatus(Code::ResourceExhausted, error.cause, error.message);
  if (side == MessageSide::Request) return bridgeStatus(Code::InvalidArgument, error.cause, error.message);
  return bridgeStatus(Code::Internal, error.cause,
                      "the server's message cannot be converted: " + error.message);
}

rpc::Status statusOfReset(const http::StreamReset& reset) {
  if (reset.limit) return statusOfLimit(*reset.limit, "the server's stream was given up: " + reset.reason);
  return bridgeStatus(rpc::codeFromH2Error(reset.code), "upstream_reset",
                      "the server reset the stream: " + std::string(rpc::name(reset.code)));
}

rpc::Status statusOfLimit(http::Limit limit, std::string message) {
  return bridgeStatus(Code::ResourceExhausted, http::limitId(limit), std::move(message));
}

rpc::Status statusOfUpstreamFailure(const Error& error) {
  return bridgeStatus(Code::Unavailable, error.cause, error.message);
}

rpc::Status statusOfMissingSchema(const schema::Schema& schema, std::string_view path) {
  const std::string method(path.substr(1));
  if (schema.empty()) {
    return bridgeStatus(Code::Unimplemented, "schema_missing",
                        "JSON for " + method +
                            " needs a schema: enable server reflection, or start bascule with --schema PATH "
                            "(.proto file or folder, or descriptor set)");
  }
  return bridgeStatus(Code::Unimplemented, "method_unknown",
                      "the loaded schema has no method " + method +
                          ": add its .proto file or descriptor set with --schema PATH");
}

rpc::Status statusOfMissingRoute(std::string_view path) {
  return bridgeStatus(Code::Unimplemented, "route_missing",
                      "no --upstream takes " + std::string(path) +
                          ": add one with a prefix of this path, or one without a prefix");
}

std::optional<rpc::Refusal> refusalOfMethod(rpc::Protocol protocol, const schema::MethodInfo& method) {
  const bool unary = method.kind == rpc::Kind::Unary;
  if (protocol == rpc::Protocol::ConnectGet && !(unary && method.noSideEffects)) {
    return rpc::Refusal{405, "allow", "POST", "this method is not free of side effects: POST only",
                        "get_unsafe"};
  }
  if (protocol == rpc::Protocol::ConnectUnary && !unary) {
    return rpc::Refusal{415, "accept-post", "application/connect+proto, application/connect+json",
                        "a unary content type on a streaming method", "kind_mismatch"};
  }
  if (protocol == rpc::Protocol::ConnectStream && unary) {
    return rpc::Refusal{415, "accept-post", "application/proto, application/json",
                        "a stream's content type on a unary method", "kind_mismatch"};
  }
  return std::nullopt;
}

rpc::Status statusOfCount(MessageSide side, std::uint32_t count) {
  const bool request = side == MessageSide::Request;
  return bridgeStatus(Code::Unimplemented, request ? "request_count" : "response_count",
                      std::string(request ? "the client sent " : "the server sent ") + std::to_string(count) +
                          " messages to a method that has exactly one " + (request ? "request" : "response"));
}

bool exactlyOne(rpc::Kind kind, MessageSide side) {
  switch (kind) {
    case rpc::Kind::Unary:
      return true;
    case rpc::Kind::ServerStream:
      return side == MessageSide::Request;
    case rpc::Kind::ClientStream:
      return side == MessageSide::Response;
    default:
      return false;
  }
}

}  // namespace bascule::translate
