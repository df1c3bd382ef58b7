// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/session_text.h"

#include <QDateTime>
#include <QLocale>

#include "ui/text/format.h"

namespace bascule::ui {

QString leftoverFacts(const LeftoverSession& session) {
  // English month names, as all words of the window.
  const QDateTime began = QDateTime::fromMSecsSinceEpoch(session.startNs / 1'000'000);
  return QStringLiteral("%1 · %2 %3 · %4")
      .arg(QLocale::c().toString(began, QStringLiteral("d MMM HH:mm")),
           QString::fromStdString(formatCount(session.calls).string()),
           session.calls == 1 ? QStringLiteral("call") : QStringLiteral("calls"),
           QString::fromStdString(formatSize(session.bytes).string()));
}

QString leftoverSentence(const LeftoverSession& newest, std::size_t count) {
  if (count <= 1)
    return QStringLiteral("A session of an earlier run was not saved: %1.").arg(leftoverFacts(newest));
  return QStringLiteral("%1 sessions of earlier runs were not saved. The newest: %2.")
      .arg(count)
      .arg(leftoverFacts(newest));
}

QString sortingSentence(const QString& looked, const QString& all) {
  return QStringLiteral("Reading what the calls are sorted by: %1 of %2").arg(looked, all);
}

}  // namespace bascule::ui
