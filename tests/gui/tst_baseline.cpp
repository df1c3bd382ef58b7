// SPDX-License-Identifier: GPL-3.0-or-later
// What the comparison of pictures lets pass, and what it finds.
#include <QPainter>
#include <QTemporaryDir>

#include "tests/support/picture_baseline.h"

using namespace bascule::test;

namespace {

QImage page(const QString& word, bool antialiased, QColor ink = Qt::black) {
  QImage out(320, 160, QImage::Format_RGB32);
  out.fill(Qt::white);
  QPainter painter(&out);
  painter.setRenderHint(QPainter::TextAntialiasing, antialiased);
  QFont font = painter.font();
  font.setPixelSize(13);
  if (!antialiased) font.setStyleStrategy(QFont::NoAntialias);
  painter.setFont(font);
  painter.setPen(ink);
  painter.drawText(16, 40, QStringLiteral("CreateOrder"));
  painter.drawText(16, 80, word);
  return out;
}

}  // namespace

class TestBaseline : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_;
  BaselineFolders folders_{folder_.path(), folder_.path()};
  QString difference(const QImage& picture, const char* name = "page") {
    return differenceFromBaseline(picture, QString::fromLatin1(name), folders_);
  }

 private Q_SLOTS:
  void initTestCase() {
    qputenv("BASCULE_BASELINE", "write");
    QCOMPARE(difference(page(QStringLiteral("unavailable"), true)), QString());
    qunsetenv("BASCULE_BASELINE");
  }

  void theSameAndOtherAntialiasingPass() {
    QCOMPARE(difference(page(QStringLiteral("unavailable"), true)), QString());
    QCOMPARE(difference(page(QStringLiteral("unavailable"), false)), QString());
  }

  void anotherWordColourPlaceOrSizeIsFound() {
    QVERIFY(difference(page(QString(), true)).contains(QStringLiteral("cells differ")));
    QVERIFY(difference(page(QStringLiteral("canceled"), true)).contains(QStringLiteral("page.differs.png")));
    QVERIFY(!difference(page(QStringLiteral("unavailable"), true, Qt::red)).isEmpty());
    QImage moved = page(QStringLiteral("unavailable"), true).copy(0, 4, 320, 156);
    QVERIFY(difference(moved.copy(0, 0, 320, 160)).contains(QStringLiteral("cells")));
    QVERIFY(difference(moved.copy(0, 0, 320, 80)).contains(QStringLiteral("the baseline has")));
    QVERIFY(QFile::exists(folder_.filePath(QStringLiteral("page.differs.png"))));
  }

  void missingBaselineSaysHowToMakeIt() {
    QVERIFY(difference(page(QString(), true), "other").contains(QStringLiteral("BASCULE_BASELINE=write")));
  }
};

QTEST_MAIN(TestBaseline)
#include "tst_baseline.moc"
