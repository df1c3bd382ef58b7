// SPDX-License-Identifier: GPL-3.0-or-later
// `TimeLine`: the strip of calls over time, stacked by protocol, with failures below the line. Dragging over
// it chooses a span of time, which narrows everything else; Esc or a click on the cross lets go. By keyboard
// the arrows move and, with Shift, stretch the span. Thread: GUI.
#pragma once

#include <QWidget>

#include "bridge/insight/time_histogram.h"
#include "ui/models/traffic.h"
#include "ui/style/look.h"
#include "ui/views/button.h"

namespace bascule::ui {

class TimeLine final : public QWidget {
  Q_OBJECT
 public:
  TimeLine(const Look& look, const Traffic& traffic, QWidget* parent = nullptr);

  /// The chosen span; both 0: all of the session.
  std::int64_t fromNs() const { return from_; }
  std::int64_t untilNs() const { return until_; }
  void choose(std::int64_t fromNs, std::int64_t untilNs);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  /// Calls that began from `fromNs` up to `untilNs` are wanted; both 0: all.
  void spanChosen(std::int64_t fromNs, std::int64_t untilNs);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  QRectF plot() const;
  qreal xOf(std::int64_t ns) const;
  std::int64_t nsAt(qreal x) const;
  void paintBars(class Pen& pen, const QRectF& plot) const;
  QColor faded(Tone tone, bool chosen) const;
  void paintSpan(class Pen& pen, const QRectF& plot) const;
  void step(int by, bool stretch);
  void describe();

  const Look& look_;
  const Traffic& traffic_;
  Button* clear_;
  std::int64_t from_ = 0, until_ = 0;
  std::int64_t grabbed_ = 0;  ///< where the mouse went down
  bool dragging_ = false;
};

}  // namespace bascule::ui
