// SPDX-License-Identifier: GPL-3.0-or-later
// Calls of a gRPC binary log. A call that both sides of a bridge logged under one number is put together; one
// that only a client or only a server logged has that one leg, as the client leg.
#include <algorithm>
#include <limits>
#include <utility>

#include "bridge/base/base64.h"
#include "bridge/export/binary_log.h"
#include "bridge/export/binary_log_wire.h"
#include "bridge/export/http_exchange.h"
#include "bridge/export/proto_fields.h"
#include "bridge/export/readers.h"
#include "bridge/rpc/metadata.h"
#include "bridge/rpc/status_details.h"

namespace bascule::exporting {
namespace {

using namespace capture;
using namespace binlog;

// Calls in flight at one time in a log; more means that their ends are missing.
constexpr std::size_t kMaxOpen = 100'000;
constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

struct Parsed {
  std::int64_t wallNs = 0;
  std::uint64_t call = 0;
  Event event = Event::Unknown;
  Logger logger = Logger::Unknown;
  std::string_view payload;
  std::string_view peer;
  bool truncated = false;
};

std::int64_t momentOf(std::string_view bytes) {
  std::int64_t seconds = 0;
  std::int64_t nanos = 0;
  for (ProtoFields field(bytes); field.next();) {
    if (field.number() == kSeconds) seconds = static_cast<std::int64_t>(field.value());
    if (field.number() == kNanos) nanos = static_cast<std::int64_t>(field.value());
  }
  std::int64_t total = 0;
  if (nanos < 0 || nanos >= kNanosPerSecond || __builtin_mul_overflow(seconds, kNanosPerSecond, &total) ||
      __builtin_add_overflow(total, nanos, &total))
    return 0;
  return total;
}

template <typename Enum>
Enum enumOf(std::uint64_t value, Enum last) {
  return value <= static_cast<std::uint64_t>(last) ? static_cast<Enum>(value) : Enum::Unknown;
}

std::optional<Parsed> parse(std::string_view entry) {
  Parsed out;
  ProtoFields field(entry);
  while (field.next()) {
    switch (field.number()) {
      case kTimestamp:
        out.wallNs = momentOf(field.bytes());
        break;
      case kCallId:
        out.call = field.value();
        break;
      case kType:
        out.event = enumOf(field.value(), Event::Cancel);
        break;
      case kLogger:
        out.logger = enumOf(field.value(), Logger::Server);
        break;
      case kClientHeader:
      case kServerHeader:
      case kMessage:
      case kTrailer:
        out.payload = field.bytes();
        break;
      case kTruncated:
        out.truncated = field.value() != 0;
        break;
      case kPeer:
        out.peer = field.bytes();
        break;
      default:
        break;
    }
  }
  if (field.failed()) return std::nullopt;
  return out;
}

HeaderFields metadataOf(std::string_view bytes) {
  HeaderFields fields;
  for (ProtoFields metadata(bytes); metadata.next();) {
    if (metadata.number() != kEntry) continue;
    HeaderField& pair = fields.emplace_back();
    for (ProtoFields entry(metadata.bytes()); entry.next();) {
      if (entry.number() == kKey) pair.name = entry.bytes();
      if (entry.number() == kValue) pair.value = entry.bytes();
    }
    if (rpc::isBinaryField(pair.name)) pair.value = base64::encode(pair.value);
  }
  return fields;
}

std::string peerOf(std::string_view bytes) {
  std::uint64_t type = 0;
  std::uint64_t port = 0;
  std::string address;
  for (ProtoFields field(bytes); field.next();) {
    if (field.number() == kAddressType) type = field.value();
    if (field.number() == kAddress) address = field.bytes();
    if (field.number() == kIpPort) port = field.value();
  }
  if (enumOf(type, AddressType::Unix) == AddressType::Unix) return address;
  if (enumOf(type, AddressType::Unix) == AddressType::IPv6) address = "[" + address + "]";
  return address + ":" + std::to_string(port);
}

/// Takes our own additions out of the metadata and into the record.
void takeOwn(CallRecord& record, LegRecord& leg) {
  std::erase_if(leg.requestHeaders, [&](const HeaderField& field) {
    if (field.name == kBinaryLogCodec) {
      leg.codec = field.value == rpc::name(rpc::Codec::Json) ? rpc::Codec::Json : rpc::Codec::Unknown;
      return true;
    }
    if (field.name != kBinaryLogProtocol) return false;
    for (const auto protocol : {rpc::Protocol::ConnectUnary, rpc::Protocol::ConnectGet,
                                rpc::Protocol::GrpcWeb, rpc::Protocol::GrpcWebText}) {
      if (field.value == rpc::name(protocol)) leg.protocol = protocol;
    }
    return true;
  });
  record.row.protocol = leg.protocol;
}

class EntryTaker {
 public:
  EntryTaker(CallRecord& record, LegRecord& leg, const Parsed& entry)
      : record_(record), leg_(leg), entry_(entry) {
    if (record.row.startNs == 0) record.row.startNs = entry.wallNs;
    offsetNs_ = std::max<std::int64_t>(entry.wallNs - record.row.startNs, 0);
    record.row.durationNs = std::max(record.row.durationNs, offsetNs_);
    if (!leg.present) begin();
    if (!entry.peer.empty()) leg.peer = peerOf(entry.peer);
  }

  void take() {
    switch (entry_.event) {
      case Event::ClientHeader:
        return clientHeader();
      case Event::ServerHeader:
        leg_.httpStatus = 200;
        leg_.responseHeadNs = offsetNs_;
        leg_.responseHeaders = headerMetadata();
        return;
      case Event::ClientMessage:
        return message(Direction::Request);
      case Event::ServerMessage:
        return message(Direction::Response);
      case Event::ClientHalfClose:
        leg_.requestEndNs = offsetNs_;
        return;
      case Event::ServerTrailer:
        return trailer();
      case Event::Cancel:
        record_.row.flags |= kClientCancelled;
        record_.status = {};
        record_.status.code = rpc::Code::Canceled;
        return;
      case Event::Unknown:
        return;
    }
  }

 private:
  void begin() {
    leg_.present = true;
    leg_.protocol = rpc::Protocol::Grpc;
    leg_.codec = rpc::Codec::Proto;
    leg_.version = http::Version::Http2;
    leg_.method = "POST";
    leg_.openedNs = offsetNs_;
  }

  HeaderFields headerMetadata() const {
    HeaderFields fields;
    for (ProtoFields header(entry_.payload); header.next();) {
      if (header.number() == kMetadata) fields = metadataOf(header.bytes());
    }
    return fields;
  }

  void clientHeader() {
    leg_.openedNs = offsetNs_;
    leg_.requestHeaders = headerMetadata();
    for (ProtoFields header(entry_.payload); header.next();) {
      if (header.number() == kMethodName) leg_.target = header.bytes();
      if (header.number() == kAuthority) leg_.authority = header.bytes();
      if (header.number() == kTimeout) record_.timeoutNs = momentOf(header.bytes());
    }
    takeOwn(record_, leg_);
  }

  void message(Direction direction) {
    MessageRecord& message = leg_.messages.emplace_back();
    message.direction = direction;
    message.offsetNs = offsetNs_;
    for (ProtoFields field(entry_.payload); field.next();) {
      if (field.number() == kLength) message.wireSize = std::min<std::uint64_t>(field.value(), UINT32_MAX);
      if (field.number() == kData) message.payload = field.bytes();
    }
    message.wireSize = std::max<ByteCount>(message.wireSize, message.payload.size());
    message.cut = message.payload.size() < message.wireSize;
  }

  void trailer() {
    leg_.responseEndNs = offsetNs_;
    rpc::Status status;
    std::uint64_t code = 0;
    for (ProtoFields field(entry_.payload); field.next();) {
      if (field.number() == kMetadata) leg_.trailers = metadataOf(field.bytes());
      if (field.number() == kStatusCode) code = field.value();
      if (field.number() == kStatusMessage) status.message = field.bytes();
      if (field.number() != kStatusDetails) continue;
      if (auto details = rpc::decodeStatusProto(field.bytes())) status.details = std::move(details->details);
    }
    constexpr auto kLast = static_cast<std::uint64_t>(rpc::Code::Unauthenticated);
    status.code = code <= kLast ? static_cast<rpc::Code>(code) : rpc::Code::Unknown;
    // The client's side says how the call ended.
    if (&leg_ == &record_.clientLeg || !record_.clientLeg.present) record_.status = std::move(status);
  }

  CallRecord& record_;
  LegRecord& leg_;
  const Parsed& entry_;
  std::int64_t offsetNs_ = 0;
};

}  // namespace

Result<void> BinaryLogReader::add(std::string_view bytes) {
  const auto entry = parse(bytes);
  if (!entry || entry->call == 0) {
    return fail(ErrorCode::InvalidInput, "import_malformed", "an entry is no GrpcLogEntry");
  }
  if (entry->call != last_) {
    if (auto flushed = flushEnded(); !flushed) return flushed;
  }
  last_ = entry->call;
  Call& call = open_[entry->call];
  const bool client = entry->logger == Logger::Server;
  (client ? call.client : call.upstream) = true;
  EntryTaker(call.record, client ? call.record.clientLeg : call.record.upstreamLeg, *entry).take();
  const bool end = entry->event == Event::ServerTrailer || entry->event == Event::Cancel;
  if (end) (client ? call.clientEnded : call.upstreamEnded) = true;
  if (open_.size() <= kMaxOpen) return {};
  auto oldest = open_.begin();
  auto given = handOut(oldest->second);
  open_.erase(oldest);
  return given;
}

/// Calls of which every side that was seen has ended; with both sides logged one right after the other, the
/// next call's first entry means that they are whole.
Result<void> BinaryLogReader::flushEnded() {
  for (auto call = open_.begin(); call != open_.end();) {
    const bool ended = (call->second.client && call->second.clientEnded) ||
                       (!call->second.client && call->second.upstreamEnded);
    if (!ended) {
      ++call;
      continue;
    }
    if (auto given = handOut(call->second); !given) return given;
    call = open_.erase(call);
  }
  return {};
}

Result<void> BinaryLogReader::handOut(Call& call) {
  CallRecord& record = call.record;
  const bool ended = call.client ? call.clientEnded : call.upstreamEnded;
  // One side only: what it saw is what there is.
  if (!call.client) record.clientLeg = std::exchange(record.upstreamLeg, {});
  setMethod(record, record.clientLeg.target);
  record.row.protocol = record.clientLeg.protocol;
  record.row.codec = record.clientLeg.codec;
  record.row.code = record.status.code;
  if (!ended) record.row.flags |= kCutShort;
  completeRow(record);
  for (const std::string_view missing : {"reserved headers", "compression", "HTTP version"})
    noteMissing(record, missing);
  return sink_(record);
}

Result<void> BinaryLogReader::finish() {
  for (auto& entry : open_) {
    if (auto given = handOut(entry.second); !given) return given;
  }
  open_.clear();
  return {};
}

}  // namespace bascule::exporting
