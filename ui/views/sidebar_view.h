// SPDX-License-Identifier: GPL-3.0-or-later
// `SidebarView`: paints the sidebar's tree: rows of kinds with chevrons, protocol bars, dots and counts.
// Thread: GUI.
#pragma once

#include <QTreeView>

#include "ui/models/call_table_model.h"
#include "ui/models/sidebar_model.h"
#include "ui/style/look.h"

namespace bascule::ui {

class SidebarView final : public QTreeView {
  Q_OBJECT
 public:
  SidebarView(const Look& look, SidebarModel& model, QWidget* parent = nullptr);
  QSize sizeHint() const override;
  QModelIndex hovered() const { return hovered_; }
  /// Back to "all traffic".
  void clearChoice();
  void choose(View view) { setCurrentIndex(model_.indexOf(view)); }

 Q_SIGNALS:
  /// What the selected row narrows the table to (ids 0: nothing).
  void chosen(std::uint32_t service, std::uint32_t method, std::uint32_t client);
  /// The page to show.
  void viewChosen(bascule::ui::View view);

 protected:
  void drawBranches(QPainter*, const QRect&, const QModelIndex&) const override {}
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  void expandWhileShort(const QModelIndex& parent);

  const Look& look_;
  SidebarModel& model_;
  QPersistentModelIndex hovered_;
};

}  // namespace bascule::ui
