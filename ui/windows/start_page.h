// SPDX-License-Identifier: GPL-3.0-or-later
// `StartPage`: the first thing a new user sees: start the bridge, open a session, play the demo; below, the
// sessions that earlier runs could not save. Thread: GUI.
#pragma once

#include <QLineEdit>
#include <QWidget>
#include <vector>

#include "ui/models/leftover_session.h"
#include "ui/views/button.h"
#include "ui/views/remark.h"

class QVBoxLayout;

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
  void setLeftovers(const std::vector<LeftoverSession>& leftovers);
  /// Sessions opened before, the newest first.
  void setRecent(const std::vector<std::filesystem::path>& files);
  void setDemoPossible(bool possible) { demo_->setEnabled(possible); }

 Q_SIGNALS:
  void startClicked();
  void openClicked();
  void demoClicked();
  void sampleClicked();
  void recentOpened(const std::filesystem::path& file);
  void leftoverOpened(const std::filesystem::path& file);
  void leftoverSaved(const std::filesystem::path& file);
  void leftoverDiscarded(const std::filesystem::path& file);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void addLeftover(const LeftoverSession& session);
  QLineEdit* field(const QString& name, const QString& hint);

  const Look& look_;
  QLineEdit* listen_;
  QLineEdit* upstream_;
  Remark* problem_;
  Button* demo_;
  QVBoxLayout* recent_;
  QVBoxLayout* leftovers_;
};

}  // namespace bascule::ui
