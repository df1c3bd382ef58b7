// SPDX-License-Identifier: GPL-3.0-or-later
// What an RPC ended with: code, message, details, and who said so. Data, not an error of ours.
//
// Tables: code <-> Connect name <-> HTTP status (Connect protocol, "Error codes"), HTTP status -> code for
// answers that are no RPC (gRPC http-grpc-status-mapping), HTTP/2 error -> code (gRPC over HTTP/2,
// "Errors"). Thread: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/http/http_events.h"

namespace bascule::rpc {

enum class Code : std::uint8_t {
  Ok = 0,
  Canceled = 1,
  Unknown = 2,
  InvalidArgument = 3,
  DeadlineExceeded = 4,
  NotFound = 5,
  AlreadyExists = 6,
  PermissionDenied = 7,
  ResourceExhausted = 8,
  FailedPrecondition = 9,
  Aborted = 10,
  OutOfRange = 11,
  Unimplemented = 12,
  Internal = 13,
  Unavailable = 14,
  DataLoss = 15,
  Unauthenticated = 16,
};
inline constexpr int kCodeCount = 17;

/// Who made the status.
enum class Origin : std::uint8_t { Peer, Bridge };

/// One `google.protobuf.Any` of google.rpc.Status: `type` is the full message name without URL prefix.
struct Detail {
  std::string type;
  std::string value;
  friend bool operator==(const Detail&, const Detail&) = default;
};

struct Status {
  Code code = Code::Ok;
  std::string message;  ///< UTF-8
  std::vector<Detail> details;
  Origin origin = Origin::Peer;
  /// Stable snake_case id of the rule that made a bridge status ("deadline_passed"); empty from a peer.
  std::string cause;

  bool ok() const { return code == Code::Ok; }
  friend bool operator==(const Status&, const Status&) = default;
};

/// Status made by the bridge.
Status bridgeStatus(Code code, std::string_view cause, std::string message);

std::string_view connectName(Code code);  ///< `invalid_argument`; `ok` for Ok
std::string_view grpcName(Code code);     ///< `INVALID_ARGUMENT`; `OK`
std::optional<Code> codeFromConnectName(std::string_view name);
/// grpc-status text to code; not a number or out of range: Unknown.
Code codeFromGrpcStatus(std::string_view text);
/// HTTP status a Connect unary error travels with.
int httpStatus(Code code);
/// Code for an upstream answer that is no RPC answer, by HTTP status.
Code codeFromHttpStatus(int status);
/// Code for a stream reset with this HTTP/2 error.
Code codeFromH2Error(http::H2Error error);
std::string_view name(http::H2Error error);  ///< `REFUSED_STREAM`

}  // namespace bascule::rpc
