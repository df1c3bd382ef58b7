// SPDX-License-Identifier: GPL-3.0-or-later
// `NoticeBar`: one sentence with what can be done about it, in a strip below the top bar; goes away when it
// is answered or closed. Thread: GUI.
#pragma once

#include <QWidget>
#include <functional>
#include <vector>

#include "ui/views/button.h"
#include "ui/views/remark.h"

class QHBoxLayout;

namespace bascule::ui {

class NoticeBar final : public QWidget {
  Q_OBJECT
 public:
  struct Choice {
    QString words;
    QString tip;
    std::function<void()> act;
  };

  explicit NoticeBar(const Look& look, Tone tone, QWidget* parent = nullptr);
  /// Shows the bar; an empty sentence hides it.
  void setNotice(const QString& sentence, std::vector<Choice> choices = {});
  /// Another sentence with the same choices: a button that is being pressed stays.
  void setSentence(const QString& sentence);
  const QString& sentence() const { return sentence_->text(); }

 Q_SIGNALS:
  /// The user does not want to see it now.
  void closed();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  const Look& look_;
  Tone tone_;
  Remark* sentence_;
  QHBoxLayout* buttons_;
};

}  // namespace bascule::ui
