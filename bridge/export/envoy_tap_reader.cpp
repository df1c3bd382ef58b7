// SPDX-License-Identifier: GPL-3.0-or-later
// Calls in files of Envoy's HTTP tap filter (`envoy.data.tap.v3.TraceWrapper`): buffered traces, one a call,
// and streamed ones, whose segments are joined by their trace id. JSON, text and protobuf are told apart by
// how they begin.
#include <algorithm>
#include <map>
#include <utility>

#include "bridge/base/ascii.h"
#include "bridge/base/base64.h"
#include "bridge/export/http_exchange.h"
#include "bridge/export/json_tree.h"
#include "bridge/export/proto_fields.h"
#include "bridge/export/readers.h"

namespace bascule::exporting {
namespace {

using namespace capture;
using tree::json::object;

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

/// One side of a trace, or a segment of it.
struct Part {
  HeaderFields headers;  ///< pseudo fields among them
  HeaderFields trailers;
  std::string body;
  bool cut = false;
  std::int64_t receivedNs = 0;
};

bool isGrpc(const HeaderFields& fields) {
  return std::ranges::any_of(fields, [](const HeaderField& field) {
    return field.name == "content-type" && field.value.starts_with("application/grpc") &&
           !field.value.starts_with("application/grpc-web");
  });
}

/// What is known of one call so far.
struct Trace {
  HttpExchange exchange;
  std::int64_t requestNs = 0;
  std::int64_t responseNs = 0;

  void takeRequest(Part part) {
    HttpExchange& out = exchange;
    for (HeaderField& field : part.headers) {
      if (field.name == ":method")
        out.method = field.value;
      else if (field.name == ":path")
        out.target = field.value;
      else if (field.name == ":authority")
        out.authority = field.value;
      else if (field.name == ":scheme")
        out.scheme = field.value;
      else if (!field.name.starts_with(':'))
        out.requestHeaders.push_back(std::move(field));
    }
    out.requestBody += part.body;
    out.requestCut |= part.cut;
    if (part.receivedNs != 0) requestNs = part.receivedNs;
  }

  void takeResponse(Part part) {
    HttpExchange& out = exchange;
    for (HeaderField& field : part.headers) {
      if (field.name == ":status")
        out.status = static_cast<int>(ascii::parseDigits(field.value, 3).value_or(0));
      else if (!field.name.starts_with(':'))
        out.responseHeaders.push_back(std::move(field));
    }
    out.responseBody += part.body;
    out.responseCut |= part.cut;
    std::ranges::move(part.trailers, std::back_inserter(out.trailers));
    if (part.receivedNs != 0) responseNs = part.receivedNs;
  }

  /// Filters behind the tap rewrite the recorded request's content type in place: the one of the answer,
  /// which is the client's protocol again, tells what it was.
  void restoreContentType() {
    HeaderField* sent = find(exchange.requestHeaders);
    const HeaderField* got = find(exchange.responseHeaders);
    if (sent == nullptr || got == nullptr || !isGrpc(exchange.requestHeaders) ||
        isGrpc(exchange.responseHeaders))
      return;
    const bool unary =
        got->value.starts_with("application/json") || got->value.starts_with("application/proto");
    const bool stream =
        got->value.starts_with("application/connect+") || got->value.starts_with("application/grpc-web");
    if (!unary && !stream) return;
    const auto codec = sent->value.find('+');
    // A failed unary call is answered in JSON, whatever its messages were in.
    sent->value = stream                       ? got->value
                  : codec == std::string::npos ? std::string("application/proto")
                                               : "application/" + sent->value.substr(codec + 1);
    exchange.missing.emplace_back("content type of the request");
  }

  static HeaderField* find(HeaderFields& fields) {
    const auto found = std::ranges::find(fields, std::string_view("content-type"), &HeaderField::name);
    return found == fields.end() ? nullptr : &*found;
  }

  Result<void> handOut(const CallSink& sink, ImportCounts& counts) {
    exchange.missing = {"HTTP version", "messages' moments", "duration", "upstream leg"};
    restoreContentType();
    exchange.startNs = requestNs;
    exchange.tls = exchange.scheme == "https";
    exchange.version = isGrpc(exchange.requestHeaders) ? http::Version::Http2 : http::Version::Http11;
    if (requestNs != 0 && responseNs >= requestNs) exchange.responseHeadNs = responseNs - requestNs;
    if (requestNs == 0) exchange.missing.emplace_back("time");
    if (exchange.requestCut) exchange.missing.emplace_back("rest of the request body");
    if (exchange.responseCut) exchange.missing.emplace_back("rest of the response body");
    const auto record = toRecord(exchange);
    if (record) return sink(*record);
    ++counts.others;
    return {};
  }
};

// JSON. Names as in the .proto; protobuf's own JSON printers write them in camel case.

const tree::json::value* either(const object& from, std::string_view snake, std::string_view camel) {
  const auto* value = tree::find(from, snake);
  return value != nullptr ? value : tree::find(from, camel);
}
const object* objectIn(const object& from, std::string_view snake, std::string_view camel) {
  const auto* value = either(from, snake, camel);
  return value == nullptr ? nullptr : value->if_object();
}

HeaderFields fieldsIn(const tree::json::value* list) {
  HeaderFields fields;
  const auto* pairs = list == nullptr ? nullptr : list->if_array();
  if (pairs == nullptr) return fields;
  for (const auto& item : *pairs) {
    const object* pair = item.if_object();
    if (pair == nullptr) continue;
    std::string value = tree::text(*pair, "value");
    for (const std::string_view raw : {"raw_value", "rawValue"}) {
      if (value.empty()) value = tree::bytes(*pair, raw).value_or("");
    }
    fields.push_back({ascii::lower(tree::text(*pair, "key")), std::move(value)});
  }
  return fields;
}

void takeBody(const object* body, Part& part) {
  if (body == nullptr) return;
  const auto* bytes = either(*body, "as_bytes", "asBytes");
  if (bytes != nullptr && bytes->is_string())
    part.body = base64::decode(std::string_view(bytes->get_string())).value_or("");
  const auto* text = either(*body, "as_string", "asString");
  if (text != nullptr && text->is_string()) part.body = std::string(text->get_string());
  part.cut = tree::boolean(*body, "truncated");
}

Part messageIn(const object* message) {
  Part part;
  if (message == nullptr) return part;
  part.headers = fieldsIn(tree::find(*message, "headers"));
  part.trailers = fieldsIn(tree::find(*message, "trailers"));
  takeBody(tree::object(*message, "body"), part);
  const auto* time = either(*message, "headers_received_time", "headersReceivedTime");
  if (time != nullptr && time->is_string())
    part.receivedNs = tree::wallNs(std::string_view(time->get_string())).value_or(0);
  return part;
}

std::string peerIn(const object& trace) {
  const object* connection = objectIn(trace, "downstream_connection", "downstreamConnection");
  const object* address =
      connection == nullptr ? nullptr : objectIn(*connection, "remote_address", "remoteAddress");
  const object* socket = address == nullptr ? nullptr : objectIn(*address, "socket_address", "socketAddress");
  if (socket == nullptr) return {};
  const auto* port = either(*socket, "port_value", "portValue");
  const std::string host = tree::text(*socket, "address");
  const bool v6 = host.contains(':');
  return (v6 ? "[" + host + "]" : host) + ":" +
         std::to_string(port != nullptr && port->is_int64() ? port->get_int64() : 0);
}

// Protobuf, by the numbers of envoy/data/tap/v3/{wrapper,http,common}.proto.

HeaderField fieldOf(std::string_view bytes) {
  HeaderField field;
  for (ProtoFields member(bytes); member.next();) {
    if (member.number() == 1) field.name = ascii::lower(member.bytes());
    if (member.number() == 2 || (member.number() == 3 && field.value.empty())) field.value = member.bytes();
  }
  return field;
}

void takeBody(std::string_view bytes, Part& part) {
  for (ProtoFields body(bytes); body.next();) {
    if (body.number() == 1 || body.number() == 2) part.body = body.bytes();
    if (body.number() == 3) part.cut = body.value() != 0;
  }
}

std::int64_t momentOf(std::string_view bytes) {
  std::uint64_t seconds = 0;
  std::uint64_t nanos = 0;
  for (ProtoFields member(bytes); member.next();) (member.number() == 1 ? seconds : nanos) = member.value();
  constexpr std::uint64_t kLastSecond = 9'000'000'000;  // still fits into nanoseconds
  if (seconds > kLastSecond || nanos >= kNanosPerSecond) return 0;
  return static_cast<std::int64_t>(seconds) * kNanosPerSecond + static_cast<std::int64_t>(nanos);
}

Part messageOf(std::string_view bytes) {
  Part part;
  for (ProtoFields member(bytes); member.next();) {
    if (member.number() == 1) part.headers.push_back(fieldOf(member.bytes()));
    if (member.number() == 2) takeBody(member.bytes(), part);
    if (member.number() == 3) part.trailers.push_back(fieldOf(member.bytes()));
    if (member.number() == 4) part.receivedNs = momentOf(member.bytes());
  }
  return part;
}

std::string peerOf(std::string_view connection) {
  std::string host;
  std::uint64_t port = 0;
  for (ProtoFields end(connection); end.next();) {
    if (end.number() != 2) continue;  // remote_address
    for (ProtoFields address(end.bytes()); address.next();) {
      if (address.number() != 1) continue;  // socket_address
      for (ProtoFields socket(address.bytes()); socket.next();) {
        if (socket.number() == 2) host = socket.bytes();
        if (socket.number() == 3) port = socket.value();
      }
    }
  }
  if (host.empty()) return {};
  return (host.contains(':') ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

HeaderFields headerMapOf(std::string_view bytes) {
  HeaderFields fields;
  for (ProtoFields map(bytes); map.next();) {
    if (map.number() == 1) fields.push_back(fieldOf(map.bytes()));
  }
  return fields;
}

class TapReader {
 public:
  TapReader(const CallSink& sink, ImportCounts& counts) : sink_(sink), counts_(counts) {}

  Result<void> json(const object& wrapper) {
    if (const object* trace = objectIn(wrapper, "http_buffered_trace", "httpBufferedTrace")) {
      Trace whole;
      whole.exchange.peer = peerIn(*trace);
      whole.takeRequest(messageIn(tree::object(*trace, "request")));
      if (const object* response = tree::object(*trace, "response")) whole.takeResponse(messageIn(response));
      return whole.handOut(sink_, counts_);
    }
    const object* segment = objectIn(wrapper, "http_streamed_trace_segment", "httpStreamedTraceSegment");
    if (segment == nullptr) return other();
    const auto* id = either(*segment, "trace_id", "traceId");
    // 64-bit numbers are texts in protobuf's JSON.
    Trace& trace =
        streamed_[id != nullptr && id->is_string() ? std::string(id->get_string()) : std::string()];
    jsonSegment(*segment, trace);
    return {};
  }

  Result<void> proto(std::string_view wrapper) {
    ProtoFields field(wrapper);
    while (field.next()) {
      if (field.number() == 1) return buffered(field.bytes());
      if (field.number() == 2) return segment(field.bytes());
      if (field.number() == 3 || field.number() == 4) return other();
    }
    return fail(ErrorCode::InvalidInput, "import_malformed", "the message is no TraceWrapper");
  }

  /// What tapTextToProto() gives: traces one behind the other.
  Result<void> traces(std::string_view bytes) {
    for (ProtoFields field(bytes); field.next();) {
      auto taken = field.number() == 1   ? buffered(field.bytes())
                   : field.number() == 2 ? segment(field.bytes())
                                         : other();
      if (!taken) return taken;
    }
    return {};
  }

  Result<void> finish() {
    for (auto& entry : streamed_) {
      if (auto given = entry.second.handOut(sink_, counts_); !given) return given;
    }
    return {};
  }

 private:
  /// A socket trace has bytes, perhaps of TLS: no calls.
  Result<void> other() {
    ++counts_.others;
    return {};
  }

  static void jsonSegment(const object& segment, Trace& trace) {
    Part part;
    if (const object* map = objectIn(segment, "request_headers", "requestHeaders")) {
      part.headers = fieldsIn(tree::find(*map, "headers"));
      return trace.takeRequest(std::move(part));
    }
    if (const object* body = objectIn(segment, "request_body_chunk", "requestBodyChunk")) {
      takeBody(body, part);
      return trace.takeRequest(std::move(part));
    }
    if (const object* map = objectIn(segment, "response_headers", "responseHeaders")) {
      part.headers = fieldsIn(tree::find(*map, "headers"));
    } else if (const object* chunk = objectIn(segment, "response_body_chunk", "responseBodyChunk")) {
      takeBody(chunk, part);
    } else if (const object* trailers = objectIn(segment, "response_trailers", "responseTrailers")) {
      part.trailers = fieldsIn(tree::find(*trailers, "headers"));
    }
    trace.takeResponse(std::move(part));
  }

  Result<void> buffered(std::string_view bytes) {
    Trace trace;
    ProtoFields field(bytes);
    while (field.next()) {
      if (field.number() == 1) trace.takeRequest(messageOf(field.bytes()));
      if (field.number() == 2) trace.takeResponse(messageOf(field.bytes()));
      if (field.number() == 3) trace.exchange.peer = peerOf(field.bytes());
    }
    if (field.failed())
      return fail(ErrorCode::InvalidInput, "import_malformed", "the message is no HttpBufferedTrace");
    return trace.handOut(sink_, counts_);
  }

  Result<void> segment(std::string_view bytes) {
    std::string id;
    for (ProtoFields field(bytes); field.next();) {
      if (field.number() == 1) id = std::to_string(field.value());
    }
    Trace& trace = streamed_[id];
    ProtoFields field(bytes);
    while (field.next()) {
      Part part;
      switch (field.number()) {
        case 2:
          part.headers = headerMapOf(field.bytes());
          trace.takeRequest(std::move(part));
          break;
        case 3:
          takeBody(field.bytes(), part);
          trace.takeRequest(std::move(part));
          break;
        case 5:
          part.headers = headerMapOf(field.bytes());
          trace.takeResponse(std::move(part));
          break;
        case 6:
          takeBody(field.bytes(), part);
          trace.takeResponse(std::move(part));
          break;
        case 7:
          part.trailers = headerMapOf(field.bytes());
          trace.takeResponse(std::move(part));
          break;
        default:
          break;
      }
    }
    if (!field.failed()) return {};
    return fail(ErrorCode::InvalidInput, "import_malformed", "the message is no HttpStreamedTraceSegment");
  }

  const CallSink& sink_;
  ImportCounts& counts_;
  std::map<std::string, Trace> streamed_;
};

Result<void> readAllJson(std::string_view text, TapReader& reader) {
  while (text.find_first_not_of(" \t\r\n") != std::string_view::npos) {
    const auto value = tree::parseFirst(text);
    if (!value) return std::unexpected(value.error());
    const object* wrapper = value->if_object();
    if (wrapper == nullptr)
      return fail(ErrorCode::InvalidInput, "import_malformed", "a value is no JSON object");
    if (auto taken = reader.json(*wrapper); !taken) return taken;
  }
  return {};
}

/// One TraceWrapper without its length: its only field is all of the file.
bool isOneMessage(std::string_view bytes) {
  ProtoFields field(bytes);
  const bool oneOf = field.next() && field.number() >= 1 && field.number() <= 4 && !field.bytes().empty();
  return oneOf && field.bytes().end() == bytes.end();
}

Result<void> readAllProto(std::string_view bytes, TapReader& reader) {
  if (isOneMessage(bytes)) return reader.proto(bytes);
  while (!bytes.empty()) {
    const auto size = varint::take(bytes);
    if (!size || *size > bytes.size()) {
      return fail(ErrorCode::InvalidInput, "import_malformed",
                  "it is neither a TraceWrapper nor several with their lengths");
    }
    if (auto taken = reader.proto(bytes.substr(0, *size)); !taken) return taken;
    bytes.remove_prefix(*size);
  }
  return {};
}

Result<void> readAllText(std::string_view text, TapReader& reader) {
  const auto bytes = tapTextToProto(text);
  if (!bytes) return std::unexpected(bytes.error());
  return reader.traces(*bytes);
}

bool isJson(std::string_view bytes) {
  const std::string_view beginning = bytes.substr(0, 4096);
  const auto first = beginning.find_first_not_of(" \t\r\n");
  // A protobuf file may begin with any byte, but has no names in it.
  return first != std::string_view::npos && beginning[first] == '{' &&
         (beginning.contains("_trace") || beginning.contains("Trace"));
}

}  // namespace

Result<void> readEnvoyTap(std::string_view bytes, const CallSink& sink, ImportCounts& counts) {
  TapReader reader(sink, counts);
  auto read = isTapText(bytes) ? readAllText(bytes, reader)
              : isJson(bytes)  ? readAllJson(bytes, reader)
                               : readAllProto(bytes, reader);
  if (!read) return read;
  return reader.finish();
}

}  // namespace bascule::exporting
