// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of `call_rows` on their way into the file: their values, and the statements that take many at once.
// Private to the session's writer. Thread: pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "bridge/capture/call_record.h"
#include "bridge/capture/session_schema.h"
#include "bridge/capture/session_sql.h"

namespace bascule::capture {

/// Rows of one INSERT: the cost of a statement is shared by them.
inline constexpr std::size_t kRowsAtOnce = 32;

/// The columns of a row, in the order of kCallColumns.
using CallValues = std::array<std::int64_t, session::kCallColumnCount>;

/// `block` and `place` are those of the call's newest segment.
CallValues valuesOf(const CallRow& row, std::uint32_t route, std::uint64_t block, std::uint64_t place);
/// Binds the parameters of a statement for so many rows.
void bindRows(Statement& statement, std::span<const CallValues> rows);

std::string insertCallsSql(std::size_t rows);
std::string updateCallSql();

}  // namespace bascule::capture
