// SPDX-License-Identifier: GPL-3.0-or-later
// A capture event as bytes in the queue: its members one after the other, texts with their length in front.
// Not a file format: the bytes never leave the process. A large payload stays where it is; the queue keeps a
// reference beside the bytes. Thread: pure functions.
#pragma once

#include <cstddef>

#include "bridge/capture/capture_event.h"

namespace bascule::capture {

/// Payloads up to this size are copied: a copy is cheaper than keeping the block alive that they lie in.
inline constexpr std::size_t kInlinePayload = 4096;

/// How one kind of event becomes bytes; there is one for each alternative of CaptureEvent.
template <typename Event>
struct Packing {
  /// Bytes that pack() writes. With `payloadBeside` the payload is not among them.
  static std::size_t size(const Event& event, bool payloadBeside);
  /// Writes the event to `to`, which has size() bytes.
  static void pack(char* to, const Event& event, bool payloadBeside);
};

/// The event of the given kind (index in CaptureEvent) at `from`, with views into those bytes. A payload
/// kept beside them is the caller's to put back. Trusts its input: only pack() made it.
CaptureEvent unpack(std::size_t kind, const char* from);

}  // namespace bascule::capture
