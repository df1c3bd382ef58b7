// SPDX-License-Identifier: GPL-3.0-or-later
// CallFacts: every enumerator survives packing, foreign numbers become no invalid enumerator, routes get
// one number each.
#include <QtTest/QtTest>

#include "bridge/capture/call_facts.h"

using namespace bascule;
using namespace bascule::capture;

class TestCallFacts : public QObject {
  Q_OBJECT
 private slots:
  void everyEnumeratorSurvives();
  void foreignNumbersAreHarmless();
  void routesAreNumberedOnce();
};

void TestCallFacts::everyEnumeratorSurvives() {
  for (int value = 0; value < 17; ++value) {
    CallRow row;
    row.flags = static_cast<std::uint16_t>(value * 3855);
    row.code = static_cast<rpc::Code>(value);
    row.protocol = static_cast<rpc::Protocol>(value % 7);
    row.upstreamProtocol = static_cast<rpc::Protocol>((value + 1) % 7);
    row.kind = static_cast<rpc::Kind>(value % 5);
    row.codec = static_cast<rpc::Codec>(value % 3);
    row.compression =
        static_cast<rpc::Compression>(value % (static_cast<int>(rpc::Compression::Unknown) + 1));
    CallRow back;
    unpackFacts(packFacts(row), back);
    QCOMPARE(back.flags, row.flags);
    QCOMPARE(back.code, row.code);
    QCOMPARE(back.protocol, row.protocol);
    QCOMPARE(back.upstreamProtocol, row.upstreamProtocol);
    QCOMPARE(back.kind, row.kind);
    QCOMPARE(back.codec, row.codec);
    QCOMPARE(back.compression, row.compression);
  }
}

void TestCallFacts::foreignNumbersAreHarmless() {
  CallRow row;
  unpackFacts(-1, row);
  QCOMPARE(row.flags, std::uint16_t{0xffff});
  QCOMPARE(row.code, rpc::Code::Ok);
  QCOMPARE(row.protocol, rpc::Protocol::Unknown);
  QCOMPARE(row.kind, rpc::Kind::Unknown);
  QCOMPARE(row.codec, rpc::Codec::Unknown);
}

void TestCallFacts::routesAreNumberedOnce() {
  RouteTable table;
  CallRow row;
  row.service = 1;
  row.upstream = 6;
  QCOMPARE(table.intern(routeOf(row)), 1U);
  row.client = 3;
  QCOMPARE(table.intern(routeOf(row)), 2U);
  QCOMPARE(table.intern(routeOf(row)), 2U);
  QCOMPARE(table.since(2).size(), std::size_t{1});
  CallRow back;
  setRoute(table.since(2)[0], back);
  QCOMPARE(routeOf(back), routeOf(row));
  for (std::uint32_t i = 0; i < RouteTable::kMaxRoutes; ++i) {
    row.peer = i + 1;
    table.intern(routeOf(row));
  }
  row.peer = 7'000'000;
  QCOMPARE(table.intern(routeOf(row)), 0U);
}

QTEST_APPLESS_MAIN(TestCallFacts)
#include "tst_call_facts.moc"
