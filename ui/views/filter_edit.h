// SPDX-License-Identifier: GPL-3.0-or-later
// `FilterEdit`: the filter field. Colours the tokens of the expression, keeps the last good filter in force
// while the text is wrong, marks the place and says what is wrong; offers completions while one types and
// filters used before, and shows how many calls match. Thread: GUI.
#pragma once

#include <QLineEdit>
#include <QTimer>
#include <functional>
#include <string>
#include <vector>

#include "bridge/insight/call_filter.h"
#include "ui/models/filter_completion.h"
#include "ui/style/look.h"

namespace bascule::ui {

class FilterEdit final : public QLineEdit {
  Q_OBJECT
 public:
  explicit FilterEdit(const Look& look, QWidget* parent = nullptr);

  /// The sentence about the wrong place; empty while the expression is good.
  const QString& problem() const { return problem_; }
  /// Where completions come from; none without it.
  void setVocabulary(std::function<FilterVocabulary()> vocabulary) { vocabulary_ = std::move(vocabulary); }
  /// Filters used before, the newest first: offered by Down in the empty field and by Alt+Down.
  void setHistory(std::vector<QString> history) { history_ = std::move(history); }
  /// What stands at the right end of the field: `37 of 1 215`.
  void setCount(const QString& count);
  /// Puts `expression` in force at once.
  void apply(const QString& expression);
  /// Narrows the filter by a term, or by what is not that term.
  void narrow(const std::string& term, bool exclude);
  class CompletionPopup& popup() { return *popup_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void filterChanged(const bascule::insight::CallFilter& filter);
  /// A sentence to show below the field; empty: hide it.
  void problemChanged(const QString& sentence);
  /// Escape in an empty field, or Return: back to the table.
  void left();
  /// The user is done with this expression: it is worth remembering.
  void used(const QString& expression);
  /// The field got the focus: names for completion are of use now.
  void entered();

 protected:
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void inputMethodEvent(QInputMethodEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void read();
  void colour();
  void finish();
  void offer();
  void offerHistory();
  void put(const Completion& completion);

  const Look& look_;
  class CompletionPopup* popup_;
  std::function<FilterVocabulary()> vocabulary_;
  std::vector<QString> history_;
  qsizetype putBegin_ = 0, putEnd_ = 0;  ///< what a completion takes the place of
  QString count_;
  QTimer settle_;  ///< filters when typing pauses, not on every key
  QString problem_;
  std::size_t wrongBegin_ = 0, wrongEnd_ = 0;  ///< bytes of the UTF-8 text
  bool composing_ = false;
  bool colouring_ = false;
};

}  // namespace bascule::ui
