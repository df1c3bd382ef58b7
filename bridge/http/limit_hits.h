// SPDX-License-Identifier: GPL-3.0-or-later
// `Limit`: every limit that can be enforced against a peer, by name, and `LimitHits`, how often each was.
//
// Stands on this floor because the sessions enforce most of them; translate and proxy count theirs in the
// same list, so that one table gives each its stable id and the window its words. Thread: plain values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bascule::http {

/// In the order of the id table. An idle connection that is closed in time is no hit: it is how they end.
enum class Limit : std::uint8_t {
  Connections,           ///< a client more than the process takes, or than half of its descriptors
  ConnectionsPerSource,  ///< the same address holds too many
  LiveStreams,           ///< open calls of the process
  StreamsPerConnection,  ///< open calls of one connection, those being closed included
  HeaderTimeout,         ///< first bytes or a head took too long
  SettingsTimeout,       ///< SETTINGS not acknowledged
  HeaderList,            ///< header list, header block or target too large
  BadRequest,            ///< a request refused for its form
  FrameFlood,            ///< more frames of a kind than anyone needs
  ResetFlood,            ///< streams opened to be reset
  ProvokedResets,        ///< streams we had to reset
  OutboundQueue,         ///< what waits for the peer is at its limit and does not drain
  WriteStall,            ///< the peer holds our memory and takes nothing
  SlowBody,              ///< a request body below the least rate
  MemoryPaused,          ///< the largest stream was not read on, for the process's budget
  MemoryReset,           ///< the largest stream was given up, for the process's budget
  MessageSize,           ///< a message that must be held is too large
  InflateRatio,          ///< a compressed message that grows out of proportion
  JsonDepth,
  JsonSize,
  UpstreamQueue,     ///< too many calls wait for the server
  UpstreamSilent,    ///< a PING to the server was not answered
  IdleEvicted,       ///< a connection without calls made room for a new client
  HandshakeStalled,  ///< a TLS handshake that stood still while others waited for theirs
};
inline constexpr std::size_t kLimitCount = 24;

/// Stable id: `slow_body`. Also the cause of the status of a call that the limit ended.
std::string_view limitId(Limit limit);
/// The limit with this id, if it is one.
std::optional<Limit> limitFromId(std::string_view id);

class LimitHits {
 public:
  void add(Limit limit, std::uint64_t count = 1) {
    counts_[static_cast<std::size_t>(limit)] += count;
    total_ += count;
  }
  std::uint64_t of(Limit limit) const { return counts_[static_cast<std::size_t>(limit)]; }
  std::uint64_t total() const { return total_; }
  bool any() const { return total_ > 0; }
  /// Calls `visit(limit, count)` for each limit that was hit.
  template <typename Visitor>
  void forEach(Visitor visit) const {
    for (std::size_t i = 0; total_ > 0 && i < kLimitCount; ++i) {
      if (counts_[i] > 0) visit(static_cast<Limit>(i), counts_[i]);
    }
  }
  /// Adds what `from` counted and empties it.
  void takeFrom(LimitHits& from) {
    from.forEach([this](Limit limit, std::uint64_t count) { add(limit, count); });
    from = {};
  }

 private:
  std::array<std::uint64_t, kLimitCount> counts_{};
  std::uint64_t total_ = 0;
};

}  // namespace bascule::http
