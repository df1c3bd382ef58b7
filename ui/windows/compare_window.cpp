// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/compare_window.h"

#include <QPainter>
#include <QVBoxLayout>

#include "ui/text/words.h"
#include "ui/views/button.h"

namespace bascule::ui {

CompareWindow::CompareWindow(const Look& look, const QString& title, const Sheet& sheet, QWidget* parent)
    : QDialog(parent),
      look_(look),
      view_(new SheetView(look, Words::tr("Two calls beside each other"),
                          {{0, 1, false, false}, {32, 0, true, false}, {0, 1, false, false}}, this)) {
  setWindowTitle(title);
  setAttribute(Qt::WA_DeleteOnClose);
  resize(1040, 680);
  view_->setSheet(sheet);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 8, 0, 12);
  column->addWidget(view_, 1);
  auto* close = new Button(look, Button::Type::Bordered, Words::tr("Close"), this);
  close->setToolTip(Words::tr("Close the comparison (Esc)"));
  column->addWidget(close, 0, Qt::AlignHCenter);
  connect(close, &QAbstractButton::clicked, this, &QDialog::accept);
}

void CompareWindow::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look_.theme().panel);
}

}  // namespace bascule::ui
