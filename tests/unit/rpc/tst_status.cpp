// SPDX-License-Identifier: GPL-3.0-or-later
// Status codes and their tables, walked whole; google.rpc.Status and Connect's JSON forms.
#include <algorithm>
#include <random>
#include <set>

#include <QtTest/QtTest>

#include "bridge/rpc/connect_error.h"
#include "bridge/rpc/protocol.h"
#include "bridge/rpc/server_protocols.h"
#include "bridge/rpc/status.h"
#include "bridge/rpc/status_details.h"

using namespace bascule;
using namespace bascule::rpc;

class TestStatus : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyCodeHasItsNames() {
    std::set<std::string_view> names;
    for (int i = 0; i < kCodeCount; ++i) {
      const auto code = static_cast<Code>(i);
      names.insert(connectName(code));
      names.insert(grpcName(code));
      QCOMPARE(codeFromGrpcStatus(std::to_string(i)), code);
      if (code != Code::Ok) QCOMPARE(codeFromConnectName(connectName(code)).value(), code);
    }
    QCOMPARE(names.size(), std::size_t{2 * kCodeCount});
    QVERIFY(!codeFromConnectName("ok"));
    QVERIFY(!codeFromConnectName("Canceled"));
  }
  // Connect protocol, "Error codes".
  void httpStatuses() {
    const int expected[] = {200, 499, 500, 400, 504, 404, 409, 403, 429,
                            400, 409, 400, 501, 500, 503, 500, 401};
    for (int i = 0; i < kCodeCount; ++i) QCOMPARE(httpStatus(static_cast<Code>(i)), expected[i]);
  }
  void foreignGrpcStatuses() {
    for (const char* text : {"17", "99", "-1", "abc", "", "1.0", "0x1", "0000"}) {
      QCOMPARE(codeFromGrpcStatus(text), Code::Unknown);
    }
  }
  // gRPC http-grpc-status-mapping.
  void httpToCode() {
    const std::pair<int, Code> expected[] = {
        {400, Code::Internal},      {401, Code::Unauthenticated}, {403, Code::PermissionDenied},
        {404, Code::Unimplemented}, {429, Code::Unavailable},     {502, Code::Unavailable},
        {503, Code::Unavailable},   {504, Code::Unavailable},     {200, Code::Unknown},
        {418, Code::Unknown},       {431, Code::Unknown},         {800, Code::Unknown}};
    for (const auto& [status, code] : expected) QCOMPARE(codeFromHttpStatus(status), code);
  }
  // gRPC over HTTP/2, "Errors".
  void h2ErrorToCode() {
    QCOMPARE(codeFromH2Error(http::H2Error::RefusedStream), Code::Unavailable);
    QCOMPARE(codeFromH2Error(http::H2Error::Cancel), Code::Canceled);
    QCOMPARE(codeFromH2Error(http::H2Error::EnhanceYourCalm), Code::ResourceExhausted);
    QCOMPARE(codeFromH2Error(http::H2Error::InadequateSecurity), Code::PermissionDenied);
    QCOMPARE(codeFromH2Error(http::H2Error::NoError), Code::Internal);
    QCOMPARE(codeFromH2Error(http::H2Error::StreamClosed), Code::Unknown);
    QCOMPARE(codeFromH2Error(static_cast<http::H2Error>(77)), Code::Unknown);
    std::set<std::string_view> names;
    for (unsigned i = 0; i <= 13; ++i) names.insert(name(static_cast<http::H2Error>(i)));
    QCOMPARE(names.size(), std::size_t{14});
  }
  void compressionNames() {
    for (const auto c : {Compression::Identity, Compression::Gzip, Compression::Deflate, Compression::Brotli,
                         Compression::Zstd, Compression::Snappy}) {
      QCOMPARE(compressionFromName(name(c)), c);
    }
    QCOMPARE(compressionFromName(""), Compression::Identity);
    QCOMPARE(compressionFromName("lzma"), Compression::Unknown);
    QCOMPARE(compressionFromName("unknown"), Compression::Unknown);
  }
  void callsGoInTheirOwnProtocolWhereTheyCan() {
    using enum ServerProtocol;
    const auto set = [](std::initializer_list<ServerProtocol> list) {
      ServerProtocols protocols;
      for (const auto one : list) protocols.add(one);
      return protocols;
    };
    const std::tuple<ServerProtocols, Protocol, ServerProtocol> rows[] = {
        {set({}), Protocol::ConnectUnary, Grpc},
        {set({Grpc}), Protocol::ConnectUnary, Grpc},
        {set({Grpc, Connect}), Protocol::ConnectGet, Connect},
        {set({Grpc, Connect}), Protocol::ConnectStream, Connect},
        {set({Grpc, Connect}), Protocol::GrpcWeb, Grpc},
        {set({Connect, GrpcWeb}), Protocol::Grpc, Connect},
        {set({Connect, GrpcWeb}), Protocol::GrpcWebText, GrpcWeb},
        {set({GrpcWeb}), Protocol::Grpc, GrpcWeb},
    };
    for (const auto& [found, client, towards] : rows) {
      QCOMPARE(serverProtocolFor(Auto, found, client), towards);
      for (const auto said : {Grpc, Connect, GrpcWeb, Same}) {
        QCOMPARE(serverProtocolFor(said, found, client), said);
      }
    }
    QCOMPARE(set({GrpcWeb, Connect, Grpc}).list(), (std::vector{Grpc, Connect, GrpcWeb}));
    QVERIFY(set({}).empty() && set({}).list().empty());
  }
  void protocolsTowardsServers() {
    using enum ServerProtocol;
    for (const auto p : {Auto, Grpc, Connect, GrpcWeb, Same}) QCOMPARE(serverProtocolFromName(name(p)), p);
    QVERIFY(!serverProtocolFromName("soap") && !serverProtocolFromName(""));
    const std::tuple<ServerProtocol, Protocol, Kind, Protocol> rows[] = {
        {Auto, Protocol::ConnectUnary, Kind::Unary, Protocol::Grpc},
        {Grpc, Protocol::GrpcWebText, Kind::Unknown, Protocol::Grpc},
        {GrpcWeb, Protocol::Grpc, Kind::Bidi, Protocol::GrpcWeb},
        {GrpcWeb, Protocol::GrpcWebText, Kind::Unary, Protocol::GrpcWeb},
        {Connect, Protocol::Grpc, Kind::Unary, Protocol::ConnectUnary},
        {Connect, Protocol::Grpc, Kind::Unknown, Protocol::ConnectUnary},
        {Connect, Protocol::GrpcWeb, Kind::ServerStream, Protocol::ConnectStream},
        {Connect, Protocol::GrpcWeb, Kind::ClientStream, Protocol::ConnectStream},
        {Connect, Protocol::Grpc, Kind::Bidi, Protocol::ConnectStream},
        {Connect, Protocol::ConnectGet, Kind::Unary, Protocol::ConnectGet},
        {Connect, Protocol::ConnectStream, Kind::Unknown, Protocol::ConnectStream},
        {Same, Protocol::GrpcWebText, Kind::Unknown, Protocol::GrpcWebText}};
    for (const auto& [server, client, kind, expected] : rows)
      QCOMPARE(protocolTowards(server, client, kind), expected);
  }
  void statusProtoRoundTrip() {
    Status status{Code::InvalidArgument,
                  "quantity must be positive",
                  {{"google.rpc.BadRequest", std::string("\0\1\2", 3)}, {"a.B", ""}},
                  Origin::Peer,
                  ""};
    const auto decoded = decodeStatusProto(encodeStatusProto(status));
    QVERIFY(decoded.has_value());
    QVERIFY(*decoded == status);
    QVERIFY(decodeStatusProto("")->ok());
  }
  void statusProtoMalformed() {
    const std::string good = encodeStatusProto({Code::Aborted, "m", {{"a.B", "xyz"}}, Origin::Peer, ""});
    int refused = 0;
    for (std::size_t size = 1; size < good.size(); ++size) {
      if (!decodeStatusProto(std::string_view(good).substr(0, size))) ++refused;
    }
    QVERIFY(refused > 5);
    std::mt19937 random(3);
    for (int i = 0; i < 5000; ++i) {
      std::string bytes;
      for (auto n = random() % 40; n > 0; --n) bytes += static_cast<char>(random());
      (void)decodeStatusProto(bytes);  // must not crash, whatever it says
    }
  }
  void errorJsonRoundTrip() {
    const Status status{Code::NotFound,
                        "no \"order\" \xe2\x82\xac",
                        {{"google.rpc.ErrorInfo", std::string("\xff\x00z", 3)}},
                        Origin::Peer,
                        ""};
    const std::string json = connectErrorJson(status);
    QVERIFY(json.find("\"type\":\"google.rpc.ErrorInfo\"") != std::string::npos);
    QVERIFY(json.find('=') == std::string::npos);  // unpadded base64
    QVERIFY(*parseConnectError(json, Code::Unknown) == status);
    QCOMPARE(connectErrorJson({Code::Aborted, "", {}, Origin::Peer, ""}),
             std::string(R"({"code":"aborted"})"));
  }
  void detailsWithoutTypeAreDropped() {
    for (const std::string type : {"", "type.googleapis.com/", "/"}) {
      std::string json = "{'code':'aborted','details':[{'type':'" + type + "','value':'aGk'}]}";
      std::ranges::replace(json, '\'', '"');
      QVERIFY(parseConnectError(json, Code::Unknown)->details.empty());
    }
  }
  void errorJsonOddities() {
    QCOMPARE(parseConnectError(R"({"code":null,"message":null})", Code::Internal)->code, Code::Internal);
    QCOMPARE(parseConnectError(R"({"code":"nonsense"})", Code::Unavailable)->code, Code::Unavailable);
    const auto details = parseConnectError(
        R"({"code":"aborted","details":[{"type":"type.googleapis.com/a.B","value":"YQ=="},{"type":"","value":"YQ"},{"type":"c","value":"*"},7]})",
        Code::Unknown);
    QCOMPARE(details->details.size(), std::size_t{1});
    QCOMPARE(details->details[0].type, std::string("a.B"));
    QCOMPARE(details->details[0].value, std::string("a"));
    for (const char* bad : {"", "[]", "{", "null", "{\"code\":\"aborted\"}x"})
      QVERIFY(!parseConnectError(bad, Code::Unknown));
    QVERIFY(!parseConnectError(std::string(100'000, '['), Code::Unknown));
  }
  void endStreamRoundTrip() {
    const http::Headers metadata{{"x-a", "1"}, {"x-b", "2"}, {"x-a", "3"}};
    QCOMPARE(endStreamJson({}, {}), std::string("{}"));
    QCOMPARE(endStreamJson({}, metadata), std::string(R"({"metadata":{"x-a":["1","3"],"x-b":["2"]}})"));
    const auto end = parseEndStream(endStreamJson({Code::DataLoss, "gone", {}, Origin::Peer, ""}, metadata));
    QCOMPARE(end->status.code, Code::DataLoss);
    QCOMPARE(end->metadata.size(), std::size_t{3});
    QVERIFY(parseEndStream(R"({"error":null,"metadata":{"X-Y":"no array"}})")->status.ok());
    QVERIFY(!parseEndStream("nonsense"));
  }
};

QTEST_APPLESS_MAIN(TestStatus)
#include "tst_status.moc"
