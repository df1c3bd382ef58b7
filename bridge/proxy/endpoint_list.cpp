// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/endpoint_list.h"

#include <algorithm>
#include <utility>

#include "bridge/net/tcp_socket.h"

namespace bascule::proxy {
namespace {

constexpr std::chrono::seconds kFirstBackoff{1};
constexpr std::chrono::seconds kMaxBackoff{30};

bool isIpv6(std::string_view peer) { return peer.starts_with('['); }

}  // namespace

void EndpointList::resolved(const std::vector<std::string>& addresses, std::string_view chosen,
                            MonotonicTime now) {
  asked(now);
  std::vector<Endpoint> all;
  for (const std::string& address : addresses) {
    Endpoint endpoint{.address = address, .peer = net::endpointText(address, port_)};
    if (const Endpoint* known = find(endpoint.peer)) endpoint = *known;
    if (std::ranges::find(all, endpoint.peer, &Endpoint::peer) == all.end())
      all.push_back(std::move(endpoint));
  }
  const auto other = [&](const Endpoint& endpoint) { return isIpv6(endpoint.peer) != isIpv6(chosen); };
  if (!std::ranges::all_of(all, other)) std::erase_if(all, other);
  if (all.size() > kMost) all.resize(kMost);
  const bool first = endpoints_.empty();
  endpoints_ = std::move(all);
  if (!first) return;
  const auto taken = std::ranges::find(endpoints_, chosen, &Endpoint::peer);
  turn_ = static_cast<std::size_t>(taken - endpoints_.begin()) + 1;
}

EndpointList::Endpoint* EndpointList::find(std::string_view peer) {
  const auto found = std::ranges::find(endpoints_, peer, &Endpoint::peer);
  return found == endpoints_.end() ? nullptr : &*found;
}

bool EndpointList::contains(std::string_view peer) const {
  return std::ranges::find(endpoints_, peer, &Endpoint::peer) != endpoints_.end();
}

void EndpointList::failed(std::string_view peer, MonotonicTime now) {
  Endpoint* endpoint = find(peer);
  if (endpoint == nullptr) return;
  endpoint->backoff = std::clamp<Duration>(endpoint->backoff * 2, kFirstBackoff, kMaxBackoff);
  endpoint->due = now + endpoint->backoff;
}

void EndpointList::works(std::string_view peer) {
  Endpoint* endpoint = find(peer);
  if (endpoint == nullptr) return;
  endpoint->backoff = Duration{0};
  endpoint->due = {};
}

std::optional<std::string> EndpointList::next(MonotonicTime now,
                                              const std::function<bool(std::string_view)>& suits) {
  for (std::size_t i = 0; i < endpoints_.size(); ++i) {
    const std::size_t index = (turn_ + i) % endpoints_.size();
    const Endpoint& endpoint = endpoints_[index];
    if (endpoint.due > now || !suits(endpoint.peer)) continue;
    turn_ = index + 1;
    return endpoint.address;
  }
  return std::nullopt;
}

}  // namespace bascule::proxy
