// SPDX-License-Identifier: GPL-3.0-or-later
// `ChipBar`: the quick choices with their counts above the call table, and the follow button. A protocol
// has its chip once a call has spoken it; chips that do not fit go behind `+n`. Thread: GUI.
#pragma once

#include <QButtonGroup>
#include <QWidget>
#include <array>

#include "ui/models/traffic.h"
#include "ui/models/view_settings.h"
#include "ui/views/button.h"

namespace bascule::ui {

class ChipBar final : public QWidget {
  Q_OBJECT
 public:
  ChipBar(const Look& look, const Traffic& traffic, QWidget* parent = nullptr);

  Chip chosen() const;
  void choose(Chip chip);
  Button& follow() { return *follow_; }
  /// The user's saved filters, as chips behind the others.
  void setSaved(const std::vector<SavedFilter>& filters);
  /// Which expression is in force: its chip is shown as chosen.
  void setExpression(const QString& expression);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void chosenChanged(bascule::ui::Chip chip);
  /// A saved filter shall be in force; empty: it shall go again.
  void expressionChosen(const QString& expression);
  /// The user asked what can be done with a saved filter, at this place of the screen.
  void savedMenuWanted(std::size_t index, const QPoint& global);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void refresh();
  bool wanted(std::size_t chip) const;
  std::vector<Button*> buttons() const;
  void checkSaved();
  QString countText(Chip chip) const;
  void place();
  void showRest();

  const Look& look_;
  const Traffic& traffic_;
  QButtonGroup group_;
  std::array<Button*, kChipCount> chips_{};
  std::vector<Button*> saved_;
  std::vector<SavedFilter> filters_;
  QString expression_;
  Button* rest_;
  Button* follow_;
};

/// The words of a chip.
QString chipText(Chip chip);

}  // namespace bascule::ui
