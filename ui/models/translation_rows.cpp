// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/translation_rows.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "bridge/base/ascii.h"
#include "ui/models/connect_end.h"

namespace bascule::ui {
namespace {

using capture::CallRecord;
using capture::HeaderField;
using capture::HeaderFields;
using capture::LegRecord;

// Names in quotes are members of the error JSON or EndStream message.
constexpr std::array<TranslationRule, 34> kRules = {{
    {"path", ":path", ":path"},
    {"verb", ":method", ":method"},
    {"authority", ":authority", ":authority"},
    {"http_status", ":status", ":status"},
    {"content_type", "content-type", "content-type"},
    {"timeout", "connect-timeout-ms", "grpc-timeout"},
    {"timeout_left", "grpc-timeout", "grpc-timeout"},
    {"timeout_left", "connect-timeout-ms", "connect-timeout-ms"},
    {"compression", "content-encoding", "grpc-encoding"},
    {"compression", "connect-content-encoding", "grpc-encoding"},
    {"compression", "content-encoding", "connect-content-encoding"},
    {"compression", "grpc-encoding", "grpc-encoding"},
    {"own_compressions", "accept-encoding", "grpc-accept-encoding"},
    {"own_compressions", "connect-accept-encoding", "grpc-accept-encoding"},
    {"own_compressions", "grpc-accept-encoding", "grpc-accept-encoding"},
    {"status_code", "\"code\"", "grpc-status"},
    {"status_message", "\"message\"", "grpc-message"},
    {"status_details", "\"details\"", "grpc-status-details-bin"},
    {"trailer_as_header", "trailer-*", "*"},
    {"binary_value", "*-bin", "*-bin"},
    {"user_agent", "user-agent", "user-agent"},
    {"connect_version", "connect-protocol-version", ""},
    {"grpc_web_mark", "x-grpc-web", ""},
    {"te_trailers", "te", ""},
    {"hop_header", "connection", ""},
    {"hop_header", "keep-alive", ""},
    {"hop_header", "transfer-encoding", ""},
    {"hop_header", "content-length", ""},
    {"hop_header", "host", ""},
    {"hop_header", "upgrade", ""},
    {"hop_header", "expect", ""},
    {"hop_header", "trailer", ""},
    {"reserved_name", "connect-*", ""},
    {"reserved_name", "grpc-*", ""},
}};

bool nameMatches(std::string_view pattern, std::string_view name) {
  if (pattern == name) return true;
  if (pattern.size() > 1 && pattern.ends_with('*'))
    return name.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern.starts_with('*') && name.ends_with(pattern.substr(1));
}

bool pairMatches(const TranslationRule& rule, std::string_view a, std::string_view b) {
  if (!nameMatches(rule.first, a) || !nameMatches(rule.second, b)) return false;
  if (rule.second == "*") return a.substr(rule.first.size() - 1) == b;  // `trailer-x` with `x`
  return !rule.second.starts_with('*') || a == b;
}

std::string_view pairRule(std::string_view a, std::string_view b) {
  for (const TranslationRule& rule : kRules) {
    if (!rule.second.empty() && (pairMatches(rule, a, b) || pairMatches(rule, b, a))) return rule.id;
  }
  return {};
}

// What a rule says about a name holds when its partner is missing too; the reserved prefixes come last.
std::string_view loneRule(std::string_view name, bool dropped) {
  for (const TranslationRule& rule : kRules) {
    if (rule.first == name || rule.second == name) return rule.id;
  }
  for (const TranslationRule& rule : kRules) {
    if (rule.second.empty() && nameMatches(rule.first, name)) return rule.id;
  }
  return dropped ? "dropped" : "added";
}

using Entries = std::vector<HeaderField>;

TranslationSide side(const HeaderField& field) { return {true, field.name, field.value}; }

// Pairs the fields of the two legs: first equal names in order, then names a rule brings together.
class Pairing {
 public:
  Pairing(const Entries& client, const Entries& server, bool upwards)
      : client_(client),
        server_(server),
        upwards_(upwards),
        partner_(client.size(), kNone),
        used_(server.size(), false) {
    match([](const HeaderField& a, const HeaderField& b) { return a == b; });
    match([](const HeaderField& a, const HeaderField& b) { return a.name == b.name; });
    match([](const HeaderField& a, const HeaderField& b) { return !pairRule(a.name, b.name).empty(); });
  }

  // Rows in the client's order; what only the server has follows where it stands among the server's.
  std::vector<TranslationRow> rows() const {
    std::vector<TranslationRow> out;
    std::size_t nextServer = 0;
    const auto flushLone = [&](std::size_t until) {
      for (; nextServer < until; ++nextServer) {
        if (!used_[nextServer]) out.push_back(lone(server_[nextServer], false));
      }
    };
    for (std::size_t i = 0; i < client_.size(); ++i) {
      if (partner_[i] == kNone) {
        out.push_back(lone(client_[i], true));
        continue;
      }
      if (partner_[i] >= nextServer) flushLone(partner_[i]);
      out.push_back(both(client_[i], server_[partner_[i]]));
    }
    flushLone(server_.size());
    return out;
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};

  template <typename Same>
  void match(Same same) {
    for (std::size_t i = 0; i < client_.size(); ++i) {
      for (std::size_t j = 0; partner_[i] == kNone && j < server_.size(); ++j) {
        if (used_[j] || !same(client_[i], server_[j])) continue;
        partner_[i] = j;
        used_[j] = true;
      }
    }
  }

  static TranslationRow both(const HeaderField& client, const HeaderField& server) {
    TranslationRow row{Mark::Same, side(client), side(server), {}};
    if (client == server) return row;
    row.mark = client.name == server.name ? Mark::Changed : Mark::Renamed;
    row.rule = pairRule(client.name, server.name);
    if (row.rule.empty()) row.rule = "changed";
    return row;
  }

  TranslationRow lone(const HeaderField& field, bool onClient) const {
    TranslationRow row;
    (onClient ? row.client : row.server) = side(field);
    row.mark = onClient == upwards_ ? Mark::Dropped : Mark::Added;
    row.rule = loneRule(field.name, row.mark == Mark::Dropped);
    return row;
  }

  const Entries& client_;
  const Entries& server_;
  bool upwards_;
  std::vector<std::size_t> partner_;
  std::vector<bool> used_;
};

// The verb is only worth a row where it is not what every RPC uses.
Entries requestEntries(const LegRecord& leg, bool withVerb) {
  Entries out;
  if (!leg.present) return out;
  if (withVerb) out.push_back({":method", leg.method.empty() ? "POST" : leg.method});
  out.push_back({":path", leg.target});
  if (!leg.authority.empty()) out.push_back({":authority", leg.authority});
  // HTTP/1.1 says the authority in its host field: one row is enough for both.
  std::ranges::copy_if(leg.requestHeaders, std::back_inserter(out), [&leg](const HeaderField& field) {
    return field.name != "host" || field.value != leg.authority;
  });
  return out;
}

bool contains(const HeaderFields& fields, std::string_view name) {
  return std::ranges::find(fields, name, &HeaderField::name) != fields.end();
}

bool isTrailersOnly(const LegRecord& leg) {
  return leg.trailers.empty() && leg.endBody.empty() && contains(leg.responseHeaders, "grpc-status");
}

bool carriesTrailers(const HeaderField& field) { return field.name.starts_with("trailer-"); }

struct End {
  Place place = Place::Nowhere;
  Entries entries;
};

void appendConnectEnd(const LegRecord& leg, bool unary, End& end) {
  const ConnectEnd read = readConnectEnd(leg.endBody, unary);
  if (read.failed) {
    end.entries.push_back({"\"code\"", read.code});
    if (!read.message.empty()) end.entries.push_back({"\"message\"", read.message});
    std::string types;
    for (const auto& [type, value] : read.details) types += (types.empty() ? "" : ", ") + type;
    if (!types.empty()) end.entries.push_back({"\"details\"", types});
  }
  for (const auto& [name, value] : read.metadata) end.entries.push_back({name, value});
}

End endOf(const LegRecord& leg) {
  End end;
  if (!leg.present) return end;
  if (rpc::isConnect(leg.protocol)) {
    const bool unary = rpc::isUnaryWire(leg.protocol);
    end.place = unary ? Place::ErrorJson : Place::EndStream;
    appendConnectEnd(leg, unary, end);
    if (unary) std::ranges::copy_if(leg.responseHeaders, std::back_inserter(end.entries), carriesTrailers);
    if (unary && leg.endBody.empty()) end.place = Place::Trailers;
    return end;
  }
  end.place = rpc::isGrpcWeb(leg.protocol) ? Place::TrailerFrame : Place::Trailers;
  end.entries = isTrailersOnly(leg) ? leg.responseHeaders : leg.trailers;
  if (end.entries.empty()) {
    for (auto& [name, value] : readTrailerFrame(leg.endBody)) end.entries.push_back({name, value});
  }
  return end;
}

Entries responseEntries(const LegRecord& leg) {
  Entries out;
  if (!leg.present || leg.httpStatus == 0) return out;
  out.push_back({":status", std::to_string(leg.httpStatus)});
  const bool unary = rpc::isUnaryWire(leg.protocol);
  if (isTrailersOnly(leg)) return out;
  for (const HeaderField& field : leg.responseHeaders) {
    if (!unary || !carriesTrailers(field)) out.push_back(field);
  }
  return out;
}

void addSection(std::vector<TranslationSection>& out, TranslationSection section, const Entries& client,
                const Entries& server) {
  section.rows = Pairing(client, server, section.upwards).rows();
  if (client.empty()) section.client = Place::Nowhere;
  if (server.empty()) section.server = Place::Nowhere;
  if (!section.rows.empty()) out.push_back(std::move(section));
}

}  // namespace

std::span<const TranslationRule> translationRules() { return kRules; }

std::vector<TranslationSection> translationSections(const CallRecord& record) {
  std::vector<TranslationSection> out;
  const bool verb = record.clientLeg.method == "GET" || record.upstreamLeg.method == "GET";
  addSection(out, {true, Place::Request, Place::Request, {}}, requestEntries(record.clientLeg, verb),
             requestEntries(record.upstreamLeg, verb));
  addSection(out, {false, Place::Response, Place::Response, {}}, responseEntries(record.clientLeg),
             responseEntries(record.upstreamLeg));
  const End client = endOf(record.clientLeg);
  const End server = endOf(record.upstreamLeg);
  addSection(out, {false, client.place, server.place, {}}, client.entries, server.entries);
  return out;
}

}  // namespace bascule::ui
