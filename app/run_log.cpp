// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run_log.h"

#include <chrono>

#include <unistd.h>

#include "app/version.h"

namespace bascule::app {
namespace {

using proxy::BridgeState;
using proxy::SchemaState;
using proxy::UpstreamState;

constexpr std::chrono::seconds kTick{1};
constexpr std::chrono::seconds kBetweenCounts{10};

}  // namespace

RunLog::RunLog(Log& log, const Clock& clock, const std::string& upstream, Source source)
    : log_(log), clock_(clock), source_(std::move(source)) {
  log_.write(
      LogLevel::Info, "started", "bascule started",
      {{"version", std::string(kVersion)}, {"pid", std::to_string(::getpid())}, {"upstream", upstream}});
  thread_ = std::jthread([this](const std::stop_token& stop) { tick(stop); });
}

RunLog::~RunLog() {
  thread_.request_stop();
  thread_.join();
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  look();
}

void RunLog::tick(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    look();
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, kTick, [] { return false; });
  }
}

void RunLog::look() {
  const std::lock_guard lock(mutex_);  // first, so that no older numbers are compared after newer ones
  const RunNumbers now = source_();
  noteState(now.bridge);
  noteUpstreams(now.bridge);
  noteSchema(now.bridge);
  if (now.recorder) noteRecorder(*now.recorder);
  noteCounts(now);
}

void RunLog::noteState(const proxy::BridgeStats& now) {
  if (now.state == last_.state) return;
  last_.state = now.state;
  if (now.state == BridgeState::Running) {
    for (const std::string& address : now.listen) {
      log_.write(LogLevel::Info, "listening", "clients may connect", {{"address", address}});
    }
    if (!now.metrics.empty()) {
      log_.write(LogLevel::Info, "listening", "/metrics and /healthz are served", {{"address", now.metrics}});
    }
  } else if (now.state == BridgeState::Draining) {
    log_.write(LogLevel::Info, "draining", "no new calls; open ones may end",
               {{"in_flight", std::to_string(now.inFlight)}});
  } else if (now.state == BridgeState::Stopped) {
    log_.write(LogLevel::Info, "stopped", "the bridge stopped", {{"calls", std::to_string(now.calls)}});
  }
}

void RunLog::noteUpstreams(const proxy::BridgeStats& now) {
  if (now.state != BridgeState::Running) return;  // at the end its connections are closed, it is not down
  for (const proxy::UpstreamStats& server : now.upstreams) {
    if (server.state != UpstreamState::Connected && server.state != UpstreamState::Down) continue;
    const auto [known, fresh] = servers_.try_emplace(server.url);
    if (!fresh && known->second == std::pair(server.state, server.error)) continue;
    known->second = {server.state, server.error};
    if (server.state == UpstreamState::Connected) {
      log_.write(LogLevel::Info, "upstream_up", "connected to the server", {{"server", server.url}});
    } else {
      const std::string cause = server.error.empty() ? "upstream_lost" : server.error;
      log_.write(LogLevel::Warn, "upstream_down", "the server cannot be reached",
                 {{"server", server.url}, {"cause", cause}});
    }
  }
}

void RunLog::noteSchema(const proxy::BridgeStats& now) {
  if (now.schema == last_.schema && now.schemaOrigin == last_.schemaOrigin &&
      now.schemaError == last_.schemaError) {
    return;
  }
  last_.schema = now.schema;
  last_.schemaOrigin = now.schemaOrigin;
  last_.schemaError = now.schemaError;
  if (now.schema == SchemaState::Ready) {
    log_.write(LogLevel::Info, "schema_ready", "the schema is loaded",
               {{"origin", now.schemaOrigin}, {"methods", std::to_string(now.methodsKnown)}});
  } else if (now.schema == SchemaState::Failed) {
    log_.write(LogLevel::Warn, "schema_failed", "no schema: JSON is not converted",
               {{"reason", now.schemaError}});
  }
}

void RunLog::noteRecorder(const capture::RecorderStats& now) {
  if (now.problem == recorderProblem_) return;
  recorderProblem_ = now.problem;
  if (now.problem.empty()) {
    log_.write(LogLevel::Info, "recording_again", "the session file can be written again");
  } else {
    log_.write(LogLevel::Error, "recording_failed", "the session file cannot be written",
               {{"cause", now.problem}});
  }
}

void RunLog::noteCounts(const RunNumbers& now) {
  now.bridge.limits.forEach([this](http::Limit limit, std::uint64_t count) {
    noteCount("limit_enforced", std::string(http::limitId(limit)), count);
  });
  noteCount("limit_enforced", "foreign_hosts", now.bridge.foreignHosts);
  if (now.recorder) noteCount("capture_lost", "events", now.recorder->lostEvents);
}

void RunLog::noteCount(std::string_view event, const std::string& what, std::uint64_t count) {
  Count& known = counts_[std::string(event) + what];
  if (count <= known.written) return;
  const MonotonicTime now = clock_.now();
  if (now < known.due && !ending_) return;
  const bool limit = event == "limit_enforced";
  log_.write(LogLevel::Warn, event,
             limit ? "a limit was enforced against a peer" : "the recorder could not keep up",
             {{limit ? "limit" : "what", what},
              {"count", std::to_string(count - known.written)},
              {"in_all", std::to_string(count)}});
  known.written = count;
  known.due = now + kBetweenCounts;
}

}  // namespace bascule::app
