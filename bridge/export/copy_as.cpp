// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/copy_as.h"

#include <algorithm>
#include <array>

#include "bridge/base/ascii.h"
#include "bridge/export/copy_text.h"

namespace bascule::exporting {
namespace {

constexpr std::array<CopyFormInfo, 6> kForms = {{
    {CopyForm::Curl, "curl", "curl", true, false},
    {CopyForm::BufCurl, "buf-curl", "buf curl", true, false},
    {CopyForm::Grpcurl, "grpcurl", "grpcurl", false, false},
    {CopyForm::PythonConnect, "connect-python", "connect-python", true, true},
    {CopyForm::PythonGrpc, "grpc-python", "grpc-python", false, true},
    {CopyForm::TypeScript, "connect-es", "TypeScript", true, true},
}};

// curl alone takes bytes; the others write the messages themselves.
bool canBeCopied(CopyForm form, rpc::ServerProtocol protocol, const CallRequest& request) {
  if (form != CopyForm::Curl)
    return request.jsonProblem.empty() && (!infoOf(form).code || request.methodKnown);
  if (protocol == rpc::ServerProtocol::Connect) return request.jsonProblem.empty() || !request.wire.empty();
  return !request.wire.empty() || request.clientStreams();
}

}  // namespace

std::span<const CopyFormInfo> copyForms() { return kForms; }

const CopyFormInfo& infoOf(CopyForm form) { return kForms[static_cast<std::size_t>(form)]; }

std::optional<CopyForm> copyFormFromName(std::string_view name) {
  const auto found = std::ranges::find(kForms, name, &CopyFormInfo::name);
  return found == kForms.end() ? std::nullopt : std::optional(found->form);
}

rpc::ServerProtocol protocolOf(const capture::CallRecord& record) {
  const rpc::Protocol protocol = record.clientLeg.protocol;
  if (rpc::isConnect(protocol)) return rpc::ServerProtocol::Connect;
  return rpc::isGrpcWeb(protocol) ? rpc::ServerProtocol::GrpcWeb : rpc::ServerProtocol::Grpc;
}

std::string secretVariable(std::string_view name) {
  std::string out = "SECRET_";
  for (const char c : name)
    out += c == '-' || c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

std::string withPort(const CallRequest& request) {
  const std::size_t colon = request.authority.rfind(':');
  const std::size_t bracket = request.authority.rfind(']');
  const bool has = colon != std::string::npos && (bracket == std::string::npos || colon > bracket);
  return has ? request.authority : request.authority + (request.tls ? ":443" : ":80");
}

Result<std::string> copyAs(CopyForm form, rpc::ServerProtocol protocol, const CallRequest& request) {
  if (!canBeCopied(form, protocol, request)) {
    const bool undecodable = request.jsonProblem == "message_undecodable";
    return undecodable
               ? fail(ErrorCode::InvalidInput, "message_undecodable", "a message cannot be written as JSON")
               : fail(ErrorCode::NotFound, "type_unknown", "the schema does not know " + request.path());
  }
  switch (form) {
    case CopyForm::Curl:
      return curlCommand(protocol, request);
    case CopyForm::BufCurl:
      return bufCurlCommand(protocol, request);
    case CopyForm::Grpcurl:
      return grpcurlCommand(request);
    case CopyForm::PythonConnect:
      return pythonConnectCode(protocol, request);
    case CopyForm::PythonGrpc:
      return pythonGrpcCode(request);
    case CopyForm::TypeScript:
      return typeScriptCode(protocol, request);
  }
  return fail(ErrorCode::InvalidInput, "type_unknown", "no such form");
}

}  // namespace bascule::exporting
