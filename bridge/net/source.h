// SPDX-License-Identifier: GPL-3.0-or-later
// Who a peer is for counting connections, and how many descriptors the process may open.
// Thread: pure function; allowDescriptors() before threads start.
#pragma once

#include <cstdint>
#include <string>

namespace bascule::net {

/// The source of a peer (`TcpSocket::peer()`): its IPv4 address, or the /64 network of its IPv6 address,
/// which one host can have whole. Empty for loopback: everything on this machine is one source and none.
std::string sourceOf(const std::string& peer);

/// Raises the soft limit of open descriptors towards `wanted`, as far as the hard limit lets it. Returns the
/// soft limit in force.
std::uint64_t allowDescriptors(std::uint64_t wanted);

}  // namespace bascule::net
