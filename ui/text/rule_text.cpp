// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/rule_text.h"

#include <algorithm>
#include <array>

#include "ui/text/words.h"

namespace bascule::ui {
namespace {

// Where the rules are written down.
constexpr const char* kConnectUnary = "https://connectrpc.com/docs/protocol/#unary-request";
constexpr const char* kConnectGet = "https://connectrpc.com/docs/protocol/#unary-get-request";
constexpr const char* kConnectResponse = "https://connectrpc.com/docs/protocol/#unary-response";
constexpr const char* kConnectCodes = "https://connectrpc.com/docs/protocol/#error-codes";
constexpr const char* kConnectEnd = "https://connectrpc.com/docs/protocol/#error-end-stream";
constexpr const char* kGrpcRequests =
    "https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#requests";
constexpr const char* kGrpcResponses =
    "https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#responses";
constexpr const char* kGrpcAgents =
    "https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#user-agents";
constexpr const char* kGrpcCompression = "https://github.com/grpc/grpc/blob/master/doc/compression.md";
constexpr const char* kGrpcWeb = "https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md";
constexpr const char* kHttp2Authority = "https://www.rfc-editor.org/rfc/rfc9113#section-8.3.1";
constexpr const char* kHttpHops = "https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1";
constexpr const char* kHttpChanges = "https://www.rfc-editor.org/rfc/rfc9110#section-7.7";

constexpr auto kRules = std::to_array<RuleText>({
    {"path", english("the message was in the query"), kConnectGet},
    {"verb", english("gRPC is always POST"), kGrpcRequests},
    {"authority", english("the server's own name"), kHttp2Authority},
    {"http_status", english("gRPC says 200 and puts the status in trailers"), kGrpcResponses},
    {"content_type", english("other protocol, other media type"), kGrpcRequests},
    {"timeout", english("the time that is left, in the other unit"), kConnectUnary},
    {"timeout_left", english("the time that is left"), kGrpcRequests},
    {"compression", english("compression of this leg"), kGrpcCompression},
    {"own_compressions", english("the bridge's own list"), kGrpcCompression},
    {"status_code", english("the same status by name"), kConnectCodes},
    {"status_message", english("percent-encoded in gRPC"), kGrpcResponses},
    {"status_details", english("google.rpc.Status in gRPC, a list in JSON"), kConnectEnd},
    {"trailer_as_header", english("Connect unary sends trailers as headers"), kConnectResponse},
    {"binary_value", english("base64 without padding"), kGrpcRequests},
    {"user_agent", english("the bridge adds its own name"), kGrpcAgents},
    {"connect_version", english("belongs to Connect only"), kConnectUnary},
    {"grpc_web_mark", english("belongs to gRPC-Web only"), kGrpcWeb},
    {"te_trailers", english("gRPC requires it"), kGrpcRequests},
    {"hop_header", english("belongs to one connection"), kHttpHops},
    {"reserved_name", english("reserved for the protocol itself"), kGrpcRequests},
    {"added", english("made by the bridge"), kHttpChanges},
    {"dropped", english("not forwarded"), kHttpHops},
    {"changed", english("rewritten by the bridge"), kHttpChanges},
});

constexpr std::array<IdText, 3> kFindings = {{
    {"binary_metadata_malformed", english("A -bin header is no base64; it was passed on as it came.")},
    {"not_in_source", english("The file that this call was imported from does not say this.")},
    {"recording_incomplete",
     english("A part of this call is missing in the session file; what is left is shown.")},
}};

constexpr std::array<IdText, 24> kLimits = {{
    {"connections", english("too many connections")},
    {"connections_per_source", english("too many connections of one address")},
    {"live_streams", english("too many open calls")},
    {"streams_per_connection", english("too many calls on one connection")},
    {"header_timeout", english("slow request heads")},
    {"settings_timeout", english("unacknowledged settings")},
    {"header_list", english("large heads")},
    {"bad_request", english("malformed requests")},
    {"frame_flood", english("frame floods")},
    {"reset_flood", english("reset floods")},
    {"provoked_resets", english("provoked resets")},
    {"outbound_queue", english("peers that take nothing")},
    {"write_stall", english("stalled answers")},
    {"slow_body", english("slow request bodies")},
    {"memory_paused", english("streams paused for memory")},
    {"memory_pressure", english("streams dropped for memory")},
    {"message_too_large", english("large messages")},
    {"inflate_ratio", english("compression bombs")},
    {"json_too_deep", english("deep JSON")},
    {"json_too_large", english("large JSON")},
    {"too_busy", english("calls that wait for the server")},
    {"upstream_silent", english("a silent server")},
    {"idle_evicted", english("idle connections closed for new ones")},
    {"handshake_stalled", english("TLS handshakes that held up others")},
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
