// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/call_text.h"

#include <algorithm>
#include <ctime>

#include <fmt/format.h>

#include "bridge/base/base64.h"
#include "bridge/export/json_writer.h"
#include "bridge/rpc/compression.h"
#include "bridge/schema/transcoder.h"

namespace bascule::exporting {
namespace {

using capture::Direction;
using capture::LegRecord;
using capture::MessageRecord;

// What is decompressed of one message for an export (robustness P1).
constexpr ByteCount kMaxPlain = 64ULL * 1024 * 1024;

// Envelope flag (gRPC, "Length-Prefixed-Message").
constexpr unsigned kCompressedFlag = 0x01;

/// gRPC-Web text is base64, piece by piece.
std::string coded(const LegRecord& leg, std::string bytes) {
  return leg.protocol == rpc::Protocol::GrpcWebText ? base64::encodePadded(bytes) : bytes;
}

}  // namespace

std::string isoTime(std::int64_t wallNs, int decimals) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  std::int64_t fraction = wallNs % kSecond;
  if (fraction < 0) fraction += kSecond;
  const std::time_t seconds = (wallNs - fraction) / kSecond;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", utc.tm_year + 1900, utc.tm_mon + 1,
                                utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
  if (decimals > 0) out += "." + fmt::format("{:09}", fraction).substr(0, static_cast<std::size_t>(decimals));
  return out + "Z";
}

std::string_view versionText(http::Version version) { return version == http::Version::Http2 ? "2" : "1.1"; }

std::string_view fieldValue(const capture::HeaderFields& fields, std::string_view name) {
  for (const capture::HeaderField& field : fields) {
    if (field.name == name) return field.value;
  }
  return {};
}

std::string plainPayload(const LegRecord& leg, const MessageRecord& message) {
  if (!message.compressed || message.cut) return message.payload;
  const auto compression =
      message.direction == Direction::Request ? leg.requestCompression : leg.responseCompression;
  auto plain = rpc::decompress(compression, message.payload, kMaxPlain);
  if (!plain) return message.payload;
  return std::move(*plain);
}

std::string_view messageType(const capture::CallRecord& record, const schema::Schema& schema,
                             Direction direction) {
  const schema::MethodInfo* method = schema.method("/" + record.service + "/" + record.method);
  if (method == nullptr) return {};
  return direction == Direction::Request ? method->requestType : method->responseType;
}

std::optional<std::string> messageJson(const MessageRecord& message, std::string_view plain, rpc::Codec codec,
                                       const schema::Schema& schema, std::string_view type) {
  if (message.cut) return std::nullopt;
  if (codec == rpc::Codec::Json) return compactJson(plain);
  if (type.empty()) return std::nullopt;
  const auto json = schema::protoToJson(schema, type, plain);
  if (!json) return std::nullopt;
  return compactJson(*json);
}

std::string enveloped(unsigned flags, ByteCount size, std::string_view payload) {
  std::string out(1, static_cast<char>(flags));
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift & 0xff);
  return out += payload;
}

std::string wireMessage(const LegRecord& leg, const MessageRecord& message) {
  if (leg.protocol == rpc::Protocol::ConnectGet && message.direction == Direction::Request) return {};
  if (rpc::isUnaryWire(leg.protocol)) {
    // What came before an error was not passed on: the body is the error.
    const bool failed = message.direction == Direction::Response && !leg.endBody.empty();
    return failed ? std::string() : message.payload;
  }
  return coded(leg, enveloped(message.compressed ? kCompressedFlag : 0,
                              message.cut ? message.wireSize : message.payload.size(), message.payload));
}

std::string_view endPayload(const LegRecord& leg) {
  const std::string_view body = leg.endBody;
  constexpr std::size_t kPrefix = 5;
  if (rpc::isUnaryWire(leg.protocol) || body.size() < kPrefix) return body;
  std::size_t size = 0;
  for (const char c : body.substr(1, 4)) size = size << 8 | static_cast<unsigned char>(c);
  return size == body.size() - kPrefix ? body.substr(kPrefix) : body;
}

std::string wireEnd(const LegRecord& leg) { return coded(leg, leg.endBody); }

std::string bodyOf(const LegRecord& leg, Direction direction) {
  std::string body;
  for (const MessageRecord& message : leg.messages) {
    if (message.direction != direction) continue;
    const std::string wire = wireMessage(leg, message);
    body += rpc::isUnaryWire(leg.protocol) && !wire.empty() ? plainPayload(leg, message) : wire;
  }
  return direction == Direction::Response ? body + wireEnd(leg) : body;
}

}  // namespace bascule::exporting
