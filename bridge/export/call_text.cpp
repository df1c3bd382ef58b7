// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/call_text.h"

#include <ctime>

#include <fmt/format.h>

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

// Envelope flags: bit 0 compressed (gRPC, "Length-Prefixed-Message"), Connect's end of stream, gRPC-Web's
// trailers.
constexpr unsigned kCompressedFlag = 0x01;
constexpr unsigned kEndStreamFlag = 0x02;
constexpr unsigned kTrailersFlag = 0x80;

void appendEnvelope(std::string& out, unsigned flags, std::string_view payload) {
  out += static_cast<char>(flags);
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(payload.size() >> shift & 0xff);
  out += payload;
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

std::string bodyOf(const LegRecord& leg, Direction direction) {
  const bool bare = rpc::isUnaryWire(leg.protocol);
  const bool response = direction == Direction::Response;
  std::string body;
  for (const MessageRecord& message : leg.messages) {
    if (message.direction != direction) continue;
    if (bare) {
      body += plainPayload(leg, message);
    } else {
      appendEnvelope(body, message.compressed ? kCompressedFlag : 0, message.payload);
    }
  }
  if (!response || leg.endBody.empty()) return body;
  if (leg.protocol == rpc::Protocol::ConnectStream) {
    appendEnvelope(body, kEndStreamFlag, leg.endBody);
  } else if (rpc::isGrpcWeb(leg.protocol)) {
    appendEnvelope(body, kTrailersFlag, leg.endBody);
  } else {
    body += leg.endBody;
  }
  return body;
}

}  // namespace bascule::exporting
