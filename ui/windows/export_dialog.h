// SPDX-License-Identifier: GPL-3.0-or-later
// `ExportDialog`: in which format, which calls, and whether secrets are masked; says beforehand what would
// be. Thread: GUI.
#pragma once

#include <QDialog>

#include "ui/models/export_task.h"
#include "ui/views/chip_row.h"
#include "ui/views/remark.h"

namespace bascule::ui {

/// The calls one may choose from; numbers ascending.
struct ExportScopes {
  std::size_t all = 0;
  std::vector<capture::CallNumber> shown, marked, selected;
};

class ExportDialog final : public QDialog {
  Q_OBJECT
 public:
  /// `base`: session and schema; the dialog fills the rest in.
  ExportDialog(const Look& look, ExportOrder base, ExportScopes scopes, QWidget* parent = nullptr);

  void setFormat(exporting::Format format);
  /// What the choices amount to; `to` is not chosen yet.
  ExportOrder order() const;
  const QString& preview() const { return preview_->text(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void fill();
  void lookAgain();
  void showPreview(const MaskedFields& fields, quint64 looked);

  const Look& look_;
  ExportOrder base_;
  ExportScopes scopes_;
  ExportTask task_;
  ChipRow* formats_;
  ChipRow* scope_;
  ChipRow* masking_;
  Remark* words_;
  Remark* preview_;
};

}  // namespace bascule::ui
