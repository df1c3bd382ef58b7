// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the window in the user's language. Every text stands in the source in English and is its own
// key (Qt's translation catalogues, https://doc.qt.io/qt-6/i18n-source-translation.html); all are in one
// context, so that equal words are translated once. Any thread once setLanguage() has returned.
#pragma once

#include <QCoreApplication>
#include <QString>
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

class QLocale;

namespace bascule::ui {

/// Marks a text of a table at namespace level: it is English there and translated by Words::of() where it is
/// shown. Inside functions use Words::tr().
constexpr const char* english(const char* text) { return text; }

/// `Words::tr("text")` is a text translated; `Words::tr("%1 calls", nullptr, Words::form(n))` the form for
/// `n` things (the caller puts the number in). A second argument tells equal texts of different meaning
/// apart.
class Words {
  Q_DECLARE_TR_FUNCTIONS(bascule::ui)

 public:
  /// What was marked by english(), translated. A text that no catalogue has comes back as it is.
  static QString of(std::string_view marked);
  /// The same as UTF-8, for the sheets.
  static std::string utf8Of(std::string_view marked);
  /// tr() as UTF-8.
  static std::string utf8(const char* text, const char* meaning = nullptr, int n = -1) {
    return tr(text, meaning, n).toStdString();
  }
  /// `count` as the third argument of tr(), which is an int.
  static int form(std::uint64_t count) {
    return static_cast<int>(std::min<std::uint64_t>(count, 1'000'000'000));
  }
};

/// Has every text from now on in the first of the locale's languages that there is a catalogue for, Qt's own
/// words included; English without one. To be called on the GUI thread before the first window.
void setLanguage(QCoreApplication& application, const QLocale& locale);

}  // namespace bascule::ui
