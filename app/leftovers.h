// SPDX-License-Identifier: GPL-3.0-or-later
// Unsaved sessions in the user's cache folder: where they are, which of them a crashed run left behind, how
// they go. A file belongs to the process whose number is in its name, as long as that process runs.
// Thread: any; `findLeftovers` reads files.
#pragma once

#include <filesystem>
#include <vector>

#include "bridge/base/clock.h"
#include "bridge/base/error.h"
#include "ui/models/leftover_session.h"

namespace bascule::app {

/// The program's folder in the user's cache, whether it is there or not: unsaved sessions, how the window
/// looks.
std::filesystem::path cacheFolder();
/// A new file for an unsaved session. Error Io `cache_folder`.
Result<std::filesystem::path> unsavedSessionPath(const Clock& clock);
/// Sessions without a living owner, newest first; those without a call are removed on the way.
std::vector<ui::LeftoverSession> findLeftovers(const std::filesystem::path& folder = cacheFolder());
/// Removes `file` if it is such a session; false if it is something else, which stays.
bool discardLeftover(const std::filesystem::path& file, const std::filesystem::path& folder = cacheFolder());
/// Removes a session with what SQLite keeps beside it.
void removeSession(const std::filesystem::path& file);

}  // namespace bascule::app
