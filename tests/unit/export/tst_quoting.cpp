// SPDX-License-Identifier: GPL-3.0-or-later
// Hostile text stays one value: ten thousand random words go through a real shell and come back.
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QRandomGenerator>

#include <QtTest/QtTest>

#include "bridge/export/quoting.h"

using namespace bascule::exporting;

class TestQuoting : public QObject {
  Q_OBJECT
 private slots:
  void readable();
  void throughShell();
  void noControlCharacters();
  void literals();
};

void TestQuoting::readable() {
  QCOMPARE(shellQuoted("http://localhost:8080/acme.shop.v1.OrderService/Get"),
           "http://localhost:8080/acme.shop.v1.OrderService/Get");
  QCOMPARE(shellQuoted(""), "''");
  QCOMPARE(shellQuoted("x-tenant: eu"), "'x-tenant: eu'");
  QCOMPARE(shellQuoted("it's"), "'it'\\''s'");
  QCOMPARE(shellQuoted("~root"), "'~root'");
  QCOMPARE(shellQuoted("a=b"), "'a=b'");
}

static std::string randomWord(QRandomGenerator& random) {
  static constexpr std::string_view kNasty = "'\"\\`$(){}[]<>|&;!*?~#=% \t\n\r\x1b\x7f\x80\xc2\x9b\xff-@";
  std::string out;
  const int length = random.bounded(24);
  for (int i = 0; i < length; ++i) {
    const bool nasty = random.bounded(3) != 0;
    out += nasty ? kNasty[static_cast<std::size_t>(random.bounded(static_cast<int>(kNasty.size())))]
                 : static_cast<char>(random.bounded(1, 256));
  }
  return out;
}

void TestQuoting::throughShell() {
  QRandomGenerator random(7);
  for (int round = 0; round < 20; ++round) {
    QByteArray expected;
    QByteArray script = "printf '%s\\000'";
    for (int i = 0; i < 500; ++i) {
      const std::string word = randomWord(random);
      expected += QByteArray(word.data(), static_cast<int>(word.size())) + '\0';
      script += " " + QByteArray::fromStdString(shellQuoted(word));
    }
    QProcess shell;
    shell.start("sh", {});
    shell.write(script + "\n");
    shell.closeWriteChannel();
    QVERIFY(shell.waitForFinished(60'000));
    QCOMPARE(shell.readAllStandardError(), QByteArray());
    QCOMPARE(shell.readAllStandardOutput(), expected);
  }
}

void TestQuoting::noControlCharacters() {
  std::string all;
  for (int c = 1; c < 256; ++c) all += static_cast<char>(c);
  all += "\xc2\x9b";
  for (const char c : shellQuoted(all)) QVERIFY(static_cast<unsigned char>(c) >= 0x20 || c == '\n');
  QVERIFY(shellQuoted(all).find('\x7f') == std::string::npos);
  QVERIFY(shellQuoted("\xc2\x9b").find('\x9b') == std::string::npos);
  QCOMPARE(shellQuoted(std::string("a\0b", 3)), "'ab'");
}

void TestQuoting::literals() {
  QRandomGenerator random(11);
  for (int i = 0; i < 10'000; ++i) {
    const std::string word = QString::fromStdString(randomWord(random)).toStdString();
    const auto read =
        QJsonDocument::fromJson("[" + QByteArray::fromStdString(codeQuoted(word)) + "]").array();
    QCOMPARE(read.at(0).toString().toStdString(), word);
  }
}

QTEST_APPLESS_MAIN(TestQuoting)
#include "tst_quoting.moc"
