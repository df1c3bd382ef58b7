// SPDX-License-Identifier: GPL-3.0-or-later
// `EndpointList`: the addresses of one server, whose turn it is, and which are not to be tried for a while.
// Sans-io: the pool resolves and connects. Thread: the worker's.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/clock.h"

namespace bascule::proxy {

class EndpointList {
 public:
  /// What is beyond is not used: the connections of each worker are bounded.
  static constexpr std::size_t kMost = 32;
  /// The answer of a resolver is asked for again after this (Envoy's dns_refresh_rate).
  static constexpr std::chrono::seconds kFresh{5};
  /// The same once a connection was lost.
  static constexpr std::chrono::seconds kDoubtful{1};

  explicit EndpointList(std::uint16_t port) : port_(port) {}

  /// The resolver's answer, literals. Of a server with addresses of both families those of `chosen` (an
  /// address and port, `127.0.0.1:50051`) are taken: the race of its families has been run. Who stays keeps
  /// what is known of it.
  void resolved(const std::vector<std::string>& addresses, std::string_view chosen, MonotonicTime now);
  /// The answer is old.
  bool stale(MonotonicTime now) const { return now >= askedAt_ + (doubted_ ? kDoubtful : kFresh); }
  /// The resolver is asked now: not stale for a while, whatever comes of it.
  void asked(MonotonicTime now) {
    askedAt_ = now;
    doubted_ = false;
  }
  /// A connection was lost: the server may have moved.
  void doubt() { doubted_ = true; }

  std::size_t size() const { return endpoints_.size(); }
  /// `peer` is an address and port.
  bool contains(std::string_view peer) const;
  /// No connection could be had: not again for a second, then two, up to half a minute.
  void failed(std::string_view peer, MonotonicTime now);
  void works(std::string_view peer);

  /// The address whose turn it is, of those that may be tried and that `suits` takes for its peer text.
  std::optional<std::string> next(MonotonicTime now, const std::function<bool(std::string_view)>& suits);

 private:
  struct Endpoint {
    std::string address;
    std::string peer;
    MonotonicTime due{};
    Duration backoff{0};
  };
  Endpoint* find(std::string_view peer);

  std::uint16_t port_;
  std::vector<Endpoint> endpoints_;
  std::size_t turn_ = 0;
  MonotonicTime askedAt_{};
  bool doubted_ = false;
};

}  // namespace bascule::proxy
