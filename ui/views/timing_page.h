// SPDX-License-Identifier: GPL-3.0-or-later
// `TimingPage`: two lanes on one axis, client above server, with messages as ticks, each side's deadline and
// the time the bridge itself took. Thread: GUI.
#pragma once

#include <QWidget>

#include "ui/models/record_reader.h"
#include "ui/models/timing.h"
#include "ui/style/pen.h"

namespace bascule::ui {

class TimingPage final : public QWidget {
  Q_OBJECT
 public:
  explicit TimingPage(const Look& look, QWidget* parent = nullptr);
  /// `nowNs`: how long a call in flight has taken so far.
  void setDetail(const CallDetailPtr& detail, std::int64_t nowNs);
  QSize minimumSizeHint() const override { return {320, 120}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  struct Plot {
    qreal left, width;
  };
  qreal xOf(const Plot& plot, std::int64_t ns) const;
  void paintLane(Pen& pen, const Plot& plot, qreal top, const TimeLane& lane, const QString& name,
                 Tone tone) const;
  void paintDeadline(Pen& pen, const Plot& plot, qreal top, const TimeLane& lane) const;
  void paintAxis(Pen& pen, const Plot& plot, qreal top, qreal bottom) const;
  void paintMoments(Pen& pen, qreal left, qreal top) const;
  void paintLegend(Pen& pen, qreal left, qreal top) const;

  const Look& look_;
  CallDetailPtr detail_;
  Timing timing_;
};

}  // namespace bascule::ui
