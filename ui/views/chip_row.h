// SPDX-License-Identifier: GPL-3.0-or-later
// `ChipRow`: a row of chips of which one is chosen. Thread: GUI.
#pragma once

#include <QWidget>
#include <vector>

#include "ui/views/button.h"

namespace bascule::ui {

class ChipRow final : public QWidget {
  Q_OBJECT
 public:
  struct Chip {
    QString words;
    QString tip;
  };
  ChipRow(const Look& look, const QString& name, const std::vector<Chip>& chips, QWidget* parent = nullptr);

  int chosen() const { return chosen_; }
  /// Chooses without announcing it.
  void choose(int chip);
  void setPossible(int chip, bool possible);

 Q_SIGNALS:
  void chosenChanged(int chip);

 private:
  std::vector<Button*> buttons_;
  int chosen_ = 0;
};

/// Chips for kCallProtocols of ui/text/copy_text.h.
std::vector<ChipRow::Chip> protocolChips();

}  // namespace bascule::ui
