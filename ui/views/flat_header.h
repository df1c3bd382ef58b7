// SPDX-License-Identifier: GPL-3.0-or-later
// `FlatHeader`: the head line of a table, painted from the look. Thread: GUI.
#pragma once

#include <QHeaderView>
#include <vector>

#include "ui/style/look.h"

namespace bascule::ui {

class FlatHeader final : public QHeaderView {
  Q_OBJECT
 public:
  /// `rightAligned`: logical sections whose words stand at the right.
  FlatHeader(const Look& look, std::vector<int> rightAligned, QWidget* parent = nullptr);
  /// Shows by which section the table is sorted; -1: by none. Sections that can be clicked light up below
  /// the mouse.
  void setArrow(int section, bool descending);
  int arrow() const { return arrow_; }
  bool descending() const { return descending_; }
  /// Whether the words of this section stand at the right.
  void setRightAligned(int section, bool on);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void paintSection(QPainter* painter, const QRect& rect, int section) const override;
  bool viewportEvent(QEvent* event) override;

 private:
  const Look& look_;
  std::vector<int> right_;
  int arrow_ = -1;
  bool descending_ = false;
};

}  // namespace bascule::ui
