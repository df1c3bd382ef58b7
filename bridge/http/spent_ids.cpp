// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/http/spent_ids.h"

#include <algorithm>

namespace bascule::http {

void SpentIds::ended(StreamId id) {
  if (wasEnded(id)) return;
  ended_[next_] = id;
  next_ = (next_ + 1) % ended_.size();
}

bool SpentIds::wasEnded(StreamId id) const { return std::ranges::find(ended_, id) != ended_.end(); }

/// False: the id is below the highest and was not used.
bool SpentIds::opens(StreamId id) {
  if (id <= highest_) return id <= beforeGap_ || id >= afterGap_;
  if (id > highest_ + 2) {
    beforeGap_ = highest_;
    afterGap_ = id;
  }
  highest_ = id;
  return true;
}

std::optional<FrameFault> SpentIds::faultOfPriority(const FrameHeader& frame) const {
  if (frame.stream == 0) return FrameFault{H2Error::ProtocolError, "The peer sent PRIORITY for no stream."};
  if (frame.length == kPriorityBytes && frame.parent == frame.stream)
    return FrameFault{H2Error::ProtocolError, "The peer made a stream depend on itself."};
  return std::nullopt;
}

std::optional<FrameFault> SpentIds::faultOf(const FrameHeader& frame) {
  if (frame.type == frame_type::kPriority) return faultOfPriority(frame);
  const bool head = frame.type == frame_type::kHeaders;
  if ((head || frame.type == frame_type::kData) && frame.stream != 0 && wasEnded(frame.stream))
    return FrameFault{H2Error::StreamClosed, "The peer sent more on a stream that it had ended."};
  if (head && !opens(frame.stream))
    return FrameFault{H2Error::ProtocolError, "The peer opened a stream below one that it had opened."};
  if (frame.type == frame_type::kRstStream && frame.stream != 0) ended(frame.stream);
  return std::nullopt;
}

}  // namespace bascule::http
