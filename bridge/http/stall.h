// SPDX-License-Identifier: GPL-3.0-or-later
// How a session finds out that a stream takes nothing, without noting the time at each write: it looks four
// times per Limits::writeStall. A stream that has not moved at five looks in a row has stood still for at
// least that long (the first look may come at once) and at most a quarter more.
// Private to the http floor. Thread: constants.
#pragma once

#include "bridge/base/clock.h"
#include "bridge/http/limits.h"

namespace bascule::http {

inline constexpr unsigned kLooks = 5;

inline Duration lookEvery(const Limits& limits) { return Duration(limits.writeStall) / (kLooks - 1); }

}  // namespace bascule::http
