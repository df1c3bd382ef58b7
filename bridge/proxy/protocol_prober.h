// SPDX-License-Identifier: GPL-3.0-or-later
// `ProtocolProber`: finds out which protocols the server speaks, with one harmless request each, all at the
// same time. An answer in the protocol counts, errors included. Thread: the worker's.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bridge/proxy/upstream_pool.h"
#include "bridge/rpc/server_protocols.h"

namespace bascule::proxy {

class ProtocolProber {
 public:
  /// What was found; empty if the server cannot be reached or answers in none of the protocols.
  using Listener = std::function<void(rpc::ServerProtocols)>;
  /// Whoever does not answer within `timeout` does not speak it.
  ProtocolProber(Turn& turn, UpstreamPool& pool, const UpstreamUrl& url, Duration timeout, Listener listener);
  ~ProtocolProber();

  /// Asks, unless it is being asked already.
  void start();

 private:
  class Probe;
  friend class Probe;
  void answered();
  void finish();

  Turn& turn_;
  UpstreamPool& pool_;
  const UpstreamUrl url_;
  Duration timeout_;
  Listener listener_;
  net::Timer timer_;
  std::vector<std::unique_ptr<Probe>> probes_;
  bool running_ = false;
};

}  // namespace bascule::proxy
