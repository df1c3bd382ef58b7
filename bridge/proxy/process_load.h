// SPDX-License-Identifier: GPL-3.0-or-later
// `ProcessLoad`: what the workers of a bridge count together, because its limit holds for the process:
// connections, open calls, bytes held. Nobody waits for anybody: the sums are atomics to which a worker adds
// once a turn; the table of connections has a lock, taken once per connection. Thread: any.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "bridge/http/limit_hits.h"

namespace bascule::proxy {

/// Who may connect: so many in all, so many from one source (net::sourceOf(); empty counts in all only).
class Admission {
 public:
  Admission(std::uint64_t total, std::uint32_t perSource) : total_(total), perSource_(perSource) {}
  /// Counts a connection, or says which limit it would break.
  std::optional<http::Limit> enter(const std::string& source);
  void leave(const std::string& source);
  /// Holds for those who come; nobody has to go.
  void setLimits(std::uint64_t total, std::uint32_t perSource);

 private:
  std::mutex mutex_;
  std::uint64_t total_;
  std::uint32_t perSource_;
  std::uint64_t open_ = 0;
  std::unordered_map<std::string, std::uint32_t> sources_;
};

struct ProcessLoad {
  ProcessLoad(std::uint64_t connections, std::uint32_t perSource) : admission(connections, perSource) {}
  Admission admission;
  std::atomic<std::int64_t> liveStreams{0};
  std::atomic<std::int64_t> held{0};  ///< bytes that wait for a peer, or for the rest of their message
};

}  // namespace bascule::proxy
