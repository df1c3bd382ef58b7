// SPDX-License-Identifier: GPL-3.0-or-later
// `ShortcutSheet`: all keys of the window, from the table of actions. Thread: GUI.
#pragma once

#include <QDialog>

#include "ui/style/look.h"

namespace bascule::ui {

class ShortcutSheet final : public QDialog {
  Q_OBJECT
 public:
  explicit ShortcutSheet(const Look& look, QWidget* parent = nullptr);
  void showAndWait() { exec(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  const Look& look_;
};

}  // namespace bascule::ui
