// SPDX-License-Identifier: GPL-3.0-or-later
// What workers count together, and what a worker does when the process holds too much.
#include <QtTest/QtTest>

#include "bridge/proxy/memory_pressure.h"
#include "bridge/proxy/process_load.h"

using namespace bascule;
using namespace bascule::proxy;
using namespace std::chrono_literals;
using http::Limit;

namespace {

constexpr std::int64_t kMiB = 1 << 20;
using Action = MemoryPressure::Action;

}  // namespace

class TestProcessLoad : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void connectionsInAllAndPerSource() {
    Admission admission(5, 2);
    QVERIFY(!admission.enter("192.0.2.1") && !admission.enter("192.0.2.1"));
    QVERIFY(admission.enter("192.0.2.1") == Limit::ConnectionsPerSource);
    QVERIFY(!admission.enter("192.0.2.2"));
    admission.leave("192.0.2.1");
    QVERIFY(!admission.enter("192.0.2.1"));
    // Loopback counts in all only.
    QVERIFY(!admission.enter("") && !admission.enter(""));
    QVERIFY(admission.enter("") == Limit::Connections);
    QVERIFY(admission.enter("192.0.2.9") == Limit::Connections);
    admission.leave("");
    QVERIFY(!admission.enter("192.0.2.9"));
  }

  void pressureBySize() {
    MemoryPressure pressure(100 * kMiB);
    const MonotonicTime now{1h};
    QVERIFY(!pressure.over(85 * kMiB) && pressure.over(86 * kMiB));
    QVERIFY(!pressure.urgent(95 * kMiB) && pressure.urgent(96 * kMiB));
    QVERIFY(pressure.judge(80 * kMiB, 80 * kMiB, 1, now) == Action::None);
    QVERIFY(pressure.judge(90 * kMiB, 90 * kMiB, 1, now) == Action::Pause);
    QVERIFY(pressure.judge(96 * kMiB, 96 * kMiB, 1, now) == Action::Reset);
    QCOMPARE(pressure.restBytes(), ByteCount{85 * kMiB});
  }

  // Whoever holds its share acts, so there is always one, and a worker without much gives nothing up.
  void workersActByTheirShare() {
    MemoryPressure pressure(100 * kMiB);
    const MonotonicTime now{1h};
    QVERIFY(pressure.judge(96 * kMiB, 10 * kMiB, 2, now) == Action::Wait);
    QVERIFY(pressure.judge(96 * kMiB, 86 * kMiB, 2, now) == Action::Reset);
    QVERIFY(pressure.judge(96 * kMiB, 48 * kMiB, 2, now) == Action::Reset);
  }

  // Paused calls cannot finish: pressure that lasts is relieved.
  void lastingPressure() {
    MemoryPressure pressure(100 * kMiB);
    const MonotonicTime now{1h};
    QVERIFY(pressure.judge(90 * kMiB, 90 * kMiB, 1, now) == Action::Pause);
    QVERIFY(pressure.judge(90 * kMiB, 90 * kMiB, 1, now + 4999ms) == Action::Pause);
    QVERIFY(pressure.judge(90 * kMiB, 90 * kMiB, 1, now + 5s) == Action::Reset);
    QVERIFY(pressure.judge(90 * kMiB, 90 * kMiB, 1, now + 6s) == Action::Pause);
    QVERIFY(pressure.judge(10 * kMiB, 10 * kMiB, 1, now + 7s) == Action::None);
    QVERIFY(pressure.judge(90 * kMiB, 90 * kMiB, 1, now + 20s) == Action::Pause);
  }
};

QTEST_APPLESS_MAIN(TestProcessLoad)
#include "tst_process_load.moc"
