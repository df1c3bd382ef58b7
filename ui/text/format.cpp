// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/format.h"

#include <ctime>

#include <fmt/format.h>

namespace bascule::ui {
namespace {

template <typename... Args>
Short write(fmt::format_string<Args...> pattern, Args&&... args) {
  return Short::make([&](char* data, std::size_t size) {
    return std::min(fmt::format_to_n(data, size, pattern, std::forward<Args>(args)...).size, size);
  });
}

std::tm localTime(std::int64_t unixNanoseconds) {
  const auto seconds = static_cast<std::time_t>(unixNanoseconds / 1'000'000'000);
  std::tm out{};
  localtime_r(&seconds, &out);
  return out;
}

}  // namespace

Short formatCount(std::uint64_t value) {
  const std::string digits = fmt::format_int(value).str();
  return Short::make([&](char* data, std::size_t) {
    char* out = data;
    for (std::size_t i = 0; i < digits.size(); ++i) {
      if (i > 0 && (digits.size() - i) % 3 == 0) *out++ = ' ';
      *out++ = digits[i];
    }
    return out - data;
  });
}

Short formatSize(ByteCount bytes) {
  if (bytes < 1000) return write("{} B", bytes);
  static constexpr std::array<const char*, 5> kUnits = {"kB", "MB", "GB", "TB", "PB"};
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  for (; value >= 999.95 && unit + 1 < kUnits.size(); ++unit) value /= 1000;
  return value < 99.95 ? write("{:.1f} {}", value, kUnits[unit]) : write("{:.0f} {}", value, kUnits[unit]);
}

Short formatDuration(std::int64_t nanoseconds) {
  const double ms = static_cast<double>(std::max<std::int64_t>(nanoseconds, 0)) / 1e6;
  if (ms < 0.995) return write("{:.2f} ms", ms);
  if (ms < 99.95) return write("{:.1f} ms", ms);
  if (ms < 999.5) return write("{:.0f} ms", ms);
  if (ms < 59'950) return ms < 9'995 ? write("{:.2f} s", ms / 1000) : write("{:.1f} s", ms / 1000);
  return formatClock(nanoseconds);
}

Short formatClock(std::int64_t nanoseconds) {
  const std::int64_t seconds = std::max<std::int64_t>(nanoseconds, 0) / 1'000'000'000;
  if (seconds < 3600) return write("{:02}:{:02}", seconds / 60, seconds % 60);
  return write("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

Short formatSeconds(std::int64_t nanoseconds) {
  return write("{:.3f} s", static_cast<double>(nanoseconds) / 1e9);
}

Short formatTime(std::int64_t unixNanoseconds) {
  const std::tm t = localTime(unixNanoseconds);
  return write("{:02}:{:02}:{:02}.{:03}", t.tm_hour, t.tm_min, t.tm_sec, unixNanoseconds / 1'000'000 % 1000);
}

Short formatMoment(std::int64_t unixNanoseconds) {
  const std::tm t = localTime(unixNanoseconds);
  return write("{}-{:02}-{:02} {}", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday,
               formatTime(unixNanoseconds).view());
}

Short formatOffset(std::int64_t nanoseconds) {
  const double ms = static_cast<double>(nanoseconds) / 1e6;
  if (ms < 999.95) return write("{:.1f} ms", ms);
  return ms < 99'995 ? write("{:.3f} s", ms / 1000) : write("{:.1f} s", ms / 1000);
}

}  // namespace bascule::ui
