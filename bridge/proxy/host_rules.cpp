// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/host_rules.h"

#include <algorithm>

#include "bridge/base/ascii.h"

namespace bascule::proxy {
namespace {

/// Host name without port, brackets and trailing dot, lower-case; empty if the form is wrong.
std::string hostOf(std::string_view authority) {
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return {};
    const std::string_view rest = authority.substr(end + 1);
    if (!rest.empty() && (rest[0] != ':' || !ascii::parseDigits(rest.substr(1), 5))) return {};
    return ascii::lower(authority.substr(1, end - 1));
  }
  const auto colon = authority.find(':');
  if (colon != std::string_view::npos && !ascii::parseDigits(authority.substr(colon + 1), 5)) return {};
  std::string host = ascii::lower(authority.substr(0, colon));
  if (host.ends_with('.')) host.pop_back();
  return host;
}

bool isLoopbackName(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host == "127.0.0.1" || host == "::1";
}

}  // namespace

HostRules::HostRules(bool strict, std::vector<std::string> allowed)
    : strict_(strict), allowed_(std::move(allowed)) {
  for (std::string& name : allowed_) name = hostOf(name);
}

bool HostRules::allows(std::string_view authority) const {
  if (!strict_ && allowed_.empty()) return true;
  const std::string host = hostOf(authority);
  if (host.empty()) return false;
  return isLoopbackName(host) || std::ranges::find(allowed_, host) != allowed_.end();
}

bool isLoopbackAddress(std::string_view host) { return host == "::1" || host.starts_with("127."); }

}  // namespace bascule::proxy
