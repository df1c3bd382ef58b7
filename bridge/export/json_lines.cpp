// SPDX-License-Identifier: GPL-3.0-or-later
// Shape: resources/json-lines.schema.json.
#include "bridge/export/json_lines.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "bridge/base/base64.h"
#include "bridge/base/text.h"
#include "bridge/export/call_text.h"
#include "bridge/export/json_writer.h"
#include "bridge/export/leg_moments.h"
#include "bridge/schema/transcoder.h"

namespace bascule::exporting {
namespace {

using namespace capture;

// Raised when a member changes its meaning; new members do not raise it.
constexpr int kSchemaVersion = 1;

double milliseconds(std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e6; }

/// `{"name":["value",...]}`, names in the order in which they first appear.
void writeFields(JsonWriter& json, std::string_view key, const HeaderFields& fields) {
  json.key(key).beginObject();
  std::vector<std::string_view> done;
  for (const HeaderField& field : fields) {
    if (std::ranges::find(done, std::string_view(field.name)) != done.end()) continue;
    done.push_back(field.name);
    json.key(field.name).beginArray();
    for (const HeaderField& other : fields) {
      if (other.name == field.name) json.string(other.value);
    }
    json.endArray();
  }
  json.endObject();
}

void writeMessage(JsonWriter& json, const CallRecord& record, const LegRecord& leg,
                  const MessageRecord& message, const schema::Schema& schema) {
  const std::string plain = plainPayload(leg, message);
  json.beginObject();
  json.key("message_origin").string(message.direction == Direction::Request ? "client" : "server");
  json.key("timestamp").string(isoTime(record.row.startNs + message.offsetNs, 9));
  json.key("size").count(message.wireSize);
  if (message.compressed) json.key("compressed").boolean(true);
  if (message.cut) json.key("cut").boolean(true);
  if (message.masked) json.key("masked").boolean(true);
  json.key("raw_message").string(base64::encodePadded(plain));
  // What was on the wire, where that is something else.
  if (plain != message.payload) json.key("wire_message").string(base64::encodePadded(message.payload));
  const std::string_view type = messageType(record, schema, message.direction);
  if (const auto decoded = messageJson(message, plain, leg.codec, schema, type))
    json.key("message").raw(*decoded);
  json.endObject();
}

void writeMessages(JsonWriter& json, const CallRecord& record, const LegRecord& leg,
                   const schema::Schema& schema) {
  json.key("messages").beginArray();
  for (const MessageRecord& message : leg.messages) writeMessage(json, record, leg, message, schema);
  json.endArray();
}

void writeError(JsonWriter& json, const rpc::Status& status, const schema::Schema& schema) {
  json.key("error").beginObject();
  json.key("code").string(rpc::connectName(status.code));
  json.key("message").string(status.message);
  if (!status.details.empty()) {
    json.key("details").beginArray();
    for (const rpc::Detail& detail : status.details) {
      json.beginObject();
      json.key("type").string(detail.type);
      json.key("value").string(base64::encodePadded(detail.value));
      const auto decoded = schema::protoToJson(schema, detail.type, detail.value);
      if (const auto line = decoded ? compactJson(*decoded) : std::nullopt) json.key("debug").raw(*line);
      json.endObject();
    }
    json.endArray();
  }
  json.endObject();
}

/// Text, or base64 under another name if it is none.
void writeEndBody(JsonWriter& json, const std::string& body) {
  if (body.empty()) return;
  if (text::isUtf8(body)) {
    json.key("end_body").string(body);
  } else {
    json.key("end_body_base64").string(base64::encodePadded(body));
  }
}

void writeMetadata(JsonWriter& json, const LegRecord& leg) {
  writeFields(json, "metadata", leg.requestHeaders);
  writeFields(json, "metadata_response_headers", leg.responseHeaders);
  writeFields(json, "metadata_response_trailers", leg.trailers);
  if (leg.httpStatus != 0) json.key("http_status").number(leg.httpStatus);
  writeEndBody(json, leg.endBody);
  if (leg.responseCompression != rpc::Compression::Identity)
    json.key("response_compression").string(rpc::name(leg.responseCompression));
  writeMoments(json, leg);
}

bool samePayloads(const LegRecord& a, const LegRecord& b) {
  return a.codec == b.codec && a.messages == b.messages && a.requestCompression == b.requestCompression &&
         a.responseCompression == b.responseCompression;
}

/// The other side of the bridge. Messages only where they differ from the client's.
void writeUpstreamLeg(JsonWriter& json, const CallRecord& record, const schema::Schema& schema) {
  const LegRecord& leg = record.upstreamLeg;
  json.key("upstream_leg").beginObject();
  json.key("protocol").string(rpc::name(leg.protocol));
  json.key("codec").string(rpc::name(leg.codec));
  json.key("http").string(versionText(leg.version));
  json.key("tls").boolean(leg.tls);
  json.key("peer").string(leg.peer);
  json.key("authority").string(leg.authority);
  json.key("target").string(leg.target);
  if (leg.requestCompression != rpc::Compression::Identity)
    json.key("compression").string(rpc::name(leg.requestCompression));
  writeMetadata(json, leg);
  if (!samePayloads(record.clientLeg, leg)) writeMessages(json, record, leg, schema);
  json.endObject();
}

std::string_view stateOf(const CallRow& row) {
  if (row.inFlight()) return "in_flight";
  return (row.flags & kCutShort) != 0 ? "cut_short" : "ended";
}

void writeRow(JsonWriter& json, const CallRecord& record) {
  const CallRow& row = record.row;
  json.key("schema_version").number(kSchemaVersion);
  json.key("number").count(row.number);
  json.key("service").string(record.service);
  json.key("method").string(record.method);
  json.key("protocol").string(rpc::name(row.protocol));
  const bool upstream = row.upstreamProtocol != rpc::Protocol::Unknown;
  json.key("upstream_protocol");
  upstream ? json.string(rpc::name(row.upstreamProtocol)) : json.null();
  json.key("kind").string(rpc::name(row.kind));
  json.key("codec").string(rpc::name(row.codec));
  json.key("compression").string(rpc::name(row.compression));
  json.key("http").string((row.flags & kHttp2) != 0 ? "2" : "1.1");
  json.key("tls").boolean((row.flags & kTls) != 0);
  json.key("client").string(record.client);
  json.key("peer").string(record.clientLeg.peer.empty() ? record.peer : record.clientLeg.peer);
  json.key("host").string(record.host);
  if (!record.clientLeg.method.empty()) json.key("http_method").string(record.clientLeg.method);
  if (!record.clientLeg.scheme.empty()) json.key("scheme").string(record.clientLeg.scheme);
  json.key("upstream").string(record.upstreamUrl);
  json.key("target").string(record.clientLeg.target);
  json.key("time").string(isoTime(row.startNs, 9));
  json.key("duration_ms").decimal(milliseconds(row.durationNs));
  json.key("added_ms").decimal(milliseconds(row.addedNs));
  // Exact, where milliseconds are rounded.
  json.key("duration_ns").number(row.durationNs).key("added_ns").number(row.addedNs);
  if (record.timeoutNs > 0) {
    json.key("timeout_ms").decimal(milliseconds(record.timeoutNs));
    json.key("timeout_ns").number(record.timeoutNs);
  }
  json.key("request_messages").count(row.requestMessages);
  json.key("response_messages").count(row.responseMessages);
  json.key("request_bytes").count(row.requestBytes);
  json.key("response_bytes").count(row.responseBytes);
  json.key("state").string(stateOf(row));
}

}  // namespace

std::string toJsonLine(const CallRecord& record, const schema::Schema& schema) {
  const CallRow& row = record.row;
  JsonWriter json;
  json.beginObject();
  writeRow(json, record);
  if (stateOf(row) == "ended") {
    json.key("status").string(rpc::connectName(row.code));
    json.key("origin").string(row.fromBridge() ? "bridge" : "peer");
    if (!record.status.cause.empty()) json.key("cause").string(record.status.cause);
    if ((row.flags & kClientCancelled) != 0) json.key("client_cancelled").boolean(true);
    if (row.code != rpc::Code::Ok) writeError(json, record.status, schema);
  }
  if ((row.flags & kPayloadCut) != 0) json.key("payload_cut").boolean(true);
  writeMessages(json, record, record.clientLeg, schema);
  writeMetadata(json, record.clientLeg);
  if (record.upstreamLeg.present) writeUpstreamLeg(json, record, schema);
  if (!record.notes.empty()) {
    json.key("notes").beginArray();
    for (const NoteRecord& note : record.notes) {
      json.beginObject();
      json.key("finding").string(note.finding);
      if (!note.subject.empty()) json.key("subject").string(note.subject);
      json.key("offset_ms").decimal(milliseconds(note.offsetNs));
      json.key("offset_ns").number(note.offsetNs).endObject();
    }
    json.endArray();
  }
  return json.endObject().take();
}

}  // namespace bascule::exporting
