// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/words.h"

#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace bascule::ui {
namespace {

// A child of the application, which installs it; dropped if the locale has no such catalogue.
void install(QCoreApplication& application, const QLocale& locale, const QString& name,
             const QString& folder) {
  auto translator = std::make_unique<QTranslator>();
  if (!translator->load(locale, name, QStringLiteral("_"), folder)) return;
  translator->setParent(&application);
  QCoreApplication::installTranslator(translator.release());
}

}  // namespace

QString Words::of(std::string_view marked) {
  // A catalogue's key ends with a zero; what was marked does, but its view does not say so.
  return marked.empty() ? QString() : tr(std::string(marked).c_str());
}

std::string Words::utf8Of(std::string_view marked) { return of(marked).toStdString(); }

void setLanguage(QCoreApplication& application, const QLocale& locale) {
  const QString own = QStringLiteral(":/translations");
  const QString name = QStringLiteral("bascule");
  // Below all others the forms of English, whose texts are written in the source with one form only.
  install(application, QLocale(QLocale::English), name, own);
  install(application, locale, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
  install(application, locale, name, own);
}

}  // namespace bascule::ui
