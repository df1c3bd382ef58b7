// SPDX-License-Identifier: GPL-3.0-or-later
// CSV: quoting, formula-like cells, as many cells as columns.
#include <QtTest/QtTest>

#include "bridge/export/csv.h"
#include "tests/support/call_records.h"

using namespace bascule;
using namespace bascule::exporting;

class TestCsv : public QObject {
  Q_OBJECT
 private slots:
  void cells_data();
  void cells();
  void lines();
};

void TestCsv::cells_data() {
  QTest::addColumn<QByteArray>("cell");
  const std::pair<const char*, const char*> rows[] = {
      {"plain", "plain"},  {"a,b", "\"a,b\""},  {"a\"b", "\"a\"\"b\""}, {"=1+1", "'=1+1"},
      {"+1", "'+1"},       {"-1", "'-1"},       {"@x", "'@x"},          {"\tx", "'\tx"},
      {"\rx", "\"'\rx\""}, {"\nx", "\"'\nx\""}, {"a\nb", "\"a\nb\""},   {"=\"a\",1", "\"'=\"\"a\"\",1\""}};
  for (const auto& [text, cell] : rows) QTest::newRow(text) << QByteArray(cell);
}

void TestCsv::cells() {
  QFETCH(QByteArray, cell);
  QCOMPARE(QByteArray::fromStdString(csvCell(QTest::currentDataTag())), cell);
}

void TestCsv::lines() {
  QCOMPARE(csvCell("\xff"), std::string("\xef\xbf\xbd"));
  capture::RowStore store;
  store.apply(test::batchOf(test::sampleRecord()));
  const QStringList names = QString::fromStdString(csvHeader()).trimmed().split(',');
  const QString line = QString::fromStdString(csvLine(store.row(0), store));
  QVERIFY(line.endsWith("\r\n"));
  const QStringList cells = line.trimmed().split(',');
  QCOMPARE(cells.size(), names.size());
  QCOMPARE(cells[names.indexOf("status")], "invalid_argument");
  QCOMPARE(cells[names.indexOf("method")], "CreateOrder");
  QCOMPARE(cells[names.indexOf("time")], "2026-11-23T10:42:07.240000Z");
  QCOMPARE(cells[names.indexOf("duration_ms")], "1.900");
}

QTEST_APPLESS_MAIN(TestCsv)
#include "tst_csv.moc"
