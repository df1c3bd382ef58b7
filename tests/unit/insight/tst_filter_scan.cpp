// SPDX-License-Identifier: GPL-3.0-or-later
// A filter asked column by column says of each row what it says of the row alone.
#include <random>

#include <QtTest/QtTest>

#include "bridge/insight/filter_scan.h"

using namespace bascule;
using namespace bascule::insight;
using capture::CallRow;

namespace {

constexpr std::int64_t kNow = 1'795'430'527'240'000'000;

capture::RowStore someCalls(std::uint32_t count) {
  std::mt19937 random(11);
  const auto any = [&](std::uint32_t below) { return static_cast<std::uint32_t>(random()) % below; };
  capture::RowBatch batch;
  batch.firstString = 1;
  batch.strings = {
      "acme.shop.v1.OrderService", "CreateOrder", "GetOrder", "billing", "10.0.0.7", "shop.example"};
  for (std::uint32_t i = 1; i <= count; ++i) {
    CallRow row;
    row.number = i * 2;
    row.startNs = kNow - any(1'000'000'000);
    row.durationNs = any(50'000'000);
    row.addedNs = any(100'000);
    row.service = 1, row.method = 2 + any(2), row.client = any(2) * 4, row.peer = 5, row.host = any(2) * 6;
    row.requestMessages = any(3), row.responseMessages = any(3);
    row.requestBytes = any(2000), row.responseBytes = any(2000);
    row.code = static_cast<rpc::Code>(any(17));
    row.protocol = static_cast<rpc::Protocol>(any(6));
    row.kind = static_cast<rpc::Kind>(any(5));
    row.flags = static_cast<std::uint16_t>(any(256) & ~unsigned{capture::kMarked});
    batch.rows.push_back(row);
    if (any(50) == 0) batch.annotations.push_back({row.number, {any(2) == 0, 0, "ask Ada"}});
  }
  capture::RowStore out;
  out.apply(batch);
  return out;
}

}  // namespace

class TestFilterScan : public QObject {
  Q_OBJECT

 private slots:
  void everyKeyAgreesWithTheRow() {
    const capture::RowStore rows = someCalls(capture::RowChunk::kRows + 900);
    std::vector<std::string> texts = {"",
                                      "getorder",
                                      "ada",
                                      "not_found",
                                      "nowhere",
                                      "duration:>20ms method:get* or client=billing",
                                      "not (status:error and duration:<10ms)",
                                      "header.x:1 or method:CreateOrder",
                                      "header.x:1 and status:ok",
                                      "not header.x:1",
                                      "duration:>500ms",
                                      "#:100..900 or marked:yes"};
    // Every key of the language with a value that some rows have.
    for (const KeyRow& key : filterKeys()) {
      const std::string name = std::string(key.name) + (key.name.ends_with('.') ? "x" : "");
      if (key.keyClass == KeyClass::Names)
        for (const NamedValue& value : key.values) texts.push_back(name + ":" + std::string(value.name));
      else if (key.keyClass == KeyClass::Number)
        texts.push_back(name + (key.unit == Unit::Moment        ? ":>=2026-11-23T10:42:07"
                                : key.unit == Unit::Nanoseconds ? ":>10us"
                                                                : ":>7"));
      else
        texts.push_back(name + "~[ao]");
    }
    for (const std::string& text : texts) agrees(text, rows);
  }

 private:
  static void agrees(const std::string& text, const capture::RowStore& rows) {
    const auto filter = CallFilter::parse(text);
    QVERIFY2(filter.has_value(), text.c_str());
    FilterScan scan(*filter, rows, kNow);
    std::array<Tri, capture::RowChunk::kRows> answers;
    for (std::uint32_t chunk = 0; chunk < rows.chunks(); ++chunk) {
      answers.fill(Tri::No);
      scan.scan(chunk, answers);
      for (std::uint32_t at = 0; at < rows.rowsIn(chunk); ++at) {
        const std::uint32_t index = chunk * capture::RowChunk::kRows + at;
        const Tri byRow = filter->matchesRow({rows.row(index), rows, kNow});
        QVERIFY2(answers[at] == byRow, qPrintable(QStringLiteral("%1: row %2").arg(text.c_str()).arg(index)));
      }
    }
  }
};

QTEST_APPLESS_MAIN(TestFilterScan)
#include "tst_filter_scan.moc"
