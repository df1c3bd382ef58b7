// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/timing.h"

#include <algorithm>

namespace bascule::ui {
namespace {

TimeLane laneOf(const capture::LegRecord& leg, std::int64_t total) {
  TimeLane lane;
  lane.present = leg.present;
  if (!leg.present) return lane;
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
