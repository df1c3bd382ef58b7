// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/http/limit_hits.h"

#include <algorithm>

namespace bascule::http {
namespace {

constexpr std::array<std::string_view, kLimitCount> kIds = {
    "connections",       "connections_per_source",
    "live_streams",      "streams_per_connection",
    "header_timeout",    "settings_timeout",
    "header_list",       "bad_request",
    "frame_flood",       "reset_flood",
    "provoked_resets",   "outbound_queue",
    "write_stall",       "slow_body",
    "memory_paused",     "memory_pressure",
    "message_too_large", "inflate_ratio",
    "json_too_deep",     "json_too_large",
    "too_busy",          "upstream_silent",
    "idle_evicted",      "handshake_stalled",
};

}  // namespace

std::string_view limitId(Limit limit) { return kIds[static_cast<std::size_t>(limit)]; }

std::optional<Limit> limitFromId(std::string_view id) {
  const auto found = std::ranges::find(kIds, id);
  if (found == kIds.end()) return std::nullopt;
  return static_cast<Limit>(found - kIds.begin());
}

}  // namespace bascule::http
