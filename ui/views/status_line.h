// SPDX-License-Identifier: GPL-3.0-or-later
// `StatusLine`: the numbers at the bottom: rate, calls in flight, latency, what the bridge adds, the session
// and how many events were lost. When narrow, facts go in the order of their weight. Thread: GUI.
#pragma once

#include <QWidget>
#include <vector>

#include "ui/style/look.h"

namespace bascule::ui {

/// `label` dim and `value` strong, in the order given by `valueFirst`.
struct StatusFact {
  QString label;
  QString value;
  QString more;  ///< dim text behind the value
  bool valueFirst = false;
  int weight = 0;  ///< lower goes first when there is no room
  Tone tone = Tone::Neutral;
  bool data = false;  ///< `value` is captured data or a file name and may be elided
};

class StatusLine final : public QWidget {
  Q_OBJECT
 public:
  explicit StatusLine(const Look& look, QWidget* parent = nullptr);
  void setFacts(std::vector<StatusFact> left, std::vector<StatusFact> right);
  /// A sentence in place of the left facts, until cleared with an empty one.
  void setMessage(const QString& sentence, Tone tone);
  const QString& message() const { return message_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  qreal widthOf(const StatusFact& fact) const;
  void dropWhatDoesNotFit(std::vector<const StatusFact*>& left, std::vector<const StatusFact*>& right) const;

  const Look& look_;
  std::vector<StatusFact> left_, right_;
  QString message_;
  Tone messageTone_ = Tone::Neutral;
};

}  // namespace bascule::ui
