// SPDX-License-Identifier: GPL-3.0-or-later
// The Error tab: one failure as each protocol writes it, whether the sides agree, and what to do.
#include <algorithm>

#include <fmt/format.h>

#include "bridge/base/base64.h"
#include "bridge/base/percent.h"
#include "bridge/base/text.h"
#include "bridge/base/varint.h"
#include "ui/models/call_sheets.h"
#include "ui/models/connect_end.h"
#include "ui/models/decoded_message.h"
#include "ui/text/status_text.h"

namespace bascule::ui {
namespace {

using capture::CallRecord;
using capture::LegRecord;
using Lines = std::vector<std::vector<Span>>;

// google.rpc.Status (google/rpc/status.proto): code = 1, message = 2, details = 3 (Any: type_url, value).
std::string statusProto(const rpc::Status& status) {
  std::string out;
  out += '\x08';
  varint::put(out, static_cast<std::uint64_t>(status.code));
  if (!status.message.empty()) varint::putField(out, 2, status.message);
  for (const rpc::Detail& detail : status.details) {
    std::string any;
    varint::putField(any, 1, "type.googleapis.com/" + detail.type);
    varint::putField(any, 2, detail.value);
    varint::putField(out, 3, any);
  }
  return out;
}

using Fields = std::vector<std::pair<std::string, std::string>>;

Fields trailerFields(const rpc::Status& status) {
  Fields out{{"grpc-status", std::to_string(static_cast<int>(status.code))}};
  if (!status.message.empty()) out.emplace_back("grpc-message", percent::encodeGrpcMessage(status.message));
  if (!status.details.empty())
    out.emplace_back("grpc-status-details-bin", base64::encode(statusProto(status)));
  return out;
}

Lines trailerLines(const Fields& fields) {
  Lines out;
  for (const auto& [name, value] : fields) out.push_back({{name, Ink::Key}, {": "}, {value}});
  return out;
}

std::string errorJson(const rpc::Status& status) {
  std::string out = "{\"code\":\"" + std::string(rpc::connectName(status.code)) + "\"";
  if (!status.message.empty()) text::appendJsonString(out += ",\"message\":", status.message);
  if (!status.details.empty()) {
    out += ",\"details\":[";
    for (const rpc::Detail& detail : status.details) {
      if (!out.ends_with('[')) out += ',';
      text::appendJsonString(out += "{\"type\":", detail.type);
      out += ",\"value\":\"" + base64::encode(detail.value) + "\"}";
    }
    out += ']';
  }
  return out + "}";
}

// What a leg really carried, read back; nothing if the leg does not show a status of this family.
std::vector<rpc::Status> statedBy(const LegRecord& leg) {
  std::vector<rpc::Status> out;
  if (!leg.present) return out;
  if (rpc::isConnect(leg.protocol)) {
    const ConnectEnd end = readConnectEnd(leg.endBody, rpc::isUnaryWire(leg.protocol));
    if (!end.failed) return out;
    rpc::Status status{
        rpc::codeFromConnectName(end.code).value_or(rpc::Code::Unknown), end.message, {}, {}, {}};
    for (const auto& [type, value] : end.details)
      status.details.push_back({type, base64::decode(value).value_or("")});
    return {status};
  }
  Fields fields = readTrailerFrame(leg.endBody);
  for (const auto* list : {&leg.trailers, &leg.responseHeaders}) {
    for (const auto& field : *list) fields.emplace_back(field.name, field.value);
  }
  const auto code = std::ranges::find(fields, "grpc-status", &Fields::value_type::first);
  if (code == fields.end()) return out;
  const auto message = std::ranges::find(fields, "grpc-message", &Fields::value_type::first);
  return {rpc::Status{rpc::codeFromGrpcStatus(code->second),
                      message == fields.end() ? "" : percent::decode(message->second),
                      {},
                      {},
                      {}}};
}

bool sidesAgree(const CallRecord& record) {
  return std::ranges::all_of(std::initializer_list<const LegRecord*>{&record.clientLeg, &record.upstreamLeg},
                             [&](const LegRecord* leg) {
                               return std::ranges::all_of(statedBy(*leg), [&](const rpc::Status& stated) {
                                 return stated.code == record.status.code &&
                                        stated.message == record.status.message;
                               });
                             });
}

enum class Family { Grpc, Connect, GrpcWeb };

bool speaks(const LegRecord& leg, Family family) {
  if (!leg.present) return false;
  switch (family) {
    case Family::Grpc:
      return leg.protocol == rpc::Protocol::Grpc;
    case Family::Connect:
      return rpc::isConnect(leg.protocol);
    case Family::GrpcWeb:
      return rpc::isGrpcWeb(leg.protocol);
  }
  return false;
}

const char* roleText(const CallRecord& record, Family family) {
  if (speaks(record.clientLeg, family)) return "sent to this client";
  if (speaks(record.upstreamLeg, family) && record.status.origin == rpc::Origin::Peer)
    return "received from the server";
  static constexpr const char* kWould[] = {"to a gRPC client", "to a Connect client", "to a gRPC-Web client"};
  return kWould[static_cast<int>(family)];
}

SheetCell title(const char* name, Ink ink, const char* role) {
  return {{}, {{name, ink, Style::SmallStrong, true}, {role, Ink::Dim, Style::Small, true}}, Tint::None};
}

std::size_t frameSize(const Fields& fields) {
  std::size_t size = 0;
  for (const auto& [name, value] : fields) size += name.size() + value.size() + 4;  // ": " and CR LF
  return size;
}

Lines connectLines(const CallRecord& record) {
  Lines out;
  const std::string indented = indentJson(errorJson(record.status));
  for (const std::string_view line : linesOf(indented)) out.push_back(jsonSpans(line));
  const bool stream = record.clientLeg.protocol == rpc::Protocol::ConnectStream;
  out.push_back({{stream ? "HTTP 200, in the end-of-stream message"
                         : fmt::format("HTTP {}, application/json", rpc::httpStatus(record.status.code)),
                  Ink::Dim}});
  return out;
}

SheetRow across(RowKind kind, std::vector<Span> spans) {
  return {kind, true, {{{}, std::move(spans), Tint::None}, {}, {}}, {}};
}

// The message, or what the code means where the peer gave none.
std::string_view headline(const rpc::Status& status) {
  return status.message.empty() ? codeText(status.code).meaning : std::string_view(status.message);
}

void appendAdvice(Sheet& sheet, const rpc::Status& status) {
  const CauseText* cause = causeText(status.cause);
  const CodeText& code = codeText(status.code);
  const std::string_view meaning = cause != nullptr ? cause->meaning : code.meaning;
  const std::string_view remedy = cause != nullptr ? cause->remedy : code.remedy;
  for (const std::string_view sentence : {meaning, remedy}) {
    if (!sentence.empty() && sentence != headline(status))
      sheet.rows.push_back(across(RowKind::Field, {{std::string(sentence), Ink::Dim, Style::Body, true}}));
  }
  sheet.rows.push_back({RowKind::Gap, true, {{}, {}, {}}, {}});
}

void appendHead(Sheet& sheet, const CallRecord& record, const schema::Schema& schema) {
  const rpc::Status& status = record.status;
  const int code = static_cast<int>(status.code);
  std::string facts = fmt::format("{} ({}) · said by {}", rpc::grpcName(status.code), code,
                                  status.origin == rpc::Origin::Bridge ? "the bridge" : "the server");
  if (record.clientLeg.httpStatus != 0)
    facts += fmt::format(" · HTTP {} to this client", record.clientLeg.httpStatus);
  sheet.rows.push_back(across(RowKind::Headline, {{std::string(headline(status)), Ink::Text, Style::Title},
                                                  {facts, Ink::Dim, Style::Body}}));
  appendAdvice(sheet, status);
  for (const rpc::Detail& detail : status.details) {
    sheet.rows.push_back(
        across(RowKind::Fact, {{std::string(shortName(detail.type)), Ink::Warning, Style::Pill},
                               {detailLine(schema, detail), Ink::Dim, Style::Body}}));
  }
}

}  // namespace

Sheet errorSheet(const CallRecord& record, const schema::Schema& schema) {
  Sheet sheet;
  if (record.status.ok() || record.row.inFlight()) return sheet;
  appendHead(sheet, record, schema);
  sheet.rows.push_back({RowKind::Title,
                        false,
                        {title("gRPC", Ink::Grpc, roleText(record, Family::Grpc)),
                         title("Connect", Ink::Accent, roleText(record, Family::Connect)),
                         title("gRPC-Web", Ink::GrpcWeb, roleText(record, Family::GrpcWeb))},
                        {}});
  const Fields fields = trailerFields(record.status);
  Lines grpc = trailerLines(fields);
  grpc.push_back({{"HTTP 200, in trailers", Ink::Dim}});
  Lines web{{{fmt::format("frame 0x80, {} bytes", frameSize(fields)), Ink::Dim}}};
  for (auto& line : trailerLines(fields)) web.push_back(std::move(line));
  web.push_back(sidesAgree(record) ? std::vector<Span>{{"the three agree", Ink::Ok}}
                                   : std::vector<Span>{{"the sides disagree: see Translation", Ink::Error}});
  appendBlocks(sheet, {grpc, connectLines(record), web});
  sheet.rows.push_back({RowKind::Gap, true, {{}, {}, {}}, {}});
  return sheet;
}

}  // namespace bascule::ui
