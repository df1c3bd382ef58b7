// SPDX-License-Identifier: GPL-3.0-or-later
// `CallFigures`: what can be counted and measured about a group of calls; `FigureTable`: the same for each
// method and each client, and a sample of single calls. Fed with rows in any number of steps.
// Thread: not shared.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "bridge/insight/method_stats.h"

namespace bascule::insight {

struct CallFigures {
  std::uint64_t calls = 0;
  std::uint64_t errors = 0;    ///< ended with another status than OK
  std::uint64_t inFlight = 0;  ///< open; counted nowhere else but in `calls`
  ByteCount requestBytes = 0;
  ByteCount responseBytes = 0;
  std::int64_t firstNs = 0;  ///< start of the earliest and of the latest call, since 1970
  std::int64_t lastNs = 0;
  LatencyHistogram durations;  ///< of calls that are no streams: a stream lasts as long as somebody listens
  LatencyHistogram added;      ///< time inside the bridge

  void add(const capture::CallRow& row);
  /// Calls a second between the first and the last; 0 for a single call.
  double perSecond() const;
};

/// One call as a point: when it began and how long it took.
struct CallPoint {
  std::int64_t startNs = 0;
  std::int64_t durationNs = 0;
  capture::CallNumber number = 0;
  std::uint32_t service = 0, method = 0, client = 0;  ///< string ids
  rpc::Protocol protocol = rpc::Protocol::Unknown;
  bool failed = false;
};

class FigureTable {
 public:
  /// String ids of service and method, or of the client and 0.
  using Key = std::pair<std::uint32_t, std::uint32_t>;
  /// Groups beyond this many are counted in one, under kOthers: each costs 4 KiB, and names come from peers.
  static constexpr std::size_t kMostGroups = 2000;
  static constexpr Key kOthers{UINT32_MAX, UINT32_MAX};
  static constexpr std::size_t kMostPoints = 4000;

  void add(const capture::CallRow& row);
  const CallFigures& all() const { return all_; }
  const std::map<Key, CallFigures>& byMethod() const { return methods_; }
  const std::map<Key, CallFigures>& byClient() const { return clients_; }
  /// At most kMostPoints ended unary calls, evenly picked.
  const std::vector<CallPoint>& points() const { return points_; }

 private:
  static CallFigures& group(std::map<Key, CallFigures>& groups, Key key);
  void addPoint(const capture::CallRow& row);

  CallFigures all_;
  std::map<Key, CallFigures> methods_, clients_;
  std::vector<CallPoint> points_;
  std::uint64_t ended_ = 0;
  std::uint64_t stride_ = 1;  ///< every so many calls become a point
};

}  // namespace bascule::insight
