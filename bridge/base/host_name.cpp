// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/base/host_name.h"

#include <algorithm>
#include <ranges>

#include "bridge/base/ascii.h"

namespace bascule::host {
namespace {

constexpr std::string_view kAddressCharacters = "0123456789abcdef:.";

}  // namespace

std::string nameOf(std::string_view authority) {
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return {};
    const std::string_view rest = authority.substr(end + 1);
    if (!rest.empty() && (rest[0] != ':' || !ascii::parseDigits(rest.substr(1), 5))) return {};
    std::string address = ascii::lower(authority.substr(1, end - 1));
    // Brackets are for literal addresses (RFC 3986 section 3.2.2): a name in them is none.
    return address.find_first_not_of(kAddressCharacters) == std::string::npos ? address : std::string();
  }
  const auto colon = authority.find(':');
  if (colon != std::string_view::npos && !ascii::parseDigits(authority.substr(colon + 1), 5)) return {};
  std::string name = ascii::lower(authority.substr(0, colon));
  if (name.ends_with('.')) name.pop_back();
  return name;
}

bool isLoopbackName(std::string_view name) {
  return name == "localhost" || name.ends_with(".localhost") || name == "127.0.0.1" || name == "::1";
}

bool isAddress(std::string_view host) {
  // Only IPv6 has colons, two at least; a name has none (RFC 3986 section 3.2.2).
  if (std::ranges::count(host, ':') > 1)
    return ascii::lower(host).find_first_not_of(kAddressCharacters) == std::string_view::npos;
  const auto isOctet = [](auto part) {
    const auto number = ascii::parseDigits(std::string_view(part), 3);
    return number && *number <= 255;
  };
  return std::ranges::count(host, '.') == 3 && std::ranges::all_of(std::views::split(host, '.'), isOctet);
}

}  // namespace bascule::host
