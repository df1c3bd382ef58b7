// SPDX-License-Identifier: GPL-3.0-or-later
// `TcpConnection`: bytes between two ends as IP packets of TCP (RFC 791, 8200, 9293), whole and in order, for
// readers that put a long message together again. It begins in its middle, as when a capture is started late:
// no handshake, no end. Thread: not shared.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/capture/capture_event.h"
#include "bridge/export/endpoint.h"

namespace bascule::exporting {

class TcpConnection {
 public:
  /// Both ends have addresses of one family.
  TcpConnection(Endpoint client, Endpoint server);

  /// The packets that carry `bytes` in a direction, each with less than 64 KiB.
  std::vector<std::string> send(capture::Direction direction, std::string_view bytes);

 private:
  std::string packet(capture::Direction direction, std::string_view payload, bool last) const;

  std::array<Endpoint, 2> ends_;  ///< senders, by direction
  std::array<std::uint32_t, 2> next_{1, 1};
};

}  // namespace bascule::exporting
