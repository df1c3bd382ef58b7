// SPDX-License-Identifier: GPL-3.0-or-later
// JSON lines: one JSON object per call, a superset of grpc-dump's shape. The same line is printed by
// `--print calls`, `list --format jsonl` and `export --format jsonl`. Thread: pure functions.
#pragma once

#include <string>

#include "bridge/capture/call_record.h"
#include "bridge/schema/registry.h"

namespace bascule::exporting {

/// One line without its line break. Messages are decoded with `schema` where it knows the type.
std::string toJsonLine(const capture::CallRecord& record, const schema::Schema& schema);

}  // namespace bascule::exporting
