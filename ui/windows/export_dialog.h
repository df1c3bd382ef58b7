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
  /// A HAR gets an entry for the upstream leg of each call, too.
  void setBothLegs(bool both);
  /// Masks by the rules in `file`.
  void setRules(const std::filesystem::path& file);
  /// What the choices amount to; `to` is not chosen yet.
  ExportOrder order() const;
  const QString& preview() const { return preview_->text(); }
  Button& exportButton() { return *save_; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void fill();
  bool isHar() const;
  void lookAgain();
  void chooseMasking(int masking);
  Masking masking() const { return static_cast<Masking>(masking_->chosen()); }
  void showPreview(const capture::MaskedValues& values, quint64 looked, const Error& error);

  const Look& look_;
  ExportOrder base_;
  ExportScopes scopes_;
  ExportTask task_;
  ChipRow* formats_;
  ChipRow* legs_;  ///< of a HAR: the other formats always have both, or none
  ChipRow* scope_;
  ChipRow* masking_;
  Remark* words_;
  Remark* preview_;
  Button* save_;
  std::filesystem::path rules_;
  int before_ = 0;  ///< the masking that was chosen last
};

}  // namespace bascule::ui
