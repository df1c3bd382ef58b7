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

constexpr std::array<IdText, 2> kFindings = {{
    {"binary_metadata_malformed", "A -bin header is no base64; it was passed on as it came."},
    {"recording_incomplete", "A part of this call is missing in the session file; what is left is shown."},
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
