// SPDX-License-Identifier: GPL-3.0-or-later
// What the window's tables have in common: rows of one height without grid or frame, chosen whole.
// Thread: GUI.
#pragma once

#include <QHeaderView>
#include <QTableView>

namespace bascule::ui {

/// Sets the table up; `rowHeight` in device-independent pixels.
inline void makeFlat(QTableView& table, int rowHeight) {
  QHeaderView& rows = *table.verticalHeader();
  rows.hide();
  rows.setSectionResizeMode(QHeaderView::Fixed);
  rows.setMinimumSectionSize(rowHeight);
  rows.setDefaultSectionSize(rowHeight);
  table.setShowGrid(false);
  table.setWordWrap(false);
  table.setFrameShape(QFrame::NoFrame);
  table.setCornerButtonEnabled(false);
  table.setSelectionBehavior(QAbstractItemView::SelectRows);
  table.setEditTriggers(QAbstractItemView::NoEditTriggers);
  table.setTabKeyNavigation(false);
  table.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
}

}  // namespace bascule::ui
