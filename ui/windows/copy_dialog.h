// SPDX-License-Identifier: GPL-3.0-or-later
// `CopyDialog`: a call as a command or a program, in the form and the protocol one chooses. Thread: GUI.
#pragma once

#include <QDialog>
#include <QPlainTextEdit>

#include "bridge/export/copy_as.h"
#include "ui/models/record_reader.h"
#include "ui/views/chip_row.h"
#include "ui/views/remark.h"

namespace bascule::ui {

class CopyDialog final : public QDialog {
  Q_OBJECT
 public:
  CopyDialog(const Look& look, capture::CallNumber number, QWidget* parent = nullptr);

  /// What was read of the call; shows it in its own protocol.
  void setRequest(const ReadRequestPtr& request);
  void setForm(exporting::CopyForm form);
  const QString& remark() const { return remark_->text(); }
  QString text() const { return text_->toPlainText(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void fill();
  void copy();

  const Look& look_;
  ReadRequestPtr request_;
  ChipRow* forms_;
  ChipRow* protocols_;
  QPlainTextEdit* text_;
  Remark* remark_;
  Button* copy_;
};

}  // namespace bascule::ui
