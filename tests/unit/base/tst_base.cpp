// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes, ASCII, base64, percent-encoding and text.
#include <random>

#include <QtTest/QtTest>

#include "bridge/base/ascii.h"
#include "bridge/base/base64.h"
#include "bridge/base/big_endian.h"
#include "bridge/base/bytes.h"
#include "bridge/base/host_name.h"
#include "bridge/base/percent.h"
#include "bridge/base/text.h"
#include "bridge/base/varint.h"

using namespace bascule;

class TestBase : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void bigEndianNumbers() {
    std::string out;
    big_endian::put(out, 0x0102, 2);
    big_endian::put(out, 0xfffefdfc, 3);
    big_endian::put(out, ~std::uint64_t{0}, 8);
    QCOMPARE(out, std::string("\x01\x02\xfe\xfd\xfc\xff\xff\xff\xff\xff\xff\xff\xff"));
    QCOMPARE(big_endian::read(std::string_view(out).substr(0, 2)), std::uint64_t{0x0102});
    QCOMPARE(big_endian::read(std::string_view(out).substr(5)), ~std::uint64_t{0});
    QCOMPARE(big_endian::read(""), std::uint64_t{0});
  }
  void slicesShareOneSlab() {
    Slice whole = Slice::copyOf("0123456789");
    Slice middle = whole.sub(3, 4);
    QCOMPARE(middle.view(), std::string_view("3456"));
    QCOMPARE(middle.extendedFront(2).view(), std::string_view("123456"));
    whole = Slice();
    QCOMPARE(middle.view(), std::string_view("3456"));
    QCOMPARE(middle.sub(9).size(), std::size_t{0});
  }
  void queueTakesAndConsumes() {
    ByteQueue queue;
    queue.push(Slice::copyOf("abc"));
    queue.push(Slice());
    queue.push(Slice::copyOf("defg"));
    QCOMPARE(queue.size(), ByteCount{7});
    QCOMPARE(queue.pieces(), std::size_t{2});
    queue.consume(4);
    QCOMPARE(queue.takeSome(2).view(), std::string_view("ef"));
    QCOMPARE(queue.takeJoined().view(), std::string_view("g"));
    QVERIFY(queue.empty());
    queue.push(Slice::copyOf("x"));
    queue.push(Slice::copyOf("y"));
    QCOMPARE(queue.takeJoined().view(), std::string_view("xy"));
    QCOMPARE(queue.size(), ByteCount{0});
  }
  void digits() {
    QVERIFY(!ascii::parseDigits(""));
    QVERIFY(!ascii::parseDigits("+1"));
    QVERIFY(!ascii::parseDigits("1 "));
    QVERIFY(!ascii::parseDigits("12345", 4));
    QCOMPARE(*ascii::parseDigits("0012"), std::uint64_t{12});
  }
  void splitting() {
    QVERIFY(ascii::splitTrimmed("", ',').empty());
    const auto parts = ascii::splitTrimmed(" a ,, b", ',');
    QCOMPARE(parts.size(), std::size_t{3});
    QCOMPARE(parts[0], std::string_view("a"));
    QCOMPARE(parts[2], std::string_view("b"));
    QVERIFY(ascii::containsIgnoreCase("OrderService", "SERV"));
    QVERIFY(!ascii::containsIgnoreCase("Order", "Orders"));
  }
  void base64RoundTrip() {
    std::mt19937 random(7);
    for (int size = 0; size < 300; ++size) {
      std::string bytes;
      for (int i = 0; i < size; ++i) bytes += static_cast<char>(random());
      QCOMPARE(base64::decode(base64::encode(bytes)).value(), bytes);
      QCOMPARE(base64::decode(base64::encodePadded(bytes)).value(), bytes);
    }
    QCOMPARE(base64::encode("a"), std::string("YQ"));
    QCOMPARE(base64::encodePadded("a"), std::string("YQ=="));
    QCOMPARE(base64::decode("-_-_").value(), base64::decode("+/+/").value());
  }
  void base64Malformed() {
    for (const char* text : {"A", "AA=A", "AAA*", "AA===", "AB=", "===="})
      QVERIFY2(!base64::decode(text), text);
  }
  void grpcMessage() {
    QCOMPARE(percent::encodeGrpcMessage("50% of 3 \xe2\x82\xac\n"), std::string("50%25 of 3 %E2%82%AC%0A"));
    QCOMPARE(percent::decode("50%25 of 3 %e2%82%AC%0A"), std::string("50% of 3 \xe2\x82\xac\n"));
    QCOMPARE(percent::decode("%"), std::string("%"));
    QCOMPARE(percent::decode("%4"), std::string("%4"));
    QCOMPARE(percent::decode("%zz%41"), std::string("%zzA"));
  }
  void utf8() {
    QVERIFY(text::isUtf8("gr\xc3\xbc\xc3\x9f"));
    for (const char* bad :
         {"\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\x80", "\xf0\x80\x80\x80"}) {
      QVERIFY2(!text::isUtf8(bad), bad);
      QVERIFY(text::isUtf8(text::toUtf8(bad)));
    }
    QCOMPARE(text::toUtf8("a\xff"), std::string("a\xef\xbf\xbd"));
  }
  void jsonStrings() {
    std::string out;
    text::appendJsonString(out, "a\"\\\n\x01\xe2\x80\xa8\xff");
    QCOMPARE(out, std::string("\"a\\\"\\\\\\n\\u0001\\u2028\\ufffd\""));
  }
  void varints() {
    const std::pair<std::uint64_t, std::string> written[] = {{0, std::string(1, '\0')},
                                                             {127, "\x7f"},
                                                             {128, "\x80\x01"},
                                                             {300, "\xac\x02"},
                                                             {~0ULL, std::string(9, '\xff') + "\x01"}};
    for (const auto& [value, bytes] : written) {
      std::string out;
      varint::put(out, value);
      QCOMPARE(out, bytes);
      std::string_view in = out;
      QVERIFY(varint::take(in) == value && in.empty());
      in = std::string_view(out).substr(0, out.size() - 1);
      QVERIFY(!varint::take(in));
    }
    for (const std::string& tooLong : {std::string(9, '\xff') + "\x02", std::string(10, '\x80') + "\x01"}) {
      std::string_view in = tooLong;
      QVERIFY(!varint::take(in));
    }
    std::string field;
    varint::putField(field, 2, "ab");
    QCOMPARE(field, std::string("\x12\x02"
                                "ab"));
  }

  void addressesAreNoNames() {
    for (const char* address : {"127.0.0.1", "192.0.2.1", "::1", "2001:DB8::1"})
      QVERIFY(host::isAddress(address));
    for (const char* name : {"", "localhost", "orders.test", "1.2.3", "[::1]", "127.0.0.1:80"})
      QVERIFY(!host::isAddress(name));
  }
};

QTEST_APPLESS_MAIN(TestBase)
#include "tst_base.moc"
