// SPDX-License-Identifier: GPL-3.0-or-later
// The Overview and Raw tabs, and what all sheets share.
#include "ui/models/call_sheets.h"

#include <QStringList>
#include <algorithm>

#include <fmt/format.h>

#include "ui/models/decoded_message.h"
#include "ui/text/display.h"
#include "ui/text/end_text.h"
#include "ui/text/format.h"
#include "ui/text/rule_text.h"
#include "ui/text/status_text.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

using capture::CallRecord;
using capture::Direction;
using capture::LegRecord;

// Raw bytes shown of one message and of one leg: enough to recognise a message, not a hex editor.
constexpr std::size_t kRawMessageBytes = 4096;
constexpr std::size_t kRawMessages = 200;

Ink inkOfTone(Tone tone) {
  switch (tone) {
    case Tone::Ok:
      return Ink::Ok;
    case Tone::Error:
      return Ink::Error;
    case Tone::Warning:
      return Ink::Warning;
    case Tone::InFlight:
      return Ink::InFlight;
    case Tone::Accent:
      return Ink::Accent;
    case Tone::Grpc:
      return Ink::Grpc;
    case Tone::GrpcWeb:
      return Ink::GrpcWeb;
    default:
      return Ink::Dim;
  }
}

class Facts {
 public:
  explicit Facts(Sheet& sheet) : sheet_(sheet) {}
  void caption(const std::string& text) {
    sheet_.rows.push_back(
        {RowKind::Caption, false, {{{}, {{text, Ink::Dim, Style::Caption, true}}, Tint::None}}, {}});
  }
  void fact(const std::string& name, std::vector<Span> spans) {
    if (spans.empty() || (spans.size() == 1 && spans[0].text.empty())) return;
    sheet_.rows.push_back(
        {RowKind::Fact, false, {{{{name, Ink::Dim, Style::Body, true}}, std::move(spans), Tint::None}}, {}});
  }
  void words(const std::string& name, std::string text) {
    fact(name, {{std::move(text), Ink::Text, Style::Body}});
  }

 private:
  Sheet& sheet_;
};

std::vector<Span> statusSpans(const CallRecord& record) {
  const PillText pill = pillText(record.row);
  std::vector<Span> out{{pillWords(pill).toStdString(), inkOfTone(pill.tone), Style::Pill, true}};
  if (record.row.inFlight()) return out;
  if (!record.status.message.empty())
    out.push_back({record.status.message, Ink::Text, Style::Body});
  else
    out.push_back({Words::utf8Of(codeText(record.status.code).meaning), Ink::Dim, Style::Body});
  return out;
}

std::string sidesText(const LegRecord& leg) {
  if (!leg.present) return {};
  std::string out = transportText(leg);
  if (leg.requestCompression != rpc::Compression::Identity)
    out += " · " + std::string(rpc::name(leg.requestCompression));
  if (!leg.peer.empty()) out += " · " + leg.peer;
  return out;
}

void callFacts(Facts& facts, const CallRecord& record) {
  facts.fact(Words::utf8("Status"), statusSpans(record));
  if (!record.status.ok() && !record.row.inFlight()) {
    facts.words(Words::utf8("Said by"), record.status.origin == rpc::Origin::Bridge
                                            ? Words::utf8("the bridge")
                                            : Words::utf8("the server"));
  }
  facts.fact(Words::utf8("Method"),
             {{record.service + "/", Ink::Dim, Style::Body}, {record.method, Ink::Text, Style::Strong}});
  facts.words(Words::utf8("Kind"), std::string(kindText(record.row.kind)));
  facts.fact(Words::utf8("Client"),
             {{record.client, Ink::Text, Style::Body}, {record.peer, Ink::Dim, Style::Body}});
  facts.words(Words::utf8("Asked for"), record.host);
  facts.words(Words::utf8("Server"), record.upstreamUrl);
}

void legFacts(Facts& facts, const CallRecord& record) {
  const auto leg = [&](const std::string& name, const LegRecord& side) {
    if (!side.present) return;
    facts.fact(name,
               {{std::string(rpc::displayName(side.protocol)), inkOf(side.protocol), Style::Strong, true},
                {sidesText(side), Ink::Dim, Style::Body}});
  };
  leg(Words::utf8("Client side"), record.clientLeg);
  leg(Words::utf8("Server side"), record.upstreamLeg);
  const capture::CallRow& row = record.row;
  facts.fact(Words::utf8("Messages"),
             {{fmt::format("↑ {}   ↓ {}", formatCount(row.requestMessages).view(),
                           formatCount(row.responseMessages).view()),
               Ink::Text, Style::Body},
              {Words::tr("%1 up, %2 down")
                   .arg(asQString(formatSize(row.requestBytes)), asQString(formatSize(row.responseBytes)))
                   .toStdString(),
               Ink::Dim, Style::Body}});
}

void timeFacts(Facts& facts, const CallRecord& record) {
  const capture::CallRow& row = record.row;
  facts.words(Words::utf8("Started"), formatMoment(row.startNs).string());
  if (!row.inFlight()) facts.words(Words::utf8("Took"), formatDuration(row.durationNs).string());
  if (record.timeoutNs > 0) facts.words(Words::utf8("Deadline"), formatDuration(record.timeoutNs).string());
  facts.words(Words::utf8("Ended by"), endStory(record));
  facts.fact(Words::utf8("Bridge added"), {{formatDuration(row.addedNs).string(), Ink::Text, Style::Body}});
}

std::string endLine(const LegRecord& leg) {
  return fmt::format("{} {}", leg.version == http::Version::Http2 ? "HTTP/2" : "HTTP/1.1", leg.httpStatus);
}

class RawLines {
 public:
  void caption(const std::string& text) {
    flush();
    sheet.rows.push_back(
        {RowKind::Caption, false, {{{}, {{text, Ink::Dim, Style::Caption, true}}, Tint::None}}, {}});
  }
  void line(std::vector<Span> spans) { lines_.push_back(std::move(spans)); }
  void fields(const capture::HeaderFields& fields) {
    for (const capture::HeaderField& field : fields) line({{field.name, Ink::Key}, {": "}, {field.value}});
  }
  void flush() {
    if (!lines_.empty()) appendBlocks(sheet, {lines_});
    lines_.clear();
  }
  Sheet sheet;

 private:
  std::vector<std::vector<Span>> lines_;
};

void appendMessages(RawLines& raw, const LegRecord& leg, Direction direction) {
  std::size_t number = 0;
  for (const capture::MessageRecord& message : leg.messages) {
    if (message.direction != direction || ++number > kRawMessages) continue;
    QStringList what{Words::tr("message %1").arg(number), asQString(formatSize(message.wireSize))};
    if (message.compressed) what += Words::tr("compressed");
    if (recordedInPart(message)) what += Words::tr("not all of it was recorded");
    raw.line({{what.join(QStringLiteral(" · ")).toStdString(), Ink::Dim}});
    for (auto& line : hexLines(message.payload, kRawMessageBytes)) raw.line(std::move(line));
  }
}

}  // namespace

Ink inkOf(rpc::Protocol protocol) { return inkOfTone(toneOf(protocol)); }

std::string transportText(const LegRecord& leg) {
  std::string out = leg.version == http::Version::Http2 ? "HTTP/2" : "HTTP/1.1";
  if (leg.version == http::Version::Http2 && !leg.tls) out += " h2c";
  if (leg.tls) out += " TLS";
  if (leg.method == "GET") out += " GET";
  const auto type = std::ranges::find(leg.requestHeaders, "content-type", &capture::HeaderField::name);
  if (type != leg.requestHeaders.end()) out += " · " + type->value;
  return out;
}

std::vector<std::vector<Span>> hexLines(std::string_view bytes, std::size_t limit) {
  std::vector<std::vector<Span>> out;
  const std::string_view shown = bytes.substr(0, limit);
  for (std::size_t at = 0; at < shown.size(); at += 16) {
    const std::string_view part = shown.substr(at, 16);
    std::string hex;
    std::string text;
    for (std::size_t i = 0; i < 16; ++i) {
      hex += i < part.size() ? fmt::format("{:02x} ", static_cast<unsigned char>(part[i])) : "   ";
      if (i < part.size()) text += part[i] >= 0x20 && part[i] < 0x7f ? part[i] : '.';
    }
    out.push_back({{fmt::format("{:04x}  ", at), Ink::Dim}, {hex + " "}, {text, Ink::Dim}});
  }
  if (bytes.size() > limit)
    out.push_back(
        {{Words::tr("… %1 more").arg(asQString(formatSize(bytes.size() - limit))).toStdString(), Ink::Dim}});
  return out;
}

Sheet overviewSheet(const CallRecord& record, const schema::Schema& schema) {
  Sheet sheet;
  Facts facts(sheet);
  if (!record.notes.empty()) facts.caption(Words::utf8("FINDINGS"));
  for (const capture::NoteRecord& note : record.notes) {
    facts.fact(Words::utf8("Noticed"), {{Words::utf8Of(findingText(note.finding)), Ink::Text, Style::Body},
                                        {note.subject, Ink::Dim, Style::Mono}});
  }
  facts.caption(Words::utf8("CALL"));
  callFacts(facts, record);
  facts.caption(Words::utf8("BOTH SIDES"));
  legFacts(facts, record);
  facts.caption(Words::utf8("TIME"));
  timeFacts(facts, record);
  if (!record.status.details.empty()) facts.caption(Words::utf8("ERROR DETAILS"));
  for (const rpc::Detail& detail : record.status.details) {
    facts.fact(Words::utf8("Detail"), {{std::string(shortName(detail.type)), Ink::Warning, Style::Pill},
                                       {detailLine(schema, detail), Ink::Text, Style::Body}});
  }
  sheet.rows.push_back({RowKind::Gap, false, {{}}, {}});
  return sheet;
}

Sheet withNote(Sheet overview, const capture::Annotation* note) {
  if (note == nullptr || (!note->marked && note->comment.empty())) return overview;
  Sheet sheet;
  Facts facts(sheet);
  facts.caption(Words::utf8("NOTES"));
  if (note->marked) facts.words(Words::utf8("Mark", "noun"), Words::utf8("marked"));
  std::string name = Words::utf8("Comment");
  for (const std::string_view line : linesOf(note->comment)) {
    facts.words(name, std::string(line));
    name.clear();
  }
  std::ranges::move(overview.rows, std::back_inserter(sheet.rows));
  return sheet;
}

Sheet rawSheet(const LegRecord& leg) {
  RawLines raw;
  raw.caption(Words::utf8("REQUEST"));
  raw.line({{fmt::format("{} {} {}", leg.method, leg.target,
                         leg.version == http::Version::Http2 ? "HTTP/2" : "HTTP/1.1")}});
  const bool hasHost =
      std::ranges::find(leg.requestHeaders, "host", &capture::HeaderField::name) != leg.requestHeaders.end();
  if (!leg.authority.empty() && !hasHost)
    raw.line(
        {{leg.version == http::Version::Http2 ? ":authority" : "host", Ink::Key}, {": "}, {leg.authority}});
  raw.fields(leg.requestHeaders);
  appendMessages(raw, leg, Direction::Request);
  raw.caption(Words::utf8("RESPONSE"));
  if (leg.httpStatus != 0) raw.line({{endLine(leg)}});
  raw.fields(leg.responseHeaders);
  appendMessages(raw, leg, Direction::Response);
  if (!leg.endBody.empty()) raw.line({{Words::utf8("end of the body"), Ink::Dim}});
  for (auto& line : hexLines(leg.endBody, kRawMessageBytes)) raw.line(std::move(line));
  if (!leg.trailers.empty()) raw.line({{Words::utf8("trailers"), Ink::Dim}});
  raw.fields(leg.trailers);
  raw.flush();
  raw.sheet.rows.push_back({RowKind::Gap, false, {{}}, {}});
  return raw.sheet;
}

}  // namespace bascule::ui
