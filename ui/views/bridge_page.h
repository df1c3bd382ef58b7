// SPDX-License-Identifier: GPL-3.0-or-later
// `BridgePage`: the settings of the bridge as fields: where clients connect, where calls go, TLS. It shows
// what it is told about them; what is done with them is windows/bridge_settings. Thread: GUI.
#pragma once

#include <QScrollArea>
#include <QWidget>
#include <map>
#include <vector>

#include "ui/models/bridge_draft.h"
#include "ui/text/settings_text.h"
#include "ui/views/setting_field.h"

class QVBoxLayout;

namespace bascule::ui {

class BridgePage final : public QWidget {
  Q_OBJECT
 public:
  explicit BridgePage(const Look& look, QWidget* parent = nullptr);

  /// Shows other settings; the fields are made anew if there are more or fewer.
  void setDraft(const BridgeDraft& draft);
  BridgeDraft draft() const;
  void setFaults(const std::vector<DraftFault>& faults);
  /// `listen`: the addresses really bound; `demo`: it brings its own server, which is shown only.
  void setState(const std::vector<std::string>& listen, bool running, bool demo);
  /// Says that this window has no bridge; there is nothing to fill in then.
  void setNoBridge();
  /// The sentence beside the buttons; `wrong`: it is about an error.
  void setPending(const QString& sentence, bool wrong, bool canApply, bool canRevert);
  /// The command line; empty where there is none, which `instead` then says.
  void setCommandLine(const QString& line, const QString& instead);

  QLineEdit& field(Setting setting, std::size_t index = 0);
  /// What stands beside a field as wrong; empty: nothing does.
  QString faultAt(Setting setting, std::size_t index = 0);
  Button& remedyAt(std::size_t listener) { return listeners_[listener].row->remedy(); }
  Button& applyButton() { return *apply_; }
  Button& revertButton() { return *revert_; }
  Button& stopButton() { return *stop_; }
  Button& addServerButton() { return *addServer_; }
  Button& addListenerButton() { return *addListener_; }
  ChoiceButton& protocolOf(std::size_t server) { return *servers_[server].protocol; }
  const QString& pending() const { return pending_->text(); }
  QString commandLine() const { return line_->text(); }

 Q_SIGNALS:
  /// A field has another value.
  void edited();
  void stopClicked();
  void applyClicked();
  void revertClicked();
  void saveClicked();
  void copyClicked();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  struct Listener {
    SettingField* row = nullptr;
    QLineEdit* address = nullptr;
  };
  struct Server {
    SettingField* row = nullptr;
    QLineEdit* prefix = nullptr;
    QLineEdit* url = nullptr;
    ChoiceButton* protocol = nullptr;
    ChoiceButton* http = nullptr;
  };
  QWidget* makeBar();
  QWidget* makeForm();
  QWidget* makeFooter();
  void addAddresses(QVBoxLayout& column);
  void addTls(QVBoxLayout& column);
  void addCommandLine(QVBoxLayout& column);
  void addCaption(QVBoxLayout& column, SettingWord word);
  void addFile(QVBoxLayout& column, Setting setting);
  template <typename Lines>
  void addRemove(Lines& lines, SettingField* row);
  void watch(const QLineEdit& edit);
  void addListener(const std::string& address);
  void addServer(const ServerDraft& server);
  void rebuild(const BridgeDraft& draft);
  void renumber();
  void settle();
  void chooseFile(Setting setting);
  Button* button(SettingWord word, Button::Type type, QWidget* parent);

  const Look& look_;
  QWidget* form_ = nullptr;
  QWidget* footer_ = nullptr;
  Remark* state_ = nullptr;
  Button* stop_ = nullptr;
  QVBoxLayout* listenerColumn_ = nullptr;
  QVBoxLayout* serverColumn_ = nullptr;
  Button* addListener_ = nullptr;
  Button* addServer_ = nullptr;
  Remark* demoWords_ = nullptr;
  std::vector<Listener> listeners_;
  std::vector<Server> servers_;
  std::map<Setting, SettingField*> rows_;
  std::map<Setting, QLineEdit*> edits_;
  Button* insecure_ = nullptr;
  SettingField* insecureRow_ = nullptr;
  QLineEdit* line_ = nullptr;
  Button* copy_ = nullptr;
  Remark* instead_ = nullptr;
  Remark* pending_ = nullptr;
  Button* apply_ = nullptr;
  Button* revert_ = nullptr;
  bool filling_ = false;
};

}  // namespace bascule::ui
