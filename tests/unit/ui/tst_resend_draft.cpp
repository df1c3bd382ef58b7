// SPDX-License-Identifier: GPL-3.0-or-later
// Documents one after the other, drafts and what is said about wrong ones, calls as they were recorded.
#include <QtTest/QtTest>

#include "tests/support/call_records.h"
#include "tests/support/shop_session.h"
#include "ui/models/compare_sheet.h"
#include "ui/models/resend_draft.h"

using namespace bascule;
using namespace bascule::ui;

class TestResendDraft : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void documents();
  void unchangedDraft();
  void maskedSecrets();
  void wrongDrafts();
  void completion();
  void pairs();

 private:
  schema::SchemaPtr schema_ = test::shopSchema();
  exporting::CallRequest request(const capture::CallRecord& record) {
    auto out = exporting::requestOf(record, *schema_);
    return out ? *out : exporting::CallRequest();
  }
};

static capture::CallRecord order() {
  capture::CallRecord record = test::sampleRecord();
  record.clientLeg.messages[0].payload = R"({"customer":"ada","items":[{"sku":"A-17","quantity":-2}]})";
  return record;
}

void TestResendDraft::documents() {
  using List = std::vector<std::string_view>;
  QCOMPARE(jsonDocuments(""), List());
  QCOMPARE(jsonDocuments(" {} "), List{"{}"});
  QCOMPARE(jsonDocuments("{\"a\":\"}{\"}\n[1,{}] 7 \"x y\\\" \""),
           (List{"{\"a\":\"}{\"}", "[1,{}]", "7", "\"x y\\\" \""}));
  QCOMPARE(jsonDocuments("{}{\"a\":"), (List{"{}", "{\"a\":"}));
}

void TestResendDraft::unchangedDraft() {
  const exporting::CallRequest given = request(order());
  const auto call = callOf(draftOf(given), given, rpc::ServerProtocol::Grpc, *schema_);
  QVERIFY2(call.has_value(), call ? "" : call.error().message.c_str());
  QCOMPARE(call->path, "/acme.shop.v1.OrderService/CreateOrder");
  QCOMPARE(call->messages, given.wire);
  QCOMPARE(call->timeout, Duration(std::chrono::seconds(2)));
  QCOMPARE(call->metadata.size(), 2U);
  const auto recorded = callAsRecorded(given, rpc::ServerProtocol::Grpc);
  QVERIFY(recorded.has_value());
  QCOMPARE(recorded->messages, call->messages);
}

void TestResendDraft::maskedSecrets() {
  capture::CallRecord record = order();
  record.clientLeg.requestHeaders.push_back({"authorization", "[masked sha256:1a2b3c4d]"});
  const exporting::CallRequest given = request(record);
  ResendDraft draft = draftOf(given);
  QVERIFY(draft.metadata.ends_with("authorization: \n"));
  QCOMPARE(callOf(draft, given, rpc::ServerProtocol::Connect, *schema_).error().cause, "secret_missing");
  QCOMPARE(callAsRecorded(given, rpc::ServerProtocol::Connect).error().cause, "secret_missing");
  draft.metadata = "authorization: Bearer x";
  const auto call = callOf(draft, given, rpc::ServerProtocol::Connect, *schema_);
  QVERIFY(call.has_value());
  QCOMPARE(call->metadata.at(0).value, "Bearer x");
}

void TestResendDraft::wrongDrafts() {
  const exporting::CallRequest given = request(order());
  const auto causeOf = [&](const char* metadata, const char* messages) {
    const auto call = callOf({metadata, messages}, given, rpc::ServerProtocol::Connect, *schema_);
    return call ? std::string() : call.error().cause;
  };
  QCOMPARE(causeOf("x-a: 1", "{}"), "");
  QCOMPARE(causeOf("x-a", "{}"), "draft_metadata");
  QCOMPARE(causeOf("x a: 1", "{}"), "draft_metadata");
  QCOMPARE(causeOf("grpc-timeout: 1S", "{}"), "draft_metadata");
  QCOMPARE(causeOf("x-a: \x01", "{}"), "draft_metadata");
  QCOMPARE(causeOf("", ""), "draft_messages");
  QCOMPARE(causeOf("", "{} {}"), "draft_messages");
  QCOMPARE(causeOf("", "{"), "json_invalid");
  QCOMPARE(causeOf("", "{\"items\": 5}"), "json_invalid");
}

// Places are UTF-16 units, as a field counts them.
void TestResendDraft::completion() {
  exporting::CallRequest given = request(order());
  const QString text = QStringLiteral("{\"customer\": \"Zo\u00eb \U0001F600\", \"it\"}");
  const Completions found = completeJson(text, text.size() - 2, given, *schema_);
  QCOMPARE(found.offers.size(), std::size_t{1});
  QCOMPARE(found.offers[0].text, QStringLiteral("\"items\": "));
  QVERIFY(found.offers[0].meaning.startsWith(QStringLiteral("repeated acme.shop.v1.")));
  QCOMPARE(text.mid(found.begin, found.end - found.begin), QStringLiteral("\"it\""));
  given.methodKnown = false;
  QVERIFY(completeJson(text, 1, given, *schema_).offers.empty());
}

void TestResendDraft::pairs() {
  const std::vector<NamedValue> left{{"a", "1"}, {"b", "2"}, {"b", "3"}, {"d", "4"}};
  const std::vector<NamedValue> right{{"a", "1"}, {"c", "9"}, {"b", "2"}, {"d", "5"}, {"e", "6"}};
  QStringList shown;
  for (const ValuePair& pair : pairUp(left, right))
    shown += QString::fromStdString(pair.left.name + pair.left.value + (pair.same() ? "=" : "~") +
                                    pair.right.name + pair.right.value);
  QCOMPARE(shown.join(QLatin1Char(' ')), QStringLiteral("a1=a1 ~c9 b2=b2 b3~ d4~d5 ~e6"));
}

QTEST_APPLESS_MAIN(TestResendDraft)
#include "tst_resend_draft.moc"
