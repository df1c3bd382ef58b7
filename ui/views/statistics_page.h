// SPDX-License-Identifier: GPL-3.0-or-later
// `StatisticsPage`: figures per method or client of the calls the table shows, and two charts for the row
// that is chosen. Return or a double click goes to the calls of a row. Thread: GUI.
#pragma once

#include <QWidget>

#include "ui/models/statistics_model.h"
#include "ui/style/look.h"
#include "ui/views/button.h"
#include "ui/views/latency_charts.h"
#include "ui/views/remark.h"
#include "ui/views/row_table.h"

namespace bascule::ui {

/// The table of the page.
class FigureView final : public RowTable {
  Q_OBJECT
 public:
  FigureView(const Look& look, StatisticsModel& model, QWidget* parent = nullptr);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void layoutColumns();

  StatisticsModel& model_;
  FlatHeader* header_;
};

class StatisticsPage final : public QWidget {
  Q_OBJECT
 public:
  StatisticsPage(const Look& look, const CallTableModel& calls, QWidget* parent = nullptr);

  StatisticsModel& model() { return *model_; }
  FigureView& figures() { return *figures_; }
  ScatterChart& scatter() { return *scatter_; }

 Q_SIGNALS:
  /// A term of the filter language for the calls the user wants to see.
  void termChosen(const std::string& term);
  void callChosen(bascule::capture::CallNumber number);

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  QWidget* makeBar();
  void group(bool byClient);
  void counted();
  void showCharts(int row);

  const Look& look_;
  StatisticsModel* model_;
  FigureView* figures_;
  LatencyChart* latency_;
  ScatterChart* scatter_;
  Button* methods_ = nullptr;
  Button* clients_ = nullptr;
  Remark* summary_ = nullptr;
  StatisticsModel::Key chosen_{0, 0};  ///< the row whose charts are shown, kept over counts
  bool anyChosen_ = false;
};

}  // namespace bascule::ui
