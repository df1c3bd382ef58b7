// SPDX-License-Identifier: GPL-3.0-or-later
// The bridge's numbers as text: how calls are summed, and what /metrics and /healthz make of them.
#include <QtTest/QtTest>

#include "bridge/proxy/call_tally.h"
#include "bridge/proxy/metrics_text.h"

using namespace bascule;
using namespace bascule::proxy;
using namespace std::chrono_literals;
using rpc::Code;
using rpc::Protocol;

namespace {

bool hasLine(const std::string& text, const std::string& line) {
  return text.starts_with(line + "\n") || text.find("\n" + line + "\n") != std::string::npos;
}

BridgeStats statsOf(const CallTally& tally) {
  BridgeStats stats;
  stats.callSums = tally.take();
  return stats;
}

}  // namespace

class TestMetricsText : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void callsByProtocolAndStatus() {
    CallTally tally;
    tally.add({Protocol::ConnectUnary, Code::Ok}, 2ms);
    tally.add({Protocol::ConnectStream, Code::Ok}, 3ms);
    tally.add({Protocol::Grpc, Code::NotFound}, 2min);
    const std::string text = metricsText(statsOf(tally), std::nullopt, {});
    QVERIFY(hasLine(text, R"(bascule_calls_total{protocol="connect",code="ok"} 2)"));
    QVERIFY(hasLine(text, R"(bascule_calls_total{protocol="grpc",code="ok"} 0)"));
    QVERIFY(hasLine(text, R"(bascule_calls_total{protocol="grpc",code="not_found"} 1)"));
    QVERIFY(!text.contains(R"(protocol="grpc",code="internal")"));
    QVERIFY(hasLine(text, R"(bascule_call_duration_seconds_bucket{protocol="connect",le="0.001"} 0)"));
    QVERIFY(hasLine(text, R"(bascule_call_duration_seconds_bucket{protocol="connect",le="0.0025"} 1)"));
    QVERIFY(hasLine(text, R"(bascule_call_duration_seconds_bucket{protocol="connect",le="+Inf"} 2)"));
    QVERIFY(hasLine(text, R"(bascule_call_duration_seconds_sum{protocol="connect"} 0.005000)"));
    QVERIFY(hasLine(text, R"(bascule_call_duration_seconds_bucket{protocol="grpc",le="60"} 0)"));
    QVERIFY(hasLine(text, R"(bascule_call_duration_seconds_count{protocol="grpc"} 1)"));
  }

  // A bound belongs to its own bucket: `le` is "less or equal".
  void bucketBounds() {
    for (std::size_t i = 0; i < kDurationBounds.size(); ++i) {
      CallTally tally;
      tally.add({Protocol::Grpc, Code::Ok},
                std::chrono::duration_cast<Duration>(std::chrono::duration<double>(kDurationBounds[i])));
      QCOMPARE(tally.take().protocols[static_cast<std::size_t>(Protocol::Grpc)].buckets[i], std::uint64_t{1});
    }
  }

  void sumsOfWorkersAddUp() {
    CallTally one;
    one.add({Protocol::Grpc, Code::Ok}, 1ms);
    one.addBytes({1, 2}, {3, 4});
    CallTally two;
    two.add({Protocol::Grpc, Code::Ok}, 1ms);
    two.addBytes({10, 20}, {30, 40});
    BridgeStats stats;
    stats.callSums.add(one.take());
    stats.callSums.add(two.take());
    const std::string text = metricsText(stats, std::nullopt, {});
    QVERIFY(hasLine(text, R"(bascule_calls_total{protocol="grpc",code="ok"} 2)"));
    QVERIFY(hasLine(text, R"(bascule_bytes_total{leg="downstream",direction="received"} 11)"));
    QVERIFY(hasLine(text, R"(bascule_bytes_total{leg="downstream",direction="sent"} 22)"));
    QVERIFY(hasLine(text, R"(bascule_bytes_total{leg="upstream",direction="received"} 33)"));
    QVERIFY(hasLine(text, R"(bascule_bytes_total{leg="upstream",direction="sent"} 44)"));
  }

  void everyLimitHasASeries() {
    BridgeStats stats;
    stats.limits.add(http::Limit::SlowBody, 3);
    const std::string text = metricsText(stats, std::nullopt, {});
    for (std::size_t i = 0; i < http::kLimitCount; ++i) {
      const auto limit = static_cast<http::Limit>(i);
      QVERIFY(hasLine(text, "bascule_limit_hits_total{limit=\"" + std::string(http::limitId(limit)) + "\"} " +
                                (limit == http::Limit::SlowBody ? "3" : "0")));
    }
  }

  void captureOnlyWhereSomethingIsRecorded() {
    QVERIFY(!metricsText({}, std::nullopt, {}).contains("capture"));
    capture::RecorderStats capture;
    capture.lostEvents = 7;
    capture.problem = "disk_full";
    const std::string text = metricsText({}, capture, {});
    QVERIFY(hasLine(text, R"(bascule_capture_lost_total{what="events"} 7)"));
    QVERIFY(hasLine(text, "bascule_capture_failing 1"));
  }

  void health() {
    BridgeStats stats;
    stats.state = BridgeState::Running;
    stats.upstream = UpstreamState::Down;
    stats.upstreamError = "upstream_refused";
    stats.listen = {"127.0.0.1:1", "[::1]:1"};
    QCOMPARE(healthText(stats),
             std::string(R"({"status":"running","upstream":{"state":"down","cause":"upstream_refused"},)"
                         R"("schema":{"state":"none","methods":0},"listen":["127.0.0.1:1","[::1]:1"]})"
                         "\n"));
    stats.upstream = UpstreamState::Connected;
    stats.upstreamError.clear();
    QVERIFY(healthText(stats).contains(R"("state":"connected","cause":null)"));
  }

  void thisProcess() {
    const ProcessUse use = readProcessUse();
    QVERIFY(use.residentBytes > 1'000'000 && use.virtualBytes >= use.residentBytes);
    QVERIFY(use.openDescriptors >= 3);
  }
};

QTEST_APPLESS_MAIN(TestMetricsText)
#include "tst_metrics_text.moc"
