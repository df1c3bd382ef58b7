// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/traffic.h"

#include <algorithm>
#include <array>

namespace bascule::ui {
namespace {

using capture::CallRow;
using insight::TrafficStats;

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kSlowNs = 100'000'000;

bool isStream(const CallRow& row) {
  return row.kind == rpc::Kind::ClientStream || row.kind == rpc::Kind::ServerStream ||
         row.kind == rpc::Kind::Bidi;
}

bool failed(const CallRow& row) { return !row.inFlight() && row.code != rpc::Code::Ok; }
bool slow(const CallRow& row) { return !row.inFlight() && !isStream(row) && row.durationNs > kSlowNs; }

struct ChipRow {
  bool (*matches)(const CallRow&);
  std::uint64_t (*count)(const TrafficStats::Totals&);
};

constexpr std::array<ChipRow, kChipCount> kChips = {{
    {[](const CallRow&) { return true; }, [](const TrafficStats::Totals& t) { return t.protocols.total(); }},
    {[](const CallRow& r) { return rpc::isConnect(r.protocol); },
     [](const TrafficStats::Totals& t) { return t.protocols.connect; }},
    {[](const CallRow& r) { return r.protocol == rpc::Protocol::Grpc; },
     [](const TrafficStats::Totals& t) { return t.protocols.grpc; }},
    {[](const CallRow& r) { return rpc::isGrpcWeb(r.protocol); },
     [](const TrafficStats::Totals& t) { return t.protocols.grpcWeb; }},
    {failed, [](const TrafficStats::Totals& t) { return t.errors; }},
    {isStream, [](const TrafficStats::Totals& t) { return t.streaming; }},
    {slow, [](const TrafficStats::Totals& t) { return t.slow; }},
}};

}  // namespace

bool chipMatches(Chip chip, const CallRow& row) {
  return kChips[static_cast<std::size_t>(chip)].matches(row);
}

std::uint64_t chipCount(Chip chip, const TrafficStats& stats) {
  return kChips[static_cast<std::size_t>(chip)].count(stats.totals());
}

Traffic::Traffic(const Clock& clock, QObject* parent) : QObject(parent), clock_(clock) {}

void Traffic::apply(const capture::RowBatch& batch) {
  const std::uint32_t before = rows_.size();
  std::vector<std::uint32_t> changed = rows_.apply(batch);
  // A call may be new and change in one batch, and change several times.
  std::erase_if(changed, [before](std::uint32_t index) { return index >= before; });
  std::ranges::sort(changed);
  changed.erase(std::ranges::unique(changed).begin(), changed.end());
  for (std::uint32_t i = before; i < rows_.size(); ++i) {
    const CallRow row = rows_.row(i);
    stats_.opened(row);
    times_.opened(row);
    if (row.inFlight())
      inFlight_.insert(i);
    else
      ended(row);
  }
  for (const std::uint32_t i : changed) {
    if (!rows_.row(i).inFlight() && inFlight_.erase(i) > 0) ended(rows_.row(i));
  }
  lost_ = batch.lostEvents;
  bytes_ = batch.sessionBytes;
  if (!changed.empty()) Q_EMIT rowsChanged(changed);
  if (rows_.size() > before) Q_EMIT rowsAdded(before, rows_.size() - 1);
  Q_EMIT applied();
}

void Traffic::ended(const CallRow& row) {
  stats_.ended(row);
  times_.ended(row);
}

void Traffic::clear() {
  rows_.clear();
  stats_.clear();
  times_.clear();
  inFlight_.clear();
  lost_ = 0;
  bytes_ = 0;
  Q_EMIT cleared();
  Q_EMIT applied();
}

std::int64_t Traffic::nowNs() const { return clock_.wallNow().time_since_epoch().count(); }

std::int64_t Traffic::durationNs(const CallRow& row) const {
  return row.inFlight() ? std::max<std::int64_t>(nowNs() - row.startNs, 0) : row.durationNs;
}

std::uint64_t Traffic::callsPerSecond() const {
  const std::int64_t now = nowNs();
  std::uint64_t count = 0;
  for (std::uint32_t i = rows_.size(); i > 0 && rows_.row(i - 1).startNs > now - kSecondNs; --i) {
    if (rows_.row(i - 1).startNs <= now) ++count;  // a session may come from a machine whose clock is ahead
  }
  return count;
}

}  // namespace bascule::ui
