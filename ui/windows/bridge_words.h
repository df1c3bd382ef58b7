// SPDX-License-Identifier: GPL-3.0-or-later
// The state of bridge and capture in words: the top bar's sentence, the status line's facts, the empty
// states. Pure functions of values. Thread: GUI.
#pragma once

#include <optional>

#include "ui/models/traffic.h"
#include "ui/views/empty_state.h"
#include "ui/views/status_line.h"
#include "ui/views/top_bar.h"
#include "ui/windows/services.h"

namespace bascule::ui {

BridgeSentence bridgeSentence(std::string_view upstream, const std::optional<proxy::BridgeStats>& stats,
                              const std::filesystem::path& openedFile);

/// What the table's place is about while no call is in it.
struct EmptyFacts {
  bool anyCalls = false;   ///< the session has calls, the filter hides them
  bool searching = false;  ///< recorded calls are still being looked through for the filter
  bool running = false;
  bool recording = true;
  bool openedFile = false;  ///< a recorded session is shown, not live traffic
  QString listen;           ///< `127.0.0.1:8080`
  QString method;           ///< `acme.shop.v1.OrderService/GetOrder`, or an example
};
EmptyState::Content emptyContent(const EmptyFacts& facts);
/// First address the bridge is really bound to.
QString listenAddress(const proxy::BridgeStats& stats);

/// `stats`: of the running bridge; what its limits were enforced against stands behind the numbers.
std::vector<StatusFact> trafficFacts(const Traffic& traffic,
                                     const std::optional<proxy::BridgeStats>& stats = {});
std::vector<StatusFact> sessionFacts(const Traffic& traffic, const std::filesystem::path& file, bool unsaved);
/// A failure as a sentence with a next step.
QString failureSentence(const Error& error);

}  // namespace bascule::ui
