// SPDX-License-Identifier: GPL-3.0-or-later
// Timeouts, envelopes, metadata, compression and recognition of requests.
#include <QtTest/QtTest>

#include "bridge/rpc/compression.h"
#include "bridge/rpc/detect.h"
#include "bridge/rpc/envelope.h"
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
  EnvelopeReader reader(limit, kFlagCompressed);
  std::vector<Whole> messages;
  for (Slice bytes : pieces) {
    while (!bytes.empty()) {
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
  void compressionRoundTrip() {
    const std::string text(50'000, 'a');
    for (const auto c : {Compression::Identity, Compression::Gzip, Compression::Deflate}) {
      const auto packed = compress(c, text);
      QVERIFY(packed.has_value());
      QCOMPARE(decompress(c, *packed, text.size()).value(), text);
      QCOMPARE(decompress(c, *packed, text.size() - 1).error().cause, std::string("message_too_large"));
    }
    QCOMPARE(decompress(Compression::Gzip, "", 10).value(), std::string());
    QCOMPARE(decompress(Compression::Brotli, "x", 10).error().cause, std::string("compression_unknown"));
  }
  void compressionMalformed() {
    const std::string packed = *compress(Compression::Gzip, "hello hello hello");
    for (std::size_t size = 1; size < packed.size(); ++size) {
      QCOMPARE(decompress(Compression::Gzip, packed.substr(0, size), 1000).error().cause,
               std::string("compression_malformed"));
    }
    QCOMPARE(decompress(Compression::Gzip, packed + "x", 1000).error().cause,
             std::string("compression_malformed"));
    QCOMPARE(decompress(Compression::Gzip, "nonsense", 1000).error().cause,
             std::string("compression_malformed"));
    // A bomb stops at the ratio, long before the size limit.
    const std::string bomb = *compress(Compression::Gzip, std::string(32 << 20, '\0'));
    QCOMPARE(decompress(Compression::Gzip, bomb, 1 << 30).error().cause, std::string("inflate_ratio"));
  }
  void contentTypes() {
    const std::tuple<const char*, Protocol, Codec> known[] = {
        {"application/proto", Protocol::ConnectUnary, Codec::Proto},
        {"application/json", Protocol::ConnectUnary, Codec::Json},
        {"Application/JSON; charset=utf-8", Protocol::ConnectUnary, Codec::Json},
        {"application/connect+proto", Protocol::ConnectStream, Codec::Proto},
        {"application/connect+json", Protocol::ConnectStream, Codec::Json},
        {"application/grpc", Protocol::Grpc, Codec::Proto},
        {"application/grpc+proto", Protocol::Grpc, Codec::Proto},
        {"application/grpc+json", Protocol::Grpc, Codec::Json}};
    for (const auto& [type, protocol, codec] : known) {
      const auto found = recognise(post(type), http::Version::Http2);
      QVERIFY2(found.has_value(), type);
      QCOMPARE(found->protocol, protocol);
      QCOMPARE(found->codec, codec);
    }
    for (const char* type :
         {"", "image/jpeg", "application/foo", "application/grpc+foo", "text/plain", "application/connect"}) {
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
    QVERIFY(accepted("gzip, deflate, br, zstd").acceptsGzip);
    QCOMPARE(accepted("br, deflate;q=0.5, gzip").preferred, Compression::Deflate);
    QVERIFY(!accepted("gzip;q=0").acceptsGzip);
    QVERIFY(!accepted("gzip; q=0.000, identity").acceptsGzip);
    QVERIFY(accepted("*").acceptsGzip);
    QVERIFY(!accepted("").acceptsGzip);
    QVERIFY(accepted(std::nullopt, Compression::Gzip).acceptsGzip);
    QVERIFY(!accepted(std::nullopt).acceptsGzip);
  }
};

QTEST_APPLESS_MAIN(TestWire)
#include "tst_wire.moc"
