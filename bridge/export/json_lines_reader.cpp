// SPDX-License-Identifier: GPL-3.0-or-later
// Lines of `json_lines.cpp`, back into the very record, and those of grpc-dump, which say less: what they
// lack is noted.
#include <algorithm>
#include <array>
#include <cmath>

#include "bridge/base/ascii.h"
#include "bridge/export/http_exchange.h"
#include "bridge/export/json_tree.h"
#include "bridge/export/leg_moments.h"
#include "bridge/export/readers.h"

namespace bascule::exporting {
namespace {

using namespace capture;
using tree::json::object;

std::unexpected<Error> malformed(std::string_view what) {
  return fail(ErrorCode::InvalidInput, "import_malformed", std::string(what));
}

template <typename Enum>
Enum fromName(std::string_view text, Enum last, Enum otherwise) {
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    if (rpc::name(static_cast<Enum>(i)) == text) return static_cast<Enum>(i);
  }
  return otherwise;
}

rpc::Codec codecOf(const object& line) {
  return fromName(tree::text(line, "codec"), rpc::Codec::Json, rpc::Codec::Unknown);
}

rpc::Compression compressionOf(const object& line, std::string_view key) {
  const std::string name = tree::text(line, key);
  return name == "unknown" ? rpc::Compression::Unknown : rpc::compressionFromName(name);
}

/// `connect` is the name of two wire forms: the content type tells them apart, else the kind.
rpc::Protocol protocolOf(std::string_view name, const HeaderFields& headers, rpc::Kind kind) {
  const auto protocol = fromName(name, rpc::Protocol::GrpcWebText, rpc::Protocol::Unknown);
  if (protocol != rpc::Protocol::ConnectUnary) return protocol;
  for (const HeaderField& field : headers) {
    if (field.name != "content-type") continue;
    return field.value.starts_with("application/connect+") ? rpc::Protocol::ConnectStream : protocol;
  }
  const bool stream = kind != rpc::Kind::Unary && kind != rpc::Kind::Unknown;
  return stream ? rpc::Protocol::ConnectStream : protocol;
}

/// `{"name": ["value", ...]}`.
HeaderFields fieldsOf(const object& line, std::string_view key) {
  HeaderFields fields;
  const object* list = tree::object(line, key);
  if (list == nullptr) return fields;
  for (const auto& member : *list) {
    const auto* values = member.value().if_array();
    if (values == nullptr) continue;
    for (const auto& value : *values) {
      if (const auto* text = value.if_string()) {
        fields.push_back({ascii::lower(std::string_view(member.key())), std::string(*text)});
      }
    }
  }
  return fields;
}

std::optional<MessageRecord> messageOf(const object& entry, std::int64_t startNs) {
  MessageRecord message;
  const std::string origin = tree::text(entry, "message_origin");
  if (origin != "client" && origin != "server") return std::nullopt;
  message.direction = origin == "client" ? Direction::Request : Direction::Response;
  const auto raw = tree::bytes(entry, entry.contains("wire_message") ? "wire_message" : "raw_message");
  if (!raw) return std::nullopt;
  message.payload = *raw;
  message.offsetNs = tree::wallNs(tree::text(entry, "timestamp")).value_or(startNs) - startNs;
  message.compressed = tree::boolean(entry, "compressed");
  message.cut = tree::boolean(entry, "cut");
  message.masked = tree::boolean(entry, "masked");
  const std::int64_t size = tree::integer(entry, "size", static_cast<std::int64_t>(message.payload.size()));
  message.wireSize = static_cast<ByteCount>(std::max<std::int64_t>(size, 0));
  return message;
}

Result<std::vector<MessageRecord>> messagesOf(const object& line, std::int64_t startNs) {
  std::vector<MessageRecord> messages;
  const auto* list = tree::array(line, "messages");
  if (list == nullptr) return messages;
  for (const auto& value : *list) {
    const object* entry = value.if_object();
    auto message = entry == nullptr ? std::nullopt : messageOf(*entry, startNs);
    if (!message) return malformed("messages[" + std::to_string(messages.size()) + "] is no message");
    messages.push_back(std::move(*message));
  }
  return messages;
}

/// What both legs have under the same names.
Result<void> takeLeg(const object& line, LegRecord& leg, std::int64_t startNs) {
  leg.present = true;
  leg.codec = codecOf(line);
  leg.version = tree::text(line, "http") == "2" ? http::Version::Http2 : http::Version::Http11;
  leg.tls = tree::boolean(line, "tls");
  leg.peer = tree::text(line, "peer");
  leg.target = tree::text(line, "target");
  leg.requestHeaders = fieldsOf(line, "metadata");
  leg.responseHeaders = fieldsOf(line, "metadata_response_headers");
  leg.trailers = fieldsOf(line, "metadata_response_trailers");
  leg.httpStatus = static_cast<int>(std::clamp<std::int64_t>(tree::integer(line, "http_status"), 0, 999));
  leg.endBody = tree::text(line, "end_body");
  if (line.contains("end_body_base64")) leg.endBody = tree::bytes(line, "end_body_base64").value_or("");
  leg.requestCompression = compressionOf(line, "compression");
  leg.responseCompression = compressionOf(line, "response_compression");
  readMoments(line, leg);
  auto messages = messagesOf(line, startNs);
  if (!messages) return std::unexpected(messages.error());
  leg.messages = std::move(*messages);
  return {};
}

void takeStatus(const object& line, CallRecord& record) {
  rpc::Status& status = record.status;
  status.code = rpc::codeFromConnectName(tree::text(line, "status")).value_or(rpc::Code::Ok);
  status.origin = tree::text(line, "origin") == "bridge" ? rpc::Origin::Bridge : rpc::Origin::Peer;
  status.cause = tree::text(line, "cause");
  const object* error = tree::object(line, "error");
  if (error == nullptr) return;
  status.message = tree::text(*error, "message");
  const auto* details = tree::array(*error, "details");
  if (details == nullptr) return;
  for (const auto& value : *details) {
    if (const object* detail = value.if_object()) {
      status.details.push_back({tree::text(*detail, "type"), tree::bytes(*detail, "value").value_or("")});
    }
  }
}

void takeNotes(const object& line, CallRecord& record) {
  const auto* notes = tree::array(line, "notes");
  if (notes == nullptr) return;
  for (const auto& value : *notes) {
    const object* note = value.if_object();
    if (note == nullptr) continue;
    const auto rounded = static_cast<std::int64_t>(tree::number(*note, "offset_ms") * 1e6);
    const auto at = tree::integer(*note, "offset_ns", rounded);
    std::string finding = tree::text(*note, "finding");
    std::string subject = tree::text(*note, "subject");
    record.notes.push_back({at, std::move(finding), std::move(subject)});
  }
}

void takeFlags(const object& line, CallRecord& record) {
  CallRow& row = record.row;
  const std::string state = tree::text(line, "state");
  if (state == "in_flight" || state == "cut_short") row.flags |= kCutShort;
  if (tree::boolean(line, "payload_cut")) row.flags |= kPayloadCut;
  if (tree::boolean(line, "client_cancelled")) row.flags |= kClientCancelled;
  if (record.status.origin == rpc::Origin::Bridge) row.flags |= kBridgeStatus;
}

/// Exact where the line has it in nanoseconds.
std::int64_t nanoseconds(const object& line, std::string_view exact, std::string_view milliseconds) {
  const double rounded = std::clamp(tree::number(line, milliseconds) * 1e6, 0.0, 9e18);
  return std::max<std::int64_t>(tree::integer(line, exact, static_cast<std::int64_t>(rounded)), 0);
}

Result<void> takeUpstream(const object& line, CallRecord& record) {
  const object* upstream = tree::object(line, "upstream_leg");
  record.upstreamUrl = tree::text(line, "upstream");
  if (upstream == nullptr) return {};
  LegRecord& leg = record.upstreamLeg;
  if (auto taken = takeLeg(*upstream, leg, record.row.startNs); !taken) return taken;
  leg.authority = tree::text(*upstream, "authority");
  leg.protocol = protocolOf(tree::text(*upstream, "protocol"), leg.requestHeaders, record.row.kind);
  if (!upstream->contains("messages")) leg.messages = record.clientLeg.messages;
  return {};
}

Result<CallRecord> ownLine(const object& line) {
  CallRecord record;
  CallRow& row = record.row;
  const auto start = tree::wallNs(tree::text(line, "time"));
  if (!start) return malformed("'time' is no moment as 2026-11-23T10:42:07.240000000Z");
  row.startNs = *start;
  row.number = static_cast<CallNumber>(std::max<std::int64_t>(tree::integer(line, "number"), 0));
  row.durationNs = nanoseconds(line, "duration_ns", "duration_ms");
  row.addedNs = static_cast<std::uint32_t>(
      std::min<std::int64_t>(nanoseconds(line, "added_ns", "added_ms"), UINT32_MAX));
  row.kind = fromName(tree::text(line, "kind"), rpc::Kind::Bidi, rpc::Kind::Unknown);
  record.timeoutNs = nanoseconds(line, "timeout_ns", "timeout_ms");
  LegRecord& leg = record.clientLeg;
  if (auto taken = takeLeg(line, leg, row.startNs); !taken) return std::unexpected(taken.error());
  leg.authority = tree::text(line, "host");
  leg.method = tree::text(line, "http_method");
  leg.scheme = tree::text(line, "scheme");
  leg.protocol = protocolOf(tree::text(line, "protocol"), leg.requestHeaders, row.kind);
  row.protocol = leg.protocol;
  row.codec = leg.codec;
  if (auto taken = takeUpstream(line, record); !taken) return std::unexpected(taken.error());
  takeStatus(line, record);
  row.code = record.status.code;
  takeFlags(line, record);
  takeNotes(line, record);
  setMethod(record, leg.target);
  completeRow(record);
  return record;
}

/// `NotFound` and `not_found` of different writers.
std::optional<rpc::Code> codeOf(std::string_view name) {
  std::string snake;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z' && !snake.empty()) snake += '_';
    snake += ascii::toLower(c);
  }
  if (snake == "o_k") return rpc::Code::Ok;
  return rpc::codeFromConnectName(snake == "cancelled" ? "canceled" : snake);
}

void takeDumpStatus(const object& line, CallRecord& record) {
  const object* error = tree::object(line, "error");
  if (error == nullptr) return;
  record.status.code = codeOf(tree::text(*error, "code")).value_or(rpc::Code::Unknown);
  record.status.message = tree::text(*error, "message");
  record.row.code = record.status.code;
}

/// A line of grpc-dump: service, method, messages, metadata, error.
Result<CallRecord> dumpLine(const object& line) {
  CallRecord record;
  LegRecord& leg = record.clientLeg;
  const std::string service = tree::text(line, "service");
  const std::string method = tree::text(line, "method");
  if (service.empty() || method.empty()) return malformed("'service' and 'method' are missing");
  const auto* messages = tree::array(line, "messages");
  const object* first = messages == nullptr || messages->empty() ? nullptr : messages->front().if_object();
  const auto start = first == nullptr ? std::nullopt : tree::wallNs(tree::text(*first, "timestamp"));
  record.row.startNs = start.value_or(0);
  if (auto taken = takeLeg(line, leg, record.row.startNs); !taken) return std::unexpected(taken.error());
  leg.openedNs = 0;
  leg.protocol = rpc::Protocol::Grpc;
  leg.codec = rpc::Codec::Proto;
  leg.version = http::Version::Http2;
  leg.method = "POST";
  leg.target = "/" + service + "/" + method;
  leg.httpStatus = 200;
  for (const HeaderField& field : leg.requestHeaders) {
    if (field.name == ":authority") leg.authority = field.value;
  }
  std::erase_if(leg.requestHeaders, [](const HeaderField& field) { return field.name.starts_with(':'); });
  record.row.protocol = leg.protocol;
  record.row.codec = leg.codec;
  takeDumpStatus(line, record);
  for (const MessageRecord& message : leg.messages)
    record.row.durationNs = std::max(record.row.durationNs, message.offsetNs);
  setMethod(record, leg.target);
  completeRow(record);
  for (const std::string_view missing : {"timing", "peer", "compression"}) noteMissing(record, missing);
  if (!start) noteMissing(record, "time");
  return record;
}

}  // namespace

Result<CallRecord> readJsonLine(std::string_view text) {
  const auto value = tree::parse(text);
  if (!value) return std::unexpected(value.error());
  const object* line = value->if_object();
  if (line == nullptr) return malformed("the line is no JSON object");
  if (!line->contains("schema_version")) return dumpLine(*line);
  if (tree::integer(*line, "schema_version") != 1) return malformed("'schema_version' is not 1");
  return ownLine(*line);
}

}  // namespace bascule::exporting
