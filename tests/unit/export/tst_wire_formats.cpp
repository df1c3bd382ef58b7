// SPDX-License-Identifier: GPL-3.0-or-later
// pcapng, HTTP/2 frames and binary log by their bytes; what other readers make of them is in tests/e2e.
#include <QtTest/QtTest>

#include "bridge/base/big_endian.h"
#include "bridge/base/varint.h"
#include "bridge/export/binary_log.h"
#include "bridge/export/binary_log_wire.h"
#include "bridge/export/endpoint.h"
#include "bridge/export/http2_frames.h"
#include "bridge/export/leg_wire.h"
#include "bridge/export/pcapng.h"
#include "tests/support/call_records.h"

using namespace bascule;
using namespace bascule::capture;
using namespace bascule::exporting;

namespace {

std::uint32_t little32(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return value;
}

struct Block {
  std::uint32_t type;
  std::string body;
};

/// The blocks of a file; both lengths of each must agree and fill it.
std::vector<Block> blocksOf(std::string_view file) {
  std::vector<Block> blocks;
  while (!file.empty()) {
    const std::uint32_t length = little32(file, 4);
    if (length % 4 != 0 || length > file.size() || little32(file, length - 4) != length)
      qFatal("a broken block");
    blocks.push_back({little32(file, 0), std::string(file.substr(8, length - 12))});
    file.remove_prefix(length);
  }
  return blocks;
}

/// Of the section, and of both legs' interfaces in either encoding.
constexpr std::size_t kBlocksBefore = 5;

std::uint64_t wallNsOf(const Block& packet) {
  return static_cast<std::uint64_t>(little32(packet.body, 4)) << 32 | little32(packet.body, 8);
}

/// Sum of 16-bit words in ones' complement: all bits set if a right checksum is among them.
unsigned onesSum(std::string_view first, std::size_t more, std::string_view second) {
  std::uint64_t sum = more;
  for (const std::string_view bytes : {first, second}) {
    for (std::size_t i = 0; i < bytes.size(); i += 2)
      sum += big_endian::read(bytes.substr(i, 2)) << (i + 1 == bytes.size() ? 8 : 0);
  }
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<unsigned>(sum);
}

struct Frame {
  unsigned type;
  unsigned flags;
  std::string payload;
};

std::vector<Frame> framesOf(std::string_view bytes) {
  std::vector<Frame> frames;
  while (bytes.size() >= 9) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const std::size_t size = std::size_t{byte(0)} << 16 | std::size_t{byte(1)} << 8 | byte(2);
    frames.push_back({byte(3), byte(4), std::string(bytes.substr(9, size))});
    bytes.remove_prefix(std::min(bytes.size(), 9 + size));
  }
  return frames;
}

}  // namespace

class TestWireFormats : public QObject {
  Q_OBJECT
 private slots:
  void endpoints_data();
  void endpoints();
  void longHeaderBlocks();
  void legOverHttp2();
  void legOverHttp1();
  void cutMessageKeepsItsSize();
  void packetsAreInOrder();
  void longMessagesAreSegments_data();
  void longMessagesAreSegments();
  void longStreamsDoNotPileUp();
  void binaryLogEntries();
  void binaryLogFramings();
};

void TestWireFormats::endpoints_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QByteArray>("address");
  QTest::addColumn<int>("port");
  QTest::addRow("v4") << "192.0.2.1:8080" << QByteArray("\xc0\0\x02\x01", 4) << 8080;
  QTest::addRow("v4 bare") << "192.0.2.1" << QByteArray("\xc0\0\x02\x01", 4) << 0;
  QTest::addRow("localhost") << "localhost:80" << QByteArray("\x7f\0\0\x01", 4) << 80;
  QTest::addRow("v6") << "[2001:db8::1]:443" << QByteArray::fromHex("20010db8000000000000000000000001")
                      << 443;
  QTest::addRow("v6 loopback") << "[::1]:5000" << QByteArray::fromHex("00000000000000000000000000000001")
                               << 5000;
  QTest::addRow("v6 bare") << "::1" << QByteArray::fromHex("00000000000000000000000000000001") << 0;
  QTest::addRow("v6 mapped") << "[::ffff:192.0.2.1]:1"
                             << QByteArray::fromHex("00000000000000000000ffffc0000201") << 1;
  for (const char* bad : {"", "host:80", "1.2.3:80", "1.2.3.256:80", "[::g]:1", "[1::2::3]:1", "[1:2:3]:4"}) {
    QTest::addRow("not %s", bad) << bad << QByteArray() << 0;
  }
}

void TestWireFormats::endpoints() {
  QFETCH(QString, text);
  QFETCH(QByteArray, address);
  QFETCH(int, port);
  const auto endpoint = parseEndpoint(text.toStdString());
  QCOMPARE(endpoint.has_value(), !address.isEmpty());
  if (!endpoint) return;
  QCOMPARE(endpoint->address, address.toStdString());
  QCOMPARE(int{endpoint->port}, port);
  QVERIFY(*parseEndpoint(endpointText(*endpoint)) == *endpoint);
}

void TestWireFormats::longHeaderBlocks() {
  std::string block;
  http2::appendField(block, "x-long", std::string(40'000, 'v'));
  const auto frames = framesOf(http2::headersFrames(3, block, true));
  QCOMPARE(frames.size(), std::size_t{3});
  QCOMPARE(frames[0].type, 1U);
  QCOMPARE(frames[0].flags, 1U);  // the stream ends, the block goes on
  QCOMPARE(frames[2].type, 9U);
  QCOMPARE(frames[2].flags, 4U);
  QCOMPARE(frames[0].payload + frames[1].payload + frames[2].payload, block);
}

void TestWireFormats::legOverHttp2() {
  const CallRecord record = test::sampleRecord();
  const auto parts = wireParts(record, Leg::Upstream);
  QCOMPARE(parts.size(), std::size_t{5});  // head, message, end; head, trailers
  QCOMPARE(parts[0].offsetNs, record.upstreamLeg.openedNs);
  const auto message = framesOf(parts[1].bytes);
  QCOMPARE(message[0].payload, std::string("\0\0\0\0\x06\x0a\x04"
                                           "A-17",
                                           11));
  QCOMPARE(framesOf(parts[2].bytes)[0].flags, 1U);
  QVERIFY(framesOf(parts[4].bytes)[0].payload.contains("grpc-status"));
  for (const WirePart& part : parts) QCOMPARE(part.size, ByteCount{part.bytes.size()});
  for (std::size_t i = 1; i < parts.size(); ++i) QVERIFY(parts[i].offsetNs >= parts[i - 1].offsetNs);
}

void TestWireFormats::legOverHttp1() {
  CallRecord record = test::sampleRecord();
  auto parts = wireParts(record, Leg::Client);
  QCOMPARE(parts.size(), std::size_t{2});
  QVERIFY(parts[0].bytes.starts_with(
      "POST /acme.shop.v1.OrderService/CreateOrder HTTP/1.1\r\nhost: localhost:8080\r\n"));
  QVERIFY(parts[0].bytes.ends_with("\r\n\r\n" + record.clientLeg.messages[0].payload));
  QVERIFY(parts[1].bytes.starts_with("HTTP/1.1 400 \r\n"));
  QVERIFY(parts[1].bytes.ends_with("\r\n\r\n" + record.clientLeg.endBody));
  record.clientLeg.trailers = {{"x-cost", "1"}};
  parts = wireParts(record, Leg::Client);
  QVERIFY(parts[1].bytes.ends_with("\r\n0\r\nx-cost: 1\r\n\r\n"));
  record.clientLeg.protocol = rpc::Protocol::ConnectGet;
  record.clientLeg.method = "GET";
  QVERIFY(wireParts(record, Leg::Client)[0].bytes.ends_with("x-trace-id: 7f3a91c2\r\n\r\n"));
  record.upstreamLeg.present = false;
  QVERIFY(wireParts(record, Leg::Upstream).empty());
}

void TestWireFormats::cutMessageKeepsItsSize() {
  CallRecord record = test::sampleRecord();
  record.upstreamLeg.messages[0].cut = true;
  record.upstreamLeg.messages[0].wireSize = 1000;
  const auto parts = wireParts(record, Leg::Upstream);
  QCOMPARE(parts[1].size, ByteCount{9 + 5 + 1000});
  QCOMPARE(parts[1].bytes.size(), std::size_t{9 + 5 + 6});
}

void TestWireFormats::packetsAreInOrder() {
  PcapngWriter writer("0.1.0", "Nothing is masked.");
  std::string file = writer.begin();
  CallRecord record = test::sampleRecord();
  for (int i = 0; i < 50; ++i) {
    ++record.row.number;
    record.row.startNs += 300'000;  // shorter than a call: they overlap
    file += writer.call(record);
  }
  file += writer.end();
  const auto blocks = blocksOf(file);
  QCOMPARE(blocks[0].type, 0x0A0D0D0AU);
  QVERIFY(blocks[0].body.contains("Nothing is masked."));
  QVERIFY(blocks[1].body.contains("client leg"));
  QVERIFY(blocks[2].body.contains("upstream leg"));
  QCOMPARE(blocks.size(), kBlocksBefore + 50 * 7);
  for (std::size_t i = kBlocksBefore + 1; i < blocks.size(); ++i) {
    QCOMPARE(blocks[i].type, 6U);
    QVERIFY(wallNsOf(blocks[i]) >= wallNsOf(blocks[i - 1]));
  }
  QVERIFY(blocks[kBlocksBefore].body.contains(
      "call=8 leg=client protocol=connect method=acme.shop.v1.OrderService/CreateOrder "
      "status=invalid_argument origin=peer"));
}

/// What fits into no packet is TCP: segments of both directions that follow each other, with right checksums.
void TestWireFormats::longMessagesAreSegments_data() {
  QTest::addColumn<QString>("client");
  QTest::addColumn<QString>("server");
  QTest::newRow("IPv4") << "192.0.2.7:51432" << "192.0.2.1:8080";
  QTest::newRow("IPv6") << "[2001:db8::7]:51432" << "[2001:db8::1]:8080";
}

void TestWireFormats::longMessagesAreSegments() {
  QFETCH(const QString, client);
  QFETCH(const QString, server);
  CallRecord record = test::sampleRecord();
  record.upstreamLeg.present = false;
  record.clientLeg.peer = client.toStdString();
  record.clientLeg.authority = server.toStdString();
  record.clientLeg.messages[0].payload = std::string(300'001, 'x');
  PcapngWriter writer("", "");
  std::string file = writer.begin();
  file += writer.call(record);
  file += writer.end();
  const auto blocks = blocksOf(file);
  const bool v6 = client.contains('[');
  const std::size_t ip = v6 ? 40 : 20;
  std::array<std::string, 2> streams;
  std::array<std::uint32_t, 2> next = {1, 1};
  for (std::size_t i = kBlocksBefore; i < blocks.size(); ++i) {
    const std::string& body = blocks[i].body;
    QCOMPARE(little32(body, 0), 2U);  // the client leg's interface for IP
    const std::string_view packet = std::string_view(body).substr(20, little32(body, 12));
    QCOMPARE(little32(body, 16), little32(body, 12));  // nothing is cut
    QVERIFY(packet.size() < 65'536);
    const std::string_view tcp = packet.substr(ip);
    const bool request = big_endian::read(tcp.substr(0, 2)) == 51432;
    QCOMPARE(big_endian::read(tcp.substr(4, 4)), std::uint64_t{next[request]});
    QCOMPARE(big_endian::read(tcp.substr(8, 4)), std::uint64_t{next[!request]});
    next[request] += static_cast<std::uint32_t>(tcp.size() - 20);
    streams[request] += tcp.substr(20);
    const std::string_view addresses = v6 ? packet.substr(8, 32) : packet.substr(12, 8);
    QCOMPARE(onesSum(addresses, 6 + tcp.size(), tcp), 0xffffU);
    if (!v6) QCOMPARE(onesSum(packet.substr(0, 20), 0, {}), 0xffffU);
  }
  QCOMPARE(streams[1], wireParts(record, Leg::Client)[0].bytes);
  QCOMPARE(streams[0], wireParts(record, Leg::Client)[1].bytes);
}

void TestWireFormats::longStreamsDoNotPileUp() {
  PcapngWriter writer("", "");
  CallRecord record = test::sampleRecord();
  record.upstreamLeg.messages.assign(
      1000, {Direction::Response, 3'600'000'000'000, false, false, 60'000, std::string(60'000, 'x')});
  const std::string first = writer.call(record);
  QVERIFY(first.size() > 20'000'000);  // handed on although the call is not over
  QVERIFY(blocksOf(first + writer.end()).size() > 1000);
}

void TestWireFormats::binaryLogEntries() {
  CallRecord record = test::sampleRecord();
  record.clientLeg.requestHeaders.push_back({"trace-bin", "AAEC"});
  const std::string log = toBinaryLog(record, BinaryLogFraming::Go);
  QVERIFY(log.contains("/acme.shop.v1.OrderService/CreateOrder"));
  QVERIFY(log.contains(std::string("trace-bin\x12\x03\0\1\2", 14)));
  QVERIFY(
      log.contains("bascule-client-protocol\x12\x07"
                   "connect"));
  QVERIFY(log.contains("bascule-codec\x12\x04json"));
  QVERIFY(log.contains("x-cost"));  // of `trailer-x-cost`
  QVERIFY(!log.contains("trailer-x-cost"));
  QVERIFY(!log.contains("content-type"));
  QVERIFY(!log.contains("grpc-status"));
  QVERIFY(log.contains("quantity must be positive"));
}

void TestWireFormats::binaryLogFramings() {
  const CallRecord record = test::sampleRecord();
  const std::string go = toBinaryLog(record, BinaryLogFraming::Go);
  const std::string java = toBinaryLog(record, BinaryLogFraming::Java);
  std::string_view goRest = go;
  std::string_view javaRest = java;
  int entries = 0;
  while (!goRest.empty()) {
    const std::size_t size = big_endian::read(goRest.substr(0, 4));
    goRest.remove_prefix(4);
    const auto javaSize = varint::take(javaRest);
    QCOMPARE(javaSize.value_or(0), std::uint64_t{size});
    QCOMPARE(javaRest.substr(0, size), goRest.substr(0, size));
    goRest.remove_prefix(size);
    javaRest.remove_prefix(size);
    ++entries;
  }
  QVERIFY(javaRest.empty());
  QCOMPARE(entries, 10);  // each leg: head, message, half-close, head, trailer
}

QTEST_APPLESS_MAIN(TestWireFormats)
#include "tst_wire_formats.moc"
