// SPDX-License-Identifier: GPL-3.0-or-later
// Envoy's tap files in protobuf's text format (`PROTO_TEXT`) as the same messages in binary.
#include <algorithm>

#include "bridge/export/readers.h"
#include "bridge/schema/text_format.h"

namespace bascule::exporting {
namespace {

// What is read of envoy/data/tap/v3/{wrapper,http,common}.proto and
// envoy/config/core/v3/{base,address}.proto, with their names and numbers. A TraceWrapper holds one trace; a
// file has one after the other, which is the same text as a message that holds many.
constexpr std::string_view kTapProto = R"pb(
  syntax = "proto3"
  ;
package envoy.tap;
import "google/protobuf/timestamp.proto";

message Traces {
  repeated Buffered http_buffered_trace = 1;
  repeated Segment http_streamed_trace_segment = 2;
  repeated Socket socket_buffered_trace = 3;
  repeated Socket socket_streamed_trace_segment = 4;
}
message Buffered {
  Message request = 1;
  Message response = 2;
  Connection downstream_connection = 3;
}
message Message {
  repeated HeaderValue headers = 1;
  Body body = 2;
  repeated HeaderValue trailers = 3;
  google.protobuf.Timestamp headers_received_time = 4;
}
message Segment {
  uint64 trace_id = 1;
  oneof message_piece {
    HeaderMap request_headers = 2;
    Body request_body_chunk = 3;
    HeaderMap request_trailers = 4;
    HeaderMap response_headers = 5;
    Body response_body_chunk = 6;
    HeaderMap response_trailers = 7;
  }
}
message Socket {}
message Body {
  oneof body_type { bytes as_bytes = 1; bytes as_string = 2; }
  bool truncated = 3;
}
message HeaderMap { repeated HeaderValue headers = 1; }
message HeaderValue { bytes key = 1; bytes value = 2; bytes raw_value = 3; }
message Connection { Address remote_address = 2; }
message Address { SocketAddress socket_address = 1; }
message SocketAddress { string address = 2; uint32 port_value = 3; }
)pb";

}  // namespace

bool isTapText(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  for (const std::string_view name : {"http_buffered_trace", "http_streamed_trace_segment",
                                      "socket_buffered_trace", "socket_streamed_trace_segment"}) {
    if (text.starts_with(name)) return true;
  }
  return false;
}

Result<std::string> tapTextToProto(std::string_view text) {
  const auto schema = schema::schemaFromText(kTapProto, "envoy_tap.proto");
  if (!schema) return std::unexpected(schema.error());
  auto wire = schema::textToProto(**schema, "envoy.tap.Traces", text);
  if (!wire) return fail(ErrorCode::InvalidInput, "import_malformed", wire.error().message);
  return wire;
}

}  // namespace bascule::exporting
