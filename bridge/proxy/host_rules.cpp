// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/host_rules.h"

#include <algorithm>

#include "bridge/base/host_name.h"

namespace bascule::proxy {

HostRules::HostRules(bool strict, std::vector<std::string> allowed)
    : strict_(strict), allowed_(std::move(allowed)) {
  for (std::string& name : allowed_) name = host::nameOf(name);
}

bool HostRules::allows(std::string_view authority) const {
  if (!strict_ && allowed_.empty()) return true;
  const std::string name = host::nameOf(authority);
  if (name.empty()) return false;
  return host::isLoopbackName(name) || std::ranges::find(allowed_, name) != allowed_.end();
}

bool isLoopbackAddress(std::string_view host) { return host == "::1" || host.starts_with("127."); }

}  // namespace bascule::proxy
