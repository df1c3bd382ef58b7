// SPDX-License-Identifier: GPL-3.0-or-later
// The bridge's numbers as text for machines: Prometheus text format 0.0.4 for `/metrics`, JSON for
// `/healthz`. Thread: pure functions of their arguments; readProcessUse() reads /proc.
#pragma once

#include <optional>
#include <string>

#include "bridge/capture/recorder.h"
#include "bridge/proxy/bridge_stats.h"

namespace bascule::proxy {

/// What the process takes of the machine; zero where the system does not say.
struct ProcessUse {
  std::uint64_t residentBytes = 0;
  std::uint64_t virtualBytes = 0;
  std::uint64_t openDescriptors = 0;
};
ProcessUse readProcessUse();

/// Content type of metricsText().
inline constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

/// Every metric with its HELP and TYPE line; a series that never counted is there with 0, except calls by
/// code. `capture` is left out where nothing is recorded.
std::string metricsText(const BridgeStats& bridge, const std::optional<capture::RecorderStats>& capture,
                        const ProcessUse& process);

/// `{"status":"running","upstream":{"state":"down","cause":"upstream_refused"},...}`.
std::string healthText(const BridgeStats& bridge);

}  // namespace bascule::proxy
