// SPDX-License-Identifier: GPL-3.0-or-later
// `bascule list`: the calls of a session, one line each (command line reference, section 1).
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <ostream>
#include <string>

#include "app/terminal/session_source.h"
#include "app/terminal/terminal_text.h"

namespace bascule::terminal {

/// How often a session that is being recorded is looked at; it commits ten times a second, so a call is shown
/// within a quarter of a second.
inline constexpr std::chrono::milliseconds kFollowEvery{100};

struct ListOptions {
  std::filesystem::path file{};
  std::string filter{};
  std::string format = "table";          ///< `table`, `jsonl` or `csv`; empty is `table`
  std::optional<std::uint64_t> limit{};  ///< lines; the oldest calls come first
  bool follow = false;                   ///< goes on with calls as they end
  Style style{};
  /// Asked between looks at the file while following; true ends the command. Empty: only a closed output ends
  /// it.
  std::function<bool()> stopped{};
  /// Waits that long between two looks. Empty: sleeps.
  std::function<void(std::chrono::milliseconds)> pause{};
};

/// Prints the calls. Exit code 0, 1 (unreadable file) or 2 (wrong filter or format). A closed output is no
/// failure.
int runList(const ListOptions& options, std::ostream& out, std::ostream& err);

/// Prints the calls that match the source's filter as a table, nothing if there are none; gives how many.
std::uint64_t listMatches(SessionSource& source, Style style, std::ostream& out);

}  // namespace bascule::terminal
