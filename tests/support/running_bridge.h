// SPDX-License-Identifier: GPL-3.0-or-later
// A bridge as the window starts it, for tests of the window with a real one behind it.
#pragma once

#include "app/running.h"
#include "ui/models/row_inbox.h"

namespace bascule::test {

/// Runs as `options` say; calls are recorded to `file` and arrive in `rows`.
inline Result<std::unique_ptr<app::Running>> startInto(const std::shared_ptr<ui::RowInbox>& rows,
                                                       const app::Options& options,
                                                       const std::filesystem::path& file,
                                                       const Clock& clock) {
  app::RunListeners listeners;
  listeners.rows = [rows](const capture::RowBatch& batch) { rows->push(batch); };
  listeners.changed = [] {};
  return app::Running::start(options, file, clock, std::move(listeners));
}

/// Options of a bridge on a port that is free, in front of the demo's server.
inline app::Options demoOptions() {
  app::Options options;
  options.demo = true;
  options.bridge.listen = {*proxy::ListenAddress::parse("127.0.0.1:0")};
  return options;
}

}  // namespace bascule::test
