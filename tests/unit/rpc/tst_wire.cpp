// SPDX-License-Identifier: GPL-3.0-or-later
// Timeouts, envelopes, metadata, compression and recognition of requests.
#include <random>

#include <QtTest/QtTest>

#include "bridge/base/percent.h"
#include "bridge/rpc/compression.h"
#include "bridge/rpc/detect.h"
#include "bridge/rpc/envelope.h"
#include "bridge/rpc/foreign_answer.h"
#include "bridge/rpc/machine_table.h"
#include "bridge/rpc/metadata.h"
#include "bridge/rpc/negotiation.h"
#include "bridge/rpc/timeout.h"
#include "tests/support/pieces.h"

using namespace bascule;
using namespace bascule::rpc;
using namespace std::chrono_literals;

namespace {

struct Whole {
  std::uint8_t flags;
  std::string payload;
};

/// Messages found in `pieces`, or the cause of the failure.
std::expected<std::vector<Whole>, std::string> readAll(const std::vector<Slice>& pieces, ByteCount limit) {
  EnvelopeReader reader(limit, kFlagCompressed, true);
  std::vector<Whole> messages;
  for (Slice bytes : pieces) {
    while (!bytes.empty()) {
      if (const auto run = reader.takeRun(bytes)) {
        const std::size_t before = messages.size();
        forEachMessage(*run, [&](const MessagePiece& piece) {
          messages.push_back({0, std::string(piece.bytes.view())});
        });
        if (messages.size() - before != run->count) return std::unexpected("run");
        continue;
      }
      auto piece = reader.next(bytes);
      if (!piece) return std::unexpected(piece.error().cause);
      if (!*piece) break;
      if ((*piece)->message.first) messages.push_back({(*piece)->flags, ""});
      messages.back().payload += (*piece)->message.bytes.view();
      if ((*piece)->message.prefixInFront && (*piece)->message.last) {
        if ((*piece)->message.framed().size() != (*piece)->message.total + kPrefixSize)
          return std::unexpected("framed");
      }
    }
  }
  if (!reader.atBoundary()) return std::unexpected("truncated");
  return messages;
}

constexpr Compression kAll[] = {Compression::Identity, Compression::Gzip, Compression::Deflate,
                                Compression::Brotli,   Compression::Zstd, Compression::Snappy};

std::string frame(std::uint8_t flags, const std::string& payload) {
  return std::string(enveloped(flags, payload).view());
}

http::RequestHead post(std::string_view contentType) {
  http::RequestHead head;
  head.method = "POST";
  head.target = "/a.B/C";
  head.headers = std::make_shared<const http::Headers>(http::Headers{{"content-type", contentType}});
  return head;
}

}  // namespace

class TestWire : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void connectTimeout() {
    QCOMPARE(parseConnectTimeout("0").value(), Duration(0));
    QCOMPARE(parseConnectTimeout("2000").value(), Duration(2s));
    QVERIFY(parseConnectTimeout("9999999999").has_value());
    for (const char* bad : {"", "-1", "+1", "1.5", "12345678901", " 1", "1s"})
      QVERIFY2(!parseConnectTimeout(bad), bad);
    QCOMPARE(formatConnectTimeout(Duration(1)), std::string("1"));
    QCOMPARE(formatConnectTimeout(1999999us), std::string("1999"));
    QCOMPARE(formatConnectTimeout(kLongestTimeout), std::string());
  }
  void grpcTimeout() {
    QCOMPARE(parseGrpcTimeout("5S").value(), Duration(5s));
    QCOMPARE(parseGrpcTimeout("100m").value(), Duration(100ms));
    QCOMPARE(parseGrpcTimeout("99999999H").value(), kLongestTimeout);
    for (const char* bad : {"", "5", "S", "123456789S", "5s", "-5S", "5 S", "5SS"})
      QVERIFY2(!parseGrpcTimeout(bad), bad);
    QCOMPARE(formatGrpcTimeout(Duration(0)), std::string("0n"));
    QCOMPARE(formatGrpcTimeout(Duration(-5)), std::string("0n"));
    QCOMPARE(formatGrpcTimeout(Duration(99'999'999)), std::string("99999999n"));
    QCOMPARE(formatGrpcTimeout(Duration(100'000'999)), std::string("100000u"));  // down, never up
    QCOMPARE(formatGrpcTimeout(2s), std::string("2000000u"));
  }
  void envelopesThreeWays() {
    const std::string bytes =
        frame(0, "hello") + frame(1, "") + frame(0, std::string(70'000, 'x')) + frame(0, "");
    test::threeWays(bytes, [](const std::vector<Slice>& pieces) {
      const auto messages = readAll(pieces, 0);
      QVERIFY(messages.has_value());
      QCOMPARE(messages->size(), std::size_t{4});
      QCOMPARE((*messages)[0].payload, std::string("hello"));
      QCOMPARE((*messages)[1].flags, std::uint8_t{1});
      QCOMPARE((*messages)[2].payload.size(), std::size_t{70'000});
    });
  }
  void envelopeFaultsThreeWays() {
    const std::tuple<std::string, ByteCount, std::string> cases[] = {
        {frame(2, "x"), 0, "envelope_flags"},
        {frame(0x80, "x"), 0, "envelope_flags"},
        {std::string("\0\xff\xff\xff\xff", 5) + "abc", 1000, "message_too_large"},
        {frame(0, "12345").substr(0, 9), 0, "truncated"},
        {std::string("\0\0\0", 3), 0, "truncated"},
    };
    for (const auto& [bytes, limit, cause] : cases) {
      test::threeWays(bytes, [&, lim = limit, expected = cause](const std::vector<Slice>& pieces) {
        const auto messages = readAll(pieces, lim);
        QVERIFY(!messages.has_value());
        QCOMPARE(messages.error(), expected);
      });
    }
  }
  void runsEndBeforeWhatIsNotPlainAndWhole() {
    const std::string plain = frame(0, "a") + frame(0, "") + frame(0, "bcd");
    const std::pair<std::string, std::string> cases[] = {
        {plain, ""},
        {plain, frame(1, "packed")},
        {plain, frame(0, "123456")},  // above the limit
        {plain, frame(0, "12345").substr(0, 9)},
        {plain, std::string(4, '\0')},
        {"", frame(0, "alone")},
        {"", frame(0, "alone") + frame(1, "packed")},
    };
    for (const auto& [run, rest] : cases) {
      const EnvelopeReader reader(5, kFlagCompressed, true);
      Slice bytes = Slice::copyOf(run + rest);
      const auto taken = reader.takeRun(bytes);
      QCOMPARE(taken.has_value(), !run.empty());
      if (taken) QCOMPARE(taken->bytes.view(), std::string_view(run));
      QCOMPARE(bytes.view(), std::string_view(rest));
    }
    Slice bytes = Slice::copyOf(plain);
    QVERIFY(!EnvelopeReader(0, 0).takeRun(bytes));  // not asked for
  }
  // Connect protocol and gRPC over HTTP/2: what is metadata, what belongs to a connection or protocol.
  void metadataRules() {
    const http::Headers in{{"content-type", "application/json"},
                           {"connect-protocol-version", "1"},
                           {"connect-timeout-ms", "5"},
                           {"grpc-status", "3"},
                           {"accept-encoding", "gzip"},
                           {"connection", "x-hop, keep-alive"},
                           {"x-hop", "1"},
                           {"host", "h"},
                           {"te", "trailers"},
                           {"x-b", "2"},
                           {"x-a", "1"},
                           {"x-b", "3"},
                           {"user-agent", "u"},
                           {"x-bin", "YQ==, Yg"},
                           {"y-bin", "*"},
                           {"content-length", "7"}};
    http::Headers out;
    MetadataNotes notes;
    appendMetadata(in, out, &notes);
    const http::Headers expected{{"x-b", "2"},    {"x-a", "1"},    {"x-b", "3"},  {"user-agent", "u"},
                                 {"x-bin", "YQ"}, {"x-bin", "Yg"}, {"y-bin", "*"}};
    QVERIFY(out == expected);
    QCOMPARE(notes.size(), std::size_t{1});
    QCOMPARE(notes[0].subject, std::string("y-bin"));
    http::Headers trailers;
    appendPrefixedMetadata({{"grpc-status", "0"}, {"x-cost", "3"}}, "trailer-", trailers);
    QVERIFY(trailers == (http::Headers{{"trailer-x-cost", "3"}}));
  }
  // A field for each value would repeat the name each time: 64 KiB in, hundreds of megabytes out.
  void manyJoinedBinaryValuesStayOneField() {
    const std::string name = std::string(1000, 'n').append("-bin");
    for (const char* value : {"", "YQ==", "*"}) {
      std::string joined = value;
      std::string expected = value == std::string_view("YQ==") ? "YQ" : value;
      const std::string first = expected;
      for (int i = 0; i < 8; ++i) {
        joined += std::string(",") + value;
        expected += "," + first;
      }
      http::Headers out;
      MetadataNotes notes;
      appendMetadata({{name, joined}}, out, &notes);
      QVERIFY(out == (http::Headers{{name, expected}}));
      QCOMPARE(notes.size(), std::size_t{*value == '*' ? 1U : 0U});
    }
    http::Headers out;
    appendMetadata({{name, std::string(60'000, ',')}}, out);
    QCOMPARE(out.size(), std::size_t{1});
    QVERIFY(out.listSize() < 70'000);
    http::Headers few;
    appendMetadata({{"x-bin", "YQ,,Yg,"}, {"y-bin", ""}}, few);
    QVERIFY(few ==
            (http::Headers{{"x-bin", "YQ"}, {"x-bin", ""}, {"x-bin", "Yg"}, {"x-bin", ""}, {"y-bin", ""}}));
  }
  void compressionRoundTrip() {
    const std::string text(50'000, 'a');
    for (const auto c : kAll) {
      const auto packed = compress(c, text);
      QVERIFY(packed.has_value());
      QCOMPARE(decompress(c, *packed, text.size()).value(), text);
      QCOMPARE(decompress(c, *packed, text.size() - 1).error().cause, std::string("message_too_large"));
    }
    QCOMPARE(decompress(Compression::Gzip, "", 10).value(), std::string());
    QCOMPARE(decompress(Compression::Unknown, "x", 10).error().cause, std::string("compression_unknown"));
    QCOMPARE(compress(Compression::Unknown, "x").error().cause, std::string("compression_unknown"));
    QCOMPARE(supportedList(), std::string_view("gzip,deflate,br,zstd,snappy"));
  }
  void compressionMalformed() {
    const std::string malformed = "compression_malformed";
    for (const auto c : kAll) {
      if (c == Compression::Identity) continue;
      const std::string packed = *compress(c, "hello hello hello");
      for (std::size_t size = 1; size < packed.size(); ++size) {
        const auto part = decompress(c, packed.substr(0, size), 1000);
        // The identifier alone is a whole snappy stream of nothing.
        if (c == Compression::Snappy && size == 10) continue;
        QVERIFY2(!part, name(c).data());
        QCOMPARE(part.error().cause, malformed);
      }
      QCOMPARE(decompress(c, packed + "x", 1000).error().cause, malformed);
      QCOMPARE(decompress(c, "nonsense", 1000).error().cause, malformed);
    }
  }
  void compressionBombs() {
    // A bomb stops at the ratio, long before the size limit.
    const std::string zeros(32 << 20, '\0');
    for (const auto c : {Compression::Gzip, Compression::Deflate, Compression::Brotli, Compression::Zstd}) {
      QCOMPARE(decompress(c, *compress(c, zeros), 1 << 30).error().cause, std::string("inflate_ratio"));
    }
    // A snappy block shrinks twenty times at most: its bombs meet the size limit, chunk by chunk.
    QCOMPARE(decompress(Compression::Snappy, *compress(Compression::Snappy, zeros), 1 << 20).error().cause,
             std::string("message_too_large"));
  }
  void randomBytesAreNoMessages() {
    std::mt19937 random(11);
    for (const auto c : kAll) {
      for (int i = 0; i < 300; ++i) {
        std::string bytes = *compress(c, std::string(200, 'a') + std::to_string(i));
        for (int flips = 0; flips < 3; ++flips) bytes[random() % bytes.size()] = static_cast<char>(random());
        (void)decompress(c, bytes, 10'000);  // must not crash, whatever it says
      }
    }
  }
  // framing_format.txt of google/snappy.
  void snappyFraming() {
    const std::string identifier("\xff\x06\x00\x00sNaPpY", 10);
    const std::string packed = *compress(Compression::Snappy, "hello");
    QVERIFY(packed.starts_with(identifier));
    QCOMPARE(packed[10], '\x01');                                // incompressible: a chunk as it is
    QCOMPARE(packed.substr(11, 3), std::string("\x09\0\0", 3));  // checksum and data
    QCOMPARE(packed.substr(18), std::string("hello"));
    // The check value of CRC-32C, 0xe3069283, masked.
    QCOMPARE(compress(Compression::Snappy, "123456789")->substr(14, 4), std::string("\xe5\xb0\x8a\xc7"));
    const std::string chunk = packed.substr(10);
    const auto decode = [&](const std::string& chunks) {
      const auto plain = decompress(Compression::Snappy, identifier + chunks, 1000);
      return plain ? *plain : plain.error().cause;
    };
    QCOMPARE(decode(""), std::string());
    QCOMPARE(decode(chunk + identifier + chunk), std::string("hellohello"));                  // 4.1
    QCOMPARE(decode(std::string("\xfe\x02\0\0xx", 6) + chunk), std::string("hello"));         // 4.4 padding
    QCOMPARE(decode(std::string("\x80\x01\0\0x", 5) + chunk), std::string("hello"));          // 4.6 skippable
    QCOMPARE(decode(std::string("\x02\x01\0\0x", 5)), std::string("compression_malformed"));  // 4.5
    std::string wrong = chunk;
    wrong[5] = static_cast<char>(wrong[5] ^ 1);
    QCOMPARE(decode(wrong), std::string("compression_malformed"));  // the checksum
    // Chunks of at most 64 KiB, as many as it takes.
    std::string large;
    for (int i = 0; i < 200'000; ++i) large += static_cast<char>('a' + i % 26);
    QCOMPARE(decompress(Compression::Snappy, *compress(Compression::Snappy, large), large.size()).value(),
             large);
  }
  void contentTypes() {
    const std::tuple<const char*, Protocol, Codec> known[] = {
        {"application/proto", Protocol::ConnectUnary, Codec::Proto},
        {"application/json", Protocol::ConnectUnary, Codec::Json},
        {"Application/JSON; charset=utf-8", Protocol::ConnectUnary, Codec::Json},
        {"application/json;charset=UTF-8", Protocol::ConnectUnary, Codec::Json},
        {"application/grpc-web; charset=utf-8", Protocol::GrpcWeb, Codec::Proto},
        {"application/grpc-web+json ; charset=utf-8; a=b", Protocol::GrpcWeb, Codec::Json},
        {"application/connect+proto", Protocol::ConnectStream, Codec::Proto},
        {"application/connect+json", Protocol::ConnectStream, Codec::Json},
        {"application/grpc", Protocol::Grpc, Codec::Proto},
        {"application/grpc+proto", Protocol::Grpc, Codec::Proto},
        {"application/grpc+json", Protocol::Grpc, Codec::Json},
        {"application/grpc-web", Protocol::GrpcWeb, Codec::Proto},
        {"application/grpc-web+proto", Protocol::GrpcWeb, Codec::Proto},
        {"application/grpc-web+json", Protocol::GrpcWeb, Codec::Json},
        {"application/grpc-web-text", Protocol::GrpcWebText, Codec::Proto},
        {"application/grpc-web-text+proto", Protocol::GrpcWebText, Codec::Proto}};
    for (const auto& [type, protocol, codec] : known) {
      const auto found = recognise(post(type), http::Version::Http2);
      QVERIFY2(found.has_value(), type);
      QCOMPARE(found->protocol, protocol);
      QCOMPARE(found->codec, codec);
    }
    for (const char* type :
         {"", "image/jpeg", "application/foo", "application/grpc+foo", "text/plain", "application/connect",
          "application/grpc-web+foo", "application/grpc-webx", "application/grpc-web-text+foo"}) {
      const auto found = recognise(post(type), http::Version::Http2);
      QVERIFY2(!found, type);
      QCOMPARE(found.error().status, 415);
      QCOMPARE(found.error().headerName, std::string("accept-post"));
    }
  }
  void refusals() {
    for (const char* method : {"GET", "DELETE", "PUT", "HEAD", "OPTIONS", "CONNECT"}) {
      http::RequestHead head = post("application/proto");
      head.method = method;
      QCOMPARE(recognise(head, http::Version::Http11).error().status, 405);
    }
    QCOMPARE(recognise(post("application/grpc"), http::Version::Http11).error().status, 505);
    QVERIFY(recognise(post("application/grpc-web"), http::Version::Http11).has_value());
  }
  // Connect protocol, "Unary-Get-Request".
  void getRequests() {
    const auto seen = [](std::string_view query, http::Headers headers = {}) {
      http::RequestHead head;
      head.method = "GET";
      head.target = "/a.B/C" + std::string(query);
      head.headers = std::make_shared<const http::Headers>(std::move(headers));
      const auto found = recognise(head, http::Version::Http11);
      if (!found) return std::to_string(found.error().status) + " " + found.error().cause;
      return std::string(name(found->protocol)) + " " + std::string(name(found->codec));
    };
    QCOMPARE(seen("?connect=v1&encoding=json&message=%7B%7D"), std::string("connect-get json"));
    QCOMPARE(seen("?message=&encoding=proto"), std::string("connect-get proto"));
    QCOMPARE(seen("?connect=v1"), std::string("connect-get unknown"));  // its reader says what is missing
    QCOMPARE(seen("?encoding=proto"), std::string("405 method_not_allowed"));
    QCOMPARE(seen(""), std::string("405 method_not_allowed"));
    QCOMPARE(seen("", {{"sec-websocket-protocol", "chat"}}), std::string("405 method_not_allowed"));
    QCOMPARE(seen("", {{"sec-websocket-protocol", "grpc-websockets"}}), std::string("400 grpc_web_socket"));
    QCOMPARE(seen("?connect=v1&encoding=foo&message="), std::string("415 content_type_unknown"));
    QCOMPARE(seen("?connect=v1&encoding=json&message=", {{"content-length", "2"}}),
             std::string("415 get_with_body"));
    QCOMPARE(seen("?connect=v1&encoding=json&message=", {{"content-length", "0"}}),
             std::string("connect-get json"));
  }
  void everyTypeIsOfferedToStrangers() {
    const std::string offered = recognise(post("text/plain"), http::Version::Http2).error().headerValue;
    for (const char* type : {"application/proto", "application/connect+json", "application/grpc",
                             "application/grpc-web+json", "application/grpc-web-text"}) {
      QVERIFY2(offered.find(type) != std::string::npos, type);
    }
  }
  // gRPC http-grpc-status-mapping; Connect: answers in another content type.
  void answerTypes() {
    using enum AnswerType;
    const std::tuple<Protocol, const char*, AnswerType> cases[] = {
        {Protocol::ConnectUnary, "application/proto", Right},
        {Protocol::ConnectUnary, "application/json", OtherCodec},
        {Protocol::ConnectUnary, "application/xml", Foreign},
        {Protocol::ConnectUnary, "application/connect+proto", Foreign},
        {Protocol::ConnectGet, "Application/Proto; x=y", Right},
        {Protocol::ConnectStream, "application/connect+proto", Right},
        {Protocol::ConnectStream, "application/connect+json", OtherCodec},
        {Protocol::ConnectStream, "application/connect", Foreign},
        {Protocol::Grpc, "application/grpc", Right},
        {Protocol::Grpc, "application/grpc+proto", Right},
        {Protocol::Grpc, "application/grpc+thrift", OtherCodec},
        {Protocol::Grpc, "application/grpc-web", Foreign},
        {Protocol::GrpcWeb, "application/grpc-web+proto", Right},
        {Protocol::GrpcWeb, "application/grpc-web+json", OtherCodec},
        {Protocol::GrpcWeb, "application/grpc-web-text", Foreign},
        {Protocol::GrpcWebText, "application/grpc-web-text", Right},
        {Protocol::GrpcWebText, "application/grpc-web", Foreign},
        {Protocol::Grpc, "text/html", Foreign},
        {Protocol::Grpc, "", Foreign}};
    for (const auto& [protocol, type, judged] : cases)
      QVERIFY2(answerType(type, protocol, Codec::Proto) == judged, type);
  }
  void everyProtocolHasItsMachines() {
    for (const auto protocol : {Protocol::ConnectUnary, Protocol::ConnectGet, Protocol::ConnectStream,
                                Protocol::Grpc, Protocol::GrpcWeb, Protocol::GrpcWebText}) {
      RequestStart start;
      start.protocol = protocol;
      QVERIFY(makeRequestReader({protocol, Codec::Proto}, {}) != nullptr);
      QVERIFY(makeResponseWriter(start) != nullptr);
      QVERIFY(makeRequestWriter(protocol) != nullptr);
      QVERIFY(makeResponseReader(protocol, Codec::Proto, {}) != nullptr);
    }
  }
  void queryValues() {
    QCOMPARE(percent::encodeQuery("a b+c/\xc3\xbc~"), std::string("a%20b%2Bc%2F%C3%BC~"));
    QCOMPARE(percent::decodeQuery("a+b%2Bc%2"), std::string("a b+c%2"));
  }
  void paths() {
    for (const char* good : {"/a.b.C/D", "/S/m", "/a_b.C1/D-2"}) QVERIFY2(isRpcPath(good), good);
    for (const char* bad :
         {"", "/", "//", "/a", "/a/", "//b", "/a/b/c", "a/b", "/a b/c", "/a/b%20", "/a/\xc3\xbc", "/a/b?c"})
      QVERIFY2(!isRpcPath(bad), bad);
    QVERIFY(!isRpcPath("/a/" + std::string(5000, 'b')));
  }
  void acceptedEncodings() {
    const auto accepted = [](std::optional<std::string_view> header,
                             Compression own = Compression::Identity) {
      RequestStart start;
      start.compression = own;
      readAccepted(header, start);
      return start;
    };
    QVERIFY(accepted("gzip, deflate, br, zstd").accepted.contains(Compression::Gzip));
    QCOMPARE(accepted("br, deflate;q=0.5, gzip").preferred, Compression::Brotli);
    QCOMPARE(accepted("lzma, Deflate;q=0.5, gzip").preferred, Compression::Deflate);
    QVERIFY(!accepted("gzip;q=0").accepted.contains(Compression::Gzip));
    QVERIFY(!accepted("gzip; q=0.000, identity").accepted.contains(Compression::Gzip));
    QVERIFY(accepted("*").accepted.contains(Compression::Gzip));
    QVERIFY(!accepted("").accepted.contains(Compression::Gzip));
    QVERIFY(accepted(std::nullopt, Compression::Gzip).accepted.contains(Compression::Gzip));
    QVERIFY(!accepted(std::nullopt).accepted.contains(Compression::Gzip));
  }
};

QTEST_APPLESS_MAIN(TestWire)
#include "tst_wire.moc"
