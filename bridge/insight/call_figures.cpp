// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/insight/call_figures.h"

#include <algorithm>

namespace bascule::insight {

void CallFigures::add(const capture::CallRow& row) {
  firstNs = calls == 0 ? row.startNs : std::min(firstNs, row.startNs);
  lastNs = calls == 0 ? row.startNs : std::max(lastNs, row.startNs);
  ++calls;
  requestBytes += row.requestBytes;
  responseBytes += row.responseBytes;
  if (row.inFlight()) {
    ++inFlight;
    return;
  }
  if (row.code != rpc::Code::Ok) ++errors;
  if (!isStream(row)) durations.add(row.durationNs);
  added.add(row.addedNs);
}

double CallFigures::perSecond() const {
  const double seconds = static_cast<double>(lastNs - firstNs) / 1e9;
  return seconds <= 0 ? 0 : static_cast<double>(calls - 1) / seconds;
}

CallFigures& FigureTable::group(std::map<Key, CallFigures>& groups, Key key) {
  const auto found = groups.find(key);
  if (found != groups.end()) return found->second;
  return groups[groups.size() < kMostGroups ? key : kOthers];
}

void FigureTable::add(const capture::CallRow& row) {
  all_.add(row);
  group(methods_, {row.service, row.method}).add(row);
  group(clients_, {row.client, 0}).add(row);
  if (!row.inFlight() && !isStream(row)) addPoint(row);
}

// Every call at first; when there are too many points every second one goes, and from then on only every
// second call becomes one.
void FigureTable::addPoint(const capture::CallRow& row) {
  if (ended_++ % stride_ != 0) return;
  points_.push_back({row.startNs, row.durationNs, row.number, row.service, row.method, row.client,
                     row.protocol, row.code != rpc::Code::Ok});
  if (points_.size() < kMostPoints) return;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < points_.size(); i += 2) points_[kept++] = points_[i];
  points_.resize(kept);
  stride_ *= 2;
}

}  // namespace bascule::insight
