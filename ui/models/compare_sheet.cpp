// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/compare_sheet.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "bridge/insight/message_values.h"
#include "ui/models/call_sheets.h"
#include "ui/models/decoded_message.h"
#include "ui/text/format.h"
#include "ui/text/status_text.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

using capture::CallRecord;
using capture::Direction;
using capture::HeaderFields;
using capture::LegRecord;

constexpr std::size_t kMessages = 200;  // of each direction: enough to see where two streams part
constexpr std::size_t kValues = 2000;   // of one message
constexpr std::size_t kSameShown = 40;  // equal values of one message; the rest is counted

std::vector<NamedValue> valuesOf(const HeaderFields& fields) {
  std::vector<NamedValue> out;
  for (const capture::HeaderField& field : fields) out.push_back({field.name, field.value});
  return out;
}

void collect(const schema::FieldNode& node, const std::string& place, std::vector<NamedValue>& out) {
  std::map<std::string, int> seen;  // elements of fields that the schema does not know have no index
  for (const schema::FieldNode& child : node.children) {
    if (out.size() >= kValues) return;
    std::string name = child.name.empty() ? std::to_string(child.number) : child.name;
    if (child.index >= 0)
      name += fmt::format("[{}]", child.index);
    else if (const int before = seen[name]++; before > 0)
      name += fmt::format("[{}]", before);
    if (!place.empty()) name = fmt::format("{}.{}", place, name);
    if (child.children.empty() || !child.value.empty())
      out.push_back({std::move(name), child.value});
    else
      collect(child, name, out);
  }
}

SheetCell valueCell(const NamedValue& value, Tint tint) {
  if (value.name.empty()) return {};
  return {{{value.name, Ink::Key}}, {{value.value}}, tint};
}

class Comparison {
 public:
  explicit Comparison(const schema::Schema& schema) : schema_(schema) {}

  void titles(const CallRecord& left, const CallRecord& right) {
    sheet.rows.push_back({RowKind::Title, false, {title(left), {}, title(right)}, {}});
  }

  void section(const std::string& caption, const std::vector<ValuePair>& pairs, Holds holds = Holds::Other) {
    if (pairs.empty()) return;
    const auto different =
        static_cast<std::size_t>(std::ranges::count_if(pairs, [](const ValuePair& p) { return !p.same(); }));
    const std::string count =
        different == 0 ? Words::utf8("the same")
                       : Words::tr("%1 of %2 differ").arg(different).arg(pairs.size()).toStdString();
    SheetCell right;
    right.spans = {{count, different == 0 ? Ink::Ok : Ink::Warning, Style::Caption, true}};
    right.holds = holds;
    sheet.rows.push_back({RowKind::Caption,
                          false,
                          {{{}, {{caption, Ink::Dim, Style::Caption, true}}, Tint::None, holds}, {}, right},
                          {}});
    std::size_t same = 0;
    for (const ValuePair& pair : pairs) {
      if (pair.same() && ++same > kSameShown) continue;
      add(pair);
    }
    if (same > kSameShown) more(same - kSameShown);
  }

  void messages(const CallRecord& left, const CallRecord& right, Direction direction) {
    const auto first = placesOf(left, direction);
    const auto second = placesOf(right, direction);
    const std::size_t count = std::min(kMessages, std::max(first.size(), second.size()));
    for (std::size_t i = 0; i < count; ++i) {
      const std::string name =
          (direction == Direction::Request ? Words::tr("REQUEST %1") : Words::tr("RESPONSE %1"))
              .arg(i + 1)
              .toStdString();
      const auto a =
          i < first.size() ? bascule::ui::valuesOf(left, schema_, first[i]) : std::vector<NamedValue>();
      const auto b =
          i < second.size() ? bascule::ui::valuesOf(right, schema_, second[i]) : std::vector<NamedValue>();
      section(name, pairUp(a, b));
    }
  }

  Sheet sheet;

 private:
  static std::vector<std::size_t> placesOf(const CallRecord& record, Direction direction) {
    const auto& all = shownLeg(record).messages;
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i].direction == direction) out.push_back(i);
    return out;
  }

  static SheetCell title(const CallRecord& record) {
    const PillText pill = pillText(record.row);
    return {{},
            {{fmt::format("#{}", formatCount(record.row.number).view()), Ink::Text, Style::SmallStrong, true},
             {record.method, Ink::Text, Style::SmallStrong},
             {std::string(rpc::displayName(record.clientLeg.protocol)), inkOf(record.clientLeg.protocol),
              Style::SmallStrong, true},
             {pillWords(pill).toStdString(), Ink::Dim, Style::Small, true}},
            Tint::None};
  }

  void add(const ValuePair& pair) {
    const bool lone = pair.left.name.empty() || pair.right.name.empty();
    const Tint tint = pair.same() ? Tint::None
                      : lone      ? (pair.left.name.empty() ? Tint::Added : Tint::Dropped)
                                  : Tint::Changed;
    const char* mark = pair.same() ? "=" : !lone ? "≠" : pair.left.name.empty() ? "+" : "−";
    SheetRow row{RowKind::Field,
                 false,
                 {valueCell(pair.left, tint),
                  {{}, {{mark, Ink::Dim, Style::Small, true}}, Tint::None},
                  valueCell(pair.right, tint)},
                 {}};
    if (!pair.same() && !lone) row.tip = pair.left.name + ": " + pair.left.value + "\n" + pair.right.value;
    sheet.rows.push_back(std::move(row));
  }

  void more(std::size_t count) {
    sheet.rows.push_back({RowKind::Field,
                          false,
                          {{{},
                            {{Words::tr("and %1 more that are the same").arg(count).toStdString(), Ink::Dim,
                              Style::Small, true}},
                            Tint::None},
                           {},
                           {}},
                          {}});
  }

  const schema::Schema& schema_;
};

std::vector<NamedValue> endOf(const CallRecord& record) {
  std::vector<NamedValue> out{{Words::utf8("status"), std::string(rpc::grpcName(record.status.code))}};
  if (record.row.inFlight()) out[0].value = Words::utf8("in flight");
  if (!record.status.message.empty()) out.push_back({Words::utf8("message"), record.status.message});
  if (record.clientLeg.httpStatus != 0)
    out.push_back({Words::utf8("HTTP status"), std::to_string(record.clientLeg.httpStatus)});
  for (const rpc::Detail& detail : record.status.details) out.push_back({Words::utf8("detail"), detail.type});
  return out;
}

std::vector<NamedValue> detailsOf(const CallRecord& record, const schema::Schema& schema) {
  std::vector<NamedValue> out;
  for (const rpc::Detail& detail : record.status.details)
    collect(schema::decodeTree(schema, detail.type, detail.value).root, std::string(shortName(detail.type)),
            out);
  return out;
}

std::vector<NamedValue> factsOf(const CallRecord& record) {
  const LegRecord& leg = record.clientLeg;
  std::vector<NamedValue> out{{Words::utf8("method"), record.service + "/" + record.method},
                              {Words::utf8("client"), record.client},
                              {Words::utf8("server"), record.upstreamUrl},
                              {Words::utf8("protocol"), std::string(rpc::displayName(leg.protocol))},
                              {Words::utf8("transport"), transportText(leg)}};
  if (record.upstreamLeg.present)
    out.push_back(
        {Words::utf8("towards the server"), std::string(rpc::displayName(record.upstreamLeg.protocol))});
  if (record.timeoutNs > 0)
    out.push_back({Words::utf8("deadline"), formatDuration(record.timeoutNs).string()});
  return out;
}

std::string moment(std::int64_t ns) { return ns < 0 ? "–" : formatDuration(ns).string(); }

std::vector<NamedValue> timesOf(const CallRecord& record) {
  std::vector<NamedValue> out{
      {Words::utf8("took"), record.row.inFlight() ? "–" : moment(record.row.durationNs)},
      {Words::utf8("inside the bridge"), moment(record.row.addedNs)},
      {Words::utf8("request complete"), moment(record.clientLeg.requestEndNs)}};
  if (record.upstreamLeg.present)
    out.push_back({Words::utf8("server's first answer"), moment(record.upstreamLeg.responseHeadNs)});
  out.push_back({Words::utf8("response begun"), moment(record.clientLeg.responseHeadNs)});
  out.push_back({Words::utf8("response complete"), moment(record.clientLeg.responseEndNs)});
  return out;
}

}  // namespace

std::vector<ValuePair> pairUp(const std::vector<NamedValue>& left, const std::vector<NamedValue>& right) {
  std::vector<ValuePair> out;
  std::map<std::string, std::vector<std::size_t>> places;  // of the values of `right`, last first
  for (std::size_t i = right.size(); i-- > 0;) places[right[i].name].push_back(i);
  std::vector<bool> used(right.size(), false);
  std::size_t next = 0;
  std::set<std::string_view> known;
  for (const NamedValue& value : left) known.insert(value.name);
  const auto flush = [&](std::size_t until) {
    for (; next < until; ++next) {
      if (used[next] || known.contains(right[next].name)) continue;
      used[next] = true;
      out.push_back({{}, right[next]});
    }
  };
  for (const NamedValue& value : left) {
    auto& waiting = places[value.name];
    if (waiting.empty()) {
      out.push_back({value, {}});
      continue;
    }
    const std::size_t partner = waiting.back();
    waiting.pop_back();
    flush(partner);
    used[partner] = true;
    out.push_back({value, right[partner]});
  }
  for (std::size_t i = 0; i < right.size(); ++i)
    if (!used[i]) out.push_back({{}, right[i]});
  return out;
}

std::vector<NamedValue> valuesOf(const CallRecord& record, const schema::Schema& schema,
                                 std::size_t message) {
  const DecodedMessage decoded = decodeMessage(record, schema, message);
  std::vector<NamedValue> out;
  if (decoded.hasTree) {
    collect(decoded.tree.root, {}, out);
    return out;
  }
  insight::visitJson(decoded.codec == rpc::Codec::Json ? decoded.bytes : std::string(),
                     [&out](const insight::MessageValue& value) {
                       out.push_back({std::string(value.path), std::string(value.text)});
                       return out.size() >= kValues;
                     });
  if (out.empty()) out.push_back({Words::utf8("bytes"), formatSize(decoded.bytes.size()).string()});
  return out;
}

Sheet compareSheet(const CallRecord& left, const CallRecord& right, const schema::Schema& schema) {
  Comparison out(schema);
  out.titles(left, right);
  out.section(Words::utf8("END"), pairUp(endOf(left), endOf(right)));
  out.section(Words::utf8("DETAILS"), pairUp(detailsOf(left, schema), detailsOf(right, schema)));
  out.messages(left, right, Direction::Request);
  out.messages(left, right, Direction::Response);
  out.section(Words::utf8("CALL"), pairUp(factsOf(left), factsOf(right)));
  out.section(Words::utf8("REQUEST HEAD"),
              pairUp(valuesOf(left.clientLeg.requestHeaders), valuesOf(right.clientLeg.requestHeaders)),
              Holds::Headers);
  out.section(Words::utf8("RESPONSE HEAD"),
              pairUp(valuesOf(left.clientLeg.responseHeaders), valuesOf(right.clientLeg.responseHeaders)),
              Holds::Headers);
  out.section(Words::utf8("TRAILERS"),
              pairUp(valuesOf(left.clientLeg.trailers), valuesOf(right.clientLeg.trailers)), Holds::Trailers);
  out.section(Words::utf8("TIME"), pairUp(timesOf(left), timesOf(right)));
  out.sheet.rows.push_back({RowKind::Gap, false, {{}, {}, {}}, {}});
  return std::move(out.sheet);
}

}  // namespace bascule::ui
