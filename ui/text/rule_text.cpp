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

constexpr std::array<IdText, 14> kFindings = {{
    {"reserved_header_dropped", "A header with a reserved name was not forwarded."},
    {"binary_header_undecodable", "A -bin header is not base64; it was passed on as it came."},
    {"status_details_undecodable", "The error details are no google.rpc.Status; they were left out."},
    {"status_disagrees", "grpc-status and the error details name different codes; the details won."},
    {"unknown_type_url", "An error detail has a type the schema does not know; it went through as bytes."},
    {"retried", "The server had not touched the call, so it was sent once more."},
    {"json_unknown_field", "The JSON message has a field the schema does not know; it was ignored."},
    {"request_after_end", "The client went on sending after the server had answered."},
    {"timeout_shortened", "The deadline was shortened to the bridge's upper bound."},
    {"timeout_added", "The client gave no deadline; the bridge's default was used."},
    {"compression_removed", "The other leg does not take this compression; messages were sent plain."},
    {"trailers_only", "The server answered with one header block and no message."},
    {"late_status_ignored", "A status in the response headers was ignored because a body followed."},
    {"payload_cut", "A message is longer than what is recorded of one."},
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

}  // namespace bascule::ui
