// SPDX-License-Identifier: GPL-3.0-or-later
// The addresses of one server: which are used, whose turn it is, how long a failed one is left alone.
#include <QtTest/QtTest>

#include "bridge/proxy/endpoint_list.h"

using namespace bascule;
using namespace bascule::proxy;
using namespace std::chrono_literals;

namespace {

const MonotonicTime kStart{1h};

bool any(std::string_view /*peer*/) { return true; }

/// What next() gives, one after the other.
std::string turns(EndpointList& list, int count, MonotonicTime now) {
  std::string text;
  for (int i = 0; i < count; ++i) text += (i > 0 ? " " : "") + list.next(now, any).value_or("-");
  return text;
}

}  // namespace

class TestEndpointList : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theyTakeTurnsAfterTheOneThatWasChosen() {
    EndpointList list(80);
    list.resolved({"10.0.0.1", "10.0.0.2", "10.0.0.3"}, "10.0.0.2:80", kStart);
    QCOMPARE(turns(list, 4, kStart), std::string("10.0.0.3 10.0.0.1 10.0.0.2 10.0.0.3"));
    const auto notTheFirst = [](std::string_view peer) { return peer != "10.0.0.1:80"; };
    QCOMPARE(*list.next(kStart, notTheFirst), std::string("10.0.0.2"));
    QVERIFY(!list.next(kStart, [](std::string_view) { return false; }));
  }

  void theFamilyOfTheOneThatWasChosen() {
    EndpointList list(80);
    const std::vector<std::string> both = {"::1", "10.0.0.1", "::2", "10.0.0.2", "10.0.0.2"};
    list.resolved(both, "10.0.0.1:80", kStart);
    QCOMPARE(list.size(), std::size_t{2});
    QVERIFY(list.contains("10.0.0.2:80") && !list.contains("[::1]:80"));
    EndpointList other(80);
    other.resolved(both, "[::2]:80", kStart);
    QCOMPARE(other.size(), std::size_t{2});
    QVERIFY(other.contains("[::1]:80"));
    list.resolved({"::1", "::2"}, "10.0.0.1:80", kStart);  // the other family is all there is now
    QCOMPARE(list.size(), std::size_t{2});
  }

  void failedOnesAreLeftAloneForLonger() {
    EndpointList list(80);
    list.resolved({"10.0.0.1", "10.0.0.2"}, "10.0.0.1:80", kStart);
    MonotonicTime now = kStart;
    for (const auto pause : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
      list.failed("10.0.0.2:80", now);
      now += pause;
      QCOMPARE(turns(list, 2, now - 1ns), std::string("10.0.0.1 10.0.0.1"));
      QVERIFY(turns(list, 2, now).contains("10.0.0.2"));
    }
    list.works("10.0.0.2:80");
    list.failed("10.0.0.2:80", now);
    QVERIFY(turns(list, 2, now + 1s).contains("10.0.0.2"));
    list.failed("10.0.0.9:80", now);  // gone meanwhile
  }

  void whatIsKnownOfThoseThatStayIsKept() {
    EndpointList list(80);
    list.resolved({"10.0.0.1", "10.0.0.2"}, "10.0.0.1:80", kStart);
    list.failed("10.0.0.2:80", kStart);
    list.resolved({"10.0.0.2", "10.0.0.3"}, "10.0.0.1:80", kStart);
    QCOMPARE(turns(list, 2, kStart), std::string("10.0.0.3 10.0.0.3"));
  }

  void whenToAskAgain() {
    EndpointList list(80);
    QVERIFY(list.stale(kStart));
    list.resolved({"10.0.0.1"}, "10.0.0.1:80", kStart);
    QVERIFY(!list.stale(kStart + 4999ms));
    QVERIFY(list.stale(kStart + 5s));
    list.doubt();
    QVERIFY(!list.stale(kStart + 999ms));
    QVERIFY(list.stale(kStart + 1s));
    list.asked(kStart + 1s);
    QVERIFY(!list.stale(kStart + 5s));
  }

  void atMostSoMany() {
    std::vector<std::string> many;
    for (int i = 0; i < 100; ++i) many.push_back("10.0.1." + std::to_string(i));
    EndpointList list(80);
    list.resolved(many, "10.0.1.0:80", kStart);
    QCOMPARE(list.size(), EndpointList::kMost);
  }
};

QTEST_APPLESS_MAIN(TestEndpointList)
#include "tst_endpoint_list.moc"
