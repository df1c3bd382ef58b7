// SPDX-License-Identifier: GPL-3.0-or-later
// What is copied, as text: what belongs to the call and what to the protocol, secrets, what cannot be copied.
// That it also runs is shown by tests/e2e/test_copy_as.py.
#include <QtTest/QtTest>

#include "bridge/export/copy_as.h"
#include "tests/support/call_records.h"

using namespace bascule;
using namespace bascule::exporting;
using rpc::ServerProtocol;

class TestCopyAs : public QObject {
  Q_OBJECT
 private slots:
  void names();
  void connectUnary();
  void secrets();
  void onlyOwnMetadata();
  void hostileRecord();
  void withoutSchema();
  void notRecorded();
};

static std::string copied(const capture::CallRecord& record, CopyForm form, ServerProtocol protocol) {
  const auto request = requestOf(record, *schema::Schema::wellKnown());
  if (!request) return "error " + request.error().cause;
  const auto text = copyAs(form, protocol, *request);
  return text ? *text : "error " + text.error().cause;
}

void TestCopyAs::names() {
  for (const CopyFormInfo& info : copyForms()) {
    QCOMPARE(copyFormFromName(info.name), info.form);
    QCOMPARE(&infoOf(info.form), &info);
  }
  QVERIFY(!copyFormFromName("wget"));
}

void TestCopyAs::connectUnary() {
  QCOMPARE(copied(test::sampleRecord(), CopyForm::Curl, ServerProtocol::Connect),
           "curl -sS -g http://localhost:8080/acme.shop.v1.OrderService/CreateOrder \\\n"
           "  -H 'content-type: application/json' \\\n"
           "  -H 'connect-protocol-version: 1' \\\n"
           "  -H 'connect-timeout-ms: 2000' \\\n"
           "  -H 'x-tenant: acme' \\\n"
           "  -H 'x-trace-id: 7f3a91c2' \\\n"
           "  --data-raw '{\"items\":[{\"sku\":\"A-17\",\"unitPrice\":250,\"quantity\":-2}],\"note\":\"x "
           "\\\"y\\\"\"}'");
}

void TestCopyAs::secrets() {
  auto record = test::sampleRecord();
  record.clientLeg.requestHeaders = {{"authorization", "Bearer abc"}, {"x-mine", "[masked sha256:1a2b3c4d]"}};
  for (const CopyFormInfo& info : copyForms()) {
    if (info.code) continue;  // needs a schema
    const std::string text = copied(record, info.form, ServerProtocol::Connect);
    QVERIFY2(text.find("abc") == std::string::npos && text.find("masked") == std::string::npos, text.c_str());
    QVERIFY2(text.find("${SECRET_AUTHORIZATION:?}") != std::string::npos, text.c_str());
    QVERIFY2(text.find("${SECRET_X_MINE:?}") != std::string::npos, text.c_str());
  }
}

void TestCopyAs::onlyOwnMetadata() {
  auto record = test::sampleRecord();
  record.clientLeg.requestHeaders = {{"te", "trailers"},         {"grpc-encoding", "gzip"},
                                     {"user-agent", "x"},        {"connect-accept-encoding", "br"},
                                     {"sec-fetch-mode", "cors"}, {"x-own", "1"}};
  const auto request = requestOf(record, *schema::Schema::wellKnown());
  QVERIFY(request.has_value());
  QCOMPARE(request->metadata.size(), 1U);
  QCOMPARE(request->metadata[0].name, "x-own");
}

// A damaged or forged session must not become an option, a file to read or a second command.
void TestCopyAs::hostileRecord() {
  auto record = test::sampleRecord();
  record.clientLeg.requestHeaders = {
      {"@/etc/passwd", "1"}, {"-o/tmp/x", "1"}, {"x-a", "1\r\nx-b: 2"}, {"x-c", "$(id)'`"}};
  record.clientLeg.messages[0].payload = "@/etc/passwd";
  record.clientLeg.messages[0].wireSize = 12;
  const std::string text = copied(record, CopyForm::Curl, ServerProtocol::Connect);
  QCOMPARE(text, "error type_unknown");
  record.clientLeg.messages[0].payload = "\"@/etc/passwd\"";
  QVERIFY(copied(record, CopyForm::Curl, ServerProtocol::Connect)
              .ends_with("-H 'x-c: $(id)'\\''`' \\\n  --data-raw "
                         "'\"@/etc/passwd\"'"));
  record.clientLeg.authority = "-o/tmp/x";
  QCOMPARE(copied(record, CopyForm::Grpcurl, ServerProtocol::Grpc), "error not_a_call");
  record.clientLeg.authority = "localhost;id";
  QCOMPARE(copied(record, CopyForm::Curl, ServerProtocol::Connect), "error not_a_call");
  record.clientLeg.authority = "localhost";
  record.method = "Get/../../x";
  QCOMPARE(copied(record, CopyForm::Curl, ServerProtocol::Connect), "error not_a_call");
}

void TestCopyAs::withoutSchema() {
  auto record = test::sampleRecord();
  QCOMPARE(copied(record, CopyForm::TypeScript, ServerProtocol::Connect), "error type_unknown");
  record.clientLeg.codec = rpc::Codec::Proto;
  record.clientLeg.messages[0].payload = std::string("\x0a\x01\xff", 3);
  QCOMPARE(copied(record, CopyForm::BufCurl, ServerProtocol::Connect), "error type_unknown");
  // curl takes the bytes as they are.
  const std::string text = copied(record, CopyForm::Curl, ServerProtocol::Connect);
  QVERIFY2(text.starts_with("printf '%s' CgH/ | base64 --decode | curl "), text.c_str());
  QVERIFY(text.find("application/proto") != std::string::npos);
}

void TestCopyAs::notRecorded() {
  auto record = test::sampleRecord();
  record.clientLeg.messages[0].cut = true;
  QCOMPARE(copied(record, CopyForm::Curl, ServerProtocol::Connect), "error payload_cut");
  record.clientLeg.messages.clear();
  QCOMPARE(copied(record, CopyForm::Curl, ServerProtocol::Connect), "error payload_cut");
}

QTEST_APPLESS_MAIN(TestCopyAs)
#include "tst_copy_as.moc"
