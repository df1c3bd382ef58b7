// SPDX-License-Identifier: GPL-3.0-or-later
// `OwnEndpoints`: what the bridge says about itself, on a listener of its own: `/metrics` and `/healthz`.
// Read only, GET and HEAD only, the same guard of host names as the bridge's listeners; nothing can be
// changed here.
//
// It has a thread and a loop of its own, so that workers under load neither delay it nor are delayed by it.
// Thread: all functions on the owner's; `source` is called on the endpoints' thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "bridge/base/clock.h"
#include "bridge/proxy/bridge_config.h"
#include "bridge/proxy/bridge_stats.h"
#include "bridge/proxy/metrics_text.h"

namespace bascule::proxy {

/// The numbers as of now.
struct OwnNumbers {
  BridgeStats bridge;
  std::optional<capture::RecorderStats> capture;  ///< nothing: not recorded
};

class OwnEndpoints {
 public:
  using Source = std::function<OwnNumbers()>;

  /// Binds `address`; port 0 is a free one. Errors as net::Listener::bind().
  static Result<std::unique_ptr<OwnEndpoints>> bind(const ListenAddress& address, const BridgeConfig& config,
                                                    const Clock& clock, Source source);
  ~OwnEndpoints();

  /// Serves until destroyed.
  void start();
  /// The address really bound.
  std::string listenText() const;

 private:
  struct Impl;
  explicit OwnEndpoints(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace bascule::proxy
