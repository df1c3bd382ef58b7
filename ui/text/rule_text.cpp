// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/rule_text.h"

#include <algorithm>
#include <array>

namespace bascule::ui {
namespace {

constexpr std::array<IdText, 23> kRules = {{
    {"path", "the message was in the query"},
    {"verb", "gRPC is always POST"},
    {"authority", "the server's own name"},
    {"http_status", "gRPC says 200 and puts the status in trailers"},
    {"content_type", "other protocol, other media type"},
    {"timeout", "the time that is left, in the other unit"},
    {"timeout_left", "the time that is left"},
    {"compression", "compression of this leg"},
    {"own_compressions", "the bridge's own list"},
    {"status_code", "the same status by name"},
    {"status_message", "percent-encoded in gRPC"},
    {"status_details", "google.rpc.Status in gRPC, a list in JSON"},
    {"trailer_as_header", "Connect unary sends trailers as headers"},
    {"binary_value", "base64 without padding"},
    {"user_agent", "the bridge adds its own name"},
    {"connect_version", "belongs to Connect only"},
    {"grpc_web_mark", "belongs to gRPC-Web only"},
    {"te_trailers", "gRPC requires it"},
    {"hop_header", "belongs to one connection"},
    {"reserved_name", "reserved for the protocol itself"},
    {"added", "made by the bridge"},
    {"dropped", "not forwarded"},
    {"changed", "rewritten by the bridge"},
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

std::string_view ruleText(std::string_view rule) { return find(kRules, rule, rule); }
std::span<const IdText> ruleTexts() { return kRules; }
std::string_view findingText(std::string_view finding) { return find(kFindings, finding, finding); }
std::span<const IdText> findingTexts() { return kFindings; }
std::string_view limitText(std::string_view limit) { return find(kLimits, limit, limit); }
std::span<const IdText> limitTexts() { return kLimits; }

}  // namespace bascule::ui
