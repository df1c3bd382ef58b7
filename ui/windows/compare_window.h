// SPDX-License-Identifier: GPL-3.0-or-later
// `CompareWindow`: two calls beside each other, in a window of its own. Thread: GUI.
#pragma once

#include <QDialog>

#include "ui/views/sheet_view.h"

namespace bascule::ui {

class CompareWindow final : public QDialog {
  Q_OBJECT
 public:
  CompareWindow(const Look& look, const QString& title, const Sheet& sheet, QWidget* parent = nullptr);
  SheetView& view() { return *view_; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  const Look& look_;
  SheetView* view_;
};

}  // namespace bascule::ui
