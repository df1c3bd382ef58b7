// SPDX-License-Identifier: GPL-3.0-or-later
// Sorting by keys: the same order as comparing gives, whatever the keys look like.
#include <algorithm>
#include <numeric>
#include <random>

#include "ui/models/sort_by_key.h"

using namespace bascule::ui;

namespace {

using Indices = std::vector<std::uint32_t>;

Indices ascending(std::uint32_t count) {
  Indices out(count);
  std::iota(out.begin(), out.end(), 0U);
  return out;
}

template <typename Keys>
Indices compared(Indices indices, const Keys& keys) {
  std::ranges::sort(indices, [&](std::uint32_t a, std::uint32_t b) {
    return keys[a] != keys[b] ? keys[a] < keys[b] : a < b;
  });
  return indices;
}

}  // namespace

class TestSortByKey : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void keysOfEveryWidth_data() {
    QTest::addColumn<quint64>("mask");
    QTest::newRow("all equal") << quint64{0};
    QTest::newRow("one bit") << quint64{1};
    QTest::newRow("the highest bit") << (quint64{1} << 63);
    QTest::newRow("fits beside the index") << quint64{0xFFFFFFFFFF};
    QTest::newRow("high bits only") << (quint64{0xFFFF} << 48);
    QTest::newRow("does not fit") << ~quint64{0};
  }

  void keysOfEveryWidth() {
    QFETCH(quint64, mask);
    std::mt19937_64 random(7);
    std::vector<std::uint64_t> keys(5000);
    for (std::uint64_t& key : keys) key = 0x5555'5555'5555'5555 ^ (random() & mask);
    Indices some = ascending(5000);
    std::erase_if(some, [&](std::uint32_t) { return random() % 3 == 0; });
    Indices sorted = some;
    sortByKey(sorted, keys);
    QCOMPARE(sorted, compared(some, keys));
    sortByNumber(sorted, 5000);
    QCOMPARE(sorted, some);
  }

  void noneAndOne() {
    Indices none, one{0};
    sortByKey(none, {});
    sortByNumber(none, 0);
    sortByGroup(none, {});
    QVERIFY(none.empty());
    const std::vector<std::uint64_t> key{~std::uint64_t{0}};
    sortByKey(one, key);
    QCOMPARE(one, Indices{0});
  }

  void groupsKeepTheOrderWithin() {
    std::mt19937 random(7);
    std::vector<std::uint32_t> groups(5000);
    for (std::uint32_t& group : groups) group = static_cast<std::uint32_t>(random()) % 5 << 20;
    Indices sorted = ascending(5000);
    sortByGroup(sorted, groups);
    QCOMPARE(sorted, compared(ascending(5000), groups));
  }
};

QTEST_GUILESS_MAIN(TestSortByKey)
#include "tst_sort_by_key.moc"
