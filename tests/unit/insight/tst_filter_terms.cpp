// SPDX-License-Identifier: GPL-3.0-or-later
// From a call to terms that find it: each key's term matches its own call and, excluded, does not.
#include <random>

#include <QtTest/QtTest>

#include "bridge/insight/filter_terms.h"
#include "tests/support/call_records.h"

using namespace bascule;
using namespace bascule::insight;

namespace {

capture::CallRow anyRow(std::mt19937& random, std::uint32_t strings) {
  const auto below = [&](std::uint32_t limit) { return static_cast<std::uint32_t>(random()) % limit; };
  capture::CallRow row;
  row.number = 1 + below(100'000);
  row.startNs = 1'795'000'000'000'000'000 + below(1'000'000'000);
  row.durationNs = below(2'000'000'000);
  row.addedNs = below(5'000'000);
  for (auto text : {&capture::CallRow::service, &capture::CallRow::method, &capture::CallRow::client,
                    &capture::CallRow::peer, &capture::CallRow::host, &capture::CallRow::upstream})
    row.*text = 1 + below(strings);
  row.requestMessages = below(9), row.responseMessages = below(2000);
  row.requestBytes = below(70'000), row.responseBytes = below(9'000'000);
  row.code = static_cast<rpc::Code>(below(rpc::kCodeCount));
  row.protocol = static_cast<rpc::Protocol>(below(6));
  row.upstreamProtocol = static_cast<rpc::Protocol>(below(6));
  row.kind = static_cast<rpc::Kind>(below(5));
  row.codec = static_cast<rpc::Codec>(below(3));
  row.compression = static_cast<rpc::Compression>(below(6));
  row.flags = static_cast<std::uint16_t>(below(512));
  return row;
}

}  // namespace

class TestFilterTerms : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aTermFindsItsCall() {
    capture::RowStore store;
    capture::RowBatch batch;
    batch.firstString = 1;
    batch.strings = {"acme.shop.v1.OrderService",
                     "with space",
                     "quote\"d",
                     "a:b",
                     "(paren)",
                     "and",
                     "100..200",
                     ">7",
                     "web*",
                     "-x",
                     "ümlaut"};
    store.apply(batch);
    std::mt19937 random(7);
    for (int i = 0; i < 500; ++i) {
      const capture::CallRow row = anyRow(random, static_cast<std::uint32_t>(batch.strings.size()));
      const RowView view{row, store, row.startNs + row.durationNs};
      for (const CallFilter::Key& key : CallFilter::keys()) {
        const std::string term = termOf(key.name, view);
        if (term.empty()) continue;
        const auto matches = [&](const std::string& text) {
          const auto filter = CallFilter::parse(text);
          if (!filter) QTest::qFail((text + ": " + filter.error().message).c_str(), __FILE__, __LINE__);
          return filter && filter->matchesRow(view) == Tri::Yes;
        };
        QVERIFY2(matches(term), term.c_str());
        QVERIFY2(!matches(narrowed({}, term, true)), term.c_str());
        QVERIFY2(matches(narrowed("status:ok or not status:ok", term, false)), term.c_str());
        QVERIFY2(!matches(narrowed("status:ok or not status:ok", term, true)), term.c_str());
      }
    }
  }

  void onlyTheRecordKnowsHeaders() {
    capture::RowStore store;
    const capture::CallRow row;
    QCOMPARE(termOf("header.x-tenant", {row, store, 0}), std::string());
    QCOMPARE(termOf("no-such-key", {row, store, 0}), std::string());
    QCOMPARE(exactTerm("header.x-tenant", "acme corp"), std::string("header.x-tenant=\"acme corp\""));
  }

  void excludingSeveralTermsExcludesTheirConjunction() {
    QCOMPARE(narrowed("", "service=a method=b", true), std::string("not (service=a method=b)"));
    QCOMPARE(narrowed("x or y", "kind:unary", false), std::string("(x or y) kind:unary"));
    QCOMPARE(narrowed("x y", "kind:unary", false), std::string("x y kind:unary"));
  }

  void valuesAndNamesOfARecord() {
    const capture::CallRecord record = test::sampleRecord();
    const schema::SchemaPtr schema = schema::Schema::wellKnown();
    QCOMPARE(valuesOf("header.content-type", record, *schema).empty(), false);
    QCOMPARE(valuesOf("service", record, *schema), record.service);
    QCOMPARE(valuesOf("header.no-such", record, *schema), std::string());
    SeenNames seen;
    seen.add(record, *schema);
    seen.add(record, *schema);
    QVERIFY(!seen.headers.empty());
    QVERIFY(std::ranges::is_sorted(seen.headers));
    QVERIFY(std::ranges::adjacent_find(seen.headers) == seen.headers.end());
    for (const std::string& name : seen.headers)
      QVERIFY2(!valuesOf("header." + name, record, *schema).empty(), name.c_str());
    for (const std::string& path : seen.requestFields) QVERIFY(isFilterKey("req." + path));
  }

  void namesOfAKeyAreItsValues() {
    QVERIFY(std::ranges::count(namesOf("protocol"), "grpc-web") == 1);
    QVERIFY(namesOf("service").empty());
    for (const CallFilter::Key& key : CallFilter::keys()) {
      for (const std::string_view name : namesOf(key.name))
        QVERIFY(CallFilter::parse(std::string(key.name) + ":" + std::string(name)).has_value());
    }
  }
};

QTEST_APPLESS_MAIN(TestFilterTerms)
#include "tst_filter_terms.moc"
