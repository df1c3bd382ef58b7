// SPDX-License-Identifier: GPL-3.0-or-later
// How one call looks in the table: paints each cell straight from the row, without building strings.
// Thread: GUI.
#pragma once

#include <span>

#include "ui/models/call_table_model.h"
#include "ui/style/pen.h"

namespace bascule::ui {

/// Paints cell `column` of `row` into `rect`; the background is painted already.
void paintCallCell(Pen& pen, const QRectF& rect, const Traffic& traffic, const capture::CallRow& row,
                   Column column);
/// Width a column has by its usual content; Method takes the rest.
/// `largest`: the largest call number shown; `narrow`: bars may be shorter.
int columnWidth(const Look& look, Column column, capture::CallNumber largest, bool narrow);
/// Columns that go when the table is narrow, first to go first.
std::span<const Column> droppedColumns();
/// Narrowest Method column before another one is dropped.
inline constexpr int kMethodMinimum = 196;
inline constexpr int kCellPadding = 8;
inline constexpr int kRowHeight = 27;

}  // namespace bascule::ui
