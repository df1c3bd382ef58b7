// SPDX-License-Identifier: GPL-3.0-or-later
// Captured bytes made fit to be shown: ill-formed UTF-8 replaced, control and bidi characters escaped,
// very long strings cut. Everything a peer sent passes through here before it is painted. Pure functions.
#pragma once

#include <QString>
#include <string_view>

namespace bascule::ui {

/// Longest captured string that is shaped and painted on one line; more cannot be seen anyway.
inline constexpr std::size_t kShownBytes = 4096;

/// `utf8` for one line of display: `\n`, `\t`, `\u202e` and so on are written out; at most `limit` bytes
/// are taken, then an ellipsis stands for the rest.
QString display(std::string_view utf8, std::size_t limit = kShownBytes);
/// Text of our own, which needs no escaping: a number, a name that the engine gives.
QString asQString(std::string_view text);
/// The same as display() for several lines: line feeds stay, everything else is escaped.
QString displayLines(std::string_view utf8, std::size_t limit);
/// A plain-text tool tip of captured data: wrapped as a rich text that contains nothing but escaped text,
/// since tool tips guess their format.
QString tip(std::string_view utf8);
QString tip(const QString& text);

}  // namespace bascule::ui
