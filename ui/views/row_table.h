// SPDX-License-Identifier: GPL-3.0-or-later
// `RowTable`: a flat table whose rows are chosen whole, one at a time: Return or a double click opens a row,
// Esc lets go of it, keyboard focus is seen round the row. `TextTable` also paints it, from what the model
// says of each cell. Thread: GUI.
#pragma once

#include <QTableView>
#include <vector>

#include "ui/models/text_roles.h"
#include "ui/style/look.h"
#include "ui/views/flat_header.h"

namespace bascule::ui {

class Pen;

/// Background of a cell of such a table, and the bar of the row that is chosen.
void paintRowBack(Pen& pen, const QStyleOptionViewItem& option, int column);

class RowTable : public QTableView {
  Q_OBJECT
 public:
  RowTable(const Look& look, int rowHeight, QWidget* parent = nullptr);

 Q_SIGNALS:
  /// The user wants to see what is behind this row.
  void opened(int row);
  /// Another row is chosen; -1: none.
  void rowChosen(int row);
  /// The user pressed Delete on this row.
  void removeWanted(int row);
  /// The user wants this row one place up (-1) or down (1).
  void moveWanted(int row, int by);

 protected:
  const Look& look() const { return look_; }
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
  void keyPressEvent(QKeyEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  const Look& look_;
  int rowHeight_;
};

class TextTable final : public RowTable {
  Q_OBJECT
 public:
  struct Column {
    QString widest;  ///< usual content; empty: takes the rest
    Face face = Face::Body;
    bool right = false;
    bool mayGo = false;  ///< left out where the rest gets too narrow
  };
  /// `name` is for screen readers. One column takes the rest.
  TextTable(const Look& look, QAbstractItemModel& model, std::vector<Column> columns, const QString& name,
            QWidget* parent = nullptr);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void layoutColumns();

  std::vector<Column> columns_;
  FlatHeader* header_;
};

}  // namespace bascule::ui
