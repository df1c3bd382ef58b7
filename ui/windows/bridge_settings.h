// SPDX-License-Identifier: GPL-3.0-or-later
// `BridgeSettings`: what happens with the fields of the page of the bridge: checked while one types, put in
// force without dropping a call, saved as a file. Owned by the main window. Thread: GUI.
#pragma once

#include <QObject>
#include <QTimer>

#include "ui/models/latest_task.h"
#include "ui/style/theme.h"
#include "ui/views/bridge_page.h"
#include "ui/windows/services.h"

namespace bascule::ui {

class BridgeSettings final : public QObject {
  Q_OBJECT
 public:
  /// `services` and `page` outlive this; what is put in force becomes `services.config`.
  BridgeSettings(Services& services, BridgePage& page, QObject* parent = nullptr);

  /// The bridge's state or configuration may be another one; fields that were edited stay as they are.
  void refresh();
  void apply();
  void revert();
  /// Asks for a file.
  void save();
  /// Writes the settings, which must be right.
  void saveTo(const std::filesystem::path& file);
  void copyCommandLine();
  /// The fields differ from what is in force.
  bool edited() const { return edited_; }
  /// What the fields say, if nothing is wrong with it.
  const std::optional<proxy::BridgeConfig>& wanted() const { return checked_.config; }
  /// The machine is still being looked at.
  bool checking() const { return look_.busy() || soon_.isActive(); }

 Q_SIGNALS:
  /// Settings were put in force while the bridge runs.
  void applied(const QString& sentence);
  void said(const QString& sentence, bascule::ui::Tone tone);
  /// The bridge is to be started with `services.config`.
  void startWanted();

 private:
  const proxy::BridgeConfig& base() const;
  bool demo() const;
  void check();
  void lookAtMachine();
  void show();
  void keep(proxy::BridgeConfig config);
  void refused(const Error& error);

  Services& services_;
  BridgePage& page_;
  std::optional<BridgeInForce> inForce_;  ///< nothing: the bridge does not run
  bool edited_ = false;
  BridgeDraft draft_;
  CheckedDraft checked_;
  std::vector<DraftFault> found_;  ///< by looking at the machine
  LatestTask<std::vector<proxy::SettingFault>> look_;
  QTimer soon_;  ///< one looks at the machine when the typing pauses
};

}  // namespace bascule::ui
