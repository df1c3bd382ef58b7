// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/server_protocols.h"

#include <algorithm>
#include <array>

namespace bascule::rpc {
namespace {

// The order of preference for clients whose own protocol the server does not speak.
constexpr std::array<ServerProtocol, 3> kByPreference = {ServerProtocol::Grpc, ServerProtocol::Connect,
                                                         ServerProtocol::GrpcWeb};

ServerProtocol familyOf(Protocol client) {
  if (isConnect(client)) return ServerProtocol::Connect;
  return isGrpcWeb(client) ? ServerProtocol::GrpcWeb : ServerProtocol::Grpc;
}

}  // namespace

std::vector<ServerProtocol> ServerProtocols::list() const {
  std::vector<ServerProtocol> all;
  std::ranges::copy_if(kByPreference, std::back_inserter(all), [this](auto p) { return contains(p); });
  return all;
}

ServerProtocol serverProtocolFor(ServerProtocol setting, ServerProtocols found, Protocol client) {
  if (setting != ServerProtocol::Auto) return setting;
  const ServerProtocol own = familyOf(client);
  if (found.contains(own)) return own;
  const auto* const best = std::ranges::find_if(kByPreference, [&](auto p) { return found.contains(p); });
  return best == kByPreference.end() ? ServerProtocol::Grpc : *best;
}

}  // namespace bascule::rpc
