// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/session_layout.h"

#include <string>

#include "bridge/capture/session_schema.h"

namespace bascule::capture {
namespace {

using session::kSteps;

std::unexpected<Error> refused(const Database& database, std::string_view cause, std::string_view why) {
  return fail(ErrorCode::InvalidInput, cause, database.name() + " " + std::string(why));
}

/// Runs the steps after the first `from`.
Result<void> runSteps(Database& database, std::int64_t from) {
  for (auto step = static_cast<std::size_t>(from); step < kSteps.size(); ++step) {
    if (auto done = database.execute(std::string(kSteps[step])); !done) return done;
  }
  return database.execute("PRAGMA user_version=" + std::to_string(session::kVersion));
}

}  // namespace

Result<std::int64_t> checkLayout(Database& database) {
  const auto application = database.queryNumber("PRAGMA application_id");
  if (!application) return std::unexpected(application.error());
  if (*application != session::kApplicationId)
    return refused(database, "not_a_session", "is no session file");
  const auto version = database.queryNumber("PRAGMA user_version");
  if (!version) return std::unexpected(version.error());
  if (*version > session::kVersion) {
    return refused(database, "session_newer", "was written by a newer version of the program");
  }
  // Views and triggers of a foreign file could run for ever: what we read must be ordinary tables.
  const auto tables = database.queryNumber(
      "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN "
      "('runs', 'strings', 'header_sets', 'blocks', 'routes', 'call_rows', 'descriptors', 'annotations')"
      " AND sql NOT LIKE '%VIRTUAL%' AND sql NOT LIKE '%GENERATED%'");
  if (!tables) return std::unexpected(tables.error());
  constexpr std::int64_t kTablesOfVersion1 = 7;
  if (*version < 1 || *tables != (*version == 1 ? kTablesOfVersion1 : kTablesOfVersion1 + 1)) {
    return refused(database, "session_damaged", "is damaged: its tables are not those of a session");
  }
  return *version;
}

Result<void> createLayout(Database& database) {
  auto made = database.execute("PRAGMA application_id=" + std::to_string(session::kApplicationId));
  if (made) made = runSteps(database, 0);
  return made;
}

Result<void> upgradeLayout(Database& database, std::int64_t from) {
  if (from == session::kVersion) return {};
  if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) return begun;
  // Another process may have been faster.
  const auto now = database.queryNumber("PRAGMA user_version");
  auto done = now ? Result<void>() : Result<void>(std::unexpected(now.error()));
  if (done && *now < session::kVersion) done = runSteps(database, *now);
  if (done) return database.execute("COMMIT");
  static_cast<void>(database.execute("ROLLBACK"));
  return done;
}

}  // namespace bascule::capture
