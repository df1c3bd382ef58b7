// SPDX-License-Identifier: GPL-3.0-or-later
// The small pure parts of the floor: first bytes, header rules, frame scanner and buckets, header lists.
#include <QtTest/QtTest>

#include "bridge/http/abuse_guard.h"
#include "bridge/http/header_rules.h"
#include "bridge/http/http2_stream.h"
#include "bridge/http/session.h"
#include "tests/support/http2_frames.h"
#include "tests/support/session_driver.h"

using namespace bascule;
using namespace bascule::http;
using namespace bascule::testing;

class TstHttpRules : public QObject {
  Q_OBJECT
 private slots:
  void sniffing();
  void headers();
  void meter();
  void requestChecks();
  void everyRefusalHasAReason();
  void scannerFindsFramesInAnyPieces();
  void bucketRefills();
  void windowUpdateFormula();
  void streamTable();
};

void TstHttpRules::sniffing() {
  const std::string preface(kPreface);
  for (std::size_t i = 0; i < preface.size(); ++i)
    QVERIFY(sniff(preface.substr(0, i)) == FirstBytes::NeedMore);
  QVERIFY(sniff(preface) == FirstBytes::Http2);
  QVERIFY(sniff(preface + "more") == FirstBytes::Http2);
  for (std::size_t i = 1; i < preface.size(); ++i) {
    QVERIFY(sniff(preface.substr(0, i) + "\x01") == FirstBytes::Http11);
  }
  QVERIFY(sniff("\x16") == FirstBytes::NeedMore);
  QVERIFY(sniff("\x16\x03") == FirstBytes::NeedMore);
  QVERIFY(sniff("\x16\x03\x01") == FirstBytes::Tls);
  QVERIFY(sniff("\x16\x02\x01") == FirstBytes::Http11);
  QVERIFY(sniff("POST") == FirstBytes::Http11);
  QVERIFY(sniff("PUT /") == FirstBytes::Http11);
  QVERIFY(sniff("P") == FirstBytes::NeedMore);
}

void TstHttpRules::headers() {
  Headers list{{"a", "1"}, {"b", ""}, {"a", "2"}};
  QCOMPARE(list.size(), std::size_t{3});
  QCOMPARE(list.find("a").value_or(""), "1");
  QVERIFY(list.contains("b") && !list.contains("c"));
  QCOMPARE(list[2].value, "2");
  QCOMPARE(list.listSize(), std::size_t{3 * 32 + 3 + 2});
  QVERIFY(noHeaders()->empty());
}

void TstHttpRules::meter() {
  HeaderMeter byCount(2, 1000);
  QVERIFY(byCount.admit(1, 1) && byCount.admit(1, 1) && !byCount.admit(1, 1) && byCount.exceeded());
  HeaderMeter byBytes(100, 100);
  QVERIFY(byBytes.admit(30, 38));
  QVERIFY(!byBytes.admit(0, 0));
  QVERIFY(!byBytes.admit(0, 0));
}

void TstHttpRules::requestChecks() {
  const Limits limits;
  QVERIFY(!checkRequest("POST", "x", "/a", limits));
  QVERIFY(!checkRequest("GET", "[::1]:80", "/a?q=%20&x=" + std::string(50'000, 'y'), limits));
  QCOMPARE(checkRequest("CONNECT", "x", "", limits)->status, 405);
  QCOMPARE(checkRequest("GET", "x", "/" + std::string(70'000, 'y'), limits)->status, 414);
  for (const char* authority : {"", "a b", "a/b", "a@b", "a\\b", "\xc3\xa4"}) {
    QCOMPARE(checkRequest("GET", authority, "/a", limits)->status, 400);
  }
  for (const char* target : {"", "*", "a", "/a b", "/a#", "/\x7f", "/\xc3"}) {
    QCOMPARE(checkRequest("GET", "x", target, limits)->status, 400);
  }
  QVERIFY(isConnectionField("transfer-encoding") && !isConnectionField("te"));
}

void TstHttpRules::everyRefusalHasAReason() {
  for (const int status : {400, 405, 408, 414, 417, 431, 501, 505})
    QVERIFY(reasonPhrase(status) != "Unknown");
  QCOMPARE(reasonPhrase(299), "Unknown");
}

void TstHttpRules::scannerFindsFramesInAnyPieces() {
  const std::string wire = std::string(kPreface) + settingsFrame({{1, 2}}) +
                           headersFrame(1, requestFields(), true, false) + frame(9, 4, 1, "abc") +
                           pingFrame() + dataFrame(1, "");
  for (const Cut cut : kCuts) {
    FrameScanner scanner(24);
    std::string types;
    for (const Slice& piece : cutUp(wire, cut)) {
      BytesView bytes = piece.view();
      while (const auto header = scanner.next(bytes)) types += std::to_string(header->type) + " ";
    }
    QCOMPARE(types, "4 1 9 6 0 ");
    QVERIFY(!scanner.insideHead());
    QCOMPARE(scanner.heads(), std::uint64_t{1});
  }
}

void TstHttpRules::bucketRefills() {
  TokenBucket bucket(2, 10);
  QVERIFY(bucket.take(at(0)) && bucket.take(at(0)) && !bucket.take(at(0)));
  QVERIFY(!bucket.take(at(50)));
  QVERIFY(bucket.take(at(110)));
  QVERIFY(bucket.take(at(10'000)) && bucket.take(at(10'000)) && !bucket.take(at(10'000)));
}

void TstHttpRules::windowUpdateFormula() {
  AbuseGuard guard(true, {});
  const FrameHeader update{4, frame_type::kWindowUpdate, 0};
  guard.received({10, frame_type::kHeaders, 4}, at(0), false);
  for (int i = 0; i < 10; ++i) guard.sentData();
  int allowed = 0;
  while (!guard.received(update, at(0), true)) ++allowed;
  QCOMPARE(allowed, 5 + 2 * (1 + 10 * 10));
}

void TstHttpRules::streamTable() {
  StreamTable table;
  std::mt19937 random(9);
  std::vector<StreamId> present;
  for (StreamId id = 1; id < 20'000; id += 2) {
    auto stream = table.obtain();
    stream->id = id;
    table.insert(std::move(stream));
    present.push_back(id);
    while (present.size() > 200) {
      const std::size_t victim = random() % present.size();
      table.erase(present[victim]);
      QVERIFY(table.find(present[victim]) == nullptr);
      present.erase(present.begin() + static_cast<std::ptrdiff_t>(victim));
    }
    QCOMPARE(table.size(), present.size());
  }
  for (const StreamId id : present) QCOMPARE(table.find(id)->id, id);
}

QTEST_APPLESS_MAIN(TstHttpRules)
#include "tst_http_rules.moc"
