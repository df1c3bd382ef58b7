// SPDX-License-Identifier: GPL-3.0-or-later
// Histogram accuracy and the counts of TrafficStats.
#include <algorithm>
#include <random>

#include <QtTest/QtTest>

#include "bridge/insight/method_stats.h"

using namespace bascule;
using namespace bascule::insight;
using capture::CallRow;

class TestMethodStats : public QObject {
  Q_OBJECT
 private slots:
  void quantilesWithinAFewPercent();
  void extremes();
  void counts();
};

void TestMethodStats::quantilesWithinAFewPercent() {
  std::mt19937 random(1);
  std::lognormal_distribution<double> distribution(14.0, 1.5);
  LatencyHistogram histogram;
  std::vector<double> values(20'000);
  for (double& value : values) {
    value = distribution(random);
    histogram.add(static_cast<std::int64_t>(value));
  }
  std::ranges::sort(values);
  for (const double q : {0.01, 0.5, 0.9, 0.99, 1.0}) {
    const double exact = values[static_cast<std::size_t>(std::ceil(q * 20'000)) - 1];
    const double ratio = static_cast<double>(histogram.quantile(q)) / exact;
    QVERIFY2(ratio > 0.95 && ratio < 1.05, qPrintable(QString::number(ratio)));
  }
  QCOMPARE(histogram.count(), std::uint64_t{20'000});
}

void TestMethodStats::extremes() {
  LatencyHistogram histogram;
  QCOMPARE(histogram.quantile(0.5), std::int64_t{0});
  for (const std::int64_t value : {std::int64_t{-5}, std::int64_t{0}, std::int64_t{99}, INT64_MAX})
    histogram.add(value);
  QVERIFY(histogram.quantile(0) < 100);
  QVERIFY(histogram.quantile(1) > 3'600'000'000'000);
  histogram.clear();
  QCOMPARE(histogram.count(), std::uint64_t{0});
}

void TestMethodStats::counts() {
  TrafficStats stats;
  CallRow row;
  row.service = 1;
  row.method = 2;
  row.client = 3;
  for (int i = 0; i <= static_cast<int>(rpc::Protocol::GrpcWebText); ++i) {
    row.protocol = static_cast<rpc::Protocol>(i);
    row.kind = i == 4 ? rpc::Kind::Bidi : rpc::Kind::Unary;
    row.code = i == 2 ? rpc::Code::Internal : rpc::Code::Ok;
    row.durationNs = i == 1 ? 200'000'000 : 1'000'000;
    stats.opened(row);
    if (i != 6) stats.ended(row);
  }
  const auto& totals = stats.totals();
  QCOMPARE(totals.protocols.connect, std::uint64_t{3});
  QCOMPARE(totals.protocols.grpc, std::uint64_t{1});
  QCOMPARE(totals.protocols.grpcWeb, std::uint64_t{2});
  QCOMPARE(totals.protocols.other, std::uint64_t{1});
  QCOMPARE(totals.protocols.total(), std::uint64_t{7});
  QCOMPARE(totals.errors, std::uint64_t{1});
  QCOMPARE(totals.streaming, std::uint64_t{1});
  QCOMPARE(totals.slow, std::uint64_t{1});
  QCOMPARE(totals.inFlight, std::uint64_t{1});
  QCOMPARE(stats.byMethod().at({1, 2}).errors, std::uint64_t{1});
  QCOMPARE(stats.byClient().at(3).protocols.total(), std::uint64_t{7});
  QCOMPARE(stats.durations().count(), std::uint64_t{5});
  stats.clear();
  QCOMPARE(stats.totals().protocols.total(), std::uint64_t{0});
}

QTEST_APPLESS_MAIN(TestMethodStats)
#include "tst_method_stats.moc"
