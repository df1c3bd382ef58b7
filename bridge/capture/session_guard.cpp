// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/session_guard.h"

#include <algorithm>
#include <string_view>

#include <sqlite3.h>

namespace bascule::capture {
namespace {

constexpr std::chrono::seconds kStatementTime{5};
// Steps of SQLite's machine between two looks at the clock.
constexpr int kSteps = 100'000;

constexpr std::string_view kTables[] = {"runs",          "strings",      "header_sets", "blocks",
                                        "routes",        "call_rows",    "descriptors", "annotations",
                                        "sqlite_master", "sqlite_schema"};

}  // namespace

void SessionGuard::install(sqlite3* database) {
  sqlite3_set_authorizer(database, authorize, nullptr);
  sqlite3_progress_handler(database, kSteps, tooLong, this);
}

void SessionGuard::restart() { end_ = std::chrono::steady_clock::now() + kStatementTime; }

int SessionGuard::authorize(void* /*self*/, int action, const char* first, const char* /*second*/,
                            const char* /*database*/, const char* within) {
  if (action == SQLITE_SELECT || action == SQLITE_PRAGMA || action == SQLITE_TRANSACTION) return SQLITE_OK;
  if (action == SQLITE_FUNCTION) return SQLITE_OK;
  if (action != SQLITE_READ || within != nullptr || first == nullptr) return SQLITE_DENY;
  return std::ranges::find(kTables, std::string_view(first)) != std::end(kTables) ? SQLITE_OK : SQLITE_DENY;
}

int SessionGuard::tooLong(void* self) {
  return std::chrono::steady_clock::now() > static_cast<SessionGuard*>(self)->end_ ? 1 : 0;
}

}  // namespace bascule::capture
