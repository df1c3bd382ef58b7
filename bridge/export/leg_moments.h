// SPDX-License-Identifier: GPL-3.0-or-later
// The moments of a leg as the member `moments` of a JSON object: nanoseconds since the start of the call,
// what did not happen left out. JSON lines and HAR have them. Thread: pure functions.
#pragma once

#include "bridge/capture/call_record.h"
#include "bridge/export/json_tree.h"
#include "bridge/export/json_writer.h"

namespace bascule::exporting {

void writeMoments(JsonWriter& json, const capture::LegRecord& leg);
/// Takes those of `object`; false, and nothing changed, if it has none.
bool readMoments(const tree::json::object& object, capture::LegRecord& leg);

}  // namespace bascule::exporting
