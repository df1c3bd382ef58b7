// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/insight/filter_values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>

#include "bridge/base/ascii.h"

namespace bascule::insight {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

struct UnitName {
  std::string_view name;
  double factor;
};
constexpr std::array<UnitName, 11> kSizes = {{{"", 1},
                                              {"b", 1},
                                              {"k", 1e3},
                                              {"kb", 1e3},
                                              {"mb", 1e6},
                                              {"m", 1e6},
                                              {"gb", 1e9},
                                              {"kib", 1024},
                                              {"mib", 1048576},
                                              {"gib", 1073741824},
                                              {"g", 1e9}}};
constexpr std::array<UnitName, 9> kDurations = {{{"", 1e6},
                                                 {"ns", 1},
                                                 {"us", 1e3},
                                                 {"\xc2\xb5s", 1e3},
                                                 {"ms", 1e6},
                                                 {"s", 1e9},
                                                 {"m", 60e9},
                                                 {"min", 60e9},
                                                 {"h", 3600e9}}};
constexpr std::array<UnitName, 1> kCounts = {{{"", 1}}};

/// The value itself, and the last value that reads the same at the precision it was given with.
struct Reading {
  std::int64_t from = 0;
  std::int64_t to = 0;
  bool timeOfDay = false;
};

std::optional<Reading> readQuantity(std::string_view text, const UnitName* begin, const UnitName* end) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::size_t digits = 0;
  while (digits < text.size() && (ascii::isDigit(text[digits]) || text[digits] == '.')) ++digits;
  const std::string_view number = text.substr(0, digits);
  const auto point = number.find('.');
  const std::string_view whole = number.substr(0, point);
  const std::string_view fraction = point == std::string_view::npos ? "" : number.substr(point + 1);
  const auto wholeValue = ascii::parseDigits(whole, 15);
  const auto fractionValue =
      fraction.empty() ? std::optional<std::uint64_t>(0) : ascii::parseDigits(fraction, 9);
  const std::string unit = ascii::lower(text.substr(digits));
  const auto* row =
      std::find_if(begin, end, [&](const UnitName& candidate) { return candidate.name == unit; });
  if (!wholeValue || !fractionValue || row == end) return std::nullopt;
  const double scale = std::pow(10.0, static_cast<double>(fraction.size()));
  const double value =
      (static_cast<double>(*wholeValue) + static_cast<double>(*fractionValue) / scale) * row->factor;
  constexpr double kLargest = 9e18;
  if (value > kLargest) return std::nullopt;
  Reading reading;
  reading.from = std::llround(negative ? -value : value);
  reading.to = reading.from + std::max<std::int64_t>(std::llround(row->factor / scale) - 1, 0);
  return reading;
}

/// Digits of fixed length off the front of `text`.
std::optional<int> takeNumber(std::string_view& text, std::size_t digits) {
  const auto value = ascii::parseDigits(text.substr(0, digits), digits);
  if (!value || text.size() < digits) return std::nullopt;
  text.remove_prefix(digits);
  return static_cast<int>(*value);
}

bool takeChar(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// `HH:MM[:SS[.fraction]]` off the front of `text`, as nanoseconds since midnight and up to the next such
/// time.
std::optional<Reading> takeTimeOfDay(std::string_view& text) {
  const auto hour = takeNumber(text, 2);
  if (!hour || *hour > 23 || !takeChar(text, ':')) return std::nullopt;
  const auto minute = takeNumber(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  Reading reading;
  reading.from = (*hour * 60 + *minute) * 60 * kSecond;
  std::int64_t precision = 60 * kSecond;
  if (takeChar(text, ':')) {
    const auto second = takeNumber(text, 2);
    if (!second || *second > 60) return std::nullopt;
    reading.from += *second * kSecond;
    precision = kSecond;
    if (takeChar(text, '.')) {
      if (text.empty() || !ascii::isDigit(text.front())) return std::nullopt;
      for (; !text.empty() && ascii::isDigit(text.front()) && precision > 1; text.remove_prefix(1)) {
        precision /= 10;
        reading.from += (text.front() - '0') * precision;
      }
    }
  }
  reading.to = reading.from + precision - 1;
  reading.timeOfDay = true;
  return reading;
}

/// Zone at the end: `Z`, `+01:00`, or nothing for local time. Seconds to add to the time as written.
std::optional<std::int64_t> zoneShift(std::string_view text, std::tm local) {
  if (text == "Z" || text == "z") return 0;
  if (text.empty()) {
    const std::int64_t asUtc = timegm(&local);
    local.tm_isdst = -1;
    return static_cast<std::int64_t>(std::mktime(&local)) - asUtc;
  }
  const int sign = text.front() == '+' ? -1 : 1;
  if (text.front() != '+' && text.front() != '-') return std::nullopt;
  text.remove_prefix(1);
  const auto hours = takeNumber(text, 2);
  takeChar(text, ':');
  const auto minutes = takeNumber(text, 2);
  if (!hours || !minutes || !text.empty()) return std::nullopt;
  return sign * (*hours * 3600 + *minutes * 60);
}

std::optional<Reading> readMoment(std::string_view text) {
  if (text.size() > 2 && text[2] == ':') {
    const auto time = takeTimeOfDay(text);
    return text.empty() ? time : std::nullopt;
  }
  const auto year = takeNumber(text, 4);
  if (!year || !takeChar(text, '-')) return std::nullopt;
  const auto month = takeNumber(text, 2);
  if (!month || *month < 1 || *month > 12 || !takeChar(text, '-')) return std::nullopt;
  const auto day = takeNumber(text, 2);
  if (!day || *day < 1 || *day > 31) return std::nullopt;
  std::tm date{};
  date.tm_year = *year - 1900;
  date.tm_mon = *month - 1;
  date.tm_mday = *day;
  Reading time{0, 24 * 3600 * kSecond - 1, false};
  if (takeChar(text, 'T')) {
    const auto given = takeTimeOfDay(text);
    if (!given) return std::nullopt;
    time = *given;
    date.tm_hour = static_cast<int>(time.from / (3600 * kSecond));
    date.tm_min = static_cast<int>(time.from / (60 * kSecond) % 60);
  }
  const auto shift = zoneShift(text, date);
  if (!shift) return std::nullopt;
  date.tm_hour = date.tm_min = 0;
  const std::int64_t midnight = (static_cast<std::int64_t>(timegm(&date)) + *shift) * kSecond;
  return Reading{midnight + time.from, midnight + time.to, false};
}

struct UnitRow {
  std::string_view expected;
  std::optional<Reading> (*read)(std::string_view text);
};

// Index is Unit.
constexpr std::array<UnitRow, 4> kUnits = {{
    {"a number",
     [](std::string_view text) {
       return readQuantity(text, kCounts.data(), kCounts.data() + kCounts.size());
     }},
    {"a size like 10kB or 4MiB",
     [](std::string_view text) { return readQuantity(text, kSizes.data(), kSizes.data() + kSizes.size()); }},
    {"a duration like 100ms or 2s",
     [](std::string_view text) {
       return readQuantity(text, kDurations.data(), kDurations.data() + kDurations.size());
     }},
    {"a time like 10:42 or 2026-11-23T10:42:07", readMoment},
}};

}  // namespace

std::expected<NumberRange, std::string> parseRange(Unit unit, FilterOp op, std::string_view value) {
  const UnitRow& row = kUnits[static_cast<std::size_t>(unit)];
  const auto wrong = [&](std::string_view text) {
    return std::unexpected("'" + std::string(text) + "' is not " + std::string(row.expected));
  };
  if (const auto dots = value.find(".."); op == FilterOp::Has && dots != std::string_view::npos) {
    const auto low = row.read(value.substr(0, dots));
    const auto high = row.read(value.substr(dots + 2));
    if (!low) return wrong(value.substr(0, dots));
    if (!high) return wrong(value.substr(dots + 2));
    if (low->timeOfDay != high->timeOfDay) return std::unexpected("both ends of a range must be of one form");
    return NumberRange{low->from, unit == Unit::Moment ? high->to : high->from, low->timeOfDay};
  }
  const auto reading = row.read(value);
  if (!reading) return wrong(value);
  NumberRange range{.timeOfDay = reading->timeOfDay};
  const bool moment = unit == Unit::Moment;
  switch (op) {
    case FilterOp::Has:
      range.low = reading->from, range.high = reading->to;
      break;
    case FilterOp::Equals:
      range.low = reading->from, range.high = moment ? reading->to : reading->from;
      break;
    case FilterOp::Greater:
      range.low = (moment ? reading->to : reading->from) + 1;
      break;
    case FilterOp::GreaterEqual:
      range.low = reading->from;
      break;
    case FilterOp::Less:
      range.high = reading->from - 1;
      break;
    case FilterOp::LessEqual:
      range.high = moment ? reading->to : reading->from;
      break;
    case FilterOp::Regex:
      return std::unexpected("'~' needs text, and this key is " + std::string(row.expected));
  }
  return range;
}

std::int64_t localTimeOfDay(std::int64_t wallNs) {
  const std::time_t seconds = wallNs / kSecond;
  std::tm local{};
  localtime_r(&seconds, &local);
  return ((local.tm_hour * 60 + local.tm_min) * 60 + local.tm_sec) * kSecond + wallNs % kSecond;
}

bool containsFolded(std::string_view text, std::string_view lowerNeedle) {
  if (lowerNeedle.empty()) return true;
  if (text.size() < lowerNeedle.size()) return false;
  const std::size_t last = text.size() - lowerNeedle.size();
  for (std::size_t i = 0; i <= last; ++i) {
    if (ascii::toLower(text[i]) != lowerNeedle[0]) continue;
    std::size_t k = 1;
    while (k < lowerNeedle.size() && ascii::toLower(text[i + k]) == lowerNeedle[k]) ++k;
    if (k == lowerNeedle.size()) return true;
  }
  return false;
}

}  // namespace bascule::insight
