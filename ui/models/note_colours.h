// SPDX-License-Identifier: GPL-3.0-or-later
// The colours a person can give to a call: name and tone of each. Pure functions.
#pragma once

#include <QString>
#include <cstdint>

namespace bascule::ui {

struct ColourRule;

/// Colours are 1 to this; 0 is none.
inline constexpr std::uint8_t kNoteColours = 6;
QString noteColourName(std::uint8_t colour);
/// As a rule of the table; null for none.
const ColourRule* noteColour(std::uint8_t colour);

}  // namespace bascule::ui
