// SPDX-License-Identifier: GPL-3.0-or-later
// `bascule show`: one call in full: both legs, messages decoded, error, timing, what the bridge changed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <ostream>
#include <string>

#include "app/terminal/terminal_text.h"

namespace bascule::terminal {

struct ShowOptions {
  std::filesystem::path file{};
  std::uint64_t call = 0;       ///< its number, from 1
  std::string format = "text";  ///< `text` or `json`; empty is `text`
  std::string copyAs{};         ///< a command or program that makes the call again; empty: the call itself
  std::string protocol{};       ///< for `copyAs`: connect, grpc or grpc-web; empty: the client's own
  Style style{};
};

/// Prints the call. Exit code 0, 1 (unreadable file, no such call, a call that cannot be copied so) or 2
/// (wrong format).
int runShow(const ShowOptions& options, std::ostream& out, std::ostream& err);

}  // namespace bascule::terminal
