// SPDX-License-Identifier: GPL-3.0-or-later
// `Traffic`: the calls of the session the window shows: row store, totals, calls in flight, call rate.
// Models observe it. Owned by the main window. Thread: GUI.
#pragma once

#include <QObject>
#include <deque>
#include <set>
#include <vector>

#include "bridge/base/clock.h"
#include "bridge/capture/row_store.h"
#include "bridge/insight/method_stats.h"
#include "bridge/insight/time_histogram.h"

namespace bascule::ui {

class Traffic final : public QObject {
  Q_OBJECT
 public:
  explicit Traffic(const Clock& clock, QObject* parent = nullptr);

  void apply(const capture::RowBatch& batch);
  void clear();

  const capture::RowStore& rows() const { return rows_; }
  const insight::TrafficStats& stats() const { return stats_; }
  /// How many calls began when.
  const insight::TimeHistogram& times() const { return times_; }
  /// Indices of rows whose calls are open.
  const std::set<std::uint32_t>& inFlight() const { return inFlight_; }
  std::int64_t nowNs() const;
  /// How long the call has taken so far or took in all.
  std::int64_t durationNs(const capture::CallRow& row) const;
  /// Calls begun in the last second of the wall clock.
  std::uint64_t callsPerSecond() const;
  std::uint64_t lostEvents() const { return lost_; }
  ByteCount sessionBytes() const { return bytes_; }

 Q_SIGNALS:
  void rowsAdded(std::uint32_t first, std::uint32_t last);
  void rowsChanged(const std::vector<std::uint32_t>& indices);
  void cleared();
  /// After each batch.
  void applied();

 private:
  void ended(const capture::CallRow& row);

  const Clock& clock_;
  capture::RowStore rows_;
  insight::TrafficStats stats_;
  insight::TimeHistogram times_;
  std::set<std::uint32_t> inFlight_;
  std::uint64_t lost_ = 0;
  ByteCount bytes_ = 0;
};

/// The quick choices above the table.
enum class Chip : std::uint8_t { All, Connect, Grpc, GrpcWeb, Errors, Streaming, Slow };
inline constexpr int kChipCount = 7;
bool chipMatches(Chip chip, const capture::CallRow& row);
std::uint64_t chipCount(Chip chip, const insight::TrafficStats& stats);

}  // namespace bascule::ui
