// SPDX-License-Identifier: GPL-3.0-or-later
// Captured text inside a command or a program that someone will paste and run: whatever it holds, it stays
// one value (robustness C9). Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace bascule::exporting {

/// `text` as one word of a POSIX shell. Control characters and ill-formed UTF-8 become octal escapes, so that
/// a terminal that is pasted into sees none; NUL, which no argument can hold, is left out.
std::string shellQuoted(std::string_view text);
/// `text` as a string literal that means the same in Python, JavaScript and TypeScript. Ill-formed UTF-8
/// becomes U+FFFD.
std::string codeQuoted(std::string_view text);

}  // namespace bascule::exporting
