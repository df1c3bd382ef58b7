// SPDX-License-Identifier: GPL-3.0-or-later
// `CompletionPopup`: the list below the filter field. It never takes the focus: the field hands it the keys
// that are its own (arrows, Return, Tab, Esc). Owned by the field. Thread: GUI.
#pragma once

#include <QFrame>
#include <vector>

#include "ui/views/offer_list.h"

class QKeyEvent;

namespace bascule::ui {

class CompletionPopup final : public QFrame {
  Q_OBJECT
 public:
  CompletionPopup(const Look& look, QWidget& field);

  /// Shows `offers` below the field, `x` pixels from its left end; hides when there are none.
  void offer(std::vector<Completion> offers, int x);
  /// The same below a place of the field.
  void offerAt(std::vector<Completion> offers, QPoint place);
  const std::vector<Completion>& offers() const { return list_->offers(); }
  /// True if the key belonged to the list.
  bool handle(const QKeyEvent& event);

 Q_SIGNALS:
  void chosen(const bascule::ui::Completion& completion);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void choose(int row);

  const Look& look_;
  QWidget& field_;
  OfferList* list_;
};

}  // namespace bascule::ui
