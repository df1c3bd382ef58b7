// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/timeout.h"

#include <algorithm>
#include <array>

#include "bridge/base/ascii.h"

namespace bascule::rpc {
namespace {

struct Unit {
  char letter;
  std::int64_t nanoseconds;
};
// Smallest first: formatGrpcTimeout() takes the first that fits.
constexpr std::array<Unit, 6> kUnits = {{{'n', 1},
                                         {'u', 1'000},
                                         {'m', 1'000'000},
                                         {'S', 1'000'000'000},
                                         {'M', 60'000'000'000},
                                         {'H', 3'600'000'000'000}}};
constexpr std::int64_t kMaxGrpcValue = 99'999'999;        // 8 digits
constexpr std::int64_t kMaxConnectValue = 9'999'999'999;  // 10 digits

Duration saturated(std::uint64_t count, std::int64_t unit) {
  const auto limit = static_cast<std::uint64_t>(kLongestTimeout.count() / unit);
  return count >= limit ? kLongestTimeout : Duration(static_cast<std::int64_t>(count) * unit);
}

}  // namespace

std::optional<Duration> parseConnectTimeout(std::string_view text) {
  const auto value = ascii::parseDigits(text, 10);
  if (!value) return std::nullopt;
  return saturated(*value, 1'000'000);
}

std::optional<Duration> parseGrpcTimeout(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const auto unit = std::ranges::find(kUnits, text.back(), &Unit::letter);
  const auto value = ascii::parseDigits(text.substr(0, text.size() - 1), 8);
  if (unit == kUnits.end() || !value) return std::nullopt;
  return saturated(*value, unit->nanoseconds);
}

std::string formatGrpcTimeout(Duration timeout) {
  const std::int64_t left = std::max<std::int64_t>(timeout.count(), 0);
  for (const Unit& unit : kUnits) {
    const std::int64_t value = left / unit.nanoseconds;
    if (value <= kMaxGrpcValue) return std::to_string(value) + unit.letter;
  }
  return std::to_string(kMaxGrpcValue) + 'H';
}

std::string formatConnectTimeout(Duration timeout) {
  const std::int64_t ms = std::chrono::duration_cast<std::chrono::milliseconds>(timeout).count();
  if (ms > kMaxConnectValue) return {};
  return std::to_string(std::max<std::int64_t>(ms, 1));
}

}  // namespace bascule::rpc
