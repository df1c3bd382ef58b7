// SPDX-License-Identifier: GPL-3.0-or-later
// A long text cut into pages, since a text widget lays out all it is given. Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::ui {

/// Bytes a page has at most: more than anyone reads, little enough to be laid out at once.
inline constexpr std::size_t kPageBytes = 256 * 1024;
/// Longest line that is laid out whole.
inline constexpr std::size_t kLineBytes = 4096;

/// Where the pages of `text` begin: behind a line feed where one is near, never inside a character. An
/// empty text has one page.
std::vector<std::size_t> pageStarts(std::string_view text, std::size_t pageBytes = kPageBytes);
/// `page` with line feeds put into lines that are longer than `lineBytes`.
std::string withoutLongLines(std::string_view page, std::size_t lineBytes = kLineBytes);

}  // namespace bascule::ui
