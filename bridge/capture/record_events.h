// SPDX-License-Identifier: GPL-3.0-or-later
// `RecordEvents`: a call record taken apart into the events a worker would have told, so that a record from
// elsewhere goes the same road into a session as a live one. Inverse of record_builder.h. Thread: not shared.
#pragma once

#include <deque>
#include <vector>

#include "bridge/capture/call_record.h"
#include "bridge/capture/capture_event.h"

namespace bascule::capture {

class RecordEvents {
 public:
  /// Events of `record` under the id `call`, at wall time on the monotonic clock. A call without an end gives
  /// none. Events are views of `record` and of this object.
  RecordEvents(const CallRecord& record, CallId call);
  const std::vector<CaptureEvent>& events() const { return events_; }

 private:
  MonotonicTime at(std::int64_t offsetNs) const;
  http::HeadersView keep(const HeaderFields& fields);
  void addOpened();
  void addUpstream();
  void addResponse(Leg which, const LegRecord& leg);
  void addMessages();
  void addMessage(const MessageRecord& message, Legs legs);
  void addDirectionEnds(Leg which, const LegRecord& leg);
  void addEnd();

  const CallRecord& record_;
  CallId call_;
  std::deque<http::Headers> kept_;
  std::vector<CaptureEvent> events_;
};

}  // namespace bascule::capture
