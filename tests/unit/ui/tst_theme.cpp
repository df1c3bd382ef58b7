// SPDX-License-Identifier: GPL-3.0-or-later
// Colours: every word of the window is told from what it stands on (WCAG 2.1 AA), in light and dark.
#include <cmath>

#include "ui/style/theme.h"

using namespace bascule::ui;

namespace {

// Relative luminance and contrast as WCAG 2.1 defines them.
double luminance(const QColor& colour) {
  const auto part = [](double value) {
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF()) + 0.0722 * part(colour.blueF());
}

double contrast(const QColor& a, const QColor& b) {
  const double first = luminance(a), second = luminance(b);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

constexpr double kWords = 4.5;
constexpr double kMarks = 3.0;

struct Named {
  const char* name;
  QColor colour;
};

}  // namespace

class TestTheme : public QObject {
  Q_OBJECT
 private:
  static void check(const char* word, const QColor& colour, const Named& ground, double least) {
    const double ratio = contrast(colour, ground.colour);
    QVERIFY2(ratio >= least, qPrintable(QStringLiteral("%1 on %2: %3")
                                            .arg(QLatin1String(word), QLatin1String(ground.name))
                                            .arg(ratio, 0, 'f', 2)));
  }

 private Q_SLOTS:
  void theFormulaIsThatOfTheStandard() {
    QVERIFY(std::abs(contrast(Qt::black, Qt::white) - 21) < 0.01);
    QVERIFY(std::abs(contrast(QColor(0x777777), Qt::white) - 4.48) < 0.01);
  }

  void words_data() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
  }
  void words() {
    QFETCH(bool, dark);
    const Theme theme = dark ? Theme::darkTheme() : Theme::light();
    const std::vector<Named> grounds = {{"panel", theme.panel},     {"header", theme.header},
                                        {"window", theme.window},   {"selection", theme.selection},
                                        {"hover", theme.hover},     {"added", theme.added},
                                        {"removed", theme.removed}, {"changed", theme.changed}};
    for (const Named& ground : grounds) {
      check("text", theme.text, ground, kWords);
      check("dim", theme.dim, ground, kWords);
    }
    for (int i = 0; i <= static_cast<int>(Tone::GrpcWeb); ++i) {
      const auto tone = static_cast<Tone>(i);
      const std::string name = "word of tone " + std::to_string(i);
      for (const Named& ground :
           {grounds[0], grounds[1], grounds[3], grounds[4], Named{"its pill", theme.pill(tone)}})
        check(name.c_str(), theme.word(tone), ground, kWords);
      // Rows that a rule colours.
      check("text", theme.text, {"a coloured row", mix(theme.panel, theme.mark(tone), 0.08)}, kWords);
      check("dim", theme.dim, {"a coloured row", mix(theme.panel, theme.mark(tone), 0.08)}, kWords);
    }
  }

  void marks_data() { words_data(); }
  void marks() {
    QFETCH(bool, dark);
    const Theme theme = dark ? Theme::darkTheme() : Theme::light();
    const Named panel{"panel", theme.panel};
    check("focus ring", theme.selectionBar, panel, kMarks);
    for (int i = 0; i <= static_cast<int>(Tone::GrpcWeb); ++i)
      check(("mark of tone " + std::to_string(i)).c_str(), theme.mark(static_cast<Tone>(i)), panel, kMarks);
  }
};

QTEST_APPLESS_MAIN(TestTheme)
#include "tst_theme.moc"
