// SPDX-License-Identifier: GPL-3.0-or-later
// The filter language: what matches, in one or two steps; places and sentences of errors; printing.
#include <random>

#include <QtTest/QtTest>

#include "bridge/insight/call_filter.h"
#include "bridge/insight/message_values.h"
#include "bridge/schema/registry.h"
#include "tests/support/call_records.h"

using namespace bascule;
using namespace bascule::insight;

class TestCallFilter : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase();
  void matching_data();
  void matching();
  void inFlight();
  void commentsOfCalls();
  void trailersHoweverCarried();
  void rowStepIsEnoughForRows();
  void errors_data();
  void errors();
  void printReadsBack_data();
  void printReadsBack();
  void randomExpressions();
  void everyKeyParses();
  void tokensCoverTheText();
  void jsonValues();
  void nonsenseNeverCrashes();

 private:
  schema::SchemaPtr schema_;
};

void TestCallFilter::initTestCase() {
  qputenv("TZ", "UTC");
  schema_ = schema::Schema::wellKnown();
}

void TestCallFilter::matching_data() {
  QTest::addColumn<bool>("expected");
  const std::pair<const char*, bool> rows[] = {
      // Words
      {"", true},
      {"CreateOrder", true},
      {"createorder", true},
      {"orderservice", true},
      {"web-check", true},
      {"x-trace-id", true},
      {"7f3a91c2", true},
      {"\"quantity must be\"", true},
      {"\"quantity must not\"", false},
      {"A-17", true},
      {"nowhere", false},
      {"invalid_argument", true},
      {"INVALID_ARG", true},
      {"8081", true},
      // Logic and precedence
      {"CreateOrder nowhere", false},
      {"CreateOrder and web-checkout", true},
      {"nowhere or CreateOrder", true},
      {"nowhere and nowhere or CreateOrder", true},
      {"nowhere and (nowhere or CreateOrder)", false},
      {"CreateOrder or nowhere nowhere", true},
      {"not nowhere", true},
      {"-nowhere", true},
      {"-CreateOrder", false},
      {"not not CreateOrder", true},
      {"-(nowhere or CreateOrder)", false},
      {"NOT nowhere AND CreateOrder", true},
      // Names
      {"status:invalid_argument", true},
      {"status:INVALID_ARGUMENT", true},
      {"status:error", true},
      {"status:ok", false},
      {"status:inflight", false},
      {"status:inv*", true},
      {"status~^(inv|not_)", true},
      {"status=error", true},
      {"code:3", true},
      {"code:>3", false},
      {"code:3..5", true},
      {"protocol:connect", true},
      {"protocol:grpc", false},
      {"protocol:grpc*", false},
      {"not protocol:connect", false},
      {"upstream.protocol:grpc", true},
      {"upstream.protocol:grpc*", true},
      {"kind:unary", true},
      {"kind:bidi", false},
      {"codec:json", true},
      {"compression:identity", true},
      {"http:1.1", true},
      {"http:2", false},
      {"tls:no", true},
      {"tls:true", false},
      {"origin:peer", true},
      {"origin:bridge", false},
      {"marked:no", true},
      // Texts of the row
      {"method:Create*", true},
      {"method:create", true},
      {"method:*Order", true},
      {"method:Order*", false},
      {"method=CreateOrder", true},
      {"method=createorder", false},
      {"method=Create", false},
      {"service=acme.shop.v1.OrderService", true},
      {"service~v[0-9]\\.Order", true},
      {"client:web", true},
      {"peer:127", true},
      {"host:localhost", true},
      {"upstream:8081", true},
      {"METHOD:Create*", true},
      {"method:\"Create*\"", true},
      {"method~\"^Create(Order|Item)$\"", true},
      {"method~^Create(Order|Item)$", true},
      // Numbers
      {"duration:>100ms", false},
      {"duration:<100ms", true},
      {"duration:1.9ms", true},
      {"duration:1ms", true},
      {"duration:1..2", true},
      {"duration:1ms..1.8ms", false},
      {"duration:>=1900us", true},
      {"added:<1ms", true},
      {"added:>80us", false},
      {"added:>=80us", true},
      {"size:45", true},
      {"size:45B", true},
      {"size:<1kB", true},
      {"size:>1KiB", false},
      {"req.size:45", true},
      {"res.size:0", true},
      {"messages:1", true},
      {"#:7", true},
      {"#=7", true},
      {"#:1..10", true},
      {"#:>7", false},
      {"time:10:42", true},
      {"time:10:43", false},
      {"time:10:42:07", true},
      {"time:10:42:07.2", true},
      {"time:>10:42:07.2", false},
      {"time:>=10:42", true},
      {"time:<10:42", false},
      {"time:2026-11-23", true},
      {"time:2026-11-24", false},
      {"time:2026-11-23T10:42:07Z", true},
      {"time:2026-11-23T11:42:07+01:00", true},
      {"time:>2026-11-23T10:00Z", true},
      {"time:10:00..11:00", true},
      // Heads, trailers, ends
      {"header.x-tenant:acme", true},
      {"header.X-Tenant=acme", true},
      {"header.x-tenant:other", false},
      {"header.content-type:json", true},
      {"header.te:trailers", true},
      {"client.header.te:trailers", false},
      {"upstream.header.te=trailers", true},
      {"header.x-*:acme", true},
      {"header.nope:*", false},
      {"trailer.grpc-message~quantity.*positive", true},
      {"trailer.x-cost:>16", true},
      {"trailer.x-cost:>17", false},
      {"client.trailer.x-cost=17", true},
      {"client.trailer.grpc-status:3", false},
      {"upstream.trailer.grpc-status:3", true},
      {"error.detail:BadRequest", true},
      {"error.detail=google.rpc.BadRequest", true},
      {"error.detail:Help", false},
      {"finding:header_renamed", true},
      {"finding:other", false},
      {"comment:x", false},
      // Fields
      {"req.items.quantity:<0", true},
      {"req.items.quantity:>0", false},
      {"req.items.quantity=-2", true},
      {"req.items.unit_price:200..300", true},
      {"req.items.unitPrice:250", true},
      {"req.note=\"x \\\"y\\\"\"", true},
      {"req.items.sku:a-17", true},
      {"res.order.id=42", false},
      {"message:A-17", true},
      {"message:nope", false},
  };
  for (const auto& [text, expected] : rows) QTest::newRow(text) << expected;
}

void TestCallFilter::matching() {
  QFETCH(bool, expected);
  const auto record = test::sampleRecord();
  const auto filter = CallFilter::parse(QTest::currentDataTag());
  QVERIFY2(filter.has_value(), filter ? "" : filter.error().message.c_str());
  QCOMPARE(filter->matches(record, *schema_), expected);
  // The row alone says the same, or nothing.
  capture::RowStore store;
  store.apply(test::batchOf(record));
  const Tri byRow = filter->matchesRow({store.row(0), store});
  if (byRow != Tri::NeedsRecord) QCOMPARE(byRow == Tri::Yes, expected);
}

void TestCallFilter::commentsOfCalls() {
  capture::CallRecord record = test::sampleRecord();
  record.comment = "Ask Ada about the quantity";
  capture::RowBatch batch = test::batchOf(record);
  batch.annotations = {{record.row.number, {true, 0, record.comment}}};
  capture::RowStore store;
  store.apply(batch);
  for (const auto& [text, expected] :
       {std::pair("comment:ada", Tri::Yes), std::pair("comment:bob", Tri::No),
        std::pair("\"ask ada\"", Tri::Yes), std::pair("comment:*quantity", Tri::Yes),
        std::pair("marked:yes comment:ada", Tri::Yes)}) {
    const auto filter = CallFilter::parse(text);
    QVERIFY(filter.has_value());
    QCOMPARE(filter->matchesRow({store.row(0), store, 0}), expected);
    record.row.flags |= capture::kMarked;
    QCOMPARE(filter->matches(record, *schema_), expected == Tri::Yes);
  }
  // A term that only the record answers beside it.
  const auto both = CallFilter::parse("comment:ada header.x-tenant:acme");
  QCOMPARE(both->matchesRow({store.row(0), store, 0}), Tri::NeedsRecord);
  QVERIFY(both->matches(record, *schema_));
}

void TestCallFilter::inFlight() {
  auto record = test::sampleRecord();
  record.row.flags |= capture::kInFlight;
  record.row.code = rpc::Code::Ok;
  capture::RowStore store;
  store.apply(test::batchOf(record));
  const auto matches = [&](const char* text) {
    return CallFilter::parse(text)->matchesRow({store.row(0), store, record.row.startNs + 5'000'000'000}) ==
           Tri::Yes;
  };
  QVERIFY(matches("status:inflight"));
  QVERIFY(!matches("status:ok"));
  QVERIFY(!matches("status:error"));
  QVERIFY(matches("duration:>4s"));
  QVERIFY(!matches("duration:>6s"));
}

void TestCallFilter::trailersHoweverCarried() {
  auto record = test::sampleRecord();
  const auto matches = [&](const char* text) { return CallFilter::parse(text)->matches(record, *schema_); };
  record.upstreamLeg.responseHeaders = record.upstreamLeg.trailers;
  record.upstreamLeg.trailers.clear();
  QVERIFY(matches("trailer.grpc-message~positive"));
  QVERIFY(matches("upstream.trailer.grpc-status=3"));
  QVERIFY(!matches("client.trailer.grpc-status:*"));
  record.clientLeg.endBody = R"({"error":{"code":"internal"},"metadata":{"X-Shard":["7","8"]}})";
  QVERIFY(matches("client.trailer.x-shard=8"));
  record.clientLeg.endBody = "grpc-status: 3\r\nx-shard:9\r\n";
  QVERIFY(matches("client.trailer.x-shard=9"));
  QVERIFY(!matches("trailer.x-shard=7"));
}

void TestCallFilter::rowStepIsEnoughForRows() {
  capture::RowStore store;
  store.apply(test::batchOf(test::sampleRecord()));
  const RowView view{store.row(0), store};
  for (const char* text : {"status:error", "method:x", "duration:>1s or CreateOrder", "CreateOrder",
                           "status:ok header.x:y", "method:create or message:x"}) {
    QVERIFY2(CallFilter::parse(text)->matchesRow(view) != Tri::NeedsRecord, text);
  }
  for (const char* text : {"header.x:y", "nowhere", "status:error message:x", "not nowhere"}) {
    QVERIFY2(CallFilter::parse(text)->matchesRow(view) == Tri::NeedsRecord, text);
  }
  QVERIFY(CallFilter::parse("  ")->matchesEverything());
  QVERIFY(CallFilter().matchesEverything());
  QVERIFY(!CallFilter::parse("x")->matchesEverything());
}

void TestCallFilter::errors_data() {
  QTest::addColumn<int>("begin");
  QTest::addColumn<int>("end");
  QTest::addColumn<QByteArray>("part");
  struct Row {
    const char* text;
    int begin;
    int end;
    const char* part;
  };
  const Row rows[] = {{"status:", 7, 7, "expected a value after ':'"},
                      {"a status:nope b", 9, 13, "no status is called 'nope'"},
                      {"foo:bar", 0, 3, "'foo' is no key"},
                      {"header:x", 0, 6, "header.NAME"},
                      {"header.:x", 0, 7, "header.NAME"},
                      {"(a", 0, 1, "never closed"},
                      {"a)", 1, 2, "closes nothing"},
                      {"()", 1, 2, "before this ')'"},
                      {"a or", 4, 4, "expected something"},
                      {"and b", 0, 3, "quote it"},
                      {"not", 3, 3, "expected something"},
                      {"\"abc", 0, 4, "quote is never closed"},
                      {"method:\"abc", 7, 11, "quote is never closed"},
                      {"duration:>fast", 10, 14, "not a duration"},
                      {"size:1..x", 5, 9, "'x' is not a size"},
                      {"#:x", 2, 3, "not a number"},
                      {"time:25:00", 5, 10, "not a time"},
                      {"method~[", 7, 8, "regular expression"},
                      {"duration~1", 9, 10, "needs text"},
                      {"protocol:>grpc", 10, 14, "has names"},
                      {"header.x:>abc", 10, 13, "not a number"}};
  for (const Row& row : rows) QTest::newRow(row.text) << row.begin << row.end << QByteArray(row.part);
}

void TestCallFilter::errors() {
  QFETCH(int, begin);
  QFETCH(int, end);
  QFETCH(QByteArray, part);
  const auto filter = CallFilter::parse(QTest::currentDataTag());
  QVERIFY(!filter.has_value());
  QVERIFY2(QByteArray::fromStdString(filter.error().message).contains(part), filter.error().message.c_str());
  QCOMPARE(static_cast<int>(filter.error().begin), begin);
  QCOMPARE(static_cast<int>(filter.error().end), end);
}

void TestCallFilter::printReadsBack_data() {
  QTest::addColumn<QByteArray>("printed");
  const std::pair<const char*, const char*> rows[] = {
      {"a b", "a and b"},
      {"a and (b c)", "a and b and c"},
      {"(a or b) c", "(a or b) and c"},
      {"-(a b) or c", "not (a and b) or c"},
      {"-a", "not a"},
      {"\"and\"", "\"and\""},
      {"\"-x\"", "\"-x\""},
      {"\"a:b\"", "\"a:b\""},
      {"STATUS:Error", "status:Error"},
      {"header.X-A=\" \"", "header.X-A=\" \""},
      {"duration:>=1.5s", "duration:>=1.5s"},
      {"method:\">x\"", "method:\">x\""},
      {"method~\"a\\.b c\"", "method~\"a\\\\.b c\""},
      {"\"\"", "\"\""},
  };
  for (const auto& [text, printed] : rows) QTest::newRow(text) << QByteArray(printed);
}

void TestCallFilter::printReadsBack() {
  QFETCH(QByteArray, printed);
  const auto filter = CallFilter::parse(QTest::currentDataTag());
  QVERIFY(filter.has_value());
  QCOMPARE(QByteArray::fromStdString(filter->print()), printed);
  QCOMPARE(CallFilter::parse(filter->print())->print(), filter->print());
}

void TestCallFilter::randomExpressions() {
  std::mt19937 random(4711);
  const std::vector<std::string> atoms{"CreateOrder",
                                       "nowhere",
                                       "status:error",
                                       "protocol:grpc*",
                                       "duration:>1ms",
                                       "\"must be\"",
                                       "header.x-tenant:acme",
                                       "method=x",
                                       "#:1..9",
                                       "\"a\\\\b\\\"\"",
                                       "message~\"a (b|c)\"",
                                       "req.items.quantity:<0",
                                       "\"or\"",
                                       "x*y"};
  const std::function<std::string(int)> make = [&](int depth) -> std::string {
    const auto choice = random() % (depth > 4 ? 1U : 5U);
    switch (choice) {
      case 1:
        return make(depth + 1) + " or " + make(depth + 1);
      case 2:
        return make(depth + 1) + (random() % 2 == 0 ? " and " : " ") + make(depth + 1);
      case 3:
        return (random() % 2 == 0 ? "not " : "-") + std::string("(") + make(depth + 1) + ")";
      case 4:
        return "(" + make(depth + 1) + ")";
      default:
        return atoms[random() % atoms.size()];
    }
  };
  const auto record = test::sampleRecord();
  for (int round = 0; round < 2000; ++round) {
    const std::string text = make(0);
    const auto first = CallFilter::parse(text);
    QVERIFY2(first.has_value(), text.c_str());
    const auto second = CallFilter::parse(first->print());
    QVERIFY2(second.has_value(), first->print().c_str());
    QCOMPARE(second->print(), first->print());
    QCOMPARE(second->matches(record, *schema_), first->matches(record, *schema_));
  }
}

void TestCallFilter::everyKeyParses() {
  const auto record = test::sampleRecord();
  for (const CallFilter::Key& key : CallFilter::keys()) {
    const std::string name = std::string(key.name) + (key.name.ends_with('.') ? "x" : "");
    QVERIFY2(!key.meaning.empty(), name.c_str());
    bool any = false;
    for (const char* value : {":1", ":yes", ":unknown", ":peer", ":none", ":10:00"}) {
      const auto filter = CallFilter::parse(name + value);
      if (!filter) continue;
      any = true;
      filter->matches(record, *schema_);
    }
    QVERIFY2(any, name.c_str());
  }
}

void TestCallFilter::tokensCoverTheText() {
  using Type = FilterToken::Type;
  const auto tokens = CallFilter::tokens("status:error and -(\"a b\" or x) duration:");
  const std::vector<std::tuple<Type, std::size_t, std::size_t>> expected{
      {Type::Key, 0, 6},     {Type::Operator, 6, 7},      {Type::Value, 7, 12}, {Type::Logic, 13, 16},
      {Type::Logic, 17, 18}, {Type::Parenthesis, 18, 19}, {Type::Word, 19, 24}, {Type::Logic, 25, 27},
      {Type::Word, 28, 29},  {Type::Parenthesis, 29, 30}, {Type::Key, 31, 39},  {Type::Operator, 39, 40}};
  QCOMPARE(tokens.size(), expected.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    QVERIFY(std::tuple(tokens[i].type, tokens[i].begin, tokens[i].end) == expected[i]);
  }
}

void TestCallFilter::jsonValues() {
  std::vector<std::pair<std::string, std::string>> values;
  visitJson(R"( {"a":[1,{"b":"x\u00e9\n"},[true]],"c":{"d":null,"e":""},"f":-1.5e3} )",
            [&](const MessageValue& value) {
              values.emplace_back(value.path, value.text);
              return false;
            });
  const std::vector<std::pair<std::string, std::string>> expected{
      {"a", "1"}, {"a.b", "x\xc3\xa9\n"}, {"a", "true"}, {"c.d", "null"}, {"c.e", ""}, {"f", "-1.5e3"}};
  QVERIFY(values == expected);
  QVERIFY(samePath("items.unitPrice", "items.unit_price"));
  QVERIFY(samePath("_a", "a_"));
  QVERIFY(!samePath("a.b", "ab"));
  QVERIFY(!samePath("a", "ab"));
  std::mt19937 random(3);
  const std::string alphabet = "{}[]\",:\\u1a ";
  for (int round = 0; round < 20'000; ++round) {
    std::string text(random() % 30, ' ');
    for (char& c : text) c = alphabet[random() % alphabet.size()];
    visitJson(text, [](const MessageValue&) { return false; });
  }
  visitJson(std::string(100'000, '['), [](const MessageValue&) { return false; });
}

void TestCallFilter::nonsenseNeverCrashes() {
  std::mt19937 random(5);
  const std::string alphabet =
      "ab:=~<>()\"\\-*. #\xff"
      "status";
  const auto record = test::sampleRecord();
  for (int round = 0; round < 50'000; ++round) {
    std::string text(random() % 25, ' ');
    for (char& c : text) c = alphabet[random() % alphabet.size()];
    CallFilter::tokens(text);
    const auto filter = CallFilter::parse(text);
    if (filter) {
      const auto again = CallFilter::parse(filter->print());
      QVERIFY2(again.has_value(), text.c_str());
      QCOMPARE(again->print(), filter->print());
    } else {
      QVERIFY(filter.error().begin <= filter.error().end && filter.error().end <= text.size());
      QVERIFY(!filter.error().message.empty());
    }
  }
  QVERIFY(!CallFilter::parse(std::string(1000, '(')).has_value());
  QVERIFY(!CallFilter::parse(std::string(100'000, 'a')).has_value());
}

QTEST_APPLESS_MAIN(TestCallFilter)
#include "tst_call_filter.moc"
