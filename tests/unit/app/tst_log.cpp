// SPDX-License-Identifier: GPL-3.0-or-later
// Lines of the log: their form, what cannot get into them, and which changes of a running bridge make one.
#include <fstream>
#include <sstream>

#include <QtTest/QtTest>

#include "app/log.h"
#include "app/run_log.h"

using namespace bascule;
using namespace bascule::app;
using proxy::BridgeState;
using proxy::UpstreamState;

namespace {

std::string contentOf(const std::string& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Event ids of a JSON log, in order.
QStringList eventsIn(const std::string& file) {
  QStringList events;
  for (const QByteArray& line : QByteArray::fromStdString(contentOf(file)).split('\n')) {
    if (!line.isEmpty()) events << QJsonDocument::fromJson(line).object()["event"].toString();
  }
  return events;
}

}  // namespace

class TestLog : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void forms() {
    const LogFields fields = {{"cause", "upstream_refused"}, {"port", "1"}};
    QCOMPARE(logLine(LogFormat::Text, LogLevel::Warn, "upstream_down", "no server", fields),
             std::string("warn upstream_down: no server (cause=upstream_refused, port=1)"));
    QCOMPARE(logLine(LogFormat::Text, LogLevel::Error, "x", "y", {}), std::string("error x: y"));
    QCOMPARE(logLine(LogFormat::Json, LogLevel::Info, "started", "it \"runs\"", fields),
             std::string("\"level\":\"info\",\"event\":\"started\",\"message\":\"it \\\"runs\\\"\","
                         "\"cause\":\"upstream_refused\",\"port\":\"1\""));
  }

  // Captured text may be anything: it must not end the line, colour the terminal or turn what is read around.
  void nothingGetsOut_data() {
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QByteArray>("shown");
    QTest::newRow("newline") << QByteArray("a\nb\r\n") << QByteArray("a\\u000ab\\u000d\\u000a");
    QTest::newRow("escape sequence") << QByteArray("\x1b[31mred\x07") << QByteArray("\\u001b[31mred\\u0007");
    QTest::newRow("delete") << QByteArray("a\x7f") << QByteArray("a\\u007f");
    QTest::newRow("C1 control") << QByteArray("\xc2\x9b[31m") << QByteArray("\\u009b[31m");
    QTest::newRow("right to left") << QByteArray("\xe2\x80\xaegnp.exe") << QByteArray("\\u202egnp.exe");
    QTest::newRow("isolate") << QByteArray("\xe2\x81\xa6x") << QByteArray("\\u2066x");
    QTest::newRow("line separator") << QByteArray("\xe2\x80\xa8x") << QByteArray("\\u2028x");
    QTest::newRow("no UTF-8") << QByteArray("a\xff") << QByteArray("a\xef\xbf\xbd");
    QTest::newRow("backslash") << QByteArray("a\\u000a") << QByteArray("a\\\\u000a");
    QTest::newRow("letters stay") << QByteArray("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xe2\x80\xa6")
                                  << QByteArray("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xe2\x80\xa6");
  }
  void nothingGetsOut() {
    QFETCH(QByteArray, raw);
    QFETCH(QByteArray, shown);
    QCOMPARE(QByteArray::fromStdString(
                 logLine(LogFormat::Text, LogLevel::Info, "e", "s", {{"v", raw.toStdString()}})),
             "info e: s (v=" + shown + ")");
    const std::string json = logLine(LogFormat::Json, LogLevel::Info, "e", "s", {{"v", raw.toStdString()}});
    const QByteArray object = "{" + QByteArray::fromStdString(json) + "}";
    QVERIFY(std::ranges::none_of(object, [](char c) { return c >= 0 && c < 0x20; }));
    QCOMPARE(QJsonDocument::fromJson(object).object()["v"].toString(), QString::fromUtf8(raw));
  }

  void levelsAndAppending() {
    const QTemporaryDir folder;
    const std::string file = folder.filePath("bascule.log").toStdString();
    for (int run = 0; run < 2; ++run) {
      const auto log = Log::open({LogLevel::Warn, LogFormat::Json, file}).value();
      log->write(LogLevel::Error, "a", "");
      log->write(LogLevel::Warn, "b", "");
      log->write(LogLevel::Info, "c", "");
    }
    QCOMPARE(eventsIn(file), (QStringList{"a", "b", "a", "b"}));
    const QJsonObject first =
        QJsonDocument::fromJson(QByteArray::fromStdString(contentOf(file)).split('\n')[0]).object();
    QVERIFY(QRegularExpression(R"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$)")
                .match(first["time"].toString())
                .hasMatch());
  }

  void unwritableFile() {
    const auto log = Log::open({LogLevel::Warn, LogFormat::Text, "/proc/no/such.log"});
    QVERIFY(!log);
    QCOMPARE(log.error().cause, std::string("log_unwritable"));
    QVERIFY(log.error().message.starts_with("--log-file /proc/no/such.log: cannot write the file"));
  }

  void changesOfARun() {
    const QTemporaryDir folder;
    const std::string file = folder.filePath("bascule.log").toStdString();
    const auto log = Log::open({LogLevel::Debug, LogFormat::Json, file}).value();
    std::mutex mutex;
    RunNumbers numbers;
    numbers.recorder.emplace();
    const SystemClock clock;
    {
      RunLog run(*log, clock, "http://orders:50051", [&] {
        const std::lock_guard lock(mutex);
        return numbers;
      });
      const auto next = [&](auto change) {
        {
          const std::lock_guard lock(mutex);
          change(numbers.bridge);
        }
        run.look();
        run.look();  // nothing new: nothing written
      };
      next([](auto& b) { b.state = BridgeState::Running, b.listen = {"127.0.0.1:1", "[::1]:1"}; });
      const auto server = [](const char* url, UpstreamState state, const char* error = "") {
        proxy::UpstreamStats out;
        out.url = url, out.state = state, out.error = error;
        return out;
      };
      const auto orders = [&](UpstreamState state, const char* error = "") {
        next([&](auto& b) {
          b.upstreams = {server("http://orders:50051", state, error),
                         server("http://users:50051", UpstreamState::Connected)};
        });
      };
      orders(UpstreamState::Connecting);
      orders(UpstreamState::Down, "upstream_refused");
      orders(UpstreamState::Connecting);
      orders(UpstreamState::Down, "upstream_refused");
      orders(UpstreamState::Connected);
      next([](auto& b) { b.limits.add(http::Limit::SlowBody); });
      for (int i = 0; i < 100; ++i) next([](auto& b) { b.limits.add(http::Limit::SlowBody); });
      next([&](auto&) { numbers.recorder->problem = "disk_full"; });
      next([&](auto&) { numbers.recorder->problem.clear(); });
      next([&](auto&) { numbers.recorder->lostEvents = 3; });
      next([](auto& b) { b.state = BridgeState::Draining, b.upstreams[0].state = UpstreamState::Down; });
      next([](auto& b) { b.state = BridgeState::Stopped; });
    }
    QCOMPARE(eventsIn(file),
             (QStringList{"started", "listening", "listening", "upstream_up", "upstream_down", "upstream_up",
                          "limit_enforced", "recording_failed", "recording_again", "capture_lost", "draining",
                          "stopped", "limit_enforced"}));
    const std::string text = contentOf(file);
    QVERIFY(text.contains(R"("limit":"slow_body","count":"1","in_all":"1")"));
    QVERIFY(text.contains(R"("limit":"slow_body","count":"100","in_all":"101")"));
    QVERIFY(
        text.contains("\"event\":\"upstream_down\",\"message\":\"the server cannot be reached\","
                      "\"server\":\"http://orders:50051\",\"cause\":\"upstream_refused\""));
  }
};

QTEST_APPLESS_MAIN(TestLog)
#include "tst_log.moc"
