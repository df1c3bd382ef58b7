// SPDX-License-Identifier: GPL-3.0-or-later
// The call list as CSV (RFC 4180), safe to open in a spreadsheet: a cell that a spreadsheet would take for a
// formula gets an apostrophe in front (robustness C10). Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "bridge/capture/row_store.h"

namespace bascule::exporting {

/// The line of column names, with its line break.
std::string csvHeader();
/// The line of one call, with its line break.
std::string csvLine(const capture::CallRow& row, const capture::RowStore& store);
/// A text as one cell.
std::string csvCell(std::string_view text);

}  // namespace bascule::exporting
