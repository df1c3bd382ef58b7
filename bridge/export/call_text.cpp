// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/call_text.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "bridge/base/base64.h"
#include "bridge/base/big_endian.h"
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
  return leg.protocol == rpc::Protocol::GrpcWebText ? base64::encodePadded(bytes) : std::move(bytes);
}

}  // namespace

std::string isoTime(std::int64_t wallNs, int decimals) {
  using namespace std::chrono;
  // By hand: every message of an export has one.
  const sys_time<nanoseconds> time{nanoseconds(wallNs)};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const auto inDay = static_cast<std::uint64_t>((time - day).count());
  constexpr std::uint64_t kSecond = 1'000'000'000;
  const std::uint64_t second = inDay / kSecond;
  std::string out;
  const auto put = [&out](std::uint64_t value, int width) {
    const std::size_t end = out.size() + static_cast<std::size_t>(width);
    out.resize(end);
    for (int i = 1; i <= width; ++i, value /= 10)
      out[end - static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
  };
  put(static_cast<std::uint64_t>(std::max(int{date.year()}, 0)), 4);
  out += '-', put(unsigned{date.month()}, 2);
  out += '-', put(unsigned{date.day()}, 2);
  out += 'T', put(second / 3600, 2);
  out += ':', put(second / 60 % 60, 2);
  out += ':', put(second % 60, 2);
  if (decimals > 0) {
    out += '.', put(inDay % kSecond, 9);
    out.resize(out.size() - static_cast<std::size_t>(9 - std::min(decimals, 9)));
  }
  return out + 'Z';
}

std::string_view versionText(http::Version version) { return version == http::Version::Http2 ? "2" : "1.1"; }

std::string_view httpMethod(const LegRecord& leg) {
  if (!leg.method.empty()) return leg.method;
  return leg.protocol == rpc::Protocol::ConnectGet ? "GET" : "POST";
}

std::string_view httpScheme(const LegRecord& leg) {
  if (!leg.scheme.empty()) return leg.scheme;
  return leg.tls ? "https" : "http";
}

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
  big_endian::put(out, size, 4);
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
  return big_endian::read(body.substr(1, 4)) == body.size() - kPrefix ? body.substr(kPrefix) : body;
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
