// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/time_text.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>

#include "bridge/base/ascii.h"

namespace bascule::schema {
namespace {

// Years 1 to 9999 (timestamp.proto) and 10,000 years of 365.25 days (duration.proto).
constexpr std::int64_t kFirstSecond = -62135596800;
constexpr std::int64_t kLastSecond = 253402300799;
constexpr std::int64_t kLongestDuration = 315'576'000'000;
constexpr std::int32_t kNanosPerSecond = 1'000'000'000;

/// Takes fixed pieces off the front of a text; once something was not there, it stays failed.
class Pieces {
 public:
  explicit Pieces(std::string_view text) : rest_(text) {}
  int digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (i >= rest_.size() || !ascii::isDigit(rest_[i])) return good_ = false, 0;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }
  void literal(char c) {
    if (!skip(c)) good_ = false;
  }
  bool skip(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// What follows a point, in nanoseconds.
  std::int32_t fraction() {
    if (!skip('.')) return 0;
    std::int32_t nanos = 0;
    std::int32_t unit = kNanosPerSecond;
    while (!rest_.empty() && ascii::isDigit(rest_.front()) && unit > 1) {
      unit /= 10;
      nanos += (rest_.front() - '0') * unit;
      rest_.remove_prefix(1);
    }
    if (unit == kNanosPerSecond) good_ = false;
    return nanos;
  }
  std::string_view rest() const { return rest_; }
  bool good() const { return good_; }
  bool done() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

/// `Z` or `+01:30`, in seconds; nothing if malformed.
std::optional<std::int64_t> zoneOf(Pieces& pieces) {
  if (pieces.skip('Z')) return 0;
  const bool east = pieces.skip('+');
  if (!east) pieces.literal('-');
  const int hours = pieces.digits(2);
  pieces.literal(':');
  const int minutes = pieces.digits(2);
  if (!pieces.good() || hours > 23 || minutes > 59) return std::nullopt;
  return (east ? 1 : -1) * (hours * 3600 + minutes * 60);
}

void appendPadded(std::string& out, unsigned value, std::size_t width) {
  std::array<char, 12> text{};
  for (std::size_t i = width; i > 0; --i, value /= 10) text[i - 1] = static_cast<char>('0' + value % 10);
  out.append(text.data(), width);
}

void appendFraction(std::string& out, std::int32_t nanos) {
  if (nanos == 0) return;
  auto value = static_cast<unsigned>(std::abs(nanos));
  std::size_t width = 9;
  for (; value % 1000 == 0; value /= 1000) width -= 3;
  out += '.';
  appendPadded(out, value, width);
}

}  // namespace

std::optional<SecondsNanos> parseTimestamp(std::string_view text) {
  Pieces pieces(text);
  const int year = pieces.digits(4);
  pieces.literal('-');
  const int month = pieces.digits(2);
  pieces.literal('-');
  const int day = pieces.digits(2);
  pieces.literal('T');
  const int hour = pieces.digits(2);
  pieces.literal(':');
  const int minute = pieces.digits(2);
  pieces.literal(':');
  const int second = pieces.digits(2);
  const std::int32_t nanos = pieces.fraction();
  const auto zone = pieces.good() ? zoneOf(pieces) : std::nullopt;
  if (!zone || !pieces.done() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t seconds = days * 86400 + hour * 3600 + minute * 60 + second - *zone;
  if (seconds < kFirstSecond || seconds > kLastSecond) return std::nullopt;
  return SecondsNanos{seconds, nanos};
}

std::optional<SecondsNanos> parseDuration(std::string_view text) {
  Pieces pieces(text);
  const bool negative = pieces.skip('-');
  std::int64_t seconds = 0;
  const std::string_view digits = pieces.rest();
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  if (digits.empty() || !ascii::isDigit(digits.front()) || read.ec != std::errc()) return std::nullopt;
  pieces = Pieces(digits.substr(static_cast<std::size_t>(read.ptr - digits.data())));
  const std::int32_t nanos = pieces.fraction();
  pieces.literal('s');
  if (!pieces.done() || seconds > kLongestDuration) return std::nullopt;
  return negative ? SecondsNanos{-seconds, -nanos} : SecondsNanos{seconds, nanos};
}

bool appendTimestamp(std::string& out, SecondsNanos time) {
  if (time.seconds < kFirstSecond || time.seconds > kLastSecond) return false;
  if (time.nanos < 0 || time.nanos >= kNanosPerSecond) return false;
  const std::chrono::sys_seconds whole{std::chrono::seconds(time.seconds)};
  const auto days = std::chrono::floor<std::chrono::days>(whole);
  const std::chrono::year_month_day date(days);
  const auto second = static_cast<unsigned>((whole - days).count());
  appendPadded(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  out += '-';
  appendPadded(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  appendPadded(out, static_cast<unsigned>(date.day()), 2);
  out += 'T';
  appendPadded(out, second / 3600, 2);
  out += ':';
  appendPadded(out, second / 60 % 60, 2);
  out += ':';
  appendPadded(out, second % 60, 2);
  appendFraction(out, time.nanos);
  out += 'Z';
  return true;
}

bool appendDuration(std::string& out, SecondsNanos time) {
  const bool tooLong = time.seconds > kLongestDuration || time.seconds < -kLongestDuration ||
                       time.nanos <= -kNanosPerSecond || time.nanos >= kNanosPerSecond;
  const bool mixed = (time.seconds > 0 && time.nanos < 0) || (time.seconds < 0 && time.nanos > 0);
  if (tooLong || mixed) return false;
  if (time.seconds < 0 || time.nanos < 0) out += '-';
  out += std::to_string(std::abs(time.seconds));
  appendFraction(out, time.nanos);
  out += 's';
  return true;
}

bool appendSnakePath(std::string& out, std::string_view path) {
  for (const char c : path) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper) out += '_';
    out += upper ? ascii::toLower(c) : c;
    const char lower = ascii::toLower(c);
    if (!(lower >= 'a' && lower <= 'z') && !ascii::isDigit(c) && c != '.') return false;
  }
  return true;
}

bool appendCamelPath(std::string& out, std::string_view path) {
  bool raise = false;
  for (const char c : path) {
    const bool lower = c >= 'a' && c <= 'z';
    if (raise ? !lower : !lower && !ascii::isDigit(c) && c != '.' && c != '_') return false;
    if (raise) {
      out += static_cast<char>(c - 'a' + 'A');
    } else if (c != '_') {
      out += c;
    }
    raise = c == '_';
  }
  return !raise;
}

}  // namespace bascule::schema
