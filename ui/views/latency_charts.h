// SPDX-License-Identifier: GPL-3.0-or-later
// The two pictures of the statistics page: how durations are spread (`LatencyChart`) and how long the calls
// took over time (`ScatterChart`). Both have durations on a logarithmic scale. Painted from values they are
// given; they keep what they show. Thread: GUI.
#pragma once

#include <QWidget>
#include <vector>

#include "bridge/insight/call_figures.h"
#include "ui/style/look.h"
#include "ui/style/pen.h"

namespace bascule::ui {

/// A logarithmic scale of durations between two powers of ten, and its ticks.
class DurationScale {
 public:
  DurationScale() = default;
  /// Covers from `least` to `most` nanoseconds.
  DurationScale(double least, double most);
  /// Where a duration lies between the ends of the scale, 0 to 1.
  double at(double nanoseconds) const;
  /// Powers of ten from end to end, in nanoseconds.
  std::vector<double> ticks() const;

 private:
  int low_ = 5;  ///< powers of ten
  int high_ = 9;
};

class LatencyChart final : public QWidget {
  Q_OBJECT
 public:
  explicit LatencyChart(const Look& look, QWidget* parent = nullptr);
  void setHistogram(const insight::LatencyHistogram& histogram);
  QSize sizeHint() const override { return {420, 220}; }
  QSize minimumSizeHint() const override { return {260, 140}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void paintBars(Pen& pen, const QRectF& plot, const DurationScale& scale) const;
  void paintQuantiles(Pen& pen, const QRectF& plot, const DurationScale& scale) const;

  const Look& look_;
  insight::LatencyHistogram histogram_;
};

class ScatterChart final : public QWidget {
  Q_OBJECT
 public:
  explicit ScatterChart(const Look& look, QWidget* parent = nullptr);
  void setPoints(std::vector<insight::CallPoint> points);
  QSize sizeHint() const override { return {420, 220}; }
  QSize minimumSizeHint() const override { return {260, 140}; }

 Q_SIGNALS:
  /// The user clicked on the point of this call.
  void callChosen(bascule::capture::CallNumber number);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  QRectF plot() const;
  QPointF place(const insight::CallPoint& point, const QRectF& plot) const;

  const Look& look_;
  std::vector<insight::CallPoint> points_;
  DurationScale scale_;
  std::int64_t firstNs_ = 0, lastNs_ = 0;
};

}  // namespace bascule::ui
