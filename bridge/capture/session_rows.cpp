// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/session_rows.h"

#include "bridge/capture/call_facts.h"

namespace bascule::capture {
namespace {

/// `(?,?,...)`: one row of parameters, numbered in order.
std::string rowParameters() {
  std::string parameters = "(?";
  for (int i = 1; i < session::kCallColumnCount; ++i) parameters += ",?";
  return parameters + ")";
}

}  // namespace

CallValues valuesOf(const CallRow& row, std::uint32_t route, std::uint64_t block, std::uint64_t place) {
  return {static_cast<std::int64_t>(row.number),
          row.startNs,
          row.durationNs,
          row.addedNs,
          route,
          packFacts(row),
          row.requestMessages,
          row.responseMessages,
          static_cast<std::int64_t>(row.requestBytes),
          static_cast<std::int64_t>(row.responseBytes),
          static_cast<std::int64_t>(block),
          static_cast<std::int64_t>(place)};
}

void bindRows(Statement& statement, std::span<const CallValues> rows) {
  int parameter = 0;
  for (const CallValues& row : rows) {
    for (const std::int64_t value : row) statement.bind(++parameter, value);
  }
}

std::string insertCallsSql(std::size_t rows) {
  std::string sql = "INSERT INTO call_rows(" + std::string(session::kCallColumns) + ") VALUES";
  for (std::size_t row = 0; row < rows; ++row) sql += (row > 0 ? "," : "") + rowParameters();
  return sql;
}

std::string updateCallSql() {
  return "UPDATE call_rows SET (" + std::string(session::kCallColumns) + ") = " + rowParameters() +
         " WHERE number = ?1";
}

}  // namespace bascule::capture
