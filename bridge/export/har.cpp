// SPDX-License-Identifier: GPL-3.0-or-later
// What importers need beyond the specification is in the inspector reference, section 3.1: trailers also
// among the headers, binary request bodies also in `_content`, `HTTP/2` as the version.
#include "bridge/export/har.h"

#include <algorithm>
#include <utility>

#include "bridge/base/base64.h"
#include "bridge/base/percent.h"
#include "bridge/base/text.h"
#include "bridge/capture/client_name.h"
#include "bridge/export/call_text.h"
#include "bridge/export/endpoint.h"
#include "bridge/export/json_writer.h"
#include "bridge/export/leg_moments.h"

namespace bascule::exporting {
namespace {

using namespace capture;

const LegRecord& legOf(const CallRecord& record, Leg which) {
  return which == Leg::Client ? record.clientLeg : record.upstreamLeg;
}

/// Duration between two moments of a leg in milliseconds; 0 if one of them did not happen.
double between(std::int64_t begin, std::int64_t end) {
  return begin < 0 || end < begin ? 0 : static_cast<double>(end - begin) / 1e6;
}

void writePair(JsonWriter& json, std::string_view name, std::string_view value,
               std::string_view comment = {}) {
  json.beginObject().key("name").string(name).key("value").string(value);
  if (!comment.empty()) json.key("comment").string(comment);
  json.endObject();
}

void writeFields(JsonWriter& json, const HeaderFields& fields, std::string_view comment = {}) {
  for (const HeaderField& field : fields) writePair(json, field.name, field.value, comment);
}

void writeQuery(JsonWriter& json, std::string_view target) {
  json.key("queryString").beginArray();
  const auto start = target.find('?');
  std::string_view query = start == std::string_view::npos ? "" : target.substr(start + 1);
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const std::string_view part = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const auto equals = std::min(part.find('='), part.size());
    const std::string_view value = part.substr(std::min(equals + 1, part.size()));
    writePair(json, percent::decode(part.substr(0, equals)), percent::decode(value));
  }
  json.endArray();
}

/// `text` and, if the bytes are no text, `encoding`.
void writeText(JsonWriter& json, std::string_view bytes) {
  if (text::isUtf8(bytes)) {
    json.key("text").string(bytes);
  } else {
    json.key("text").string(base64::encodePadded(bytes)).key("encoding").string("base64");
  }
}

std::string_view httpVersion(const LegRecord& leg) {
  return leg.version == http::Version::Http2 ? "HTTP/2" : "HTTP/1.1";
}

void writeRequest(JsonWriter& json, const LegRecord& leg) {
  const std::string body = bodyOf(leg, Direction::Request);
  const std::string_view authority = leg.authority.empty() ? "localhost" : std::string_view(leg.authority);
  json.key("request").beginObject();
  json.key("method").string(httpMethod(leg));
  json.key("url").string(std::string(httpScheme(leg)) + "://" + std::string(authority) + leg.target);
  json.key("httpVersion").string(httpVersion(leg));
  json.key("cookies").beginArray().endArray();
  json.key("headers").beginArray();
  writeFields(json, leg.requestHeaders);
  json.endArray();
  writeQuery(json, leg.target);
  json.key("headersSize").number(-1).key("bodySize").count(body.size());
  if (!body.empty()) {
    json.key("postData").beginObject();
    json.key("mimeType").string(fieldValue(leg.requestHeaders, "content-type"));
    writeText(json, body);
    json.endObject();
    if (!text::isUtf8(body)) {
      json.key("_content").beginObject().key("size").count(body.size());
      writeText(json, body);
      json.endObject();
    }
  }
  json.endObject();
}

void writeResponse(JsonWriter& json, const LegRecord& leg) {
  const std::string body = bodyOf(leg, Direction::Response);
  json.key("response").beginObject();
  json.key("status").number(leg.httpStatus).key("statusText").string("");
  json.key("httpVersion").string(httpVersion(leg));
  json.key("cookies").beginArray().endArray();
  json.key("headers").beginArray();
  writeFields(json, leg.responseHeaders);
  writeFields(json, leg.trailers, "trailer");
  json.endArray();
  json.key("_trailers").beginArray();
  writeFields(json, leg.trailers);
  json.endArray();
  json.key("content").beginObject();
  json.key("size").count(body.size());
  json.key("mimeType").string(fieldValue(leg.responseHeaders, "content-type"));
  if (!body.empty()) writeText(json, body);
  json.endObject();
  json.key("redirectURL").string("").key("headersSize").number(-1).key("bodySize").count(body.size());
  json.endObject();
}

/// The server's address, which only the upstream leg has; its port is what tells connections apart.
void writeServer(JsonWriter& json, const LegRecord& leg) {
  const auto server = parseEndpoint(leg.peer);
  if (!server) return;
  json.key("serverIPAddress").string(addressWithoutPort(leg.peer));
  json.key("connection").string(std::to_string(server->port));
}

/// Begin and end of a leg, since the start of the call: the client's is all of the call.
std::pair<std::int64_t, std::int64_t> spanOf(const CallRecord& record, Leg which) {
  const std::int64_t all = record.row.durationNs;
  if (which == Leg::Client) return {0, all};
  const LegRecord& leg = record.upstreamLeg;
  const std::int64_t begin = std::max<std::int64_t>(leg.openedNs, 0);
  return {begin, std::max(leg.responseEndNs >= 0 ? leg.responseEndNs : all, begin)};
}

/// Non-negative as the specification wants; `time` is their sum.
void writeTimings(JsonWriter& json, const CallRecord& record, Leg which) {
  const LegRecord& leg = legOf(record, which);
  const auto [begin, all] = spanOf(record, which);
  const std::int64_t sent = leg.requestEndNs >= 0 ? std::clamp(leg.requestEndNs, begin, all) : begin;
  const std::int64_t head = leg.responseHeadNs >= 0 ? std::max(leg.responseHeadNs, sent) : all;
  const std::int64_t end = std::max(all, head);
  json.key("time").decimal(between(begin, end));
  json.key("cache").beginObject().endObject();
  json.key("timings").beginObject();
  for (const std::string_view unknown : {"blocked", "dns", "connect", "ssl"}) json.key(unknown).number(-1);
  json.key("send").decimal(between(begin, sent));
  json.key("wait").decimal(between(sent, head));
  json.key("receive").decimal(between(head, end));
  json.endObject();
}

void writeMessages(JsonWriter& json, const CallRecord& record, const LegRecord& leg,
                   const schema::Schema& schema) {
  json.key("messages").beginArray();
  for (const MessageRecord& message : leg.messages) {
    const std::string plain = plainPayload(leg, message);
    const std::string_view type = messageType(record, schema, message.direction);
    json.beginObject();
    json.key("dir").string(message.direction == Direction::Request ? "request" : "response");
    json.key("t").string(isoTime(record.row.startNs + message.offsetNs, 9));
    json.key("size").count(plain.size());
    if (message.compressed) json.key("compressedSize").count(message.wireSize);
    if (message.cut) json.key("cut").boolean(true);
    if (message.masked) json.key("masked").boolean(true);
    if (!type.empty()) json.key("type").string(type);
    if (const auto decoded = messageJson(message, plain, leg.codec, schema, type)) {
      json.key("json").raw(*decoded);
    } else {
      json.key("data").string(base64::encodePadded(plain));
    }
    json.endObject();
  }
  json.endArray();
}

void writeOwn(JsonWriter& json, const CallRecord& record, Leg which, const schema::Schema& schema) {
  const CallRow& row = record.row;
  const LegRecord& leg = legOf(record, which);
  json.key("_bascule").beginObject();
  json.key("callId").count(row.number).key("leg").string(which == Leg::Client ? "client" : "upstream");
  writeMoments(json, leg);
  json.key("startNs")
      .number(row.startNs)
      .key("durationNs")
      .number(row.durationNs)
      .key("addedNs")
      .number(row.addedNs);
  json.key("service").string(record.service).key("method").string(record.method);
  json.key("protocol")
      .string(rpc::name(which == Leg::Client ? row.protocol : leg.protocol))
      .key("kind")
      .string(rpc::name(row.kind));
  json.key("upstreamProtocol")
      .string(rpc::name(row.upstreamProtocol))
      .key("upstream")
      .string(record.upstreamUrl);
  if (row.inFlight() || (row.flags & kCutShort) != 0) {
    json.key("state").string(row.inFlight() ? "in_flight" : "cut_short");
  } else {
    json.key("status").string(rpc::connectName(row.code)).key("statusMessage").string(record.status.message);
    json.key("origin").string(row.fromBridge() ? "bridge" : "peer");
  }
  if (leg.protocol == rpc::Protocol::ConnectStream && !leg.endBody.empty()) {
    json.key("endStream").string(endPayload(leg));
  }
  writeMessages(json, record, leg, schema);
  json.endObject();
}

}  // namespace

HarWriter::HarWriter(std::string_view programVersion, std::string_view statement, HarLegs legs)
    : version_(programVersion), statement_(statement), legs_(legs) {}

std::string HarWriter::begin() const {
  JsonWriter json;
  json.beginObject().key("name").string("Bascule").key("version").string(version_).endObject();
  std::string out = R"({"log":{"version":"1.2","creator":)" + json.take();
  if (!statement_.empty()) out += ",\"comment\":" + json.string(statement_).take();
  return out + ",\"entries\":[";
}

std::string HarWriter::entries(const CallRecord& record, const schema::Schema& schema) {
  // Importers group by page: one for each client.
  const auto [page, isNew] = pages_.try_emplace(record.client, record.row.startNs);
  if (!isNew) page->second = std::min(page->second, record.row.startNs);
  std::string out;
  writeEntry(out, record, Leg::Client, schema);
  if (legs_ == HarLegs::Both && record.upstreamLeg.present) writeEntry(out, record, Leg::Upstream, schema);
  return out;
}

void HarWriter::writeEntry(std::string& out, const CallRecord& record, Leg which,
                           const schema::Schema& schema) {
  const LegRecord& leg = legOf(record, which);
  JsonWriter json;
  json.beginObject();
  json.key("pageref").string("client:" + record.client);
  json.key("startedDateTime").string(isoTime(record.row.startNs + spanOf(record, which).first, 3));
  if (which == Leg::Upstream) writeServer(json, leg);
  writeTimings(json, record, which);
  writeRequest(json, leg);
  writeResponse(json, leg);
  writeOwn(json, record, which, schema);
  json.endObject();
  out += first_ ? "\n" : ",\n";
  out += json.take();
  first_ = false;
}

std::string HarWriter::end() const {
  JsonWriter json;
  json.beginArray();
  for (const auto& [client, startNs] : pages_) {
    json.beginObject();
    json.key("id").string("client:" + client).key("title").string(client);
    json.key("startedDateTime").string(isoTime(startNs, 3));
    json.key("pageTimings").beginObject().endObject().endObject();
  }
  return "\n],\"pages\":" + json.endArray().take() + "}}\n";
}

}  // namespace bascule::exporting
