// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets inside messages, details and ends: masked on their way into a session and out of it, in every form
// that the protocols give them.
#include <fstream>
#include <iterator>

#include <QtTest/QtTest>

#include "bridge/base/base64.h"
#include "bridge/capture/header_text.h"
#include "bridge/capture/message_redaction.h"
#include "bridge/capture/record_redaction.h"
#include "bridge/rpc/compression.h"
#include "bridge/rpc/connect_error.h"
#include "bridge/rpc/envelope.h"
#include "bridge/rpc/status_details.h"
#include "tests/support/recording.h"

using namespace bascule;
using namespace bascule::capture;
using bascule::test::CallScript;
using bascule::test::contentOf;
using bascule::test::openOrFail;
using bascule::test::Recording;
using bascule::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kSecret = "CanarySecret4711";

/// `acme.v1.Users/Get(User) returns (User)` with a field that the schema marks.
schema::SchemaPtr userSchema() {
  static const schema::SchemaPtr schema = [] {
    const TemporaryFolder folder;
    std::ofstream(folder.file("users.proto"))
        << "syntax = 'proto3'; package acme.v1;"
           "message User { string name = 1; string password = 2 [debug_redact = true]; }"
           "service Users { rpc Get(User) returns (User); }";
    auto loaded = schema::loadSources({{folder.file("users.proto").string()}, {}});
    if (!loaded) qFatal("%s", loaded.error().message.c_str());
    return *loaded;
  }();
  return schema;
}

Redaction redaction() {
  Redaction rules = Redaction::defaults();
  rules.setSchema(userSchema());
  return rules;
}

std::string user(std::string_view password = kSecret) {
  return "\x0a\x03"
         "Ada\x12" +
         std::string(1, static_cast<char>(password.size())) + std::string(password);
}

}  // namespace

class TestMessageRedaction : public QObject {
  Q_OBJECT
 private slots:
  void rulesFromText();
  void modes();
  void payloads();
  void targets();
  void details();
  void endsWithEnvelopes();
  void neverInTheFile_data();
  void neverInTheFile();
  void piecesAndCutMessages();
  void schemaHoldsForWhatComesAfterIt();
  void withoutSchemaNothingIsKnown();
  void recordsThatLeave();
};

void TestMessageRedaction::rulesFromText() {
  const auto rules = Redaction::fromText(
      "# mine\nx-session\nheader x-*-id\nfield acme.v1.User.name\ntype acme.v1.Card\noption "
      "acme.v1.sensitive\n",
      "f");
  QVERIFY(rules.has_value());
  QVERIFY(rules->masks("x-session") && rules->masks("x-user-id") && !rules->masks("authorization"));
  const std::string said = rules->statement();
  for (const char* part : {"x-session", "acme.v1.User.name", "acme.v1.Card", "acme.v1.sensitive"})
    QVERIFY2(said.contains(part), said.c_str());
  QVERIFY(Redaction::fromText("include default\n", "f")->masks("authorization"));
  QVERIFY(Redaction::defaults().statement().contains("debug_redact"));
  QCOMPARE(Redaction::none().statement(), std::string("Nothing is masked."));
  for (const char* wrong : {"fields a.b", "field a b", "mode x", "include all", "header a b", "type a/b"}) {
    const auto read = Redaction::fromText(std::string("x\n") + wrong, "rules.txt");
    QVERIFY2(!read.has_value() && read.error().message.starts_with("rules.txt:2: "), wrong);
  }
}

void TestMessageRedaction::modes() {
  const auto hashed = Redaction::fromText("x\nmode hash\n", "f");
  QVERIFY(hashed->mask("a") != hashed->mask("b") && hashed->mask("a") == hashed->mask("a"));
  QCOMPARE(hashed->mask(hashed->mask("a")), hashed->mask("a"));
  const auto plain = Redaction::fromText("x\nmode mask\n", "f");
  QCOMPARE(plain->mask("a"), std::string("[masked]"));
  QCOMPARE(plain->mask(hashed->mask("a")), hashed->mask("a"));
  QVERIFY(Redaction::isMark("[masked]") && !Redaction::isMark("[masked by hand"));
}

void TestMessageRedaction::payloads() {
  const Redaction rules = redaction();
  QCOMPARE(maskedType(rules, "acme.v1.Users", "Get", true), std::string("acme.v1.User"));
  QCOMPARE(maskedType(rules, "acme.v1.Users", "Other", true), std::string());
  const auto plain =
      maskPayload(rules, "acme.v1.User", rpc::Codec::Proto, rpc::Compression::Identity, user());
  QVERIFY(plain && !plain->contains(kSecret) && plain->contains("Ada") && plain->contains("[masked sha256:"));
  const auto packed = rpc::compress(rpc::Compression::Gzip, user());
  QCOMPARE(*maskPayload(rules, "acme.v1.User", rpc::Codec::Proto, rpc::Compression::Gzip, *packed), *plain);
  const std::string json = R"({"name":"Ada","password":")" + std::string(kSecret) + R"("})";
  const auto text = maskPayload(rules, "acme.v1.User", rpc::Codec::Json, rpc::Compression::Identity, json);
  QVERIFY(text && !text->contains(kSecret) && text->contains("Ada"));
  QVERIFY(
      !maskPayload(rules, "acme.v1.User", rpc::Codec::Proto, rpc::Compression::Gzip, "no gzip").has_value());
}

void TestMessageRedaction::targets() {
  const Redaction rules = redaction();
  const std::string target = maskTarget("/a.B/C?encoding=proto&message=CanarySecret&base64=1", rules);
  QVERIFY(target.starts_with("/a.B/C?encoding=proto&message=") && target.ends_with("&base64=1"));
  QVERIFY(!target.contains("CanarySecret"));
  QCOMPARE(maskTarget("/a.B/C?message=x", rules).substr(0, 15), std::string("/a.B/C?message="));
  QCOMPARE(maskTarget("/a.B/C?no=message=x", rules), std::string("/a.B/C?no=message=x"));
}

void TestMessageRedaction::details() {
  const Redaction rules = redaction();
  rpc::Status status;
  status.code = rpc::Code::Internal;
  status.details = {{"acme.v1.User", user()}, {"google.rpc.BadRequest", "x"}};
  const std::string header = maskDetailsHeader(base64::encode(rpc::encodeStatusProto(status)), rules);
  const auto back = rpc::decodeStatusProto(*base64::decode(header));
  QVERIFY(back && !back->details[0].value.contains(kSecret) && back->details[0].value.contains("Ada"));
  QCOMPARE(back->details[1].value, std::string("x"));
  const auto error =
      rpc::parseConnectError(maskDetailsJson(rpc::connectErrorJson(status), rules), rpc::Code::Unknown);
  QVERIFY(!error->details[0].value.contains(kSecret));
  const auto end = rpc::parseEndStream(maskDetailsJson(rpc::endStreamJson(status, {{"x-cost", "1"}}), rules));
  QVERIFY(!end->status.details[0].value.contains(kSecret));
  QCOMPARE(end->metadata.find("x-cost").value_or(""), std::string_view("1"));
}

void TestMessageRedaction::endsWithEnvelopes() {
  const Redaction rules = Redaction::defaults();
  const std::string json =
      R"({"metadata":{"x-auth-token":[")" + std::string(kSecret) + R"("],"x-cost":["1"]}})";
  const std::string stream = redactEndBody(rpc::enveloped(rpc::kFlagEndStream, json).view(), rules);
  QVERIFY(!stream.contains(kSecret) && stream.contains("x-cost"));
  QCOMPARE(static_cast<unsigned char>(stream[4]), static_cast<unsigned char>(stream.size() - 5));
  const std::string lines = "x-auth-token: " + std::string(kSecret) + "\r\ngrpc-status: 0\r\n";
  const std::string web = redactEndBody(rpc::enveloped(rpc::kFlagTrailers, lines).view(), rules);
  QVERIFY(!web.contains(kSecret) && web.contains("grpc-status: 0"));
  QCOMPARE(static_cast<unsigned char>(web[4]), static_cast<unsigned char>(web.size() - 5));
}

void TestMessageRedaction::neverInTheFile_data() {
  QTest::addColumn<int>("protocol");
  QTest::addColumn<int>("codec");
  QTest::addColumn<bool>("compressed");
  for (const auto protocol : {rpc::Protocol::ConnectUnary, rpc::Protocol::ConnectStream, rpc::Protocol::Grpc,
                              rpc::Protocol::GrpcWeb, rpc::Protocol::GrpcWebText}) {
    for (const auto codec : {rpc::Codec::Proto, rpc::Codec::Json}) {
      for (const bool compressed : {false, true}) {
        QTest::addRow("%d %d %d", static_cast<int>(protocol), static_cast<int>(codec), compressed)
            << static_cast<int>(protocol) << static_cast<int>(codec) << compressed;
      }
    }
  }
}

/// A secret in every place of a call, in every form: nothing of it is in the file, nor in what listeners get.
void TestMessageRedaction::neverInTheFile() {
  QFETCH(int, protocol);
  QFETCH(int, codec);
  QFETCH(bool, compressed);
  CallScript call;
  call.target = "/acme.v1.Users/Get";
  call.protocol = static_cast<rpc::Protocol>(protocol);
  call.codec = static_cast<rpc::Codec>(codec);
  std::string body = call.codec == rpc::Codec::Json
                         ? R"({"name":"Ada","password":")" + std::string(kSecret) + R"("})"
                         : user();
  if (compressed) body = *rpc::compress(rpc::Compression::Gzip, body);
  call.status.code = rpc::Code::Internal;
  call.status.details = {{"acme.v1.User", user()}};
  const std::string details = base64::encode(rpc::encodeStatusProto(call.status));
  call.trailers = {{"grpc-status-details-bin", details}, {"x-auth-token", kSecret}};
  call.headers.add("content-encoding", compressed ? "gzip" : "identity");
  http::Headers answer{{"grpc-encoding", compressed ? "gzip" : "identity"}, {"x-session-secret", kSecret}};

  const TemporaryFolder folder;
  const fs::path file = folder.file("a.bascule");
  std::vector<CallRecord> listened;
  {
    Recording recording(file);
    recording.recorder->setSchema(userSchema()->serialized());
    auto opened = std::get<CallOpened>(call.opened());
    opened.compression = compressed ? rpc::Compression::Gzip : rpc::Compression::Identity;
    auto upstream = std::get<UpstreamOpened>(call.upstreamOpened());
    upstream.codec = call.codec;
    upstream.compression = opened.compression;
    auto request = std::get<MessageSeen>(call.message(Direction::Request, body, 40));
    request.compressed = compressed;
    ResponseHeadSeen heads[] = {{1, call.at(80), Leg::Upstream, 200, answer.view()},
                                {1, call.at(81), Leg::Client, 200, answer.view()}};
    auto response = std::get<MessageSeen>(call.message(Direction::Response, body, 90));
    response.compressed = compressed;
    const std::string end = rpc::endStreamJson(call.status, {{"x-auth-token", kSecret}});
    recording.push(
        {opened, upstream, request, heads[0], heads[1], response,
         EndBodySeen{1, call.at(95), Leg::Client, rpc::enveloped(rpc::kFlagEndStream, end)},
         EndBodySeen{1, call.at(96), Leg::Upstream,
                     rpc::enveloped(rpc::kFlagTrailers, "grpc-status-details-bin: " + details + "\r\n")},
         call.trailersSeen(), call.ended()});
    recording.recorder->stop();
    listened = recording.records;
  }
  const auto record = openOrFail(file)->call(1);
  QVERIFY(record.has_value());
  QCOMPARE(record->clientLeg.messages.size(), std::size_t{2});
  for (const MessageRecord& message : record->clientLeg.messages) {
    QVERIFY(message.masked && !message.compressed && message.payload.contains("Ada"));
    QCOMPARE(message.wireSize, ByteCount{body.size()});
  }
  listened.push_back(*record);
  for (const CallRecord& one : listened) {
    for (const LegRecord* leg : {&one.clientLeg, &one.upstreamLeg}) {
      for (const MessageRecord& message : leg->messages) QVERIFY(!message.payload.contains(kSecret));
      QVERIFY(!leg->endBody.contains(kSecret) && !leg->endBody.contains(details));
      for (const HeaderFields* fields : {&leg->requestHeaders, &leg->responseHeaders, &leg->trailers}) {
        for (const HeaderField& field : *fields) {
          QVERIFY(!field.value.contains(kSecret));
          const auto bytes = base64::decode(field.value);
          QVERIFY(!bytes || !bytes->contains(kSecret));
        }
      }
    }
    QVERIFY(!one.status.details[0].value.contains(kSecret));
  }
  QVERIFY(!contentOf(file).contains(kSecret));
}

void TestMessageRedaction::piecesAndCutMessages() {
  const TemporaryFolder folder;
  const fs::path file = folder.file("a.bascule");
  CallScript call;
  call.target = "/acme.v1.Users/Get";
  call.protocol = rpc::Protocol::Grpc;
  const std::string body = user();
  {
    auto config = Recording::configFor(file, 1ULL << 31, Redaction::defaults());
    config.payloadLimit = 40;
    Recording recording(std::move(config));
    recording.recorder->setSchema(userSchema()->serialized());
    recording.push({call.opened(),
                    call.message(Direction::Request, body.substr(0, 9), 1, true, false, body.size()),
                    call.message(Direction::Request, body.substr(9), 2, false, true, body.size()),
                    // Longer than what is kept: it cannot be read, so nothing of it is.
                    call.message(Direction::Response, user() + std::string(100, 'x'), 3), call.ended()});
  }
  const auto record = openOrFail(file)->call(1);
  const auto& messages = record->clientLeg.messages;
  QCOMPARE(messages.size(), std::size_t{2});
  QVERIFY(messages[0].masked && messages[0].payload.contains("Ada") &&
          !messages[0].payload.contains(kSecret));
  QVERIFY(messages[1].masked && messages[1].payload.empty());
  QCOMPARE(messages[1].wireSize, ByteCount{body.size() + 100});
}

/// A schema holds for every event that was told after it, however soon the recorder is stopped then: one that
/// was never started does all its work when it is stopped.
void TestMessageRedaction::schemaHoldsForWhatComesAfterIt() {
  const TemporaryFolder folder;
  const fs::path file = folder.file("a.bascule");
  CallScript call;
  call.target = "/acme.v1.Users/Get";
  const std::string body = user();
  auto recorder =
      Recorder::create(Recording::configFor(file, 1ULL << 31, Redaction::defaults()), test::kClock, {}, {});
  QVERIFY(recorder.has_value());
  CaptureQueue& queue = (*recorder)->addQueue({});
  (*recorder)->setSchema(userSchema()->serialized());
  for (const CaptureEvent& event : {call.opened(), call.message(Direction::Request, body, 1), call.ended()})
    queue.push(event);
  queue.publish();
  (*recorder)->stop();
  const auto record = openOrFail(file)->call(1);
  QVERIFY(record.has_value());
  QVERIFY(record->clientLeg.messages.at(0).masked);
  QVERIFY(!record->clientLeg.messages.at(0).payload.contains(kSecret));
}

void TestMessageRedaction::withoutSchemaNothingIsKnown() {
  QVERIFY(Redaction::defaults().messages() == nullptr);
  Redaction rules = Redaction::defaults();
  rules.setSchema(schema::Schema::wellKnown());
  QVERIFY(rules.messages() == nullptr);  // it has nothing to mask
  rules.setSchema(userSchema());
  QVERIFY(rules.messages() != nullptr);
  rules.setSchema(nullptr);
  QVERIFY(rules.messages() == nullptr);
  Redaction none = Redaction::none();
  none.setSchema(userSchema());
  QVERIFY(none.messages() == nullptr);
}

/// A session that was recorded without masks does not give them away either.
void TestMessageRedaction::recordsThatLeave() {
  CallRecord record;
  record.service = "acme.v1.Users";
  record.method = "Get";
  record.status.details = {{"acme.v1.User", user()}};
  LegRecord& leg = record.clientLeg;
  leg.present = true;
  leg.protocol = rpc::Protocol::ConnectGet;
  leg.codec = rpc::Codec::Proto;
  leg.target = "/acme.v1.Users/Get?message=" + base64::encode(user());
  leg.responseCompression = rpc::Compression::Gzip;
  leg.messages = {{Direction::Request, 0, false, false, user().size(), user()},
                  {Direction::Response, 0, true, false, 50, *rpc::compress(rpc::Compression::Gzip, user())},
                  {Direction::Response, 0, false, true, 500, user()}};
  leg.requestHeaders = {{"authorization", "Bearer x"}, {"accept", "*/*"}};
  leg.trailers = {{"x-token", "y"}};
  MaskedValues told;
  tellMasked(record, redaction(), told);
  QCOMPARE(told.headers, (schema::MaskedNames{{"authorization", 1}, {"x-token", 1}}));
  // Two messages and a detail; of the query all of it, of the message that is there in part nothing.
  QCOMPARE(told.fields, (schema::MaskedNames{{"acme.v1.User", 1}, {"acme.v1.User.password", 3}}));
  QCOMPARE(told.withheld, std::uint64_t{0});
  leg.requestHeaders.clear(), leg.trailers.clear();
  const std::size_t masked = redactRecord(record, redaction());
  QCOMPARE(masked, std::size_t{5});
  for (const MessageRecord& message : leg.messages)
    QVERIFY(message.masked && !message.payload.contains(kSecret));
  QVERIFY(leg.messages[1].payload.contains("Ada") && leg.messages[2].payload.empty());
  QVERIFY(!leg.target.contains(base64::encode(user())));
  QVERIFY(!record.status.details[0].value.contains(kSecret));
  QCOMPARE(redactRecord(record, redaction()), std::size_t{0});
}

QTEST_APPLESS_MAIN(TestMessageRedaction)
#include "tst_message_redaction.moc"
