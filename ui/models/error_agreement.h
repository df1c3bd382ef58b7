// SPDX-License-Identifier: GPL-3.0-or-later
// Whether all places that state how a call failed say the same: grpc-status and grpc-message, the
// google.rpc.Status beside them, the Connect error JSON, on both legs. Pure functions, no Qt, any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/capture/call_record.h"

namespace bascule::ui {

/// What a leg really carried, read back.
struct StatedError {
  rpc::Status status;
  /// The google.rpc.Status of grpc-status-details-bin; it states code and message a second time.
  std::optional<rpc::Status> second;
  bool secondDamaged = false;  ///< grpc-status-details-bin is there but cannot be read
};
/// Nothing if the leg does not show a status.
std::optional<StatedError> statedError(const capture::LegRecord& leg);

/// One sentence for each disagreement; empty if all agree.
std::vector<std::string> errorDisagreements(const capture::CallRecord& record);

}  // namespace bascule::ui
