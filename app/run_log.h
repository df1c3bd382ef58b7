// SPDX-License-Identifier: GPL-3.0-or-later
// `RunLog`: what happened while a bridge ran, for the log. It compares the bridge's and the recorder's
// numbers with those it saw last and writes what changed: the engine itself writes nothing.
//
// Changes of state are seen when the bridge says so, counts once a second; one that goes on growing is
// written every ten seconds, so that a flood of hits makes no flood of lines. Thread: any; it has one of its
// own.
#pragma once

#include <array>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "app/log.h"
#include "bridge/base/clock.h"
#include "bridge/capture/recorder.h"
#include "bridge/proxy/bridge_stats.h"

namespace bascule::app {

/// The numbers as of now.
struct RunNumbers {
  proxy::BridgeStats bridge;
  std::optional<capture::RecorderStats> recorder;
};

class RunLog {
 public:
  using Source = std::function<RunNumbers()>;
  /// `log` and `clock` must outlive it. Writes that the bridge towards `upstream` started.
  RunLog(Log& log, const Clock& clock, const std::string& upstream, Source source);
  /// Looks a last time.
  ~RunLog();

  /// Writes what changed since the last look.
  void look();

 private:
  void noteState(const proxy::BridgeStats& now);
  void noteUpstreams(const proxy::BridgeStats& now);
  void noteSchema(const proxy::BridgeStats& now);
  void noteRecorder(const capture::RecorderStats& now);
  void noteCounts(const RunNumbers& now);
  void noteCount(std::string_view event, const std::string& what, std::uint64_t count);
  void tick(const std::stop_token& stop);

  struct Count {
    std::uint64_t written = 0;
    MonotonicTime due{};
  };

  Log& log_;
  const Clock& clock_;
  Source source_;
  std::mutex mutex_;
  proxy::BridgeStats last_;
  /// By URL, only states that last (connected, down), with the error.
  std::map<std::string, std::pair<proxy::UpstreamState, std::string>> servers_;
  std::string recorderProblem_;
  std::map<std::string, Count> counts_;
  bool ending_ = false;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

}  // namespace bascule::app
