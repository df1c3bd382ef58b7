// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/binary_log.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "bridge/base/ascii.h"
#include "bridge/base/base64.h"
#include "bridge/base/big_endian.h"
#include "bridge/base/percent.h"
#include "bridge/base/varint.h"
#include "bridge/export/binary_log_wire.h"
#include "bridge/export/call_text.h"
#include "bridge/rpc/connect_error.h"
#include "bridge/rpc/metadata.h"
#include "bridge/rpc/status_details.h"

namespace bascule::exporting {
namespace {

using namespace capture;
using namespace binlog;
using varint::putField;

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::string_view kTrailerPrefix = "trailer-";

/// A field of wire type 0; left out if 0, as proto3 does.
void putNumber(std::string& out, std::uint32_t field, std::uint64_t value) {
  if (value == 0) return;
  varint::put(out, std::uint64_t{field} << 3);
  varint::put(out, value);
}
void putText(std::string& out, std::uint32_t field, std::string_view text) {
  if (!text.empty()) putField(out, field, text);
}

std::string moment(std::int64_t nanoseconds) {
  std::string out;
  putNumber(out, kSeconds, static_cast<std::uint64_t>(nanoseconds / kNanosPerSecond));
  putNumber(out, kNanos, static_cast<std::uint64_t>(nanoseconds % kNanosPerSecond));
  return out;
}

/// Fields that the format leaves out (gRFC A16), and those that belong to one connection.
bool isLeftOut(std::string_view name) {
  if (name == "grpc-trace-bin") return false;
  return name.starts_with("grpc-") || name.starts_with(':') || name == "lb-token" || name == "content-type" ||
         name == "content-encoding" || name == "user-agent" || rpc::isHopField(name);
}

void putPair(std::string& metadata, std::string_view name, std::string_view value) {
  std::string entry;
  putField(entry, kKey, name);
  putText(entry, kValue, value);
  putField(metadata, kEntry, entry);
}

void putFields(std::string& metadata, const HeaderFields& fields) {
  for (const HeaderField& field : fields) {
    if (isLeftOut(field.name)) continue;
    const auto binary = rpc::isBinaryField(field.name) ? base64::decode(field.value) : std::nullopt;
    putPair(metadata, field.name, binary ? *binary : field.value);
  }
}

struct Addressed {
  AddressType type;
  std::string_view address;
  std::uint64_t port;
};

Addressed addressOf(std::string_view peer) {
  if (peer.starts_with('/') || peer.starts_with("unix:")) return {AddressType::Unix, peer, 0};
  const auto colon = peer.rfind(':');
  const auto port =
      colon == std::string_view::npos ? std::nullopt : ascii::parseDigits(peer.substr(colon + 1), 5);
  std::string_view host = port ? peer.substr(0, colon) : peer;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return {host.contains(':') ? AddressType::IPv6 : AddressType::IPv4, host, port.value_or(0)};
}

std::string encodeAddress(std::string_view peer) {
  const Addressed parts = addressOf(peer);
  std::string out;
  putNumber(out, kAddressType, static_cast<std::uint64_t>(parts.type));
  putText(out, kAddress, parts.address);
  putNumber(out, kIpPort, parts.port);
  return out;
}

/// Entries of one leg.
class LegLog {
 public:
  LegLog(const CallRecord& record, Leg which)
      : record_(record),
        leg_(which == Leg::Client ? record.clientLeg : record.upstreamLeg),
        logger_(which == Leg::Client ? Logger::Server : Logger::Client) {}

  std::vector<std::string> run() {
    collect();
    for (std::size_t i = 0; i < events_.size(); ++i) events_[i].place = i;
    std::ranges::sort(events_, {}, [](const Entry& entry) { return std::pair(entry.offsetNs, entry.place); });
    std::vector<std::string> out;
    out.reserve(events_.size());
    for (std::size_t i = 0; i < events_.size(); ++i) out.push_back(encode(events_[i], i + 1));
    return out;
  }

 private:
  struct Entry {
    std::int64_t offsetNs;
    Event event;
    std::string payload;  ///< encoded payload field, its tag included
    bool truncated = false;
    bool withPeer = false;
    std::size_t place = 0;  ///< among those of one moment
  };

  bool isServer() const { return logger_ == Logger::Server; }

  void collect() {
    const std::int64_t opened = std::max<std::int64_t>(leg_.openedNs, 0);
    events_.push_back({opened, Event::ClientHeader, clientHeader(), false, isServer()});
    messages(Direction::Request, opened);
    if (leg_.requestEndNs >= 0) events_.push_back({leg_.requestEndNs, Event::ClientHalfClose, {}});
    const std::int64_t head = std::max(leg_.responseHeadNs, opened);
    if (leg_.httpStatus != 0)
      events_.push_back({head, Event::ServerHeader, serverHeader(), false, !isServer()});
    messages(Direction::Response, head);
    const CallRow& row = record_.row;
    if (row.inFlight() || (row.flags & kCutShort) != 0) return;
    const std::int64_t end = std::max(leg_.responseEndNs, events_.back().offsetNs);
    if ((row.flags & kClientCancelled) != 0) {
      events_.push_back({std::max(row.durationNs, end), Event::Cancel, {}});
    } else {
      events_.push_back({end, Event::ServerTrailer, trailer()});
    }
  }

  std::string clientHeader() const {
    std::string metadata;
    putFields(metadata, leg_.requestHeaders);
    if (isServer()) putPair(metadata, kBinaryLogProtocol, rpc::name(leg_.protocol));
    if (leg_.codec != rpc::Codec::Proto) putPair(metadata, kBinaryLogCodec, rpc::name(leg_.codec));
    std::string header;
    putText(header, kMetadata, metadata);
    putText(header, kMethodName, std::string_view(leg_.target).substr(0, leg_.target.find('?')));
    putText(header, kAuthority, leg_.authority);
    if (record_.timeoutNs > 0) putField(header, kTimeout, moment(record_.timeoutNs));
    return field(kClientHeader, header);
  }

  std::string serverHeader() const {
    HeaderFields heads = leg_.responseHeaders;
    if (rpc::isUnaryWire(leg_.protocol)) {
      std::erase_if(heads, [](const HeaderField& f) { return f.name.starts_with(kTrailerPrefix); });
    }
    std::string metadata;
    putFields(metadata, heads);
    std::string header;
    putText(header, kMetadata, metadata);
    return field(kServerHeader, header);
  }

  /// Where the leg's protocol keeps its trailers.
  HeaderFields trailers() const {
    HeaderFields fields = leg_.trailers;
    if (rpc::isUnaryWire(leg_.protocol)) {
      for (const HeaderField& f : leg_.responseHeaders) {
        if (f.name.starts_with(kTrailerPrefix))
          fields.push_back({f.name.substr(kTrailerPrefix.size()), f.value});
      }
    } else if (leg_.protocol == rpc::Protocol::ConnectStream) {
      if (const auto end = rpc::parseEndStream(endPayload(leg_))) {
        for (const auto& f : end->metadata) fields.push_back({std::string(f.name), std::string(f.value)});
      }
    }
    return fields;
  }

  /// What this side saw: the server's trailers may say something else than what the bridge told its client.
  rpc::Status statusSeen() const {
    const std::string_view code = isServer() ? std::string_view() : fieldValue(leg_.trailers, "grpc-status");
    const auto number = ascii::parseDigits(code, 2);
    if (!number || *number > static_cast<std::uint64_t>(rpc::Code::Unauthenticated)) return record_.status;
    rpc::Status status;
    if (const auto details = base64::decode(fieldValue(leg_.trailers, "grpc-status-details-bin")))
      status = rpc::decodeStatusProto(*details).value_or(rpc::Status());
    status.code = static_cast<rpc::Code>(*number);
    status.message = percent::decode(fieldValue(leg_.trailers, "grpc-message"));
    return status;
  }

  std::string trailer() const {
    const rpc::Status status = statusSeen();
    std::string metadata;
    putFields(metadata, trailers());
    std::string out;
    putText(out, kMetadata, metadata);
    putNumber(out, kStatusCode, static_cast<std::uint64_t>(status.code));
    putText(out, kStatusMessage, status.message);
    if (!status.details.empty()) putField(out, kStatusDetails, rpc::encodeStatusProto(status));
    return field(kTrailer, out);
  }

  void messages(Direction direction, std::int64_t notBefore) {
    const Event event = direction == Direction::Request ? Event::ClientMessage : Event::ServerMessage;
    for (const MessageRecord& message : leg_.messages) {
      if (message.direction != direction) continue;
      // Part of a compressed message is no part of the message.
      const bool unreadable = message.cut && message.compressed;
      const std::string plain = unreadable ? std::string() : plainPayload(leg_, message);
      std::string out;
      putNumber(out, kLength, message.cut ? message.wireSize : plain.size());
      putText(out, kData, plain);
      events_.push_back({std::max(message.offsetNs, notBefore), event, field(kMessage, out), message.cut});
    }
  }

  static std::string field(std::uint32_t number, std::string_view bytes) {
    std::string out;
    putField(out, number, bytes);
    return out;
  }

  std::string encode(const Entry& entry, std::uint64_t sequence) const {
    std::string out;
    putField(out, kTimestamp, moment(record_.row.startNs + entry.offsetNs));
    putNumber(out, kCallId, record_.row.number);
    putNumber(out, kSequence, sequence);
    putNumber(out, kType, static_cast<std::uint64_t>(entry.event));
    putNumber(out, kLogger, static_cast<std::uint64_t>(logger_));
    out += entry.payload;
    putNumber(out, kTruncated, entry.truncated ? 1 : 0);
    if (entry.withPeer && !leg_.peer.empty()) putField(out, kPeer, encodeAddress(leg_.peer));
    return out;
  }

  const CallRecord& record_;
  const LegRecord& leg_;
  Logger logger_;
  std::vector<Entry> events_;
};

void appendFramed(std::string& out, std::string_view entry, BinaryLogFraming framing) {
  if (framing == BinaryLogFraming::Java) {
    varint::put(out, entry.size());
  } else {
    big_endian::put(out, entry.size(), 4);
  }
  out += entry;
}

}  // namespace

std::string toBinaryLog(const CallRecord& record, BinaryLogFraming framing) {
  std::string out;
  for (const Leg leg : {Leg::Client, Leg::Upstream}) {
    if (leg == Leg::Upstream && !record.upstreamLeg.present) continue;
    for (const std::string& entry : LegLog(record, leg).run()) appendFramed(out, entry, framing);
  }
  return out;
}

}  // namespace bascule::exporting
