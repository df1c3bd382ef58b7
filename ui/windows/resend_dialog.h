// SPDX-License-Identifier: GPL-3.0-or-later
// `ResendDialog`: a call to be edited and sent again, in the protocol one chooses. What is wrong is said
// while one types. Secrets that are typed here stay in memory. Thread: GUI.
#pragma once

#include <QDialog>
#include <QPlainTextEdit>

#include "ui/models/record_reader.h"
#include "ui/models/resend_draft.h"
#include "ui/views/chip_row.h"
#include "ui/views/json_edit.h"
#include "ui/views/remark.h"

namespace bascule::ui {

class ResendDialog final : public QDialog {
  Q_OBJECT
 public:
  ResendDialog(const Look& look, capture::CallNumber number, QWidget* parent = nullptr);

  void setRequest(const ReadRequestPtr& request);
  void chooseProtocol(rpc::ServerProtocol protocol);
  JsonEdit& messages() { return *messages_; }
  QPlainTextEdit& metadata() { return *metadata_; }
  const QString& problem() const { return problem_->text(); }
  Button& sendButton() { return *send_; }

 Q_SIGNALS:
  /// The user wants this sent; the dialog is closed.
  void sendWanted(const bascule::exporting::CallToSend& call);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  template <typename Editor>
  Editor* setUp(Editor* edit, const QString& name);
  void check();
  void send();

  const Look& look_;
  ReadRequestPtr request_;
  std::optional<exporting::CallToSend> call_;
  ChipRow* protocols_;
  QPlainTextEdit* metadata_;
  JsonEdit* messages_;
  Remark* problem_;
  Button* send_;
};

}  // namespace bascule::ui
