// SPDX-License-Identifier: GPL-3.0-or-later
// `SheetView`: paints a sheet: titles, captions, fields, code blocks; one row for all legs. Thread: GUI.
#pragma once

#include <QTableView>
#include <vector>

#include "ui/models/found_value.h"
#include "ui/models/sheet_model.h"
#include "ui/style/look.h"

namespace bascule::ui {

class SheetView final : public QTableView {
  Q_OBJECT
 public:
  /// A column is `width` pixels wide, or shares the rest by `stretch`.
  struct SheetColumn {
    int width = 0;
    int stretch = 1;
    bool gutter = false;  ///< shaded strip between hairlines
    bool line = false;    ///< hairline at its left, except in rows that go across
  };
  SheetView(const Look& look, const QString& name, std::vector<SheetColumn> columns,
            QWidget* parent = nullptr);

  /// Shows `sheet`; the scroll position stays if the number of rows did not shrink.
  void setSheet(const Sheet& sheet);
  SheetModel& sheetModel() { return model_; }
  const std::vector<SheetColumn>& columns() const { return columns_; }
  /// Room of the names of facts, logical pixels.
  qreal factWidth() const { return factWidth_; }

 Q_SIGNALS:
  /// The user wants to find calls by a value that stands here.
  void valueWished(const bascule::ui::FoundValue& value, bascule::ui::ValueWish wish);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  qreal widestFact() const;
  void layoutColumns();
  void copySelection();

  const Look& look_;
  std::vector<SheetColumn> columns_;
  qreal factWidth_ = 0;
  SheetModel model_;
};

}  // namespace bascule::ui
