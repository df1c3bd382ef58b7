// SPDX-License-Identifier: GPL-3.0-or-later
// One leg of a call as bytes of HTTP/2 frames or whole HTTP/1.1 messages, each with its moment: what a packet
// capture of it would have shown. Made anew from the record: header compression without a table, frames of
// one size, a stream number by the call's number. Thread: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bridge/capture/call_record.h"

namespace bascule::exporting {

/// A piece of one direction.
struct WirePart {
  std::int64_t offsetNs = 0;  ///< since the start of the call
  capture::Direction direction = capture::Direction::Request;
  std::string bytes{};
  ByteCount size = 0;     ///< on the wire; more than `bytes` if not all was recorded
  std::size_t place = 0;  ///< among those of one moment
};

/// The parts in the order of time. Empty for a leg that is not there.
std::vector<WirePart> wireParts(const capture::CallRecord& record, capture::Leg leg);

}  // namespace bascule::exporting
