// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/stored_event.h"

#include "bridge/capture/varint.h"

namespace bascule::capture {
namespace {

// Flag byte. Two bits of `legs` share their places with flags that no message has.
constexpr unsigned kUpstreamLeg = 1;
constexpr unsigned kResponse = 2;
constexpr unsigned kFirst = 4;
constexpr unsigned kLast = 8;
constexpr unsigned kCompressed = 16;
constexpr unsigned kTlsConnection = 32;
constexpr unsigned kHttp2Connection = 64;
constexpr unsigned kCancelled = 128;
constexpr unsigned kMasked = 128;  // of a message
constexpr unsigned kLegsShift = 5;
constexpr std::uint64_t kMaxDetails = 1000;

std::uint8_t flagsOf(const StoredEvent& event) {
  unsigned flags = (event.leg == Leg::Upstream ? kUpstreamLeg : 0U) |
                   (event.direction == Direction::Response ? kResponse : 0U);
  if (event.kind == EventKind::Message) {
    flags |= (event.first ? kFirst : 0U) | (event.last ? kLast : 0U) | (event.compressed ? kCompressed : 0U) |
             (event.masked ? kMasked : 0U) | static_cast<unsigned>(event.legs) << kLegsShift;
  } else {
    flags |= (event.tls ? kTlsConnection : 0U) |
             (event.version == http::Version::Http2 ? kHttp2Connection : 0U) |
             (event.clientCancelled ? kCancelled : 0U);
  }
  return static_cast<std::uint8_t>(flags);
}

bool setFlags(StoredEvent& event, std::uint8_t flags) {
  event.leg = (flags & kUpstreamLeg) != 0 ? Leg::Upstream : Leg::Client;
  event.direction = (flags & kResponse) != 0 ? Direction::Response : Direction::Request;
  if (event.kind == EventKind::Message) {
    event.first = (flags & kFirst) != 0;
    event.last = (flags & kLast) != 0;
    event.compressed = (flags & kCompressed) != 0;
    event.masked = (flags & kMasked) != 0;
    const unsigned legs = (flags >> kLegsShift) & 3U;
    if (legs > static_cast<unsigned>(Legs::Both)) return false;
    event.legs = static_cast<Legs>(legs);
  } else {
    event.tls = (flags & kTlsConnection) != 0;
    event.version = (flags & kHttp2Connection) != 0 ? http::Version::Http2 : http::Version::Http11;
    event.clientCancelled = (flags & kCancelled) != 0;
  }
  return true;
}

template <typename Enum>
void putEnum(std::string& out, Enum value) {
  out += static_cast<char>(value);
}

template <typename Enum>
bool takeEnum(std::string_view& in, Enum& value, Enum last) {
  std::uint8_t byte = 0;
  if (!varint::takeByte(in, byte) || byte > static_cast<std::uint8_t>(last)) return false;
  value = static_cast<Enum>(byte);
  return true;
}

void putHead(std::string& out, const HeadRef& head) {
  varint::put(out, head.set);
  if (head.set == 0) varint::putText(out, head.text);
}

bool takeHead(std::string_view& in, HeadRef& head) {
  head = {};
  return varint::take(in, head.set) && (head.set != 0 || varint::takeText(in, head.text));
}

void putOpened(std::string& out, const StoredEvent& event) {
  putEnum(out, event.protocol);
  putEnum(out, event.codec);
  putEnum(out, event.rpcKind);
  putEnum(out, event.compression);
  varint::put(out, event.number);
  varint::putText(out, event.text);
  putHead(out, event.head);
}

bool takeOpened(std::string_view& in, StoredEvent& event) {
  return takeEnum(in, event.protocol, rpc::Protocol::GrpcWebText) &&
         takeEnum(in, event.codec, rpc::Codec::Json) && takeEnum(in, event.rpcKind, rpc::Kind::Bidi) &&
         takeEnum(in, event.compression, rpc::Compression::Unknown) && varint::take(in, event.number) &&
         varint::takeText(in, event.text) && takeHead(in, event.head);
}

void putStatus(std::string& out, const StoredEvent& event) {
  const rpc::Status& status = event.status;
  putEnum(out, status.code);
  putEnum(out, status.origin);
  varint::putText(out, status.message);
  varint::putText(out, status.cause);
  varint::put(out, status.details.size());
  for (const rpc::Detail& detail : status.details) {
    varint::putText(out, detail.type);
    varint::putText(out, detail.value);
  }
}

bool takeStatus(std::string_view& in, StoredEvent& event) {
  rpc::Status& status = event.status;
  std::string_view message;
  std::string_view cause;
  std::uint64_t details = 0;
  status = {};
  if (!takeEnum(in, status.code, rpc::Code::Unauthenticated) ||
      !takeEnum(in, status.origin, rpc::Origin::Bridge) || !varint::takeText(in, message) ||
      !varint::takeText(in, cause) || !varint::take(in, details) || details > kMaxDetails) {
    return false;
  }
  status.message = message;
  status.cause = cause;
  for (; details > 0; --details) {
    std::string_view type;
    std::string_view value;
    if (!varint::takeText(in, type) || !varint::takeText(in, value)) return false;
    status.details.push_back({std::string(type), std::string(value)});
  }
  return true;
}

void putResponseHead(std::string& out, const StoredEvent& event) {
  putEnum(out, event.compression);
  varint::put(out, event.number);
  putHead(out, event.head);
}

bool takeResponseHead(std::string_view& in, StoredEvent& event) {
  return takeEnum(in, event.compression, rpc::Compression::Unknown) && varint::take(in, event.number) &&
         takeHead(in, event.head);
}

void putMessage(std::string& out, const StoredEvent& event) {
  varint::put(out, event.number);
  varint::putText(out, event.bytes);
}

bool takeMessage(std::string_view& in, StoredEvent& event) {
  return varint::take(in, event.number) && varint::takeText(in, event.bytes);
}

void putEndBody(std::string& out, const StoredEvent& event) { varint::putText(out, event.bytes); }
bool takeEndBody(std::string_view& in, StoredEvent& event) { return varint::takeText(in, event.bytes); }
void putTrailers(std::string& out, const StoredEvent& event) { putHead(out, event.head); }
bool takeTrailers(std::string_view& in, StoredEvent& event) { return takeHead(in, event.head); }
void putPeer(std::string& out, const StoredEvent& event) { varint::putText(out, event.text); }
bool takePeer(std::string_view& in, StoredEvent& event) { return varint::takeText(in, event.text); }
void putNothing(std::string&, const StoredEvent&) {}
bool takeNothing(std::string_view&, StoredEvent&) { return true; }

void putNoted(std::string& out, const StoredEvent& event) {
  varint::putText(out, event.text);
  varint::putText(out, event.bytes);
}

bool takeNoted(std::string_view& in, StoredEvent& event) {
  return varint::takeText(in, event.text) && varint::takeText(in, event.bytes);
}

struct KindCodec {
  void (*put)(std::string&, const StoredEvent&);
  bool (*take)(std::string_view&, StoredEvent&);
};

// Index is EventKind.
constexpr KindCodec kCodecs[kEventKinds] = {
    {putOpened, takeOpened},   {putOpened, takeOpened},   {putResponseHead, takeResponseHead},
    {putMessage, takeMessage}, {putEndBody, takeEndBody}, {putTrailers, takeTrailers},
    {putNothing, takeNothing}, {putNoted, takeNoted},     {putStatus, takeStatus},
    {putPeer, takePeer},
};

}  // namespace

void encode(std::string& out, const StoredEvent& event, std::int64_t previousNs) {
  putEnum(out, event.kind);
  out += static_cast<char>(flagsOf(event));
  varint::putSigned(out, event.offsetNs - previousNs);
  kCodecs[static_cast<std::size_t>(event.kind)].put(out, event);
}

bool decode(std::string_view& in, StoredEvent& event, std::int64_t previousNs) {
  std::uint8_t flags = 0;
  std::int64_t delta = 0;
  event = {};
  if (!takeEnum(in, event.kind, EventKind::UpstreamConnected) || !varint::takeByte(in, flags) ||
      !setFlags(event, flags) || !varint::takeSigned(in, delta) ||
      __builtin_add_overflow(previousNs, delta, &event.offsetNs)) {
    return false;
  }
  return kCodecs[static_cast<std::size_t>(event.kind)].take(in, event);
}

}  // namespace bascule::capture
