// SPDX-License-Identifier: GPL-3.0-or-later
// `FilterEdit`: the filter field. Colours the tokens of the expression, keeps the last good filter in force
// while the text is wrong, marks the place and says what is wrong. Thread: GUI.
#pragma once

#include <QLineEdit>
#include <QTimer>

#include "bridge/insight/call_filter.h"
#include "ui/style/look.h"

namespace bascule::ui {

class FilterEdit final : public QLineEdit {
  Q_OBJECT
 public:
  explicit FilterEdit(const Look& look, QWidget* parent = nullptr);

  /// The sentence about the wrong place; empty while the expression is good.
  const QString& problem() const { return problem_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void filterChanged(const bascule::insight::CallFilter& filter);
  /// A sentence to show below the field; empty: hide it.
  void problemChanged(const QString& sentence);
  /// Escape in an empty field, or Return: back to the table.
  void left();

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void inputMethodEvent(QInputMethodEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void read();
  void colour();

  const Look& look_;
  QTimer settle_;  ///< filters when typing pauses, not on every key
  QString problem_;
  std::size_t wrongBegin_ = 0, wrongEnd_ = 0;  ///< bytes of the UTF-8 text
  bool composing_ = false;
  bool colouring_ = false;
};

}  // namespace bascule::ui
