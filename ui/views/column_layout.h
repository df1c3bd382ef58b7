// SPDX-License-Identifier: GPL-3.0-or-later
// `ColumnLayout`: which columns the table of calls shows, in which order and how wide: by the settings where
// the user chose, by their usual content elsewhere; Method takes the rest, and some go when there is little
// room. Writes what the user does with the header back into the settings. Owned by the table. Thread: GUI.
#pragma once

#include <QObject>
#include <vector>

#include "ui/models/call_table_model.h"
#include "ui/style/look.h"

class QHeaderView;
class QTableView;

namespace bascule::ui {

class ColumnLayout final : public QObject {
  Q_OBJECT
 public:
  ColumnLayout(const Look& look, CallTableModel& model, ViewSettings& settings, QTableView& view);

  /// Gives every column its place and width for the present width of the view.
  void layout();
  /// The number column is wide enough for this call.
  void setLargest(capture::CallNumber largest);
  /// All columns in their order, those that are not shown too.
  std::vector<ColumnSetting> columns() const;
  void setColumns(std::vector<ColumnSetting> columns);
  /// Columns, widths and order as shipped; the user's own columns go.
  void reset();
  /// Adds a column of the user's own (or shows it again). False if `key` is none of the filter language.
  bool show(const QString& key);
  /// The table is in no groups any more.
  void ungroup();
  /// Logical index of the leftmost column; -1 if there is none.
  int first() const { return first_; }

 private:
  int logicalOf(const QString& key) const;
  void takeSettings();
  void placeColumns(const std::vector<ColumnSetting>& columns);
  bool dropColumns(int& fixed, int room);
  int widthOf(int logical, bool narrow) const;
  void resized(int logical, int width);
  void moved();
  void automatic(int logical);

  const Look& look_;
  CallTableModel& model_;
  ViewSettings& settings_;
  QTableView& view_;
  capture::CallNumber largest_ = 0;
  int first_ = 0;
  bool laying_ = false;  ///< changes of the header are ours, not the user's
};

}  // namespace bascule::ui
