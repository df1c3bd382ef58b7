// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/status.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bridge/base/ascii.h"

namespace bascule::rpc {
namespace {

struct CodeRow {
  std::string_view connect;
  std::string_view grpc;
  int http;
};

// Connect protocol, "Error codes"; index is the gRPC number.
constexpr std::array<CodeRow, kCodeCount> kCodes = {{
    {"ok", "OK", 200},
    {"canceled", "CANCELLED", 499},
    {"unknown", "UNKNOWN", 500},
    {"invalid_argument", "INVALID_ARGUMENT", 400},
    {"deadline_exceeded", "DEADLINE_EXCEEDED", 504},
    {"not_found", "NOT_FOUND", 404},
    {"already_exists", "ALREADY_EXISTS", 409},
    {"permission_denied", "PERMISSION_DENIED", 403},
    {"resource_exhausted", "RESOURCE_EXHAUSTED", 429},
    {"failed_precondition", "FAILED_PRECONDITION", 400},
    {"aborted", "ABORTED", 409},
    {"out_of_range", "OUT_OF_RANGE", 400},
    {"unimplemented", "UNIMPLEMENTED", 501},
    {"internal", "INTERNAL", 500},
    {"unavailable", "UNAVAILABLE", 503},
    {"data_loss", "DATA_LOSS", 500},
    {"unauthenticated", "UNAUTHENTICATED", 401},
}};

struct H2Row {
  std::string_view name;
  Code code;
};

// gRPC over HTTP/2, "Errors"; index is the HTTP/2 error code.
constexpr std::array<H2Row, 14> kH2Errors = {{
    {"NO_ERROR", Code::Internal},
    {"PROTOCOL_ERROR", Code::Internal},
    {"INTERNAL_ERROR", Code::Internal},
    {"FLOW_CONTROL_ERROR", Code::Internal},
    {"SETTINGS_TIMEOUT", Code::Internal},
    {"STREAM_CLOSED", Code::Unknown},
    {"FRAME_SIZE_ERROR", Code::Internal},
    {"REFUSED_STREAM", Code::Unavailable},
    {"CANCEL", Code::Canceled},
    {"COMPRESSION_ERROR", Code::Internal},
    {"CONNECT_ERROR", Code::Internal},
    {"ENHANCE_YOUR_CALM", Code::ResourceExhausted},
    {"INADEQUATE_SECURITY", Code::PermissionDenied},
    {"HTTP_1_1_REQUIRED", Code::Unknown},
}};

// gRPC http-grpc-status-mapping; whatever is missing is Unknown.
constexpr std::array<std::pair<int, Code>, 8> kHttpCodes = {{
    {400, Code::Internal},
    {401, Code::Unauthenticated},
    {403, Code::PermissionDenied},
    {404, Code::Unimplemented},
    {429, Code::Unavailable},
    {502, Code::Unavailable},
    {503, Code::Unavailable},
    {504, Code::Unavailable},
}};

const CodeRow& row(Code code) { return kCodes[static_cast<std::size_t>(code)]; }

}  // namespace

Status bridgeStatus(Code code, std::string_view cause, std::string message) {
  return Status{code, std::move(message), {}, Origin::Bridge, std::string(cause)};
}

std::string_view connectName(Code code) { return row(code).connect; }
std::string_view grpcName(Code code) { return row(code).grpc; }
int httpStatus(Code code) { return row(code).http; }

std::optional<Code> codeFromConnectName(std::string_view name) {
  for (std::size_t i = 1; i < kCodes.size(); ++i) {
    if (kCodes[i].connect == name) return static_cast<Code>(i);
  }
  return std::nullopt;
}

Code codeFromGrpcStatus(std::string_view text) {
  const auto number = ascii::parseDigits(text, 3);
  return number && *number < kCodes.size() ? static_cast<Code>(*number) : Code::Unknown;
}

Code codeFromHttpStatus(int status) {
  const auto found = std::ranges::find(kHttpCodes, status, &std::pair<int, Code>::first);
  return found == kHttpCodes.end() ? Code::Unknown : found->second;
}

Code codeFromH2Error(http::H2Error error) {
  const auto index = static_cast<std::size_t>(error);
  return index < kH2Errors.size() ? kH2Errors[index].code : Code::Unknown;
}

std::string_view name(http::H2Error error) {
  const auto index = static_cast<std::size_t>(error);
  return index < kH2Errors.size() ? kH2Errors[index].name : "unknown HTTP/2 error";
}

}  // namespace bascule::rpc
