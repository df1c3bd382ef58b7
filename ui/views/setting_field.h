// SPDX-License-Identifier: GPL-3.0-or-later
// `SettingField`: a line of a form: caption, one or more fields, buttons, and below them what is wrong, in
// words. `ChoiceButton`: one of a few words, chosen from a menu. Thread: GUI.
#pragma once

#include <QLineEdit>
#include <QWidget>
#include <span>
#include <string_view>

#include "ui/views/button.h"
#include "ui/views/remark.h"

class QHBoxLayout;

namespace bascule::ui {

class SettingField final : public QWidget {
  Q_OBJECT
 public:
  SettingField(const Look& look, const QString& caption, QWidget* parent = nullptr);

  /// A field of text behind what is there already; `width` 0: it takes the room that is left.
  QLineEdit* addEdit(const QString& name, const QString& hint, const QString& tip, int width = 0);
  Button* addButton(Button::Type type, const QString& words, const QString& name, const QString& tip);
  void addPart(QWidget* part);
  void addStretch();
  /// What is wrong, shown in words and spoken with the field `edit`; empty: nothing is.
  void setFault(const QString& sentence, QLineEdit* edit = nullptr);
  const QString& fault() const { return fault_->text(); }
  /// A button beside the words about what is wrong, which changes the field; empty: none.
  Button& remedy() { return *remedy_; }
  void setRemedy(const QString& words);

 private:
  const Look& look_;
  QHBoxLayout* row_;
  Remark* fault_;
  Button* remedy_;
};

class ChoiceButton final : public QWidget {
  Q_OBJECT
 public:
  ChoiceButton(const Look& look, const QString& name, const QString& tip,
               std::span<const std::string_view> choices, QWidget* parent = nullptr);
  int chosen() const { return chosen_; }
  /// Chooses without announcing it.
  void choose(int choice);

 Q_SIGNALS:
  void chosenChanged(int choice);

 private:
  void open();

  QString name_;
  std::span<const std::string_view> choices_;
  Button* button_;
  int chosen_ = 0;
};

}  // namespace bascule::ui
