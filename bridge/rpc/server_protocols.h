// SPDX-License-Identifier: GPL-3.0-or-later
// `ServerProtocols`: what a server was found to speak, and how a call of some client goes to it then.
// Thread: plain values, pure functions.
#pragma once

#include <string>
#include <vector>

#include "bridge/rpc/protocol.h"

namespace bascule::rpc {

/// A set of Grpc, Connect and GrpcWeb; empty: nothing was found, or nobody asked yet.
class ServerProtocols {
 public:
  constexpr void add(ServerProtocol protocol) { bits_ |= bit(protocol); }
  constexpr bool contains(ServerProtocol protocol) const { return (bits_ & bit(protocol)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  /// In the order gRPC, Connect, gRPC-Web.
  std::vector<ServerProtocol> list() const;
  friend bool operator==(ServerProtocols, ServerProtocols) = default;

 private:
  static constexpr unsigned bit(ServerProtocol p) { return 1U << static_cast<unsigned>(p); }
  unsigned bits_ = 0;
};

/// How a call of `client` goes to the server. A setting other than Auto says it. Auto: in the client's own
/// protocol where the server speaks it, else in gRPC, else in Connect, else in gRPC-Web; in gRPC where
/// nothing was found.
ServerProtocol serverProtocolFor(ServerProtocol setting, ServerProtocols found, Protocol client);

}  // namespace bascule::rpc
