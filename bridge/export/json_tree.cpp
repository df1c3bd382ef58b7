// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/json_tree.h"

#include <chrono>
#include <cmath>

#include "bridge/base/ascii.h"
#include "bridge/base/base64.h"

namespace bascule::exporting::tree {
namespace {

// A decoded message inside a line is up to 100 levels deep.
constexpr std::size_t kMaxDepth = 128;

std::optional<std::int64_t> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  const auto value = ascii::parseDigits(text.substr(at, count), count);
  if (!value || text.substr(at, count).size() != count) return std::nullopt;
  return static_cast<std::int64_t>(*value);
}

/// Seconds of `Z`, `+02:00` or `-0330`.
std::optional<std::int64_t> zoneSeconds(std::string_view zone) {
  if (zone == "Z" || zone == "z") return 0;
  if (zone.size() < 5 || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
  const auto hours = digits(zone, 1, 2);
  const auto minutes = digits(zone, zone[3] == ':' ? 4 : 3, 2);
  if (!hours || !minutes) return std::nullopt;
  const std::int64_t seconds = (*hours * 60 + *minutes) * 60;
  return zone[0] == '-' ? -seconds : seconds;
}

}  // namespace

Result<json::value> parseFirst(std::string_view& text) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  boost::system::error_code error;
  json::stream_parser parser({}, options);
  const std::size_t read = parser.write_some(text.data(), text.size(), error);
  if (!error && !parser.done()) parser.finish(error);
  if (error) {
    return fail(ErrorCode::InvalidInput, "import_malformed",
                "byte " + std::to_string(read + 1) + ": " + error.message());
  }
  text.remove_prefix(read);
  return parser.release();
}

Result<json::value> parse(std::string_view text) {
  std::string_view rest = text;
  auto value = parseFirst(rest);
  const auto more = rest.find_first_not_of(" \t\r\n");
  if (!value || more == std::string_view::npos) return value;
  return fail(ErrorCode::InvalidInput, "import_malformed",
              "byte " + std::to_string(text.size() - rest.size() + more + 1) + ": more than one JSON value");
}

const json::value* find(const json::object& object, std::string_view key) { return object.if_contains(key); }

const json::object* object(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

const json::array* array(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_array();
}

std::string text(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  const json::string* string = value == nullptr ? nullptr : value->if_string();
  return string == nullptr ? std::string() : std::string(*string);
}

std::int64_t integer(const json::object& object, std::string_view key, std::int64_t otherwise) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_number()) return otherwise;
  boost::system::error_code error;
  const auto number = value->to_number<std::int64_t>(error);
  return error ? otherwise : number;
}

double number(const json::object& object, std::string_view key, double otherwise) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_number()) return otherwise;
  const auto number = value->to_number<double>();
  return std::isfinite(number) ? number : otherwise;
}

bool boolean(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::optional<std::string> bytes(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || value->is_null()) return std::string();
  const json::string* string = value->if_string();
  if (string == nullptr) return std::nullopt;
  return base64::decode(std::string_view(*string));
}

std::optional<std::int64_t> wallNs(std::string_view text) {
  using namespace std::chrono;
  const auto year = digits(text, 0, 4);
  const auto month_ = digits(text, 5, 2);
  const auto day_ = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!year || !month_ || !day_ || !hour || !minute || !second) return std::nullopt;
  const year_month_day date(std::chrono::year(static_cast<int>(*year)), month(static_cast<unsigned>(*month_)),
                            day(static_cast<unsigned>(*day_)));
  if (!date.ok() || *year < 1700 || *year > 2200) return std::nullopt;
  std::string_view rest = text.substr(19);
  std::int64_t nanoseconds = 0;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    std::int64_t unit = 100'000'000;
    for (; !rest.empty() && ascii::isDigit(rest.front()); rest.remove_prefix(1), unit /= 10)
      nanoseconds += (rest.front() - '0') * unit;
  }
  const auto zone = zoneSeconds(rest);
  if (!zone) return std::nullopt;
  const std::int64_t days = sys_days(date).time_since_epoch().count();
  return (days * 86'400 + *hour * 3600 + *minute * 60 + *second - *zone) * 1'000'000'000 + nanoseconds;
}

capture::HeaderFields fields(const json::array* pairs, std::string_view name) {
  capture::HeaderFields out;
  if (pairs == nullptr) return out;
  for (const json::value& entry : *pairs) {
    const json::object* pair = entry.if_object();
    if (pair == nullptr) continue;
    std::string key = ascii::lower(text(*pair, name));
    if (!key.empty() && key.front() != ':') out.push_back({std::move(key), text(*pair, "value")});
  }
  return out;
}

}  // namespace bascule::exporting::tree
