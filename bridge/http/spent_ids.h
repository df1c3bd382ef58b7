// SPDX-License-Identifier: GPL-3.0-or-later
// `SpentIds`: what a client's frames do against the rules of stream ids (RFC 9113 sections 5.1, 5.1.1
// and 6.3) and libnghttp2 lets pass: more on a stream that it ended or reset, a stream below those it has
// opened, PRIORITY for no stream or for itself.
//
// Bounded: the streams that ended last are known. Frames of older ones are ignored, as are those on the way
// to a stream that we reset. Owned by Http2Session. Thread: the worker.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "bridge/http/abuse_guard.h"
#include "bridge/http/http_events.h"

namespace bascule::http {

/// Ends the connection.
struct FrameFault {
  H2Error code = H2Error::ProtocolError;
  std::string_view sentence;
};

class SpentIds {
 public:
  /// A frame of the client, in the order of arrival. What is wrong with it, or nothing.
  std::optional<FrameFault> faultOf(const FrameHeader& frame);
  /// The stream is closed, and the client had ended it.
  void ended(StreamId id);

 private:
  std::optional<FrameFault> faultOfPriority(const FrameHeader& frame) const;
  bool wasEnded(StreamId id) const;
  bool opens(StreamId id);

  std::array<StreamId, 8> ended_{};
  std::size_t next_ = 0;
  StreamId highest_ = 0;
  // Ids between these two were never used.
  StreamId beforeGap_ = 0;
  StreamId afterGap_ = 0;
};

}  // namespace bascule::http
