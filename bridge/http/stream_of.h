// SPDX-License-Identifier: GPL-3.0-or-later
// Which stream an event is about. Apart from http_events.h because only those who sort events ask.
// Thread: pure function.
#pragma once

#include <variant>

#include "bridge/http/http_events.h"

namespace bascule::http {

/// Stream of the event; 0 for events of the whole connection.
inline StreamId streamOf(const Event& event) {
  return std::visit(
      [](const auto& e) -> StreamId {
        if constexpr (requires { e.stream; }) return e.stream;
        return 0;
      },
      event);
}

}  // namespace bascule::http
