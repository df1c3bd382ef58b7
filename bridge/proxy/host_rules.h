// SPDX-License-Identifier: GPL-3.0-or-later
// Which host names a client may ask for: the guard against DNS rebinding of a loopback port.
// Thread: immutable.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bascule::proxy {

class HostRules {
 public:
  /// `strict`: only loopback names and `allowed`. Otherwise everything, unless `allowed` names some.
  HostRules(bool strict, std::vector<std::string> allowed);
  /// `authority` as sent: `name`, `name:port`, `[v6]:port`.
  bool allows(std::string_view authority) const;

 private:
  bool strict_;
  std::vector<std::string> allowed_;
};

/// True for addresses that only this machine can reach: 127.0.0.0/8, ::1.
bool isLoopbackAddress(std::string_view host);

}  // namespace bascule::proxy
