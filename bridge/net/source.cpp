// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/net/source.h"

#include <algorithm>
#include <limits>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <sys/resource.h>

namespace bascule::net {

namespace ip = boost::asio::ip;

std::string sourceOf(const std::string& peer) {
  const auto colon = peer.rfind(':');
  std::string host = peer.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  boost::system::error_code error;
  ip::address address = ip::make_address(host, error);
  if (error) return host;
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    address = ip::make_address_v4(ip::v4_mapped, address.to_v6());
  if (address.is_loopback()) return {};
  if (address.is_v4()) return address.to_string();
  return ip::network_v6(address.to_v6(), 64).canonical().to_string();
}

std::uint64_t allowDescriptors(std::uint64_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::numeric_limits<std::uint64_t>::max();
  const rlim_t raised = std::min<rlim_t>(wanted, limit.rlim_max);
  if (raised > limit.rlim_cur) {
    const rlimit request{raised, limit.rlim_max};
    if (::setrlimit(RLIMIT_NOFILE, &request) == 0) return raised;
  }
  return limit.rlim_cur;
}

}  // namespace bascule::net
