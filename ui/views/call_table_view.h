// SPDX-License-Identifier: GPL-3.0-or-later
// `CallTableView`: the list of calls: follows the newest until the user scrolls away or chooses a call, stays
// where it is while calls come in above, ticks open streams, sorts by the column that is clicked, drops
// columns when narrow, starts a filter when the user types. Thread: GUI.
#pragma once

#include <QPersistentModelIndex>
#include <QTableView>
#include <QTimer>

#include "ui/models/call_table_model.h"
#include "ui/style/look.h"
#include "ui/views/column_layout.h"

namespace bascule::ui {

class CallTableView final : public QTableView {
  Q_OBJECT
 public:
  CallTableView(const Look& look, CallTableModel& model, ViewSettings& settings, QWidget* parent = nullptr);

  bool following() const { return following_; }
  /// Following needs an order by age: switched on in another order, it goes back to the order of numbers.
  void setFollowing(bool on);
  capture::CallNumber selectedCall() const;
  /// Selects the call and scrolls to it; false if it is not in the table.
  bool selectCall(capture::CallNumber number);
  /// Whether J, K and Space act instead of starting a filter.
  void setSingleKeys(bool on) { singleKeys_ = on; }
  /// Moves the selection by `step` rows.
  void step(int step);
  int hoveredRow() const { return hovered_; }
  ColumnLayout& columns() { return *columns_; }
  /// The calls that are selected, in the order of the table; at most `limit`.
  std::vector<capture::CallNumber> selectedCalls(std::size_t limit = SIZE_MAX) const;
  /// How many calls are selected.
  int selectedCount() const;
  /// The selected calls as lines of tab-separated cells, as the table shows them, with a line of titles.
  QString selectedText() const;

 Q_SIGNALS:
  void followingChanged(bool on);
  void callSelected(bascule::capture::CallNumber number);
  /// The user began to type: the text belongs into the filter field.
  void typed(const QString& text);
  /// Escape, and there is no selection to let go of.
  void escaped();
  /// The user asked what can be done with columns, at this place of the screen; `section`: -1 for none.
  void headerMenuWanted(int section, const QPoint& global);
  /// The user asked what can be done with a cell, at this place of the screen.
  void cellMenuWanted(const QModelIndex& cell, const QPoint& global);
  /// Other calls are selected than before.
  void selectedChanged();

 protected:
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
  void rowsInserted(const QModelIndex& parent, int start, int end) override;
  void rowsAboutToBeRemoved(const QModelIndex& parent, int start, int end) override;

 private:
  void connectModel();
  void dropBands();
  void layoutBands();
  void paintBands();
  void restoreSelection();
  void rememberSelected();
  void reselect();
  void markRow(int row);
  void afterChange();
  void afterSorting();
  void toNewest();
  void rememberPlace();
  void returnToPlace();
  void tick();
  void hover(int row);
  void userScrolled();

  /// The line above the first call of a group.
  struct Band {
    QPersistentModelIndex index;
    int count = 0;
  };

  const Look& look_;
  CallTableModel& model_;
  std::vector<Band> bands_;
  QTimer ticking_;
  class FlatHeader* header_;
  ColumnLayout* columns_ = nullptr;
  capture::CallNumber wanted_ = 0;  ///< the selected call, kept over filter changes
  capture::CallNumber atTop_ = 0;   ///< the call at the top while rows change places; 0: no need
  int topOffset_ = 0;               ///< and how far it reaches out of the view
  std::vector<capture::CallNumber>
      several_;  ///< selected calls, while rows change places; empty: one or none
  int hovered_ = -1;
  bool following_ = true;
  bool singleKeys_ = false;
  bool restoring_ = false;
};

}  // namespace bascule::ui
