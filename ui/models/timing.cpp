// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/timing.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "bridge/base/ascii.h"

namespace bascule::ui {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1'000 * kMillisecond;

// Units of grpc-timeout (gRPC over HTTP/2, "Timeout-Header"); at most eight digits stand before one.
constexpr std::array<std::pair<char, std::int64_t>, 6> kUnits = {{{'H', 3600 * kSecond},
                                                                  {'M', 60 * kSecond},
                                                                  {'S', kSecond},
                                                                  {'m', kMillisecond},
                                                                  {'u', 1'000},
                                                                  {'n', 1}}};

std::optional<std::int64_t> scaled(std::string_view digits, std::size_t maxDigits, std::int64_t unit) {
  const auto value = ascii::parseDigits(digits, maxDigits);
  if (!value || *value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() / 2 / unit))
    return std::nullopt;
  return static_cast<std::int64_t>(*value) * unit;
}

std::optional<std::int64_t> timeoutOf(const capture::HeaderField& field) {
  // Connect protocol, "Timeout": milliseconds, at most ten digits.
  if (field.name == "connect-timeout-ms") return scaled(field.value, 10, kMillisecond);
  if (field.name != "grpc-timeout" || field.value.empty()) return std::nullopt;
  const auto unit = std::ranges::find(kUnits, field.value.back(), &std::pair<char, std::int64_t>::first);
  if (unit == kUnits.end()) return std::nullopt;
  return scaled(std::string_view(field.value).substr(0, field.value.size() - 1), 8, unit->second);
}

std::int64_t deadlineOf(const capture::LegRecord& leg) {
  for (const capture::HeaderField& field : leg.requestHeaders) {
    if (const auto timeout = timeoutOf(field)) return std::max<std::int64_t>(leg.openedNs, 0) + *timeout;
  }
  return -1;
}

TimeLane laneOf(const capture::LegRecord& leg, std::int64_t total) {
  TimeLane lane;
  lane.present = leg.present;
  if (!leg.present) return lane;
  lane.deadlineNs = deadlineOf(leg);
  const std::int64_t opened = std::max<std::int64_t>(leg.openedNs, 0);
  const std::int64_t sent = leg.requestEndNs < 0 ? total : leg.requestEndNs;
  const std::int64_t head = leg.responseHeadNs < 0 ? total : leg.responseHeadNs;
  const std::int64_t end = leg.responseEndNs < 0 ? total : leg.responseEndNs;
  lane.spans.push_back({opened, std::clamp(sent, opened, total), TimeSpan::Type::Sending});
  if (head > sent) lane.spans.push_back({sent, std::min(head, total), TimeSpan::Type::Waiting});
  if (leg.responseHeadNs >= 0)
    lane.spans.push_back({head, std::clamp(end, head, std::max(head, total)), TimeSpan::Type::Receiving});
  for (const capture::MessageRecord& message : leg.messages) {
    (message.direction == capture::Direction::Request ? lane.requests : lane.responses)
        .push_back(message.offsetNs);
  }
  return lane;
}

}  // namespace

Timing timingOf(const capture::CallRecord& record, std::int64_t nowNs) {
  Timing out;
  out.totalNs = std::max<std::int64_t>(record.row.inFlight() ? nowNs : record.row.durationNs, 1);
  for (const capture::LegRecord* leg : {&record.clientLeg, &record.upstreamLeg}) {
    out.totalNs = std::max({out.totalNs, leg->requestEndNs, leg->responseHeadNs, leg->responseEndNs});
  }
  out.client = laneOf(record.clientLeg, out.totalNs);
  out.server = laneOf(record.upstreamLeg, out.totalNs);
  if (out.client.present && out.client.deadlineNs < 0 && record.timeoutNs > 0)
    out.client.deadlineNs = record.timeoutNs;
  out.addedNs = record.row.addedNs;
  return out;
}

std::int64_t axisStep(std::int64_t totalNs, int most) {
  std::int64_t step = 1;
  while (true) {
    for (const std::int64_t factor : {1, 2, 5}) {
      if (totalNs / (step * factor) <= most) return step * factor;
    }
    step *= 10;
  }
}

}  // namespace bascule::ui
