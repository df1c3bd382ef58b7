// SPDX-License-Identifier: GPL-3.0-or-later
// The detail tabs as sheets, from records as the session file gives them back; and the time axis.
#include <QTranslator>
#include <algorithm>
#include <set>

#include "bridge/base/base64.h"
#include "bridge/rpc/status_details.h"
#include "bridge/schema/registry.h"
#include "ui/models/call_sheets.h"
#include "ui/models/compare_sheet.h"
#include "ui/models/connect_end.h"
#include "ui/models/decoded_message.h"
#include "ui/models/error_agreement.h"
#include "ui/models/found_value.h"
#include "ui/models/timing.h"
#include "ui/text/words.h"

using namespace bascule;
using namespace bascule::ui;
using capture::CallRecord;

namespace {

CallRecord failedCall() {
  CallRecord record;
  record.service = "acme.shop.v1.OrderService";
  record.method = "CreateOrder";
  record.client = "web-checkout";
  record.row.number = 7;
  record.row.code = record.status.code = rpc::Code::InvalidArgument;
  record.row.durationNs = 1'900'000;
  record.status.message = "100 % wrong";
  record.status.details.push_back({"google.rpc.ErrorInfo", std::string("\x0a\x05RANGE\x12\x04shop", 13)});
  record.clientLeg.present = record.upstreamLeg.present = true;
  record.clientLeg.protocol = rpc::Protocol::ConnectUnary;
  record.clientLeg.httpStatus = 400;
  record.clientLeg.endBody = "{\"code\":\"invalid_argument\",\"message\":\"100 % wrong\"}";
  record.upstreamLeg.protocol = rpc::Protocol::Grpc;
  record.upstreamLeg.trailers = {{"grpc-status", "3"}, {"grpc-message", "100 %25 wrong"}};
  return record;
}

std::string allText(const Sheet& sheet) {
  std::string out;
  for (const SheetRow& row : sheet.rows) {
    for (const SheetCell& cell : row.cells) out += plainText(cell) + "\n";
  }
  return out;
}

bool says(const Sheet& sheet, std::string_view text) {
  return allText(sheet).find(text) != std::string::npos;
}

// A language that has one word for everything.
class OneWord final : public QTranslator {
 public:
  QString translate(const char*, const char*, const char*, int) const override {
    return QStringLiteral("word");
  }
  bool isEmpty() const override { return false; }
};

std::set<std::string> filterKeysIn(const Sheet& sheet) {
  std::set<std::string> out;
  SheetModel model(3);
  model.setSheet(sheet);
  for (int row = 0; row < model.rowCount(); ++row) {
    for (int column = 0; column < model.columnCount(); ++column) out.insert(valueAt(model, row, column).key);
  }
  out.erase("");
  return out;
}

}  // namespace

class TestSheets : public QObject {
  Q_OBJECT
 private:
  schema::SchemaPtr schema_ = schema::Schema::wellKnown();

 private Q_SLOTS:
  void initTestCase() { setLanguage(*qApp, QLocale::c()); }

  void errorInThreeProtocols() {
    const Sheet sheet = errorSheet(failedCall(), *schema_);
    QVERIFY(says(sheet, "INVALID_ARGUMENT (3)"));
    QVERIFY(says(sheet, "said by the server"));
    QVERIFY(says(sheet, "grpc-message: 100 %25 wrong"));
    QVERIFY(says(sheet, "\"message\": \"100 % wrong\""));
    QVERIFY(says(sheet, "frame 0x80"));
    QVERIFY(says(sheet, "reason RANGE · domain shop"));
    QVERIFY(says(sheet, "the three agree"));
    QVERIFY(errorSheet(CallRecord(), *schema_).rows.empty());
  }

  void disagreementIsSaid() {
    CallRecord record = failedCall();
    record.upstreamLeg.trailers[0].value = "5";
    const Sheet sheet = errorSheet(record, *schema_);
    QVERIFY(says(sheet, "The client side says INVALID_ARGUMENT, the server side says NOT_FOUND."));
    QVERIFY(says(sheet, "the sides disagree"));
  }

  // Of a long message only the beginning is quoted, and that is seen.
  void aLongMessageIsQuotedInPart() {
    CallRecord record = failedCall();
    record.upstreamLeg.trailers[1].value = std::string(500, 'x');
    const std::vector<std::string> sentences = errorDisagreements(record);
    QCOMPARE(sentences.size(), std::size_t{1});
    QVERIFY2(sentences[0].ends_with("xxx…\"."), sentences[0].c_str());
  }

  void detailsAreComparedToo() {
    CallRecord record = failedCall();
    const auto withDetails = [&record](const rpc::Status& status) {
      record.upstreamLeg.trailers.resize(2);
      record.upstreamLeg.trailers.push_back(
          {"grpc-status-details-bin", base64::encode(rpc::encodeStatusProto(status))});
      return errorDisagreements(record);
    };
    const std::string value = base64::encode(record.status.details[0].value);
    record.clientLeg.endBody =
        "{\"code\":\"invalid_argument\",\"message\":\"100 % "
        "wrong\",\"details\":[{\"type\":\"google.rpc.ErrorInfo\",\"value\":\"" +
        value + "\"}]}";
    QVERIFY(withDetails(record.status).empty());
    rpc::Status other = record.status;
    other.code = rpc::Code::NotFound;
    QCOMPARE(
        withDetails(other).at(0),
        std::string("grpc-status of the server side says INVALID_ARGUMENT, its grpc-status-details-bin says "
                    "NOT_FOUND."));
    other = record.status;
    other.message = "another";
    QVERIFY(withDetails(other).at(0).ends_with("its grpc-status-details-bin says \"another\"."));
    other = record.status;
    other.details[0].value += '\x10';
    QCOMPARE(
        withDetails(other).at(0),
        std::string("The client side has another detail 1 (google.rpc.ErrorInfo) than the server side."));
    other.details.clear();
    QVERIFY(withDetails(other).at(0).find("has 1 detail, the server side has 0") != std::string::npos);
    record.upstreamLeg.trailers.back().value = "!";
    QVERIFY(errorDisagreements(record).at(0).ends_with("of the server side cannot be read."));
  }

  void aStatusOfTheBridgeNeedNotBeTheServers() {
    CallRecord record = failedCall();
    record.status = rpc::bridgeStatus(rpc::Code::DeadlineExceeded, "deadline_passed", "too late");
    record.clientLeg.endBody = "{\"code\":\"deadline_exceeded\",\"message\":\"too late\"}";
    QVERIFY(errorDisagreements(record).empty());
    record.clientLeg.endBody = "{\"code\":\"canceled\",\"message\":\"too late\"}";
    QCOMPARE(errorDisagreements(record).size(), std::size_t{1});
  }

  void bridgeErrorNamesCauseAndRemedy() {
    CallRecord record = failedCall();
    record.status = rpc::bridgeStatus(rpc::Code::Unavailable, "upstream_refused", "nothing listens");
    const Sheet sheet = errorSheet(record, *schema_);
    QVERIFY(says(sheet, "said by the bridge"));
    QVERIFY(says(sheet, "Start the server"));
  }

  void overviewAndRaw() {
    CallRecord record = failedCall();
    record.notes.push_back({0, "binary_metadata_malformed", "x-token-bin"});
    record.clientLeg.messages.push_back({capture::Direction::Request, 10, false, true, 99, "abc"});
    const Sheet overview = overviewSheet(record, *schema_);
    QVERIFY(says(overview, "x-token-bin"));
    QVERIFY(allText(overview).starts_with("FINDINGS"));
    const Sheet raw = rawSheet(record.clientLeg);
    QVERIFY(says(raw, "61 62 63"));
    QVERIFY(says(raw, "not all of it was recorded"));
  }

  // Each leg as its version of HTTP writes it, with the bytes.
  void framesOfBothLegs() {
    CallRecord record = failedCall();
    record.clientLeg.messages = {{capture::Direction::Request, 10'000, false, false, 2, "{}"}};
    record.upstreamLeg.version = http::Version::Http2;
    record.upstreamLeg.httpStatus = 200;
    record.upstreamLeg.messages = {{capture::Direction::Request, 30'000, false, false, 3, "\x0a\x01x"}};
    record.clientLeg.requestEndNs = record.upstreamLeg.requestEndNs = 40'000;
    const Sheet client = framesSheet(record, capture::Leg::Client);
    QVERIFY2(says(client, "HTTP/1.1 request"), allText(client).c_str());
    QVERIFY(says(client, "HTTP/1.1 response"));
    QVERIFY(says(client, "50 4f 53 54 20"));  // POST
    const Sheet server = framesSheet(record, capture::Leg::Upstream);
    QVERIFY2(says(server, "↑  HEADERS  END_HEADERS · stream 13"), allText(server).c_str());
    QVERIFY(says(server, "↑  DATA  stream 13 · 8 B"));
    QVERIFY(says(server, "00 00 00 00 03 0a 01"));
    QVERIFY(says(server, "DATA  END_STREAM · stream 13 · 0 B"));
    QVERIFY(says(server, "↓  HEADERS  END_STREAM END_HEADERS"));
    QVERIFY2(says(server, "status.3..grpc-m"), allText(server).c_str());
    record.upstreamLeg.present = false;
    QCOMPARE(framesSheet(record, capture::Leg::Upstream).rows.size(), std::size_t{1});
  }

  void framesAreBounded() {
    CallRecord record = failedCall();
    record.upstreamLeg.version = http::Version::Http2;
    for (int i = 0; i < 1000; ++i)
      record.upstreamLeg.messages.push_back(
          {capture::Direction::Request, 30'000, false, false, 300, std::string(300, 'x')});
    const Sheet sheet = framesSheet(record, capture::Leg::Upstream);
    QVERIFY(says(sheet, "… 80"));
    QVERIFY(sheet.rows.size() < 6000);
  }

  void notesComeFirst() {
    const Sheet plain = overviewSheet(failedCall(), *schema_);
    QCOMPARE(withNote(plain, nullptr).rows.size(), plain.rows.size());
    const capture::Annotation empty{false, 3, {}};
    QCOMPARE(withNote(plain, &empty).rows.size(), plain.rows.size());
    const capture::Annotation note{true, 0, "ask the warehouse\nsecond line"};
    const Sheet noted = withNote(plain, &note);
    QCOMPARE(noted.rows.size(), plain.rows.size() + 4);
    QCOMPARE(plainText(noted.rows[0].cells[0]), std::string("NOTES"));
    QCOMPARE(plainText(noted.rows[2].cells[0]), std::string("Comment: ask the warehouse"));
    QVERIFY(says(noted, "second line"));
  }

  void theHostStandsOnce() {
    CallRecord record = failedCall();
    record.clientLeg.authority = "localhost:8080";
    record.clientLeg.requestHeaders = {{"host", "localhost:8080"}, {"accept", "*/*"}};
    for (const Sheet& sheet : {translationSheet(record, *schema_), rawSheet(record.clientLeg)}) {
      const std::string text = allText(sheet);
      QVERIFY(text.find("localhost:8080") != std::string::npos);
      QCOMPARE(text.find("localhost:8080"), text.rfind("localhost:8080"));
    }
  }

  void translationHasBothTitles() {
    CallRecord record = failedCall();
    QVERIFY(says(translationSheet(record, *schema_), "what the server sees"));
    record.upstreamLeg = {};
    QVERIFY(says(translationSheet(record, *schema_), "did not reach the server"));
  }

  // Each rule that was at work stands there once, with an address to copy.
  void translationSaysWhereItsRulesAre() {
    const Sheet sheet = translationSheet(failedCall(), *schema_);
    QVERIFY(says(sheet, "RULES AT WORK"));
    std::vector<std::string> links;
    for (const SheetRow& row : sheet.rows) {
      if (!row.across || row.link.empty()) continue;
      QVERIFY(plainText(row.cells.at(0)).ends_with(row.link));
      links.push_back(plainText(row.cells.at(0)));
    }
    QCOMPARE(std::ranges::count(links,
                                "the same status by name  https://connectrpc.com/docs/protocol/#error-codes"),
             1);
    QCOMPARE(std::set(links.begin(), links.end()).size(), links.size());
    const auto code = std::ranges::find_if(sheet.rows, [](const SheetRow& row) {
      return row.cells.size() == 3 && plainText(row.cells[2]).starts_with("grpc-status: 3");
    });
    QVERIFY(code != sheet.rows.end() && code->tip.ends_with(code->link) && !code->link.empty());
    CallRecord same = failedCall();
    same.upstreamLeg = same.clientLeg;
    QVERIFY(!says(translationSheet(same, *schema_), "RULES AT WORK"));
  }

  // Under which key a field is found must not hang on the words of its caption; a fact is no field.
  void fieldsHaveTheirKeysInEveryLanguage() {
    CallRecord record = failedCall();
    record.clientLeg.protocol = rpc::Protocol::ConnectStream;
    record.clientLeg.requestHeaders = record.upstreamLeg.requestHeaders = {{"x-tenant", "acme"}};
    record.clientLeg.trailers = {{"x-cost", "3"}};
    record.clientLeg.endBody = R"({"metadata":{"x-cost":["3"]}})";
    const std::set<std::string> both = {"header.x-tenant", "trailer.x-cost", "trailer.grpc-status",
                                        "trailer.grpc-message"};
    const std::set<std::string> compared = {"header.x-tenant", "trailer.x-cost"};
    OneWord language;
    for (const bool translated : {false, true}) {
      if (translated) QCoreApplication::installTranslator(&language);
      QCOMPARE(filterKeysIn(translationSheet(record, *schema_)), both);
      QCOMPARE(filterKeysIn(compareSheet(record, record, *schema_)), compared);
    }
    QCoreApplication::removeTranslator(&language);
  }

  void indentedJsonKeepsOrderAndNumbers() {
    const std::string indented = indentJson("{\"b\":1.10,\"a\":[],\"c\":{\"d\":\"x,{\"}}");
    QCOMPARE(indented,
             std::string("{\n  \"b\": 1.10,\n  \"a\": [],\n  \"c\": {\n    \"d\": \"x,{\"\n  }\n}"));
    QCOMPARE(indentJson(""), std::string());
    QCOMPARE(indentJson("}]\"\\"), std::string("}]\"\\"));
  }

  void compressedMessagesThatCannotBeReadSaySo() {
    CallRecord record = failedCall();
    record.clientLeg.requestCompression = rpc::Compression::Gzip;
    record.clientLeg.messages.push_back({capture::Direction::Request, 10, true, false, 3, "abc"});
    record.clientLeg.messages.push_back({capture::Direction::Request, 20, true, true, 300, "abc"});
    QCOMPARE(decodeMessage(record, *schema_, 0).problem, std::string("compression_malformed"));
    QCOMPARE(decodeMessage(record, *schema_, 1).problem, std::string("payload_cut"));
    QCOMPARE(decodeMessage(record, *schema_, 2).bytes, std::string());
    QCOMPARE(messageLines(record, *schema_, 0, 10).size(), std::size_t{2});
    QCOMPARE(messageLines(record, *schema_, 1, 1).size(), std::size_t{1});
    QVERIFY(messageLines(record, *schema_, 2, 10).empty());
  }

  void hexLinesShowWhatFits() {
    const auto lines = hexLines(std::string(40, 'A'), 32);
    QCOMPARE(lines.size(), std::size_t{3});
    QCOMPARE(lines[1][0].text, std::string("0010  "));
    QVERIFY(lines[2][0].text.find("8 B more") != std::string::npos);
  }

  void timeAxis() {
    QCOMPARE(axisStep(500'000'000, 10), std::int64_t{50'000'000});
    QCOMPARE(axisStep(1, 5), std::int64_t{1});
    CallRecord record = failedCall();
    record.clientLeg.openedNs = 0;
    record.clientLeg.requestEndNs = 400'000;
    record.clientLeg.responseHeadNs = 1'500'000;
    record.clientLeg.responseEndNs = 1'900'000;
    const Timing timing = timingOf(record, 0);
    QCOMPARE(timing.totalNs, std::int64_t{1'900'000});
    QCOMPARE(timing.client.spans.size(), std::size_t{3});
    for (const TimeSpan& span : timing.client.spans)
      QVERIFY(span.beginNs <= span.endNs && span.endNs <= timing.totalNs);
    record.row.flags = capture::kInFlight;
    QCOMPARE(timingOf(record, 5'000'000).totalNs, std::int64_t{5'000'000});
  }

  void deadlinesOfBothLegs() {
    CallRecord record = failedCall();
    QCOMPARE(timingOf(record, 0).client.deadlineNs, std::int64_t{-1});
    record.clientLeg.openedNs = 0, record.upstreamLeg.openedNs = 30'000;
    record.clientLeg.requestHeaders = {{"connect-timeout-ms", "500"}};
    record.upstreamLeg.requestHeaders = {{"te", "trailers"}, {"grpc-timeout", "499900u"}};
    QCOMPARE(timingOf(record, 0).client.deadlineNs, std::int64_t{500'000'000});
    QCOMPARE(timingOf(record, 0).server.deadlineNs, std::int64_t{499'930'000});
    for (const auto& [text, expected] :
         std::initializer_list<std::pair<const char*, std::int64_t>>{{"2S", 2'000'000'000},
                                                                     {"1H", 3'600'000'000'000},
                                                                     {"5m", 5'000'000},
                                                                     {"7n", 7},
                                                                     {"3M", 180'000'000'000},
                                                                     {"", -1},
                                                                     {"5", -1},
                                                                     {"x5S", -1},
                                                                     {"999999999S", -1},
                                                                     {"99999999H", -1}}) {
      record.upstreamLeg.openedNs = 0;
      record.upstreamLeg.requestHeaders = {{"grpc-timeout", text}};
      QCOMPARE(timingOf(record, 0).server.deadlineNs, expected);
    }
    // No header, but the bridge set a deadline of its own.
    record.clientLeg.requestHeaders.clear();
    record.timeoutNs = 7'000'000;
    QCOMPARE(timingOf(record, 0).client.deadlineNs, std::int64_t{7'000'000});
  }
};

QTEST_GUILESS_MAIN(TestSheets)
#include "tst_sheets.moc"
