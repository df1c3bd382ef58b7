// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/rule_text.h"

#include <algorithm>
#include <array>

namespace bascule::ui {
namespace {

// Where the rules are written down.
constexpr std::string_view kConnectUnary = "https://connectrpc.com/docs/protocol/#unary-request";
constexpr std::string_view kConnectGet = "https://connectrpc.com/docs/protocol/#unary-get-request";
constexpr std::string_view kConnectResponse = "https://connectrpc.com/docs/protocol/#unary-response";
constexpr std::string_view kConnectCodes = "https://connectrpc.com/docs/protocol/#error-codes";
constexpr std::string_view kConnectEnd = "https://connectrpc.com/docs/protocol/#error-end-stream";
constexpr std::string_view kGrpcRequests =
    "https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#requests";
constexpr std::string_view kGrpcResponses =
    "https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#responses";
constexpr std::string_view kGrpcAgents =
    "https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#user-agents";
constexpr std::string_view kGrpcCompression = "https://github.com/grpc/grpc/blob/master/doc/compression.md";
constexpr std::string_view kGrpcWeb = "https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md";
constexpr std::string_view kHttp2Authority = "https://www.rfc-editor.org/rfc/rfc9113#section-8.3.1";
constexpr std::string_view kHttpHops = "https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1";
constexpr std::string_view kHttpChanges = "https://www.rfc-editor.org/rfc/rfc9110#section-7.7";

constexpr std::array<RuleText, 23> kRules = {{
    {"path", "the message was in the query", kConnectGet},
    {"verb", "gRPC is always POST", kGrpcRequests},
    {"authority", "the server's own name", kHttp2Authority},
    {"http_status", "gRPC says 200 and puts the status in trailers", kGrpcResponses},
    {"content_type", "other protocol, other media type", kGrpcRequests},
    {"timeout", "the time that is left, in the other unit", kConnectUnary},
    {"timeout_left", "the time that is left", kGrpcRequests},
    {"compression", "compression of this leg", kGrpcCompression},
    {"own_compressions", "the bridge's own list", kGrpcCompression},
    {"status_code", "the same status by name", kConnectCodes},
    {"status_message", "percent-encoded in gRPC", kGrpcResponses},
    {"status_details", "google.rpc.Status in gRPC, a list in JSON", kConnectEnd},
    {"trailer_as_header", "Connect unary sends trailers as headers", kConnectResponse},
    {"binary_value", "base64 without padding", kGrpcRequests},
    {"user_agent", "the bridge adds its own name", kGrpcAgents},
    {"connect_version", "belongs to Connect only", kConnectUnary},
    {"grpc_web_mark", "belongs to gRPC-Web only", kGrpcWeb},
    {"te_trailers", "gRPC requires it", kGrpcRequests},
    {"hop_header", "belongs to one connection", kHttpHops},
    {"reserved_name", "reserved for the protocol itself", kGrpcRequests},
    {"added", "made by the bridge", kHttpChanges},
    {"dropped", "not forwarded", kHttpHops},
    {"changed", "rewritten by the bridge", kHttpChanges},
}};

constexpr std::array<IdText, 3> kFindings = {{
    {"binary_metadata_malformed", "A -bin header is no base64; it was passed on as it came."},
    {"not_in_source", "The file that this call was imported from does not say this."},
    {"recording_incomplete", "A part of this call is missing in the session file; what is left is shown."},
}};

constexpr std::array<IdText, 24> kLimits = {{
    {"connections", "too many connections"},
    {"connections_per_source", "too many connections of one address"},
    {"live_streams", "too many open calls"},
    {"streams_per_connection", "too many calls on one connection"},
    {"header_timeout", "slow request heads"},
    {"settings_timeout", "unacknowledged settings"},
    {"header_list", "large heads"},
    {"bad_request", "malformed requests"},
    {"frame_flood", "frame floods"},
    {"reset_flood", "reset floods"},
    {"provoked_resets", "provoked resets"},
    {"outbound_queue", "peers that take nothing"},
    {"write_stall", "stalled answers"},
    {"slow_body", "slow request bodies"},
    {"memory_paused", "streams paused for memory"},
    {"memory_pressure", "streams dropped for memory"},
    {"message_too_large", "large messages"},
    {"inflate_ratio", "compression bombs"},
    {"json_too_deep", "deep JSON"},
    {"json_too_large", "large JSON"},
    {"too_busy", "calls that wait for the server"},
    {"upstream_silent", "a silent server"},
    {"idle_evicted", "idle connections closed for new ones"},
    {"handshake_stalled", "TLS handshakes that held up others"},
}};

template <typename Table>
std::string_view find(const Table& table, std::string_view id, std::string_view otherwise) {
  const auto found = std::ranges::find(table, id, &IdText::id);
  return found == table.end() ? otherwise : found->text;
}

}  // namespace

std::string_view ruleText(std::string_view rule) {
  const auto found = std::ranges::find(kRules, rule, &RuleText::id);
  return found == kRules.end() ? rule : found->text;
}
std::string_view ruleLink(std::string_view rule) {
  const auto found = std::ranges::find(kRules, rule, &RuleText::id);
  return found == kRules.end() ? std::string_view() : found->link;
}
std::span<const RuleText> ruleTexts() { return kRules; }
std::string_view findingText(std::string_view finding) { return find(kFindings, finding, finding); }
std::span<const IdText> findingTexts() { return kFindings; }
std::string_view limitText(std::string_view limit) { return find(kLimits, limit, limit); }
std::span<const IdText> limitTexts() { return kLimits; }

}  // namespace bascule::ui
