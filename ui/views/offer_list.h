// SPDX-License-Identifier: GPL-3.0-or-later
// `OfferList`: a list of offers, each a text with a dim remark at the right, for completion and for the
// command palette. The field above it keeps the focus and moves the mark. Thread: GUI.
#pragma once

#include <QListView>
#include <vector>

#include "ui/models/filter_completion.h"
#include "ui/style/look.h"

class QStandardItemModel;

namespace bascule::ui {

class OfferList final : public QListView {
  Q_OBJECT
 public:
  OfferList(const Look& look, const QString& name, QWidget* parent = nullptr);

  void setOffers(std::vector<Completion> offers);
  const std::vector<Completion>& offers() const { return offers_; }
  /// The marked offer; -1 if none is.
  int marked() const;
  void mark(int row);
  /// Moves the mark; beyond either end nothing is marked.
  void step(int by);
  /// Width that shows every offer whole.
  int wantedWidth() const;
  static constexpr int kRow = 25;

 private:
  const Look& look_;
  QStandardItemModel* model_;
  std::vector<Completion> offers_;
};

}  // namespace bascule::ui
