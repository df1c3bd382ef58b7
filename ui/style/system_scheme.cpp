// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/system_scheme.h"

#include <QDBusConnection>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QGuiApplication>
#include <QPalette>

namespace bascule::ui {
namespace {

const auto kService = QStringLiteral("org.freedesktop.portal.Desktop");
const auto kPath = QStringLiteral("/org/freedesktop/portal/desktop");
const auto kInterface = QStringLiteral("org.freedesktop.portal.Settings");
const auto kNamespace = QStringLiteral("org.freedesktop.appearance");
const auto kKey = QStringLiteral("color-scheme");

// Portals wrap the value in one variant or in two.
QVariant unwrapped(QVariant value) {
  while (value.metaType() == QMetaType::fromType<QDBusVariant>())
    value = value.value<QDBusVariant>().variant();
  return value;
}

}  // namespace

SystemScheme::SystemScheme(QObject* parent)
    : QObject(parent),
      paletteDark_(QGuiApplication::palette().color(QPalette::Window).lightness() < 128),
      dark_(paletteDark_) {
  QDBusConnection bus = QDBusConnection::sessionBus();
  if (!bus.isConnected()) return;
  bus.connect(kService, kPath, kInterface, QStringLiteral("SettingChanged"), this,
              SLOT(settingChanged(QDBusMessage)));
  ask();
}

void SystemScheme::ask() {
  QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kInterface, QStringLiteral("Read"));
  call << kNamespace << kKey;
  auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
  connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
    const QDBusPendingReply<QDBusVariant> reply = *watcher;
    if (reply.isValid()) take(unwrapped(reply.value().variant()).toUInt());
    watcher->deleteLater();
  });
}

void SystemScheme::settingChanged(const QDBusMessage& message) {
  const QVariantList arguments = message.arguments();
  if (arguments.size() < 3 || arguments[0].toString() != kNamespace || arguments[1].toString() != kKey)
    return;
  take(unwrapped(arguments[2]).toUInt());
}

void SystemScheme::take(uint scheme) {
  const bool dark = scheme == 1 || (scheme == 0 && paletteDark_);
  if (dark == dark_) return;
  dark_ = dark;
  Q_EMIT changed();
}

}  // namespace bascule::ui
