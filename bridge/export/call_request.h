// SPDX-License-Identifier: GPL-3.0-or-later
// `CallRequest`: what a client has to send for a recorded call to happen again, free of what only the
// protocol of the recorded call needed. Sending it again and copying it as a command begin here.
// Thread: plain values, pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/clock.h"
#include "bridge/capture/call_record.h"
#include "bridge/schema/registry.h"

namespace bascule::exporting {

struct RequestField {
  std::string name;  ///< lower-case; only letters, digits, `-`, `_` and `.`
  std::string value;
  bool secret = false;  ///< a value that is masked, or by its name should be
};

struct CallRequest {
  bool tls = false;
  std::string authority;  ///< host and port as the client asked for them
  schema::MethodInfo method;
  bool methodKnown = false;  ///< by the schema; else `method` has names and kind only
  bool http2 = false;        ///< the client came over HTTP/2
  std::string get;           ///< path and query of a Connect GET; empty for other calls
  std::int64_t timeoutNs = 0;
  std::vector<RequestField> metadata;
  std::vector<std::string> json;  ///< each message on one line; empty if `jsonProblem` is not
  std::vector<std::string> wire;  ///< each message in protobuf's bytes; empty if they are not known
  std::string jsonProblem;        ///< cause id: why the messages are not there as JSON

  std::string path() const { return "/" + method.service + "/" + method.name; }
  std::string baseUrl() const { return (tls ? "https://" : "http://") + authority; }
  bool clientStreams() const {
    return method.kind == rpc::Kind::ClientStream || method.kind == rpc::Kind::Bidi;
  }
  bool serverStreams() const {
    return method.kind == rpc::Kind::ServerStream || method.kind == rpc::Kind::Bidi;
  }
};

/// The request of `record`. Errors: InvalidInput `payload_cut` (a message was not recorded whole),
/// `compression_malformed`, `not_a_call` (no path of a method, no authority).
Result<CallRequest> requestOf(const capture::CallRecord& record, const schema::Schema& schema);

/// The client of calls that Bascule itself sends again, as the table shows it.
inline constexpr std::string_view kResendClient = "bascule-resend";

/// A call as it is to be sent: a request as it was recorded, or as someone edited it.
struct CallToSend {
  std::string path;  ///< `/acme.shop.v1.OrderService/CreateOrder`
  rpc::Kind kind = rpc::Kind::Unary;
  rpc::ServerProtocol protocol = rpc::ServerProtocol::Connect;  ///< Connect, Grpc or GrpcWeb
  rpc::Codec codec = rpc::Codec::Proto;
  std::vector<RequestField> metadata;  ///< secrets filled in
  std::vector<std::string> messages;   ///< in `codec`
  Duration timeout{0};                 ///< 0 = none
};

/// True for what gRPC and Connect allow as a name of metadata: lower-case letters, digits, `-`, `_`, `.`.
bool isFieldName(std::string_view name);
/// True if `name` belongs to a protocol or to HTTP, so that a client library writes it by itself.
bool isProtocolField(std::string_view name);

}  // namespace bascule::exporting
