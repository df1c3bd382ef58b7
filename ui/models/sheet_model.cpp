// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/sheet_model.h"

#include "ui/text/display.h"

namespace bascule::ui {

SheetModel::SheetModel(int columns, QObject* parent) : QAbstractTableModel(parent), columns_(columns) {}

int SheetModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(sheet_.rows.size());
}
int SheetModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns_; }

const SheetCell& SheetModel::cell(int row, int column) const {
  static const SheetCell kBlank;
  const auto& cells = this->row(row).cells;
  return static_cast<std::size_t>(column) < cells.size() ? cells[static_cast<std::size_t>(column)] : kBlank;
}

QVariant SheetModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const SheetCell& cell = this->cell(index.row(), index.column());
  switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
      return display(plainText(cell));
    case Qt::ToolTipRole: {
      if (cell.blank()) return {};
      QString text = display(plainText(cell), 1024);
      if (const std::string& why = row(index.row()).tip; !why.empty())
        text += QLatin1Char('\n') + displayLines(why, 2048);
      return tip(text);
    }
    default:
      return {};
  }
}

void SheetModel::setSheet(Sheet sheet) {
  beginResetModel();
  sheet_ = std::move(sheet);
  endResetModel();
}

}  // namespace bascule::ui
