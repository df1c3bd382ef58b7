// SPDX-License-Identifier: GPL-3.0-or-later
// Every model of the window under QAbstractItemModelTester while rows arrive, change, are filtered and go.
#include <QAbstractItemModelTester>
#include <algorithm>
#include <random>
#include <set>
#include <thread>

#include "bridge/base/clock.h"
#include "ui/models/call_table_model.h"
#include "ui/models/field_tree_model.h"
#include "ui/models/messages_model.h"
#include "ui/models/row_inbox.h"
#include "ui/models/sheet_model.h"
#include "ui/models/sidebar_model.h"
#include "ui/models/statistics_model.h"

using namespace bascule;
using namespace bascule::ui;
using capture::CallRow;
using capture::RowBatch;

namespace {

class FixedClock final : public Clock {
 public:
  MonotonicTime now() const override { return {}; }
  WallTime wallNow() const override { return WallTime(std::chrono::seconds(1000)); }
};

CallRow call(capture::CallNumber number, rpc::Protocol protocol, std::uint16_t flags = 0,
             rpc::Code code = rpc::Code::Ok) {
  CallRow row;
  row.number = number;
  row.startNs = 999'500'000'000;
  row.durationNs = 2'000'000;
  row.service = 1;
  row.method = static_cast<std::uint32_t>(2 + number % 2);
  row.client = row.peer = row.host = row.upstream = 4;
  row.protocol = protocol;
  row.upstreamProtocol = rpc::Protocol::Grpc;
  row.kind = rpc::Kind::Unary;
  row.code = code;
  row.flags = flags;
  return row;
}

RowBatch firstBatch() {
  RowBatch batch;
  batch.firstString = 1;
  batch.strings = {"acme.shop.v1.OrderService", "GetOrder", "CreateOrder", "web-checkout"};
  batch.rows = {call(1, rpc::Protocol::ConnectUnary), call(2, rpc::Protocol::Grpc, capture::kInFlight),
                call(3, rpc::Protocol::GrpcWeb, 0, rpc::Code::NotFound),
                call(4, rpc::Protocol::ConnectUnary)};
  return batch;
}

std::vector<std::uint32_t> shownIndices(const CallTableModel& model) {
  std::vector<std::uint32_t> out;
  for (int row = 0; row < model.rowCount(); ++row)
    out.push_back(static_cast<std::uint32_t>(model.call(row).number - 1));
  return out;
}

CallDetailPtr detailWith(std::size_t messages) {
  auto detail = std::make_shared<CallDetail>();
  detail->record.row.number = 7;
  for (std::size_t i = 0; i < messages; ++i)
    detail->record.clientLeg.messages.push_back(
        {capture::Direction::Request, static_cast<std::int64_t>(i) * 1000, false, false, 3, "abc"});
  return detail;
}

}  // namespace

class TestModels : public QObject {
  Q_OBJECT
 private:
  FixedClock clock_;

 private Q_SLOTS:
  void tableFollowsTraffic() {
    Traffic traffic(clock_);
    CallTableModel model(traffic);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    traffic.apply(firstBatch());
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.rowOf(3), 2);
    QCOMPARE(model.rowOf(9), -1);
    QCOMPARE(traffic.stats().totals().inFlight, std::uint64_t{1});
    RowBatch end;
    end.rows = {call(2, rpc::Protocol::Grpc, 0, rpc::Code::Internal), call(5, rpc::Protocol::Grpc)};
    traffic.apply(end);
    QCOMPARE(model.rowCount(), 5);
    QVERIFY(traffic.inFlight().empty());
    QCOMPARE(traffic.stats().totals().errors, std::uint64_t{2});
    QCOMPARE(traffic.callsPerSecond(), std::uint64_t{5});
    CallRow ahead = call(6, rpc::Protocol::Grpc);  // recorded where the clock is ahead
    ahead.startNs = traffic.nowNs() + 1;
    RowBatch later;
    later.rows = {ahead};
    traffic.apply(later);
    QCOMPARE(traffic.callsPerSecond(), std::uint64_t{5});
    traffic.clear();
    QCOMPARE(model.rowCount(), 0);
  }

  void everyCellSpeaks() {
    Traffic traffic(clock_);
    CallTableModel model(traffic);
    traffic.apply(firstBatch());
    for (int column = 0; column < kColumnCount; ++column) {
      QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
      for (const int role : {int{Qt::DisplayRole}, int{Qt::AccessibleTextRole}, int{Qt::ToolTipRole}}) {
        QVERIFY(!model.index(1, column).data(role).toString().isEmpty());
      }
    }
    QCOMPARE(model.index(0, static_cast<int>(Column::Method)).data().toString(),
             QStringLiteral("acme.shop.v1.OrderService/CreateOrder"));
  }

  void groupsStandTogether() {
    Traffic traffic(clock_);
    CallTableModel model(traffic);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    std::mt19937 random(11);
    const auto any = [&random](std::uint32_t below) { return static_cast<std::uint32_t>(random()) % below; };
    RowBatch batch;
    batch.firstString = 1;
    batch.strings = {"b.Second", "a.Third", "z.First", "method", "client-1", "client-2"};
    capture::CallNumber number = 0;
    const auto more = [&](int count) {
      for (int i = 0; i < count; ++i) {
        CallRow row = call(++number, rpc::Protocol::Grpc, any(9) == 0 ? capture::kInFlight : 0,
                           any(4) == 0 ? rpc::Code::NotFound : rpc::Code::Ok);
        row.service = 1 + any(3), row.method = 4, row.client = 5 + any(2);
        row.durationNs = any(50) * 1'000'000;
        batch.rows.push_back(row);
      }
      traffic.apply(batch);
      batch = {};
    };
    more(6000);
    for (const Grouping grouping : {Grouping::Service, Grouping::Client, Grouping::Status, Grouping::None}) {
      for (const Sorting& sorting : {Sorting{}, Sorting{Column::Number, true},
                                     Sorting{Column::Duration, true}, Sorting{Column::Client, false}}) {
        model.setGrouping(grouping);
        model.setSorting(sorting);
        more(20);
        // Some that were open end, and go to another group.
        for (std::uint32_t i = 0; i < traffic.rows().size() && batch.rows.size() < 5; ++i) {
          if (!traffic.rows().row(i).inFlight()) continue;
          batch.rows.push_back(traffic.rows().row(i));
          batch.rows.back().flags = 0;
        }
        traffic.apply(batch);
        batch = {};
        QCOMPARE(model.rowCount(), static_cast<int>(traffic.rows().size()));
        // The same calls, sorted without groups, stay in that order within each group.
        int sum = 0;
        std::set<QString> names;
        for (const CallTableModel::Group& group : model.groups(1000)) {
          QCOMPARE(group.row, sum);
          sum += group.count;
          QVERIFY(names.insert(model.groupText(group.row)).second);
          for (int row = group.row; row < group.row + group.count; ++row) {
            QCOMPARE(model.groupText(row), model.groupText(group.row));
            QCOMPARE(model.rowOf(model.call(row).number), row);
            if (row > group.row && sorting.byAge())
              QVERIFY((model.call(row).number > model.call(row - 1).number) != sorting.descending);
            if (row > group.row && sorting.column == Column::Duration && !model.call(row - 1).inFlight())
              QVERIFY(model.call(row).durationNs <= model.call(row - 1).durationNs);
          }
        }
        QCOMPARE(sum, grouping == Grouping::None ? 0 : model.rowCount());
        if (grouping == Grouping::Service) QCOMPARE(*names.begin(), QStringLiteral("a.Third"));
        if (grouping == Grouping::Service) QCOMPARE(model.groupText(0), QStringLiteral("z.First"));
        QCOMPARE(model.byAge(), sorting.byAge() && grouping == Grouping::None);
      }
    }
  }

  void statisticsCountWhatTheTableShows() {
    Traffic traffic(clock_);
    CallTableModel calls(traffic);
    StatisticsModel model(calls);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy counted(&model, &StatisticsModel::counted);
    traffic.apply(firstBatch());
    QCOMPARE(model.rowCount(), 0);  // nobody looks
    model.setActive(true);
    QTRY_COMPARE(counted.count(), 1);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.table().all().calls, std::uint64_t{4});
    for (int row = 0; row < model.rowCount(); ++row) {
      QCOMPARE(model.text(row, Figure::Calls), QStringLiteral("2"));
      const auto filter = insight::CallFilter::parse(model.term(row));
      QVERIFY(filter.has_value());
      calls.setFilter(*filter);
      QCOMPARE(calls.rowCount(), 2);
      for (int column = 0; column < kFigureCount; ++column)
        QVERIFY(!model.index(row, column).data(Qt::AccessibleTextRole).toString().isEmpty());
    }
    QTRY_VERIFY(model.table().all().calls == 2);  // the filter in force now
    QCOMPARE(model.rowCount(), 1);
    calls.setFilter({});
    QTRY_COMPARE(model.table().all().calls, std::uint64_t{4});
    model.sort(static_cast<int>(Figure::Name), Qt::AscendingOrder);
    QCOMPARE(model.name(0), QStringLiteral("CreateOrder"));
    model.sort(static_cast<int>(Figure::Name), Qt::DescendingOrder);
    QCOMPARE(model.name(0), QStringLiteral("GetOrder"));
    model.setByClient(true);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.name(0), QStringLiteral("web-checkout"));
    QCOMPARE(model.text(0, Figure::Errors), QStringLiteral("1 · 25 %"));
    model.setActive(false);
    traffic.clear();
    QCOMPARE(model.rowCount(), 1);
    model.setActive(true);
    QTRY_COMPARE(model.rowCount(), 0);
  }

  void aSpanOfTimeNarrowsTheTable() {
    Traffic traffic(clock_);
    CallTableModel model(traffic);
    RowBatch batch = firstBatch();
    for (std::size_t i = 0; i < batch.rows.size(); ++i)
      batch.rows[i].startNs = static_cast<std::int64_t>(i) * 1000;
    traffic.apply(batch);
    Choice choice;
    choice.fromNs = 1000, choice.untilNs = 3000;
    model.setChoice(choice);
    QCOMPARE(model.rowCount(), 2);
    QVERIFY(model.filtered());
    QCOMPARE(model.call(0).number, capture::CallNumber{2});
  }

  void chipsChooseAndCallsMoveBetweenThem() {
    Traffic traffic(clock_);
    CallTableModel model(traffic);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    traffic.apply(firstBatch());
    Choice choice;
    choice.chip = Chip::Errors;
    model.setChoice(choice);
    QCOMPARE(model.rowCount(), 1);
    RowBatch end;  // the open call fails: it enters the table in front of the one shown
    end.rows = {call(2, rpc::Protocol::Grpc, 0, rpc::Code::Internal)};
    traffic.apply(end);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.call(0).number, capture::CallNumber{2});
    end.rows = {call(2, rpc::Protocol::Grpc)};
    traffic.apply(end);
    QCOMPARE(model.rowCount(), 1);
    for (int chip = 0; chip < kChipCount; ++chip) {
      choice.chip = static_cast<Chip>(chip);
      model.setChoice(choice);
      QCOMPARE(static_cast<std::uint64_t>(model.rowCount()),
               chipCount(static_cast<Chip>(chip), traffic.stats()) - (chip == 4 ? 1 : 0));
    }
  }

  void aNewCallThatEndsInTheSameBatchIsShownOnce() {
    Traffic traffic(clock_);
    CallTableModel model(traffic);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    RowBatch batch = firstBatch();
    batch.rows.push_back(call(2, rpc::Protocol::Grpc));
    batch.rows.push_back(call(2, rpc::Protocol::Grpc, 0, rpc::Code::Aborted));
    traffic.apply(batch);
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(traffic.stats().totals().inFlight, std::uint64_t{0});
  }

  void everyColumnSortsBothWays() {
    Traffic traffic(clock_);
    CallTableModel model(traffic);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    traffic.apply(firstBatch());
    for (int i = 0; i < kColumnCount; ++i) {
      const auto column = static_cast<Column>(i);
      const QString tip = model.headerData(i, Qt::Horizontal, Qt::ToolTipRole).toString();
      QVERIFY(tip.startsWith(CallTableModel::title(column)));
      std::vector<capture::CallNumber> there, back;
      model.setSorting({column, false});
      for (int row = 0; row < model.rowCount(); ++row) there.push_back(model.call(row).number);
      for (int row = 0; row < model.rowCount(); ++row) QCOMPARE(model.rowOf(model.call(row).number), row);
      model.setSorting({column, true});
      for (int row = model.rowCount(); row-- > 0;) back.push_back(model.call(row).number);
      QCOMPARE(there, back);
    }
    // Small first: the calls that ended, then the open one, which counts as longest.
    model.setSorting({Column::Duration, false});
    QCOMPARE(model.call(3).number, capture::CallNumber{2});
    model.setSorting({Column::Method, false});
    QCOMPARE(model.call(0).number % 2, capture::CallNumber{1});  // CreateOrder before GetOrder
  }

  void clicksOnATitleGoRound() {
    Traffic traffic(clock_);
    CallTableModel model(traffic);
    model.cycleSorting(static_cast<int>(Column::Duration));
    QVERIFY((model.sorting() == Sorting{Column::Duration, true}));
    model.cycleSorting(static_cast<int>(Column::Duration));
    QVERIFY((model.sorting() == Sorting{Column::Duration, false}));
    model.cycleSorting(static_cast<int>(Column::Duration));
    QVERIFY(model.sorting() == Sorting{});
    model.cycleSorting(static_cast<int>(Column::Number));
    QVERIFY((model.sorting() == Sorting{Column::Number, true}));
  }

  void callsComeChangeAndGoInASortedTable() {
    Traffic traffic(clock_);
    CallTableModel model(traffic);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    std::mt19937 random(7);
    const auto any = [&random](std::uint32_t below) { return static_cast<std::uint32_t>(random()) % below; };
    traffic.apply(firstBatch());
    capture::CallNumber last = 4;
    for (int round = 0; round < 200; ++round) {
      RowBatch batch;
      batch.firstString = traffic.rows().stringCount();
      batch.strings = {"Method" + std::to_string(any(1000))};
      for (std::uint32_t i = any(5); i > 0; --i) {
        batch.rows.push_back(call(++last, rpc::Protocol::Grpc, any(2) == 0 ? capture::kInFlight : 0));
        batch.rows.back().method = 1 + any(batch.firstString);
      }
      for (std::uint32_t i = any(4); i > 0; --i) {
        CallRow row = traffic.rows().row(any(static_cast<std::uint32_t>(traffic.rows().size())));
        row.flags = 0, row.durationNs = any(5'000'000), row.responseBytes = any(100);
        row.code = any(3) == 0 ? rpc::Code::NotFound : rpc::Code::Ok;
        batch.rows.insert(batch.rows.begin(), row);
      }
      for (std::uint32_t i = any(3); i > 0; --i)
        batch.annotations.push_back(
            {1 + any(static_cast<std::uint32_t>(last)), {false, 0, "c" + std::to_string(any(9))}});
      traffic.apply(batch);
      if (round % 7 == 0) model.setSorting({static_cast<Column>(any(kColumnCount)), any(2) == 0});
      if (round % 11 == 0) model.setChoice({any(2) == 0 ? Chip::All : Chip::Errors});
      const std::vector<std::uint32_t> shown = shownIndices(model);
      std::vector<std::uint32_t> sorted = shown;
      std::ranges::sort(sorted);
      CallOrder fresh(traffic.rows(), model.sortTexts());
      fresh.setSorting(model.sorting());
      fresh.assign(sorted);
      QCOMPARE(shown, fresh.shown());
      if (model.choice().chip == Chip::All)
        QCOMPARE(static_cast<std::uint32_t>(model.rowCount()), traffic.rows().size());
    }
  }

  void sortedByComments() {
    Traffic traffic(clock_);
    CallTableModel model(traffic);
    QAbstractItemModelTester tester(&model);
    RowBatch batch = firstBatch();
    batch.annotations = {{2, {false, 0, "b"}}, {3, {true, 0, "A"}}};
    traffic.apply(batch);
    model.cycleSorting(static_cast<int>(Column::Comment));
    QCOMPARE(model.call(0).number, capture::CallNumber{3});
    QCOMPARE(model.call(1).number, capture::CallNumber{2});
    QCOMPARE(model.index(1, static_cast<int>(Column::Comment)).data().toString(), QStringLiteral("b"));
    // The other way round those without a comment still come last.
    model.cycleSorting(static_cast<int>(Column::Comment));
    QCOMPARE(model.call(0).number, capture::CallNumber{2});
    QCOMPARE(model.call(1).number, capture::CallNumber{3});
    RowBatch later;
    later.firstString = traffic.rows().stringCount();
    later.annotations = {{1, {false, 0, "z"}}, {2, {}}};
    traffic.apply(later);
    QCOMPARE(model.call(0).number, capture::CallNumber{1});
    QCOMPARE(model.call(1).number, capture::CallNumber{3});
    model.cycleSorting(static_cast<int>(Column::Comment));
    QVERIFY(model.sorting() == Sorting{});
  }

  // A column of the user's own: the reader is asked for all calls; numbers are sorted as numbers.
  void sortedByOwnColumns() {
    Traffic traffic(clock_);
    CallTableModel model(traffic);
    QAbstractItemModelTester tester(&model);
    traffic.apply(firstBatch());
    model.setOwnColumns({"header.x-tenant", "req.amount"});
    QSignalSpy wanted(&model, &CallTableModel::sortValuesWanted);
    const int section = kColumnCount + 1;
    model.cycleSorting(section);
    QCOMPARE(model.sortedSection(), section);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted[0][1].value<std::string>(), std::string("req.amount"));
    const auto calls = wanted[0][2].value<std::vector<capture::CallNumber>>();
    QCOMPARE(calls.size(), static_cast<std::size_t>(model.rowCount()));
    QVERIFY(calls.size() >= 4);
    const int generation = wanted[0][0].toInt();
    std::vector<std::string> values(calls.size());
    values[0] = "100", values[1] = "9", values[2] = "-3.5", values[3] = "ten";
    model.takeSortValues(generation - 1, calls, values, true);
    QCOMPARE(model.call(0).number, calls[0]);
    model.takeSortValues(generation, {calls[0]}, {values[0]}, false);
    QCOMPARE(model.call(0).number, calls[0]);  // not before everything is known
    model.takeSortValues(generation, calls, values, true);
    for (const std::size_t place : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{3}}) {
      constexpr std::array<std::size_t, 4> kOrder = {2, 1, 0, 3};
      QCOMPARE(model.call(static_cast<int>(place)).number, calls[kOrder[place]]);
    }
    model.cycleSorting(section);
    QCOMPARE(wanted.count(), 1);  // the same values the other way round
    QCOMPARE(model.call(0).number, calls[3]);
    QCOMPARE(model.call(3).number, calls[2]);
    // A call that comes later is read, and finds its place.
    RowBatch later;
    later.firstString = traffic.rows().stringCount();
    later.rows = {call(calls.back() + 1, rpc::Protocol::Grpc, 0)};
    traffic.apply(later);
    QCOMPARE(wanted.count(), 2);
    const auto fresh = wanted[1][2].value<std::vector<capture::CallNumber>>();
    model.takeSortValues(generation, fresh, {"50"}, true);
    QCOMPARE(model.call(2).number, fresh[0]);
    // A schema came: all is read again, and answers from before are not taken.
    model.readAgain();
    QCOMPARE(wanted.count(), 3);
    const auto again = wanted[2][2].value<std::vector<capture::CallNumber>>();
    QCOMPARE(again.size(), static_cast<std::size_t>(model.rowCount()));
    std::vector<std::string> otherwise(again.size(), "1");
    otherwise.back() = "2";
    model.takeSortValues(generation, again, otherwise, true);
    QCOMPARE(model.call(2).number, fresh[0]);
    model.takeSortValues(wanted[2][0].toInt(), again, otherwise, true);
    QCOMPARE(model.call(0).number, again.back());  // the largest first, as chosen above
    // Another column in this place is another sorting.
    model.setOwnColumns({"header.x-tenant"});
    QVERIFY(model.sorting() == Sorting{});
  }

  void sortForms() {
    const std::vector<std::string> ascending = {"-1e9", "-2",  "0", "1",  "1.0", "2",
                                                "10",   "1e3", "a", "a1", "b"};
    for (std::size_t i = 0; i + 1 < ascending.size(); ++i)
      QVERIFY2(SortTexts::sortForm(ascending[i]) < SortTexts::sortForm(ascending[i + 1]),
               ascending[i].c_str());
    QCOMPARE(SortTexts::sortForm("nan"), std::string("nan"));
    QCOMPARE(SortTexts::sortForm("12 ms"), std::string("12 ms"));
    QVERIFY(SortTexts::sortForm(std::string(5000, 'x')).size() < 300);
  }

  void whoHoldsAnIndexKeepsItsCall() {
    Traffic traffic(clock_);
    CallTableModel model(traffic);
    traffic.apply(firstBatch());
    const QPersistentModelIndex third(model.index(2, 4));
    model.setSorting({Column::Number, true});
    QCOMPARE(third.row(), 1);
    model.setSorting({Column::Status, true});
    QCOMPARE(model.call(third.row()).number, capture::CallNumber{3});
  }

  void ranksHaveRoomForLaterTexts() {
    TextRanks ranks;
    std::vector<std::pair<std::string, std::uint32_t>> texts;
    std::string text = "z";
    for (std::uint32_t id = 1; id < 300; ++id) {
      text.insert(text.begin(), 'a');  // always in front of all others: gaps run out
      texts.emplace_back(text, id);
      ranks.rank(id, text);
    }
    QVERIFY(ranks.takeRenumbered());
    for (std::size_t i = 1; i < texts.size(); ++i)
      QVERIFY(ranks.rank(texts[i].second, texts[i].first) <
              ranks.rank(texts[i - 1].second, texts[i - 1].first));
    QCOMPARE(ranks.rank(1000, texts[0].first), ranks.rank(1, texts[0].first));
  }

  void filterThatNeedsRecordsAsksForThem() {
    Traffic traffic(clock_);
    CallTableModel model(traffic);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    traffic.apply(firstBatch());
    int generation = 0;
    std::vector<capture::CallNumber> asked;
    connect(
        &model, &CallTableModel::recordsWanted, this,
        [&](int now, const std::vector<capture::CallNumber>& numbers) { generation = now, asked = numbers; });
    model.setFilter(*insight::CallFilter::parse("header.x-tenant:acme"));
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(asked.size(), std::size_t{4});
    model.admit(generation, {3});
    model.admit(generation, {1, 4});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.call(0).number, capture::CallNumber{1});
    model.admit(generation - 1, {2});  // an answer to an older question
    QCOMPARE(model.rowCount(), 3);
    model.setFilter({});
    QCOMPARE(model.rowCount(), 4);
  }

  void sidebarGrowsInPlace() {
    Traffic traffic(clock_);
    SidebarModel model(traffic);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    traffic.apply(firstBatch());
    QCOMPARE(model.rowCount(), kViewCount + 4);  // two captions, one service, one client
    const QModelIndex service = model.index(kViewCount + 1, 0);
    QCOMPARE(service.data().toString(), QStringLiteral("OrderService"));
    QCOMPARE(model.rowCount(service), 2);
    QVERIFY(service.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("50 % Connect")));
    RowBatch more;
    more.firstString = 5;
    more.strings = {"acme.shop.v1.CatalogService", "a-client"};
    CallRow row = call(5, rpc::Protocol::Grpc);
    row.service = 5, row.client = 6;
    more.rows = {row};
    traffic.apply(more);
    QCOMPARE(model.index(kViewCount + 1, 0).data().toString(), QStringLiteral("CatalogService"));
    QCOMPARE(model.index(kViewCount + 2, 0).data().toString(), QStringLiteral("OrderService"));
    QCOMPARE(model.index(kViewCount + 4, 0).data().toString(), QStringLiteral("a-client"));
    QVERIFY((model.flags(model.index(kViewCount, 0)) & Qt::ItemIsSelectable) == 0);
    traffic.clear();
    QCOMPARE(model.rowCount(), kViewCount + 2);
  }

  void messagesGrow() {
    MessagesModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setDetail(detailWith(2));
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setDetail(detailWith(5));
    QCOMPARE(model.rowCount(), 5);
    QCOMPARE(reset.count(), 0);
    model.setDetail(detailWith(1));
    QCOMPARE(reset.count(), 1);
    QCOMPARE(model.index(0, 3).data().toString(), QStringLiteral("–"));
  }

  void messagesSayWhatTheySayPageByPage() {
    MessagesModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    std::vector<std::pair<std::size_t, std::size_t>> asked;
    connect(&model, &MessagesModel::linesWanted, this,
            [&](std::size_t first, std::size_t count) { asked.emplace_back(first, count); });
    const CallDetailPtr detail = detailWith(100'000);
    model.setDetail(detail);
    QCOMPARE(model.rowCount(), 100'000);
    QCOMPARE(model.index(3, 5).data().toString(), QStringLiteral("…"));
    model.lookAt(0, 30);
    model.lookAt(5, 40);  // the same page: asked once
    QCOMPARE(asked.size(), std::size_t{1});
    model.takeLines(detail, 0, std::vector<MessageLine>(kMessagePage, {"Order", "id: 1"}));
    QCOMPARE(model.index(3, 5).data().toString(), QStringLiteral("Order id: 1"));
    model.lookAt(99'990, 99'999);
    QCOMPARE(asked.back().first + asked.back().second, std::size_t{100'000});
    // Leafing through all of it keeps no more than some pages.
    for (int row = 0; row < 100'000; row += kMessagePage) model.lookAt(row, row + 20);
    QVERIFY(model.line(3) == nullptr);
    model.lookAt(0, 20);
    QCOMPARE(asked.back().first, std::size_t{0});
    // A call that grew: only its last page is asked for again.
    const CallDetailPtr grown = detailWith(100'010);
    model.setDetail(grown);
    model.lookAt(99'990, 99'999);
    QVERIFY(asked.back().first + asked.back().second > 100'000);
    model.takeLines(detailWith(5), 0, {{"Other", "call"}});
  }

  void fieldsAndBytes() {
    auto message = std::make_shared<DecodedMessage>();
    message->bytes = std::string("\x0a\x04\x0a\x02hi\x10\x01", 8);
    message->hasTree = true;
    message->tree = schema::decodeTree(*schema::Schema::wellKnown(), "", message->bytes);
    FieldTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setMessage(message);
    QCOMPARE(model.rowCount(), 1);
    const QModelIndex field = model.fieldAt(6);
    QCOMPARE(model.node(field).number, std::uint32_t{2});
    QVERIFY(field.data().toString().startsWith(QStringLiteral("unknown 2")));
    model.setMessage(nullptr);
    QCOMPARE(model.rowCount(), 0);
  }

  void sheetsAreTables() {
    SheetModel model(3);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    Sheet sheet;
    appendBlocks(sheet, {{jsonSpans("{\"a\": [1, true]}")}, {}, {jsonSpans("\"x\\\"y\"")}});
    model.setSheet(sheet);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(1, 0).data().toString(), QStringLiteral("{\"a\": [1, true]}"));
    QCOMPARE(model.index(1, 2).data().toString(), QStringLiteral("\"x\\\"y\""));
    QVERIFY(model.cell(1, 1).blank());
    QVERIFY(sheet.rows[1].cells[0].spans[1].ink == Ink::Key);
  }

  void inboxJoinsWhatArrivesBetweenTwoLooks() {
    RowInbox inbox;
    QSignalSpy arrived(&inbox, &RowInbox::arrived);
    std::thread recorder([&inbox] {
      RowBatch batch = firstBatch();
      inbox.push(batch);
      batch.firstString = 5;
      batch.strings = {"later"};
      batch.rows = {call(5, rpc::Protocol::Grpc)};
      batch.lostEvents = 3;
      inbox.push(batch);
    });
    recorder.join();
    QTRY_COMPARE(arrived.count(), 1);
    const RowBatch batch = arrived[0][0].value<RowBatch>();
    QCOMPARE(batch.rows.size(), std::size_t{5});
    QCOMPARE(batch.strings.size(), std::size_t{5});
    QCOMPARE(batch.firstString, std::uint32_t{1});
    QCOMPARE(batch.lostEvents, std::uint64_t{3});
    // The last words of an earlier run do not mix with those of the next one.
    RowBatch late;
    late.firstString = 6;
    late.strings = {"late"};
    late.rows = {call(5, rpc::Protocol::Grpc)};
    inbox.push(late);
    inbox.push(firstBatch());
    inbox.dropEarlierRun();
    QTRY_COMPARE(arrived.count(), 2);
    QCOMPARE(arrived[1][0].value<RowBatch>().rows.size(), std::size_t{4});
    inbox.push(late);
    inbox.dropEarlierRun();
    QTRY_COMPARE(arrived.count(), 3);
    QVERIFY(arrived[2][0].value<RowBatch>().rows.empty());
    inbox.push(firstBatch());
    inbox.clear();
    QTRY_COMPARE(arrived.count(), 4);
    QVERIFY(arrived[3][0].value<RowBatch>().rows.empty());
  }
};

QTEST_GUILESS_MAIN(TestModels)
#include "tst_models.moc"
