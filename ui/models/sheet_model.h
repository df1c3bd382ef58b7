// SPDX-License-Identifier: GPL-3.0-or-later
// `SheetModel`: a Sheet as a Qt table, so that views and screen readers can walk it. Thread: GUI.
#pragma once

#include <QAbstractTableModel>

#include "ui/models/sheet.h"

namespace bascule::ui {

class SheetModel final : public QAbstractTableModel {
  Q_OBJECT
 public:
  explicit SheetModel(int columns, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;

  void setSheet(Sheet sheet);
  const SheetRow& row(int row) const { return sheet_.rows[static_cast<std::size_t>(row)]; }
  /// The cell, or an empty one where a row has fewer cells than the table has columns.
  const SheetCell& cell(int row, int column) const;

 private:
  int columns_;
  Sheet sheet_;
};

}  // namespace bascule::ui
