// SPDX-License-Identifier: GPL-3.0-or-later
// One question to the system's resolver: which addresses has this name? Thread: the loop's; the resolver
// itself waits on a thread of its own.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bridge/base/error.h"
#include "bridge/net/event_loop.h"

namespace bascule::net {

/// Destroying it forgets the question; its handler is then not called.
class Resolver {
 public:
  /// Addresses as literals, in the resolver's order (RFC 6724), never none. Error: Unavailable
  /// `upstream_unresolved`, with name and reason.
  using Handler = std::function<void(Result<std::vector<std::string>>)>;
  Resolver(EventLoop& loop, std::string host, Handler handler);
  ~Resolver();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace bascule::net
