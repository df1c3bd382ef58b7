// SPDX-License-Identifier: GPL-3.0-or-later
// `SystemScheme`: whether the desktop wants light or dark, asked from the settings portal over D-Bus
// (org.freedesktop.appearance, color-scheme), else judged by the palette found at start. Thread: GUI.
#pragma once

#include <QDBusMessage>
#include <QObject>

namespace bascule::ui {

class SystemScheme final : public QObject {
  Q_OBJECT
 public:
  /// Takes the present palette as the answer until the portal speaks; create it before any setPalette().
  explicit SystemScheme(QObject* parent = nullptr);
  bool dark() const { return dark_; }

 Q_SIGNALS:
  void changed();

 private Q_SLOTS:
  void settingChanged(const QDBusMessage& message);

 private:
  void ask();
  void take(uint scheme);  ///< 0 no preference, 1 dark, 2 light
  bool paletteDark_;
  bool dark_;
};

}  // namespace bascule::ui
