// SPDX-License-Identifier: GPL-3.0-or-later
// `JsonEdit`: a field for JSON that offers what the schema knows while one types: names of fields, values of
// enums. The list below the cursor never takes the focus. Thread: GUI.
#pragma once

#include <QPlainTextEdit>
#include <functional>

#include "ui/views/completion_popup.h"

namespace bascule::ui {

class JsonEdit final : public QPlainTextEdit {
  Q_OBJECT
 public:
  /// Offers for the place `cursor` of `text`.
  using Offers = std::function<Completions(const QString& text, qsizetype cursor)>;

  explicit JsonEdit(const Look& look, QWidget* parent = nullptr);
  void setOffers(Offers offers) { offers_ = std::move(offers); }
  CompletionPopup& popup() { return *popup_; }

 protected:
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  void offer();
  void put(const Completion& completion);

  CompletionPopup* popup_;
  Offers offers_;
  qsizetype putBegin_ = 0;
  qsizetype putEnd_ = 0;
};

}  // namespace bascule::ui
