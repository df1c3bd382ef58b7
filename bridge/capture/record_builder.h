// SPDX-License-Identifier: GPL-3.0-or-later
// `RecordBuilder`: folds the stored events of one call into its `CallRecord`. The recorder uses it for calls
// somebody listens to, the session reader for every call it reads: the same code, so both see the same.
// Events may come in any order and be incomplete. Thread: not shared.
#pragma once

#include <array>
#include <cstddef>

#include "bridge/capture/call_record.h"
#include "bridge/capture/header_text.h"
#include "bridge/capture/stored_event.h"

namespace bascule::capture {

class RecordBuilder {
 public:
  /// Payloads are kept up to `maxPayload` bytes each, the rest is cut.
  explicit RecordBuilder(ByteCount maxPayload) : maxPayload_(maxPayload) {}

  /// Adds one event; `headText` is the text its `head` refers to.
  void add(const StoredEvent& event, std::string_view headText);
  /// The record so far with its messages marked whole or cut. Row and row strings are the caller's.
  CallRecord take();

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  LegRecord& leg(Leg which) { return which == Leg::Client ? record_.clientLeg : record_.upstreamLeg; }
  void addRequestHead(const StoredEvent& event, std::string_view headText);
  void addUpstreamConnection(const StoredEvent& event);
  void addResponseHead(const StoredEvent& event, std::string_view headText);
  void addMessage(const StoredEvent& event);
  void addMessageTo(Leg which, const StoredEvent& event);
  void addDirectionEnd(const StoredEvent& event);

  ByteCount maxPayload_;
  CallRecord record_;
  /// Index of the message being assembled, by leg and direction.
  std::array<std::array<std::size_t, 2>, 2> open_{{{kNone, kNone}, {kNone, kNone}}};
};

}  // namespace bascule::capture
