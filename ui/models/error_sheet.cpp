// SPDX-License-Identifier: GPL-3.0-or-later
// The Error tab: one failure as each protocol writes it, whether the sides agree, and what to do.
#include <algorithm>

#include <fmt/format.h>

#include "bridge/base/base64.h"
#include "bridge/base/percent.h"
#include "bridge/base/text.h"
#include "bridge/export/exception_text.h"
#include "bridge/rpc/status_details.h"
#include "ui/models/call_sheets.h"
#include "ui/models/connect_end.h"
#include "ui/models/decoded_message.h"
#include "ui/models/error_agreement.h"
#include "ui/text/status_text.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

using capture::CallRecord;
using capture::LegRecord;
using Lines = std::vector<std::vector<Span>>;

constexpr std::size_t kDisagreements = 5;  // sentences; one mistake often shows in several places

using Fields = std::vector<std::pair<std::string, std::string>>;

Fields trailerFields(const rpc::Status& status) {
  Fields out{{"grpc-status", std::to_string(static_cast<int>(status.code))}};
  if (!status.message.empty()) out.emplace_back("grpc-message", percent::encodeGrpcMessage(status.message));
  if (!status.details.empty())
    out.emplace_back("grpc-status-details-bin", base64::encode(rpc::encodeStatusProto(status)));
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

constexpr const char* kWould[] = {english("to a gRPC client"), english("to a Connect client"),
                                  english("to a gRPC-Web client")};

QString roleText(const CallRecord& record, Family family) {
  if (speaks(record.clientLeg, family)) return Words::tr("sent to this client");
  if (speaks(record.upstreamLeg, family) && record.status.origin == rpc::Origin::Peer)
    return Words::tr("received from the server");
  return Words::of(kWould[static_cast<int>(family)]);
}

SheetCell title(const char* name, Ink ink, const QString& role) {
  return {{},
          {{name, ink, Style::SmallStrong, true}, {role.toStdString(), Ink::Dim, Style::Small, true}},
          Tint::None};
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
  out.push_back({{stream ? Words::utf8("HTTP 200, in the end-of-stream message")
                         : fmt::format("HTTP {}, application/json", rpc::httpStatus(record.status.code)),
                  Ink::Dim}});
  return out;
}

SheetRow across(RowKind kind, std::vector<Span> spans) {
  return {kind, true, {{{}, std::move(spans), Tint::None}, {}, {}}, {}};
}

// The message, or what the code means where the peer gave none.
std::string headline(const rpc::Status& status) {
  return status.message.empty() ? Words::utf8Of(codeText(status.code).meaning) : status.message;
}

void appendAdvice(Sheet& sheet, const rpc::Status& status) {
  const CauseText* cause = causeText(status.cause);
  const CodeText& code = codeText(status.code);
  const std::string meaning = Words::utf8Of(cause != nullptr ? cause->meaning : code.meaning);
  const std::string remedy = Words::utf8Of(cause != nullptr ? cause->remedy : code.remedy);
  for (const std::string& sentence : {meaning, remedy}) {
    if (!sentence.empty() && sentence != headline(status))
      sheet.rows.push_back(across(RowKind::Field, {{sentence, Ink::Dim, Style::Body, true}}));
  }
  sheet.rows.push_back({RowKind::Gap, true, {{}, {}, {}}, {}});
}

void appendDisagreements(Sheet& sheet, const std::vector<std::string>& sentences) {
  for (std::size_t i = 0; i < std::min(sentences.size(), kDisagreements); ++i)
    sheet.rows.push_back(across(RowKind::Fact, {{Words::utf8("disagreement"), Ink::Error, Style::Pill, true},
                                                {sentences[i], Ink::Text, Style::Body}}));
  if (sentences.size() > kDisagreements)
    sheet.rows.push_back(
        across(RowKind::Fact, {{Words::tr("and %1 more").arg(sentences.size() - kDisagreements).toStdString(),
                                Ink::Dim, Style::Body, true}}));
}

void appendHead(Sheet& sheet, const CallRecord& record, const schema::Schema& schema) {
  const rpc::Status& status = record.status;
  const int code = static_cast<int>(status.code);
  std::string facts = fmt::format("{} ({}) · ", rpc::grpcName(status.code), code) +
                      (status.origin == rpc::Origin::Bridge ? Words::utf8("said by the bridge")
                                                            : Words::utf8("said by the server"));
  if (record.clientLeg.httpStatus != 0)
    facts += " · " + Words::tr("HTTP %1 to this client").arg(record.clientLeg.httpStatus).toStdString();
  sheet.rows.push_back(across(RowKind::Headline,
                              {{headline(status), Ink::Text, Style::Title}, {facts, Ink::Dim, Style::Body}}));
  appendAdvice(sheet, status);
  for (const rpc::Detail& detail : status.details) {
    sheet.rows.push_back(
        across(RowKind::Fact, {{std::string(shortName(detail.type)), Ink::Warning, Style::Pill},
                               {detailLine(schema, detail), Ink::Dim, Style::Body}}));
  }
}

// Below each protocol a library that speaks it.
void appendExceptions(Sheet& sheet, const CallRecord& record) {
  sheet.rows.push_back({RowKind::Gap, false, {{}, {}, {}}, {}});
  SheetRow titles{RowKind::Title, false, {}, {}};
  std::vector<Lines> blocks;
  for (const exporting::ExceptionText& exception :
       exporting::exceptionTexts(record.status, record.row.kind)) {
    titles.cells.push_back({{},
                            {{std::string(exception.library), Ink::Text, Style::SmallStrong, true},
                             {Words::tr("as %1 shows it")
                                  .arg(QString::fromStdString(std::string(exception.language)))
                                  .toStdString(),
                              Ink::Dim, Style::Small, true}},
                            Tint::None});
    Lines lines;
    for (const std::string_view line : linesOf(exception.text)) {
      const bool member = line.starts_with('\t');
      lines.push_back({{(member ? "  " : "") + std::string(line.substr(member ? 1 : 0))}});
    }
    blocks.push_back(std::move(lines));
  }
  sheet.rows.push_back(std::move(titles));
  appendBlocks(sheet, blocks);
}

}  // namespace

Sheet errorSheet(const CallRecord& record, const schema::Schema& schema) {
  Sheet sheet;
  if (record.status.ok() || record.row.inFlight()) return sheet;
  appendHead(sheet, record, schema);
  const std::vector<std::string> disagreements = errorDisagreements(record);
  appendDisagreements(sheet, disagreements);
  sheet.rows.push_back({RowKind::Title,
                        false,
                        {title("gRPC", Ink::Grpc, roleText(record, Family::Grpc)),
                         title("Connect", Ink::Accent, roleText(record, Family::Connect)),
                         title("gRPC-Web", Ink::GrpcWeb, roleText(record, Family::GrpcWeb))},
                        {}});
  const Fields fields = trailerFields(record.status);
  Lines grpc = trailerLines(fields);
  grpc.push_back({{Words::utf8("HTTP 200, in trailers"), Ink::Dim}});
  Lines web{{{Words::tr("frame 0x80, %1 bytes", nullptr, Words::form(frameSize(fields)))
                  .arg(frameSize(fields))
                  .toStdString(),
              Ink::Dim}}};
  for (auto& line : trailerLines(fields)) web.push_back(std::move(line));
  web.push_back(disagreements.empty()
                    ? std::vector<Span>{{Words::utf8("the three agree"), Ink::Ok}}
                    : std::vector<Span>{{Words::utf8("the sides disagree: see above"), Ink::Error}});
  appendBlocks(sheet, {grpc, connectLines(record), web});
  appendExceptions(sheet, record);
  sheet.rows.push_back({RowKind::Gap, true, {{}, {}, {}}, {}});
  return sheet;
}

}  // namespace bascule::ui
