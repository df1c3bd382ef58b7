// SPDX-License-Identifier: GPL-3.0-or-later
// What a model may say of a cell beside its text, for tables that paint cells as text. Thread: constants.
#pragma once

#include <Qt>

namespace bascule::ui {

enum TextRole : int {
  kLeadRole = Qt::UserRole + 1,  ///< dim text before the cell's own, which loses its room first
  kToneRole,                     ///< Tone of the text
  kDotRole,                      ///< Tone of a dot before the text
};

}  // namespace bascule::ui
