// SPDX-License-Identifier: GPL-3.0-or-later
// `FilterDialog`: name, expression and colour of a saved filter. Thread: GUI.
#pragma once

#include <QDialog>

#include "ui/models/view_settings.h"
#include "ui/style/look.h"

class QComboBox;
class QLineEdit;

namespace bascule::ui {

class Button;
class Remark;

class FilterDialog final : public QDialog {
  Q_OBJECT
 public:
  FilterDialog(const Look& look, const SavedFilter& filter, QWidget* parent = nullptr);
  /// What the user made of it.
  SavedFilter filter() const;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void check();

  const Look& look_;
  QLineEdit* name_;
  QLineEdit* expression_;
  QComboBox* colour_;
  Remark* problem_;
  Button* save_;
};

}  // namespace bascule::ui
