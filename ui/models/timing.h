// SPDX-License-Identifier: GPL-3.0-or-later
// What the Timing tab draws, as numbers: spans of both legs on one axis and the steps between them.
// Pure function of a record, no Qt.
#pragma once

#include <string_view>
#include <vector>

#include "bridge/capture/call_record.h"

namespace bascule::ui {

/// One bar of a lane, nanoseconds since the start of the call.
struct TimeSpan {
  std::int64_t beginNs = 0;
  std::int64_t endNs = 0;
  enum class Type : std::uint8_t { Sending, Waiting, Receiving } type = Type::Sending;
};

struct TimeLane {
  bool present = false;
  std::vector<TimeSpan> spans;
  std::vector<std::int64_t> requests;  ///< moments of messages
  std::vector<std::int64_t> responses;
  std::int64_t deadlineNs = -1;  ///< moment at which this side's deadline passes; -1: it has none
};

struct Timing {
  std::int64_t totalNs = 0;
  TimeLane client;
  TimeLane server;
  std::int64_t addedNs = 0;
};

/// `nowNs`: how long a call in flight has taken so far.
Timing timingOf(const capture::CallRecord& record, std::int64_t nowNs);
/// A step of the axis (1, 2 or 5 times a power of ten) so that at most `most` fit into `totalNs`.
std::int64_t axisStep(std::int64_t totalNs, int most);

}  // namespace bascule::ui
