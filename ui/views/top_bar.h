// SPDX-License-Identifier: GPL-3.0-or-later
// `TopBar`: the bridge as one sentence with a switch, Start/Stop, Recording, the filter field, Export.
// Shows what it is told; the main window acts on its signals. Thread: GUI.
#pragma once

#include <QAbstractButton>
#include <QAction>
#include <QWidget>

#include "ui/views/button.h"
#include "ui/views/filter_edit.h"

namespace bascule::ui {

/// What the sentence says.
struct BridgeSentence {
  enum class Light : std::uint8_t { Off, Waiting, On, Bad };
  Light light = Light::Off;
  QString listen;    ///< `:8080`; empty: "no bridge"
  QString upstream;  ///< `localhost:8081`
  QString speaks;    ///< `gRPC · h2c`; empty: not known yet
  QString whole;     ///< the sentence in full, for tool tip and screen reader
};

/// The sentence itself, clickable: switches the bridge on and off.
class BridgeSwitch final : public QAbstractButton {
  Q_OBJECT
 public:
  explicit BridgeSwitch(const Look& look, QWidget* parent = nullptr);
  void setSentence(const BridgeSentence& sentence);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  const Look& look_;
  BridgeSentence sentence_;
};

class TopBar final : public QWidget {
  Q_OBJECT
 public:
  TopBar(const Look& look, QWidget* parent = nullptr);

  BridgeSwitch& bridge() { return *bridge_; }
  FilterEdit& filter() { return *filter_; }
  Button& exportButton() { return *export_; }
  Button& startStop() { return *startStop_; }
  Button& record() { return *record_; }
  Button& menuButton() { return *menu_; }
  void setRunning(bool running, bool possible);
  void setRecording(bool on, bool possible);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  const Look& look_;
  BridgeSwitch* bridge_;
  Button* startStop_;
  Button* record_;
  FilterEdit* filter_;
  Button* export_;
  Button* menu_;
};

}  // namespace bascule::ui
