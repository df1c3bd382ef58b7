// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/tcp_segments.h"

#include <utility>

#include "bridge/base/big_endian.h"

namespace bascule::exporting {
namespace {

using capture::Direction;

// Below the 64 KiB of an IP packet, heads included.
constexpr std::size_t kSegment = 60'000;
constexpr std::size_t kTcpHead = 20;
constexpr std::uint64_t kTcp = 6;  // IP protocol number
constexpr std::uint64_t kAck = 0x10;
constexpr std::uint64_t kPush = 0x08;
constexpr std::uint64_t kWindow = 0xffff;
constexpr std::uint64_t kHops = 64;

/// Sum of 16-bit words (RFC 1071), not folded.
std::uint64_t sumOf(std::string_view bytes) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) sum += big_endian::read(bytes.substr(i, 2));
  if (bytes.size() % 2 != 0) sum += std::uint64_t{static_cast<unsigned char>(bytes.back())} << 8;
  return sum;
}

std::string checksum(std::uint64_t sum) {
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  std::string out;
  big_endian::put(out, ~sum, 2);
  return out;
}

std::string ipHead(const Endpoint& from, const Endpoint& to, std::size_t size) {
  std::string out;
  if (from.isV6()) {
    big_endian::put(out, 0x60000000, 4);
    big_endian::put(out, size, 2);
    big_endian::put(out, kTcp, 1);
    big_endian::put(out, kHops, 1);
    return out + from.address + to.address;
  }
  big_endian::put(out, 0x4500, 2);  // version 4, 20 bytes
  big_endian::put(out, size + 20, 2);
  big_endian::put(out, 0x4000, 4);  // no id; not to be fragmented
  big_endian::put(out, kHops << 8 | kTcp, 2);
  const std::string rest = from.address + to.address;
  return out + checksum(sumOf(out) + sumOf(rest)) + rest;
}

std::size_t at(Direction direction) { return static_cast<std::size_t>(direction); }
Direction other(Direction direction) {
  return direction == Direction::Request ? Direction::Response : Direction::Request;
}

}  // namespace

TcpConnection::TcpConnection(Endpoint client, Endpoint server)
    : ends_{std::move(client), std::move(server)} {}

std::string TcpConnection::packet(Direction direction, std::string_view payload, bool last) const {
  const Endpoint& from = ends_[at(direction)];
  const Endpoint& to = ends_[at(other(direction))];
  std::string head;
  big_endian::put(head, from.port, 2);
  big_endian::put(head, to.port, 2);
  big_endian::put(head, next_[at(direction)], 4);
  big_endian::put(head, next_[at(other(direction))], 4);
  big_endian::put(head, (kTcpHead / 4) << 12 | kAck | (last ? kPush : 0), 2);
  big_endian::put(head, kWindow, 2);
  const std::size_t size = kTcpHead + payload.size();
  // Over the addresses, too (RFC 9293 section 3.1).
  const std::uint64_t sum =
      sumOf(from.address) + sumOf(to.address) + kTcp + size + sumOf(head) + sumOf(payload);
  head += checksum(sum);
  big_endian::put(head, 0, 2);  // nothing is urgent
  return ipHead(from, to, size) + head + std::string(payload);
}

std::vector<std::string> TcpConnection::send(Direction direction, std::string_view bytes) {
  std::vector<std::string> packets;
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, kSegment);
    bytes.remove_prefix(piece.size());
    packets.push_back(packet(direction, piece, bytes.empty()));
    next_[at(direction)] += static_cast<std::uint32_t>(piece.size());
  }
  return packets;
}

}  // namespace bascule::exporting
