// SPDX-License-Identifier: GPL-3.0-or-later
// The Translation tab: `translation_rows.h` with captions, marks, tints, reasons and the error's body.
#include <algorithm>
#include <array>

#include "ui/models/call_sheets.h"
#include "ui/models/connect_end.h"
#include "ui/models/decoded_message.h"
#include "ui/models/translation_rows.h"
#include "ui/text/rule_text.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

using capture::CallRecord;
using capture::LegRecord;

constexpr std::array<const char*, 5> kMarks = {"=", "≈", "≈", "+", "×"};
constexpr std::array<Tint, 5> kTints = {Tint::None, Tint::Changed, Tint::Changed, Tint::Added, Tint::Dropped};
constexpr std::array<const char*, 7> kPlaces = {"",
                                                english("REQUEST"),
                                                english("RESPONSE"),
                                                english("TRAILERS"),
                                                english("ERROR JSON"),
                                                english("END OF STREAM"),
                                                english("TRAILER FRAME")};
// A binary value longer than this is cut so that its reason stands beside it.
constexpr std::size_t kBinaryChars = 12;

SheetCell titleCell(const LegRecord& leg, const std::string& role) {
  SheetCell cell;
  cell.spans.push_back(
      {std::string(rpc::displayName(leg.protocol)), inkOf(leg.protocol), Style::SmallStrong, true});
  cell.spans.push_back({role, Ink::Text, Style::SmallStrong, true});
  cell.spans.push_back({transportText(leg), Ink::Dim, Style::Small});
  return cell;
}

SheetCell captionCell(Place place) {
  SheetCell cell;
  if (place != Place::Nowhere)
    cell.spans.push_back(
        {Words::utf8Of(kPlaces[static_cast<std::size_t>(place)]), Ink::Dim, Style::Caption, true});
  const bool trailers = place == Place::Trailers || place == Place::TrailerFrame || place == Place::EndStream;
  cell.holds = trailers ? Holds::Trailers : Holds::Headers;
  return cell;
}

std::string statusNote(const CallRecord& record) {
  std::string out(rpc::grpcName(record.status.code));
  if (record.clientLeg.httpStatus != 0) out += " → HTTP " + std::to_string(record.clientLeg.httpStatus);
  return out;
}

std::string detailTypes(const CallRecord& record) {
  std::string out;
  for (const rpc::Detail& detail : record.status.details) out += (out.empty() ? "" : ", ") + detail.type;
  return out;
}

std::string noteOf(const CallRecord& record, const TranslationRow& row, const TranslationSide& side) {
  if (side.name == "grpc-status" && !record.status.ok()) return statusNote(record);
  if (side.name == "grpc-status-details-bin") return detailTypes(record);
  return Words::utf8Of(ruleText(row.rule));
}

SheetCell fieldCell(const CallRecord& record, const TranslationRow& row, const TranslationSide& side,
                    bool noted) {
  SheetCell cell;
  if (!side.present) return cell;
  cell.name.push_back({side.name, Ink::Key});
  const bool details = side.name == "grpc-status-details-bin";
  const bool status = side.name == "grpc-status" && !record.status.ok();
  const bool binary = side.name.ends_with("-bin") && side.value.size() > kBinaryChars && (noted || details);
  cell.spans.push_back({binary ? side.value.substr(0, kBinaryChars) + "…" : side.value});
  if (const std::string note = noteOf(record, row, side); !note.empty() && (noted || details || status)) {
    cell.spans.push_back({note, Ink::Dim, Style::Small, true, true});
  }
  cell.tint = kTints[static_cast<std::size_t>(row.mark)];
  return cell;
}

// The reason stands on the side where the field arrives; a lone field has only one side.
SheetRow fieldRow(const CallRecord& record, const TranslationRow& row, bool upwards) {
  const bool noteServer = row.server.present && (upwards || !row.client.present);
  const bool same = row.mark == Mark::Same;
  SheetRow out;
  out.cells = {
      fieldCell(record, row, row.client, !same && !noteServer),
      SheetCell{{}, {{kMarks[static_cast<std::size_t>(row.mark)], Ink::Dim, Style::Small, true}}, Tint::None},
      fieldCell(record, row, row.server, !same && noteServer)};
  if (row.client.present && row.server.present && row.client.value != row.server.value) {
    out.tip = row.client.name + ": " + row.client.value + "\n" + row.server.name + ": " + row.server.value;
  }
  if (row.rule.empty()) return out;
  out.link = ruleLink(row.rule);
  out.tip += (out.tip.empty() ? "" : "\n") + Words::utf8Of(ruleText(row.rule)) + "\n" + out.link;
  return out;
}

void appendTree(const schema::FieldNode& node, int depth, std::vector<std::vector<Span>>& out) {
  for (const schema::FieldNode& child : node.children) {
    const std::string indent(static_cast<std::size_t>(2 * depth), ' ');
    const std::string name = child.name.empty() ? std::to_string(child.number) : child.name;
    if (child.children.empty()) {
      const bool text = child.valueClass == schema::ValueClass::String;
      out.push_back({{indent + name, Ink::Key},
                     {": "},
                     {text ? "\"" + child.value + "\"" : child.value, text ? Ink::String : Ink::Number}});
      continue;
    }
    out.push_back({{indent + name, Ink::Key}, {" {"}});
    appendTree(child, depth + 1, out);
    out.push_back({{indent + "}"}});
  }
}

std::vector<std::vector<Span>> detailLines(const CallRecord& record, const schema::Schema& schema) {
  std::vector<std::vector<Span>> out;
  for (const rpc::Detail& detail : record.status.details) {
    out.push_back({{detail.type, Ink::Dim}});
    appendTree(schema::decodeTree(schema, detail.type, detail.value).root, 0, out);
  }
  return out;
}

std::vector<std::vector<Span>> jsonLines(const LegRecord& leg) {
  std::vector<std::vector<Span>> out;
  if (!rpc::isConnect(leg.protocol)) return out;
  const std::string indented = indentJson(leg.endBody);
  for (const std::string_view line : linesOf(indented)) out.push_back(jsonSpans(line));
  return out;
}

void appendBodies(Sheet& sheet, const CallRecord& record, const schema::Schema& schema) {
  auto left = jsonLines(record.clientLeg);
  auto right = jsonLines(record.upstreamLeg);
  const auto details = detailLines(record, schema);
  if (left.empty()) left = details;
  if (right.empty() && record.upstreamLeg.present) right = details;
  if (left.empty() && right.empty()) return;
  sheet.rows.push_back({RowKind::Gap, false, {{}, {}, {}}, {}});
  appendBlocks(sheet, {left, {}, right});
}

// Each rule that was at work, once, with the place where it is written down.
void appendRules(Sheet& sheet, const std::vector<std::string_view>& rules) {
  if (rules.empty()) return;
  sheet.rows.push_back({RowKind::Caption,
                        true,
                        {{{}, {{Words::utf8("RULES AT WORK"), Ink::Dim, Style::Caption, true}}, Tint::None}},
                        {}});
  for (const std::string_view rule : rules) {
    SheetRow row{RowKind::Field, true, {}, {}};
    row.link = ruleLink(rule);
    row.cells.push_back({{},
                         {{Words::utf8Of(ruleText(rule)), Ink::Text, Style::Small, true},
                          {"  " + row.link, Ink::Dim, Style::Mono}},
                         Tint::None});
    sheet.rows.push_back(std::move(row));
  }
}

}  // namespace

Sheet translationSheet(const CallRecord& record, const schema::Schema& schema) {
  Sheet sheet;
  SheetCell server = titleCell(record.upstreamLeg, Words::utf8("what the server sees"));
  if (!record.upstreamLeg.present)
    server.spans = {{Words::utf8("the call did not reach the server"), Ink::Dim, Style::Small, true}};
  sheet.rows.push_back({RowKind::Title,
                        false,
                        {titleCell(record.clientLeg, Words::utf8("what the client sees")), {}, server},
                        {}});
  std::vector<std::string_view> rules;
  for (const TranslationSection& section : translationSections(record)) {
    const SheetCell arrow{{}, {{section.upwards ? "→" : "←", Ink::Dim, Style::Small, true}}, Tint::None};
    sheet.rows.push_back(
        {RowKind::Caption, false, {captionCell(section.client), arrow, captionCell(section.server)}, {}});
    for (const TranslationRow& row : section.rows) {
      sheet.rows.push_back(fieldRow(record, row, section.upwards));
      if (!row.rule.empty() && std::ranges::find(rules, row.rule) == rules.end()) rules.push_back(row.rule);
    }
  }
  appendBodies(sheet, record, schema);
  appendRules(sheet, rules);
  sheet.rows.push_back({RowKind::Gap, false, {{}, {}, {}}, {}});
  return sheet;
}

}  // namespace bascule::ui
