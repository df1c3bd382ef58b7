// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/insight/filter_terms.h"

#include <algorithm>
#include <bit>
#include <ctime>

#include <fmt/format.h>

#include "bridge/insight/filter_keys.h"
#include "bridge/insight/filter_node.h"
#include "bridge/insight/message_values.h"

namespace bascule::insight {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
// A value longer than this is no name of anything; it would only fill the column.
constexpr std::size_t kLongestValue = 256;

std::string_view nameOf(const KeyRow& key, const Subject& subject) {
  const std::uint32_t bits = key.bit(subject);
  // The narrowest name: `not_found` before `error`.
  const NamedValue* best = nullptr;
  for (const NamedValue& value : key.values) {
    if ((value.bits & bits) == 0) continue;
    if (best == nullptr || std::popcount(value.bits) < std::popcount(best->bits)) best = &value;
  }
  return best == nullptr ? std::string_view() : best->name;
}

std::string momentText(std::int64_t wallNs) {
  const std::time_t seconds = wallNs / kSecond;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, wallNs % kSecond);
}

std::string numberTerm(const KeyRow& key, std::int64_t value) {
  switch (key.unit) {
    case Unit::Count:
      return fmt::format("{}:{}", key.name, value);
    case Unit::Bytes:
      return fmt::format("{}:>={}", key.name, value);
    case Unit::Nanoseconds:
      return fmt::format("{}:>={}us", key.name, value / 1000);
    case Unit::Moment:
      return fmt::format("{}:>={}", key.name, momentText(value));
  }
  return {};
}

void addName(std::vector<std::string>& names, std::string_view name) {
  if (names.size() >= kSeenLimit || name.empty() || name.size() > kLongestValue) return;
  const auto at = std::ranges::lower_bound(names, name);
  if (at == names.end() || *at != name) names.emplace(at, name);
}

}  // namespace

std::string exactTerm(std::string_view key, std::string_view value) {
  return std::string(key) + "=" + quoteForFilter(value, true);
}

std::string termOf(std::string_view key, const RowView& view) {
  std::string_view rest;
  const KeyRow* row = findFilterKey(key, rest);
  if (row == nullptr) return {};
  const Subject subject = subjectOf(view);
  switch (row->keyClass) {
    case KeyClass::Names: {
      const std::string_view name = nameOf(*row, subject);
      return name.empty() ? std::string() : fmt::format("{}:{}", key, name);
    }
    case KeyClass::Text:
      return exactTerm(key, (subject.*(row->text))());
    case KeyClass::Number:
      return numberTerm(*row, row->number(subject));
    case KeyClass::Texts:
      break;
  }
  return {};
}

std::string narrowed(std::string_view text, std::string_view term, bool exclude) {
  const auto grouped = [](std::string_view part, bool always) {
    const std::vector<Lexeme> lexemes = lexFilter(part);
    const bool group = always ? lexemes.size() > 1 : std::ranges::any_of(lexemes, [](const Lexeme& lexeme) {
      return lexeme.type == Lexeme::Type::Or;
    });
    return group ? fmt::format("({})", part) : std::string(part);
  };
  const std::string added = exclude ? "not " + grouped(term, true) : std::string(term);
  const std::size_t begin = text.find_first_not_of(' ');
  return begin == std::string_view::npos ? added : grouped(text.substr(begin), false) + " " + added;
}

std::string_view valueName(std::string_view key, const RowView& view) {
  std::string_view rest;
  const KeyRow* row = findFilterKey(key, rest);
  return row == nullptr || row->keyClass != KeyClass::Names ? std::string_view()
                                                            : nameOf(*row, subjectOf(view));
}

std::string valuesOf(std::string_view key, const capture::CallRecord& record, const schema::Schema& schema,
                     std::size_t limit) {
  std::string_view rest;
  const KeyRow* row = findFilterKey(key, rest);
  if (row == nullptr) return {};
  const Subject subject = subjectOf(record, schema);
  if (row->keyClass == KeyClass::Names) return std::string(nameOf(*row, subject));
  if (row->keyClass == KeyClass::Text) return std::string((subject.*(row->text))());
  if (row->keyClass == KeyClass::Number) return std::to_string(row->number(subject));
  std::vector<std::string> found;
  row->visit(subject, rest, [&](std::string_view value) {
    std::string text(value.substr(0, kLongestValue));
    // Both legs usually have the same header.
    if (std::ranges::find(found, text) == found.end()) found.push_back(std::move(text));
    return found.size() >= limit;
  });
  return fmt::format("{}", fmt::join(found, ", "));
}

std::vector<std::string_view> namesOf(std::string_view key) {
  std::string_view rest;
  const KeyRow* row = findFilterKey(key, rest);
  std::vector<std::string_view> names;
  if (row == nullptr) return names;
  for (const NamedValue& value : row->values) names.push_back(value.name);
  return names;
}

bool isFilterKey(std::string_view key) {
  std::string_view rest;
  return findFilterKey(key, rest) != nullptr;
}

void SeenNames::add(const capture::CallRecord& record, const schema::Schema& schema) {
  for (const capture::LegRecord* leg : {&record.clientLeg, &record.upstreamLeg}) {
    for (const auto* fields : {&leg->requestHeaders, &leg->responseHeaders}) {
      for (const capture::HeaderField& field : *fields) addName(headers, field.name);
    }
    for (const capture::HeaderField& field : leg->trailers) addName(trailers, field.name);
  }
  for (const rpc::Detail& detail : record.status.details) addName(details, detail.type);
  const auto collect = [&](capture::Direction direction, std::vector<std::string>& into) {
    visitMessages(record, schema, direction, [&](const MessageValue& value) {
      addName(into, value.path);
      return into.size() >= kSeenLimit;
    });
  };
  collect(capture::Direction::Request, requestFields);
  collect(capture::Direction::Response, responseFields);
}

}  // namespace bascule::insight
