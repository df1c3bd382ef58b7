// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/session_text.h"

#include <QDateTime>
#include <QLocale>

#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace bascule::ui {

QString leftoverFacts(const LeftoverSession& session) {
  // Months have their names in the language of the window, not of the system.
  const QDateTime began = QDateTime::fromMSecsSinceEpoch(session.startNs / 1'000'000);
  return Words::tr("%1 · %2 calls · %3", "when, how many, how large", Words::form(session.calls))
      .arg(QLocale(Words::tr("en", "language of dates"))
               .toString(began, Words::tr("d MMM HH:mm", "date and time")),
           asQString(formatCount(session.calls)), asQString(formatSize(session.bytes)));
}

QString leftoverSentence(const LeftoverSession& newest, std::size_t count) {
  if (count <= 1)
    return Words::tr("A session of an earlier run was not saved: %1.").arg(leftoverFacts(newest));
  return Words::tr("%1 sessions of earlier runs were not saved. The newest: %2.", nullptr, Words::form(count))
      .arg(count)
      .arg(leftoverFacts(newest));
}

QString sortingSentence(const QString& looked, const QString& all) {
  return Words::tr("Reading what the calls are sorted by: %1 of %2").arg(looked, all);
}

}  // namespace bascule::ui
