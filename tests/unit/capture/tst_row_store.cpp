// SPDX-License-Identifier: GPL-3.0-or-later
// Rows in columns: what goes in comes out, wherever it stands and however often it changes.
#include <map>
#include <random>
#include <set>

#include <QtTest/QtTest>

#include "bridge/capture/row_store.h"

using namespace bascule;
using namespace bascule::capture;

namespace {

class Rows {
 public:
  std::uint32_t any(std::uint32_t below) { return static_cast<std::uint32_t>(random_()) % below; }
  CallRow row(CallNumber number) {
    CallRow row;
    row.number = number;
    row.startNs = static_cast<std::int64_t>(number * 1000);
    row.durationNs = any(1'000'000);
    row.addedNs = any(5000);
    row.service = any(4), row.method = any(9), row.client = any(3), row.peer = any(3), row.host = any(2);
    row.upstream = any(2);
    row.requestMessages = any(3), row.responseMessages = any(70'000);
    row.requestBytes = ByteCount{any(9)} << 33;
    row.responseBytes = any(100'000);
    row.code = static_cast<rpc::Code>(any(17));
    row.protocol = static_cast<rpc::Protocol>(any(6));
    row.upstreamProtocol = static_cast<rpc::Protocol>(any(6));
    row.kind = static_cast<rpc::Kind>(any(5));
    row.codec = static_cast<rpc::Codec>(any(3));
    row.compression = static_cast<rpc::Compression>(any(7));
    row.flags = static_cast<std::uint16_t>(any(512) & ~unsigned{kMarked});
    return row;
  }

 private:
  std::mt19937 random_{3};
};

}  // namespace

class TestRowStore : public QObject {
  Q_OBJECT

 private slots:
  void rowsComeBackAsTheyWere_data() {
    QTest::addColumn<int>("gapEvery");
    QTest::newRow("numbers without a gap") << 0;
    QTest::newRow("with gaps") << 100;
  }

  void rowsComeBackAsTheyWere() {
    QFETCH(int, gapEvery);
    Rows made;
    std::map<CallNumber, CallRow> kept;
    RowStore store;
    CallNumber next = 17;
    for (int round = 0; round < 60; ++round) {
      RowBatch batch;
      for (int i = 0; i < 150; ++i) {
        next += gapEvery != 0 && made.any(static_cast<std::uint32_t>(gapEvery)) == 0 ? 5 : 1;
        batch.rows.push_back(made.row(next));
      }
      std::set<CallNumber> updated;
      for (int i = 0; i < 20 && !kept.empty(); ++i) {
        const auto at = std::next(kept.begin(), made.any(static_cast<std::uint32_t>(kept.size())));
        if (updated.insert(at->first).second) batch.rows.push_back(made.row(at->first));
      }
      const std::vector<std::uint32_t> changed = store.apply(batch);
      QCOMPARE(changed.size(), updated.size());
      for (const CallRow& row : batch.rows) kept[row.number] = row;
      for (const std::uint32_t index : changed) QVERIFY(updated.contains(store.number(index)));
    }
    QCOMPARE(std::size_t{store.size()}, kept.size());
    std::uint32_t index = 0;
    for (const auto& [number, row] : kept) {
      QCOMPARE(store.indexOf(number), index);
      QVERIFY(store.row(index++) == row);
    }
    QCOMPARE(store.indexOf(17), store.size());
    QCOMPARE(store.indexOf(next + 1), store.size());
    QCOMPARE(store.chunks(), 3U);
    QCOMPARE(store.rowsIn(0) + store.rowsIn(1) + store.rowsIn(2), store.size());
  }

  void aMarkStaysWhenTheRowChanges() {
    Rows made;
    RowStore store;
    RowBatch batch;
    batch.rows = {made.row(1), made.row(2)};
    batch.annotations = {{2, {true, 0, "look"}}};
    store.apply(batch);
    QVERIFY((store.row(1).flags & kMarked) != 0);
    batch = {};
    batch.rows = {made.row(2)};
    store.apply(batch);
    QVERIFY((store.row(1).flags & kMarked) != 0);
    batch = {};
    batch.annotations = {{2, {}}};
    QCOMPARE(store.apply(batch), std::vector<std::uint32_t>{1});
    QVERIFY((store.row(1).flags & kMarked) == 0);
    store.clear();
    QCOMPARE(store.size(), 0U);
    QCOMPARE(store.indexOf(2), 0U);
    batch = {};
    batch.rows = {made.row(9)};
    store.apply(batch);
    QCOMPARE(store.number(0), CallNumber{9});
  }

  void aCallCostsFewBytes() {
    Rows made;
    RowStore store;
    for (CallNumber number = 1; number <= 100'000; number += 1000) {
      RowBatch batch;
      for (CallNumber i = 0; i < 1000; ++i) {
        CallRow row = made.row(number + i);
        row.protocol = row.upstreamProtocol = rpc::Protocol::Grpc;
        row.kind = rpc::Kind::Unary, row.codec = rpc::Codec::Proto, row.compression = rpc::Compression::Gzip;
        batch.rows.push_back(row);
      }
      store.apply(batch);
    }
    QVERIFY2(store.memoryBytes() < 100'000 * 60, qPrintable(QString::number(store.memoryBytes())));
  }
};

QTEST_APPLESS_MAIN(TestRowStore)
#include "tst_row_store.moc"
