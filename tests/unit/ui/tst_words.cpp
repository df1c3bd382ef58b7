// SPDX-License-Identifier: GPL-3.0-or-later
// The window's words: from the catalogue of the locale, in English without one, in the right form for a
// number.
#include <QCoreApplication>
#include <QLocale>
#include <QTest>
#include <QTranslator>
#include <algorithm>

#include "bridge/insight/call_filter.h"
#include "ui/text/filter_text.h"
#include "ui/text/status_text.h"
#include "ui/text/words.h"

using namespace bascule;
using namespace bascule::ui;

class TestWords : public QObject {
  Q_OBJECT

  static QString calls(std::uint64_t count) {
    return Words::tr("%1 calls", nullptr, Words::form(count)).arg(count);
  }

 private Q_SLOTS:
  void cleanup() {
    for (QTranslator* one : qApp->findChildren<QTranslator*>()) delete one;
  }

  void withoutACatalogueWordsAreEnglish() {
    QCOMPARE(Words::tr("Open session…"), QStringLiteral("Open session…"));
    setLanguage(*qApp, QLocale(QLocale::Japanese));
    QCOMPARE(Words::tr("Open session…"), QStringLiteral("Open session…"));
    QCOMPARE(calls(1), QStringLiteral("1 call"));
    QCOMPARE(calls(2), QStringLiteral("2 calls"));
  }

  void aLocaleHasItsOwnWordsAndForms() {
    setLanguage(*qApp, QLocale(QLocale::German, QLocale::Austria));
    QCOMPARE(Words::tr("Open session…"), QStringLiteral("Sitzung öffnen…"));
    QCOMPARE(Words::of(codeText(rpc::Code::Ok).meaning), QStringLiteral("Der Aufruf gelang."));
    QCOMPARE(calls(1), QStringLiteral("1 Aufruf"));
    QCOMPARE(calls(0), QStringLiteral("0 Aufrufe"));
    QCOMPARE(Words::utf8Of("no text of the window"), std::string("no text of the window"));
  }

  void codesAreTheSameInEveryLanguage() {
    setLanguage(*qApp, QLocale(QLocale::German));
    capture::CallRow row;
    row.code = rpc::Code::NotFound;
    QCOMPARE(pillWords(pillText(row)), QStringLiteral("NOT_FOUND"));
    row.flags = capture::kInFlight;
    QCOMPARE(pillWords(pillText(row)), QStringLiteral("offen"));
  }

  void aNumberBeyondAnIntHasAForm() {
    QVERIFY(Words::form(UINT64_MAX) > 1);
    QCOMPARE(Words::form(1), 1);
  }

  // The engine says what its keys mean in English; each of these sentences is in the catalogue.
  void everyKeyOfTheFilterLanguageCanBeTranslated() {
    setLanguage(*qApp, QLocale(QLocale::German));
    for (const insight::CallFilter::Key& key : insight::CallFilter::keys()) {
      QVERIFY2(std::ranges::find(filterMeanings(), key.meaning) != filterMeanings().end(),
               std::string(key.meaning).c_str());
      QVERIFY(Words::utf8Of(key.meaning) != key.meaning);
    }
    QCOMPARE(Words::of("comment on the call"), QStringLiteral("Kommentar zum Aufruf"));
    QCOMPARE(filterMeanings().size(), insight::CallFilter::keys().size());
  }
};

QTEST_GUILESS_MAIN(TestWords)
#include "tst_words.moc"
