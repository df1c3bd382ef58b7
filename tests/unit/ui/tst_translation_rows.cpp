// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of the Translation tab: pairing of both legs, marks and rules (translation.md 3.1, 8.1).
#include "ui/models/translation_rows.h"
#include "ui/text/rule_text.h"

using namespace bascule;
using namespace bascule::ui;
using capture::CallRecord;
using rpc::Protocol;

namespace {

CallRecord connectToGrpc() {
  CallRecord record;
  record.clientLeg.present = record.upstreamLeg.present = true;
  record.clientLeg.protocol = Protocol::ConnectUnary;
  record.upstreamLeg.protocol = Protocol::Grpc;
  record.clientLeg.method = "POST";
  record.clientLeg.target = record.upstreamLeg.target = "/acme.shop.v1.OrderService/CreateOrder";
  return record;
}

const TranslationRow* rowOf(const std::vector<TranslationSection>& sections, std::string_view name) {
  for (const TranslationSection& section : sections) {
    for (const TranslationRow& row : section.rows) {
      if (row.client.name == name || row.server.name == name) return &row;
    }
  }
  return nullptr;
}

}  // namespace

class TestTranslationRows : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void requestHeaders_data() {
    QTest::addColumn<QString>("client");
    QTest::addColumn<QString>("server");
    QTest::addColumn<int>("mark");
    QTest::addColumn<QString>("rule");
    const auto row = [](const char* client, const char* server, Mark mark, const char* rule) {
      QTest::newRow(*client != 0 ? client : server) << client << server << static_cast<int>(mark) << rule;
    };
    row("x-trace-id: 7", "x-trace-id: 7", Mark::Same, "");
    row("content-type: application/json", "content-type: application/grpc", Mark::Changed, "content_type");
    row("connect-timeout-ms: 2000", "grpc-timeout: 1999m", Mark::Renamed, "timeout");
    row("content-encoding: gzip", "grpc-encoding: gzip", Mark::Renamed, "compression");
    row("connect-content-encoding: gzip", "grpc-encoding: gzip", Mark::Renamed, "compression");
    row("accept-encoding: gzip", "grpc-accept-encoding: gzip,deflate", Mark::Renamed, "own_compressions");
    row("token-bin: AQ==", "token-bin: AQ", Mark::Changed, "binary_value");
    row("connect-protocol-version: 1", "", Mark::Dropped, "connect_version");
    row("x-grpc-web: 1", "", Mark::Dropped, "grpc_web_mark");
    row("connection: close", "", Mark::Dropped, "hop_header");
    row("connect-future: 1", "", Mark::Dropped, "reserved_name");
    row("grpc-future: 1", "", Mark::Dropped, "reserved_name");
    row("", "grpc-timeout: 5S", Mark::Added, "timeout");
    row("x-private: 1", "", Mark::Dropped, "dropped");
    row("", "te: trailers", Mark::Added, "te_trailers");
    row("", "x-forwarded-for: 10.0.0.1", Mark::Added, "added");
  }

  void requestHeaders() {
    QFETCH(QString, client);
    QFETCH(QString, server);
    QFETCH(int, mark);
    QFETCH(QString, rule);
    CallRecord record = connectToGrpc();
    const auto put = [](capture::HeaderFields& fields, const QString& line) {
      const QStringList parts = line.split(QStringLiteral(": "));
      if (parts.size() == 2) fields.push_back({parts[0].toStdString(), parts[1].toStdString()});
    };
    put(record.clientLeg.requestHeaders, client);
    put(record.upstreamLeg.requestHeaders, server);
    const auto sections = translationSections(record);
    const std::string name =
        (client.isEmpty() ? server : client).section(QLatin1Char(':'), 0, 0).toStdString();
    const TranslationRow* found = rowOf(sections, name);
    QVERIFY(found != nullptr);
    QCOMPARE(static_cast<int>(found->mark), mark);
    QCOMPARE(std::string(found->rule), rule.toStdString());
    QCOMPARE(found->client.present, !client.isEmpty());
    QCOMPARE(found->server.present, !server.isEmpty());
    QCOMPARE(sections.size(), std::size_t{1});
    QCOMPARE(sections[0].rows.size(), std::size_t{2});  // and the path
  }

  void repeatedHeadersPairInOrder() {
    CallRecord record = connectToGrpc();
    record.clientLeg.requestHeaders = {{"x-a", "1"}, {"x-a", "2"}};
    record.upstreamLeg.requestHeaders = {{"x-a", "1"}, {"x-a", "2"}};
    const auto sections = translationSections(record);
    QCOMPARE(sections[0].rows.size(), std::size_t{3});
    for (const TranslationRow& row : sections[0].rows)
      QCOMPARE(static_cast<int>(row.mark), static_cast<int>(Mark::Same));
  }

  void getShowsItsVerb() {
    CallRecord record = connectToGrpc();
    record.clientLeg.protocol = Protocol::ConnectGet;
    record.clientLeg.method = "GET";
    record.clientLeg.target += "?connect=v1&message=AQ";
    const auto sections = translationSections(record);
    QCOMPARE(rowOf(sections, ":method")->server.value, std::string("POST"));
    QCOMPARE(std::string(rowOf(sections, ":method")->rule), std::string("verb"));
    QCOMPARE(static_cast<int>(rowOf(sections, ":path")->mark), static_cast<int>(Mark::Changed));
  }

  void errorOfAUnaryCall() {
    CallRecord record = connectToGrpc();
    record.clientLeg.httpStatus = 400;
    record.clientLeg.endBody =
        R"({"code":"invalid_argument","message":"no","details":[{"type":"google.rpc.BadRequest","value":"AQ"}]})";
    record.clientLeg.responseHeaders = {{"content-type", "application/json"}, {"trailer-x-cost", "3"}};
    record.upstreamLeg.httpStatus = 200;
    record.upstreamLeg.trailers = {
        {"grpc-status", "3"}, {"grpc-message", "no"}, {"grpc-status-details-bin", "CAM"}, {"x-cost", "3"}};
    const auto sections = translationSections(record);
    QCOMPARE(sections.size(), std::size_t{3});
    QCOMPARE(static_cast<int>(sections[2].client), static_cast<int>(Place::ErrorJson));
    QCOMPARE(static_cast<int>(sections[2].server), static_cast<int>(Place::Trailers));
    QVERIFY(!sections[2].upwards);
    QCOMPARE(sections[2].rows.size(), std::size_t{4});
    QCOMPARE(std::string(rowOf(sections, "grpc-status")->client.value), std::string("invalid_argument"));
    QCOMPARE(std::string(rowOf(sections, "grpc-status-details-bin")->rule), std::string("status_details"));
    QCOMPARE(std::string(rowOf(sections, "x-cost")->client.name), std::string("trailer-x-cost"));
    QCOMPARE(std::string(rowOf(sections, "x-cost")->rule), std::string("trailer_as_header"));
  }

  void endOfAStream() {
    CallRecord record = connectToGrpc();
    record.clientLeg.protocol = Protocol::ConnectStream;
    record.clientLeg.endBody = R"({"error":{"code":"aborted"},"metadata":{"X-Cost":["3"]}})";
    record.upstreamLeg.trailers = {{"grpc-status", "10"}, {"x-cost", "3"}};
    const auto sections = translationSections(record);
    QCOMPARE(static_cast<int>(sections.back().client), static_cast<int>(Place::EndStream));
    QCOMPARE(std::string(rowOf(sections, "grpc-status")->client.value), std::string("aborted"));
    QCOMPARE(static_cast<int>(rowOf(sections, "x-cost")->mark), static_cast<int>(Mark::Same));
  }

  void trailerFrameOfGrpcWeb() {
    CallRecord record = connectToGrpc();
    record.clientLeg.protocol = Protocol::GrpcWeb;
    record.clientLeg.endBody = "grpc-status: 0\r\nX-Cost: 3\r\n";
    record.upstreamLeg.trailers = {{"grpc-status", "0"}, {"x-cost", "3"}};
    const auto sections = translationSections(record);
    QCOMPARE(static_cast<int>(sections.back().client), static_cast<int>(Place::TrailerFrame));
    for (const TranslationRow& row : sections.back().rows)
      QCOMPARE(static_cast<int>(row.mark), static_cast<int>(Mark::Same));
  }

  void trailersOnlyAnswersHaveTheirStatusInTheEnd() {
    CallRecord record = connectToGrpc();
    record.upstreamLeg.httpStatus = 200;
    record.upstreamLeg.responseHeaders = {{"content-type", "application/grpc"}, {"grpc-status", "5"}};
    const auto sections = translationSections(record);
    QCOMPARE(static_cast<int>(sections.back().server), static_cast<int>(Place::Trailers));
    QVERIFY(rowOf({sections.back()}, "grpc-status") != nullptr);
  }

  void legsThatAreNotThereLeaveNothing() {
    QVERIFY(translationSections(CallRecord()).empty());
    CallRecord record = connectToGrpc();
    record.upstreamLeg = {};
    const auto sections = translationSections(record);
    QCOMPARE(static_cast<int>(sections[0].server), static_cast<int>(Place::Nowhere));
    QVERIFY(!sections[0].rows[0].server.present);
  }

  void nonsenseInTheEndBodyIsHarmless() {
    for (const char* body :
         {"{", "[]", "null", "\"x\"", "{\"code\":7,\"details\":{}}", "\xff\xfe", "grpc-status"}) {
      for (const Protocol protocol :
           {Protocol::ConnectUnary, Protocol::ConnectStream, Protocol::GrpcWeb, Protocol::Grpc}) {
        CallRecord record = connectToGrpc();
        record.clientLeg.protocol = protocol;
        record.clientLeg.endBody = body;
        QVERIFY(!translationSections(record).empty());
      }
    }
  }

  void everyRuleHasWords() {
    for (const TranslationRule& rule : translationRules()) {
      QVERIFY2(ruleText(rule.id) != rule.id, std::string(rule.id).c_str());
      QVERIFY(!rule.first.empty());
    }
    for (const char* fallback : {"added", "dropped", "changed"}) QVERIFY(ruleText(fallback) != fallback);
  }
};

QTEST_APPLESS_MAIN(TestTranslationRows)
#include "tst_translation_rows.moc"
