// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/pcapng.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "bridge/base/big_endian.h"
#include "bridge/export/endpoint.h"
#include "bridge/export/leg_wire.h"
#include "bridge/export/tcp_segments.h"

namespace bascule::exporting {
namespace {

using namespace capture;

// Block types and options of the pcapng draft, sections 4 and 3.5.
constexpr std::uint32_t kSectionHeader = 0x0A0D0D0A;
constexpr std::uint32_t kInterface = 1;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint32_t kByteOrder = 0x1A2B3C4D;
constexpr std::uint16_t kOptComment = 1;
constexpr std::uint16_t kOptName = 2;         // if_name
constexpr std::uint16_t kOptFlags = 2;        // epb_flags
constexpr std::uint16_t kOptApplication = 4;  // shb_userappl
constexpr std::uint16_t kOptResolution = 9;   // if_tsresol
constexpr std::uint16_t kLinkUpperPdu = 252;
constexpr std::uint16_t kLinkRawIp = 101;
constexpr std::uint32_t kInbound = 1;
constexpr std::uint32_t kOutbound = 2;
// Tags of an exported PDU: wsutil/exported_pdu_tlvs.h of Wireshark.
constexpr std::uint16_t kTagDissector = 12;
constexpr std::uint16_t kTagSourceV4 = 20;
constexpr std::uint16_t kTagSourceV6 = 22;
constexpr std::uint16_t kTagPortType = 24;
constexpr std::uint16_t kTagSourcePort = 25;
constexpr std::uint16_t kTagDestinationPort = 26;
constexpr std::uint32_t kTcp = 2;
// Readers take packets of up to 256 KiB (WTAP_MAX_PACKET_SIZE_STANDARD of Wireshark).
constexpr std::size_t kMaxPdu = 200 * 1024;
// Packets held back to be put in order; a call that stays open long may hold many.
constexpr ByteCount kMaxWaiting = 32ULL * 1024 * 1024;

template <typename Number>
void little(std::string& out, Number value) {
  char bytes[sizeof(Number)];
  for (std::size_t i = 0; i < sizeof(Number); ++i) bytes[i] = static_cast<char>(value >> (8 * i) & 0xff);
  out.append(bytes, sizeof(bytes));
}
void pad(std::string& out) { out.resize((out.size() + 3) / 4 * 4); }

void option(std::string& out, std::uint16_t code, std::string_view value) {
  value = value.substr(0, 65535);
  little(out, code);
  little(out, static_cast<std::uint16_t>(value.size()));
  out += value;
  pad(out);
}
void endOfOptions(std::string& out) { little(out, std::uint32_t{0}); }

/// A block is written behind this, then finished.
std::string begunBlock(std::uint32_t type, std::size_t room = 0) {
  std::string out;
  out.reserve(room + 12);
  little(out, type);
  little(out, std::uint32_t{0});  // its length
  return out;
}
std::string finished(std::string block) {
  const auto length = static_cast<std::uint32_t>(block.size() + 4);
  for (std::size_t i = 0; i < 4; ++i) block[4 + i] = static_cast<char>(length >> (8 * i) & 0xff);
  little(block, length);
  return block;
}

std::string interface(std::string_view name, std::uint16_t link) {
  std::string body = begunBlock(kInterface);
  little(body, link);
  little(body, std::uint16_t{0});
  little(body, std::uint32_t{0});  // no limit of packet size
  option(body, kOptName, name);
  option(body, kOptResolution, "\x09");  // nanoseconds
  endOfOptions(body);
  return finished(std::move(body));
}

void tag(std::string& out, std::uint16_t number, std::string_view value) {
  big_endian::put(out, number, 2);
  big_endian::put(out, (value.size() + 3) / 4 * 4, 2);
  out += value;
  pad(out);
}
void tag(std::string& out, std::uint16_t number, std::uint32_t value) {
  big_endian::put(out, number, 2);
  big_endian::put(out, 4, 2);
  big_endian::put(out, value, 4);
}

/// The bridge's own end of a connection is not recorded: the unspecified address of the other's family, and a
/// port by the call, which keeps the exchanges of HTTP/1.1 apart.
Endpoint unknownEnd(const Endpoint& other, CallNumber number) {
  constexpr std::uint16_t kFirstPort = 1024;
  return {std::string(other.address.size(), '\0'),
          static_cast<std::uint16_t>(kFirstPort + number % (65536 - kFirstPort))};
}

struct Ends {
  Endpoint client;
  Endpoint server;
};

Ends endsOf(const CallRecord& record, Leg which) {
  const LegRecord& leg = which == Leg::Client ? record.clientLeg : record.upstreamLeg;
  const Endpoint nowhere{std::string(4, '\0'), 0};
  const Endpoint peer = parseEndpoint(leg.peer).value_or(nowhere);
  if (which == Leg::Upstream) return {unknownEnd(peer, record.row.number), peer};
  auto server = parseEndpoint(leg.authority);
  if (!server || server->isV6() != peer.isV6()) {
    server = Endpoint{std::string(peer.address.size(), '\0'), portOf(leg.authority, leg.tls ? 443 : 80)};
  }
  return {peer.port == 0 ? unknownEnd(*server, record.row.number) : peer, *server};
}

/// What stands in front of a PDU of one direction.
std::string tagsOf(const Endpoint& from, const Endpoint& to, std::string_view dissector) {
  std::string out;
  tag(out, kTagDissector, dissector);
  const std::uint16_t source = from.isV6() ? kTagSourceV6 : kTagSourceV4;
  tag(out, source, from.address);
  tag(out, static_cast<std::uint16_t>(source + 1), to.address);
  tag(out, kTagPortType, kTcp);
  tag(out, kTagSourcePort, std::uint32_t{from.port});
  tag(out, kTagDestinationPort, std::uint32_t{to.port});
  endOfOptions(out);
  return out;
}

/// One packet as it is told of: what stands before its bytes, and how many more there were.
struct PacketText {
  std::uint32_t interface;
  std::int64_t wallNs;
  bool inbound;
  std::string_view front;
  std::string_view bytes;
  ByteCount missing;
};

std::string packetBlock(const PacketText& packet, std::string_view comment) {
  const auto time = static_cast<std::uint64_t>(packet.wallNs);
  const std::size_t size = packet.front.size() + packet.bytes.size();
  std::string body = begunBlock(kEnhancedPacket, size + comment.size() + 64);
  little(body, packet.interface);
  little(body, static_cast<std::uint32_t>(time >> 32));
  little(body, static_cast<std::uint32_t>(time));
  little(body, static_cast<std::uint32_t>(size));
  little(body, static_cast<std::uint32_t>(size + packet.missing));
  body += packet.front;
  body += packet.bytes;
  pad(body);
  option(body, kOptComment, comment);
  std::string flags;
  little(flags, packet.inbound ? kInbound : kOutbound);
  option(body, kOptFlags, flags);
  endOfOptions(body);
  return finished(std::move(body));
}

std::uint32_t interfaceOf(Leg leg, bool tcp) { return static_cast<std::uint32_t>(leg) + (tcp ? 2 : 0); }

/// `call=17 leg=client protocol=connect method=acme.Shop/Get status=ok`
std::string commentOf(const CallRecord& record, Leg leg) {
  const CallRow& row = record.row;
  const bool client = leg == Leg::Client;
  std::string text =
      fmt::format("call={} leg={} protocol={} method={}/{}", row.number, client ? "client" : "upstream",
                  rpc::name(client ? row.protocol : row.upstreamProtocol), record.service, record.method);
  if (row.inFlight()) return text + " status=inflight";
  if ((row.flags & kCutShort) != 0) return text + " status=cutshort";
  return text + fmt::format(" status={} origin={}", rpc::connectName(row.code),
                            row.fromBridge() ? "bridge" : "peer");
}

}  // namespace

PcapngWriter::PcapngWriter(std::string_view programVersion, std::string_view statement)
    : version_(programVersion), statement_(statement) {}

std::string PcapngWriter::begin() const {
  std::string body = begunBlock(kSectionHeader);
  little(body, kByteOrder);
  little(body, std::uint16_t{1});  // version 1.0
  little(body, std::uint16_t{0});
  little(body, ~std::uint64_t{0});  // length of the section: not known
  if (!statement_.empty()) option(body, kOptComment, statement_);
  option(body, kOptApplication, "Bascule " + version_);
  endOfOptions(body);
  // In the order of interfaceOf().
  return finished(std::move(body)) + interface("client leg", kLinkUpperPdu) +
         interface("upstream leg", kLinkUpperPdu) + interface("client leg", kLinkRawIp) +
         interface("upstream leg", kLinkRawIp);
}

void PcapngWriter::addLeg(const CallRecord& record, Leg which) {
  const LegRecord& leg = which == Leg::Client ? record.clientLeg : record.upstreamLeg;
  const Ends ends = endsOf(record, which);
  const std::string_view dissector = leg.version == http::Version::Http2 ? "http2" : "http";
  const std::string toServer = tagsOf(ends.client, ends.server, dissector);
  const std::string toClient = tagsOf(ends.server, ends.client, dissector);
  const std::string comment = commentOf(record, which);
  const std::vector<WirePart> parts = wireParts(record, which);
  const bool large =
      leg.version != http::Version::Http2 &&
      std::ranges::any_of(parts, [](const WirePart& part) { return part.bytes.size() > kMaxPdu; });
  TcpConnection connection(ends.client, ends.server);
  for (const WirePart& part : parts) {
    const bool request = part.direction == Direction::Request;
    PacketText packet{interfaceOf(which, large),
                      record.row.startNs + part.offsetNs,
                      (which == Leg::Client) == request,
                      {},
                      part.bytes,
                      part.size - part.bytes.size()};
    if (!large) {
      packet.front = request ? toServer : toClient;
      addPacket(packet.wallNs, packetBlock(packet, comment));
      continue;
    }
    for (const std::string& segment : connection.send(part.direction, part.bytes)) {
      packet.bytes = segment;
      addPacket(packet.wallNs, packetBlock(packet, comment));
    }
  }
}

void PcapngWriter::addPacket(std::int64_t wallNs, std::string block) {
  waitingBytes_ += block.size();
  waiting_.push({wallNs, order_++, std::move(block)});
}

void PcapngWriter::takeOldest(std::string& out) {
  out += waiting_.top().block;
  waitingBytes_ -= waiting_.top().block.size();
  waiting_.pop();
}

std::string PcapngWriter::call(const CallRecord& record) {
  std::string out;
  while (!waiting_.empty() && waiting_.top().wallNs < record.row.startNs) takeOldest(out);
  addLeg(record, Leg::Client);
  addLeg(record, Leg::Upstream);
  while (waitingBytes_ > kMaxWaiting) takeOldest(out);
  return out;
}

std::string PcapngWriter::end() {
  std::string out;
  while (!waiting_.empty()) takeOldest(out);
  return out;
}

}  // namespace bascule::exporting
