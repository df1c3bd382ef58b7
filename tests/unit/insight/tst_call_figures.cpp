// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of groups of calls, and of calls over time, against counting by hand.
#include <algorithm>
#include <map>
#include <random>

#include <QtTest/QtTest>

#include "bridge/insight/call_figures.h"
#include "bridge/insight/time_histogram.h"

using namespace bascule;
using namespace bascule::insight;
using capture::CallRow;

namespace {

constexpr std::int64_t kStart = 1'795'000'000'000'000'000;

CallRow unary(std::int64_t startNs, std::int64_t durationNs, std::uint32_t method = 1) {
  CallRow row;
  row.startNs = startNs;
  row.durationNs = durationNs;
  row.method = method;
  row.kind = rpc::Kind::Unary;
  row.protocol = rpc::Protocol::Grpc;
  row.requestBytes = 10, row.responseBytes = 1000;
  return row;
}

}  // namespace

class TestCallFigures : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void countsAndBytes() {
    FigureTable table;
    CallRow open = unary(kStart + 1'000'000'000, 0);
    open.flags = capture::kInFlight;
    CallRow failed = unary(kStart + 2'000'000'000, 5'000'000);
    failed.code = rpc::Code::NotFound;
    CallRow stream = unary(kStart + 500'000'000, 60'000'000'000);
    stream.kind = rpc::Kind::ServerStream;
    for (const CallRow& row : {unary(kStart, 3'000'000), open, failed, stream}) table.add(row);
    const CallFigures& all = table.all();
    QCOMPARE(all.calls, std::uint64_t{4});
    QCOMPARE(all.errors, std::uint64_t{1});
    QCOMPARE(all.inFlight, std::uint64_t{1});
    QCOMPARE(all.requestBytes, ByteCount{40});
    QCOMPARE(all.responseBytes, ByteCount{4000});
    QCOMPARE(all.durations.count(), std::uint64_t{2});
    QCOMPARE(all.added.count(), std::uint64_t{3});
    QCOMPARE(all.firstNs, kStart);
    QCOMPARE(all.lastNs, kStart + 2'000'000'000);
    QCOMPARE(all.perSecond(), 1.5);
    QCOMPARE(table.points().size(), std::size_t{2});
    QVERIFY(table.points()[1].failed);
    QCOMPARE(CallFigures().perSecond(), 0.0);
  }

  void manyNamesDoNotFillTheMemory() {
    FigureTable table;
    for (std::uint32_t i = 0; i < 5000; ++i) table.add(unary(kStart + i, 1000, i + 1));
    QCOMPARE(table.byMethod().size(), FigureTable::kMostGroups + 1);
    QCOMPARE(table.byMethod().at(FigureTable::kOthers).calls, std::uint64_t{3000});
    QCOMPARE(table.all().calls, std::uint64_t{5000});
  }

  void pointsAreSpreadOverAllCalls() {
    FigureTable table;
    constexpr int kCalls = 100'000;
    for (int i = 0; i < kCalls; ++i) table.add(unary(kStart + i, 1000));
    const std::vector<CallPoint>& points = table.points();
    QVERIFY(points.size() <= FigureTable::kMostPoints && points.size() >= FigureTable::kMostPoints / 2);
    const std::int64_t step = points[1].startNs - points[0].startNs;
    for (std::size_t i = 1; i < points.size(); ++i) QCOMPARE(points[i].startNs - points[i - 1].startNs, step);
    QVERIFY(points.back().startNs > kStart + kCalls - 2 * step);
  }

  void edgesOfTheHistogramHoldItsValues() {
    LatencyHistogram histogram;
    std::mt19937 random(3);
    for (int i = 0; i < 1000; ++i) {
      const auto value = static_cast<std::int64_t>(random() % 3'000'000'000U);
      LatencyHistogram one;
      one.add(value);
      for (std::size_t bucket = 0; bucket + 1 < LatencyHistogram::kBuckets; ++bucket) {
        if (one.countIn(bucket) == 0) continue;
        QVERIFY(LatencyHistogram::lowerEdge(bucket) <= static_cast<double>(value) + 1);
        QVERIFY(LatencyHistogram::lowerEdge(bucket + 1) >= static_cast<double>(value) - 1);
      }
    }
  }

  void everyCallIsInItsSpanOfTime_data() {
    QTest::addColumn<int>("order");
    QTest::newRow("as they come") << 0;
    QTest::newRow("the other way round") << 1;
    QTest::newRow("anyhow") << 2;
  }
  void everyCallIsInItsSpanOfTime() {
    QFETCH(int, order);
    std::mt19937 random(9);
    std::vector<std::int64_t> starts;
    std::int64_t now = kStart;
    for (int i = 0; i < 3000; ++i) starts.push_back(now += static_cast<std::int64_t>(random() % 90'000'000));
    if (order == 1) std::ranges::reverse(starts);
    if (order == 2) std::ranges::shuffle(starts, random);
    TimeHistogram times;
    for (std::size_t i = 0; i < starts.size(); ++i) {
      CallRow row = unary(starts[i], 1000);
      if (i % 3 == 0) row.code = rpc::Code::Internal;
      if (i % 2 == 0) row.protocol = rpc::Protocol::ConnectUnary;
      times.opened(row);
      times.ended(row);
      QVERIFY(times.buckets().size() <= TimeHistogram::kBuckets);
    }
    std::map<std::int64_t, std::uint32_t> expected;
    for (const std::int64_t start : starts) ++expected[(start - times.beginNs()) / times.widthNs()];
    std::uint32_t all = 0, errors = 0, connect = 0;
    for (std::size_t i = 0; i < times.buckets().size(); ++i) {
      const TimeHistogram::Bucket& bucket = times.buckets()[i];
      QCOMPARE(bucket.total(), expected[static_cast<std::int64_t>(i)]);
      all += bucket.total(), errors += bucket.errors, connect += bucket.calls[TimeHistogram::Connect];
    }
    QCOMPARE(all, 3000U);
    QCOMPARE(errors, 1000U);
    QCOMPARE(connect, 1500U);
    QVERIFY(times.buckets().size() > TimeHistogram::kBuckets / 4);
  }

  void nonsenseMomentsAreBounded() {
    TimeHistogram times;
    for (const std::int64_t start : {std::int64_t{0}, INT64_MAX, INT64_MIN, kStart, std::int64_t{-1}}) {
      times.opened(unary(start, 1));
      times.ended(unary(start, 1));
    }
    QVERIFY(times.buckets().size() <= TimeHistogram::kBuckets);
    QVERIFY(times.endNs() > times.beginNs());
    QVERIFY(times.beginNs() >= 0);
  }
};

QTEST_APPLESS_MAIN(TestCallFigures)
#include "tst_call_figures.moc"
