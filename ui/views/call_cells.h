// SPDX-License-Identifier: GPL-3.0-or-later
// How one call looks in the table: paints each cell straight from the row, without building strings.
// Thread: GUI.
#pragma once

#include <span>

#include "ui/models/call_table_model.h"
#include "ui/style/pen.h"

namespace bascule::ui {

/// Paints the cell of table row `row` into `rect`; the background is painted already.
void paintCallCell(Pen& pen, const QRectF& rect, const CallTableModel& model, int row, int column);
/// Width a column has by its usual content; Method takes the rest.
/// `largest`: the largest call number shown; `narrow`: bars may be shorter.
int columnWidth(const Look& look, Column column, capture::CallNumber largest, bool narrow);
/// The same for a column of the user's own.
int ownColumnWidth(const Look& look, const QString& title);
/// Columns that go when the table is narrow, first to go first.
std::span<const Column> droppedColumns();
/// Narrowest Method column before another one is dropped.
inline constexpr int kMethodMinimum = 196;
inline constexpr int kCellPadding = 8;
inline constexpr int kRowHeight = 27;

}  // namespace bascule::ui
