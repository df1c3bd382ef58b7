// SPDX-License-Identifier: GPL-3.0-or-later
// `StartPage`: the first thing a new user sees: start the bridge, open a session, play the demo.
// Thread: GUI.
#pragma once

#include <QLineEdit>
#include <QWidget>

#include "ui/views/button.h"
#include "ui/views/remark.h"

namespace bascule::ui {

class StartPage final : public QWidget {
  Q_OBJECT
 public:
  explicit StartPage(const Look& look, QWidget* parent = nullptr);

  void setAddresses(const QString& listen, const QString& upstream);
  QString listen() const { return listen_->text().trimmed(); }
  QString upstream() const { return upstream_->text().trimmed(); }
  /// A failure as a sentence; empty: none.
  void setProblem(const QString& sentence) { problem_->setText(sentence); }
  void setDemoPossible(bool possible) { demo_->setEnabled(possible); }

 Q_SIGNALS:
  void startClicked();
  void openClicked();
  void demoClicked();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QLineEdit* field(const QString& name, const QString& hint);

  const Look& look_;
  QLineEdit* listen_;
  QLineEdit* upstream_;
  Remark* problem_;
  Button* demo_;
};

}  // namespace bascule::ui
