// SPDX-License-Identifier: GPL-3.0-or-later
// What the command line says of itself in other forms than --help: the manual page, and completion for
// shells. Made from the very options, so that neither can be out of date. Thread: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace bascule::app {

/// The manual page (roff, section 1). `limits` is what --help-limits says.
std::string manualPage(const CLI::App& app, std::string_view limits);
/// Shells that completion() knows.
const std::vector<std::string>& completionShells();
/// A script that completes commands, flags, and their values for `shell`.
std::string completion(const CLI::App& app, std::string_view shell);

}  // namespace bascule::app
