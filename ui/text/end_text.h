// SPDX-License-Identifier: GPL-3.0-or-later
// Who gave a call up first, and what was still on its way then. Pure function.
#pragma once

#include <string>

#include "bridge/capture/call_record.h"

namespace bascule::ui {

/// One sentence for a call that was cancelled or whose deadline passed; empty for others.
std::string endStory(const capture::CallRecord& record);

}  // namespace bascule::ui
