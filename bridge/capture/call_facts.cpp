// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/call_facts.h"

namespace bascule::capture {
namespace {

constexpr unsigned kStatusAt = 16;
constexpr unsigned kProtocolAt = 24;
constexpr unsigned kUpstreamProtocolAt = 28;
constexpr unsigned kKindAt = 32;
constexpr unsigned kCodecAt = 36;
constexpr unsigned kCompressionAt = 40;

template <typename Enum>
std::uint64_t at(Enum value, unsigned place) {
  return static_cast<std::uint64_t>(value) << place;
}

template <typename Enum>
Enum from(std::uint64_t facts, unsigned place, std::uint64_t mask, Enum last) {
  const std::uint64_t value = (facts >> place) & mask;
  return value <= static_cast<std::uint64_t>(last) ? static_cast<Enum>(value) : Enum{};
}

}  // namespace

std::int64_t packFacts(const CallRow& row) {
  return static_cast<std::int64_t>(row.flags | at(row.code, kStatusAt) | at(row.protocol, kProtocolAt) |
                                   at(row.upstreamProtocol, kUpstreamProtocolAt) | at(row.kind, kKindAt) |
                                   at(row.codec, kCodecAt) | at(row.compression, kCompressionAt));
}

void unpackFacts(std::int64_t facts, CallRow& row) {
  const auto bits = static_cast<std::uint64_t>(facts);
  row.flags = static_cast<std::uint16_t>(bits & 0xffff);
  row.code = from(bits, kStatusAt, 0xff, rpc::Code::Unauthenticated);
  row.protocol = from(bits, kProtocolAt, 0xf, rpc::Protocol::GrpcWebText);
  row.upstreamProtocol = from(bits, kUpstreamProtocolAt, 0xf, rpc::Protocol::GrpcWebText);
  row.kind = from(bits, kKindAt, 0xf, rpc::Kind::Bidi);
  row.codec = from(bits, kCodecAt, 0xf, rpc::Codec::Json);
  row.compression = from(bits, kCompressionAt, 0xf, rpc::Compression::Unknown);
}

Route routeOf(const CallRow& row, std::uint32_t requestHeaders) {
  return {row.service, row.method, row.client, row.peer, row.host, row.upstream, requestHeaders};
}

void setRoute(const Route& route, CallRow& row) {
  row.service = route[0];
  row.method = route[1];
  row.client = route[2];
  row.peer = route[3];
  row.host = route[4];
  row.upstream = route[5];
}

std::uint32_t RouteTable::intern(const Route& route) {
  if (const auto known = numbers_.find(route); known != numbers_.end()) return known->second;
  if (routes_.size() >= kMaxRoutes) return 0;
  append(route);
  return static_cast<std::uint32_t>(routes_.size());
}

void RouteTable::append(const Route& route) {
  routes_.push_back(route);
  numbers_.try_emplace(route, static_cast<std::uint32_t>(routes_.size()));
}

std::span<const Route> RouteTable::since(std::uint32_t first) const {
  return std::span(routes_).subspan(first - 1);
}

}  // namespace bascule::capture
