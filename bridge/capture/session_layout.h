// SPDX-License-Identifier: GPL-3.0-or-later
// Which layout a session file has, and bringing an older one up to date. Private to the session_* files of
// this folder. Thread: the database's.
#pragma once

#include <cstdint>

#include "bridge/base/error.h"
#include "bridge/capture/session_sql.h"

namespace bascule::capture {

/// The version of its layout, if the file is a session whose tables are ordinary ones. Errors: InvalidInput
/// `not_a_session`, `session_newer`, `session_damaged`.
Result<std::int64_t> checkLayout(Database& database);
/// Makes tables and views in an empty file.
Result<void> createLayout(Database& database);
/// Brings a session of version `from` to this version, in one transaction: all of it or nothing.
Result<void> upgradeLayout(Database& database, std::int64_t from);

}  // namespace bascule::capture
