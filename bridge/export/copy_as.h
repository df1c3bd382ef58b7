// SPDX-License-Identifier: GPL-3.0-or-later
// A recorded call as a command or a program that makes it again: curl, buf curl, grpcurl, Python and
// TypeScript, in the protocol one chooses. What is captured stays data (quoting.h); secrets become variables
// of the environment. Each form is tested by running what comes out. Thread: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "bridge/export/call_request.h"
#include "bridge/rpc/protocol.h"

namespace bascule::exporting {

enum class CopyForm : std::uint8_t { Curl, BufCurl, Grpcurl, PythonConnect, PythonGrpc, TypeScript };

struct CopyFormInfo {
  CopyForm form;
  std::string_view name;   ///< for command lines: `buf-curl`
  std::string_view title;  ///< the tool's or library's own name: `buf curl`
  bool allProtocols;       ///< Connect, gRPC and gRPC-Web; else gRPC only
  bool code;               ///< a program, not a command
};

/// All forms, in the order of the enum.
std::span<const CopyFormInfo> copyForms();
const CopyFormInfo& infoOf(CopyForm form);
std::optional<CopyForm> copyFormFromName(std::string_view name);

/// The protocol (Connect, Grpc or GrpcWeb) in which `record`'s client called.
rpc::ServerProtocol protocolOf(const capture::CallRecord& record);

/// Name of the variable of the environment that holds the value of the secret field `name`. The prefix keeps
/// it apart from variables that mean something already, as PATH does.
std::string secretVariable(std::string_view name);

/// The text, without a line break at its end. `protocol` is Connect, Grpc or GrpcWeb; a form that speaks one
/// protocol only takes that. Errors: NotFound `type_unknown` (a form needs the schema, or the messages as
/// JSON), InvalidInput `message_undecodable`.
Result<std::string> copyAs(CopyForm form, rpc::ServerProtocol protocol, const CallRequest& request);

}  // namespace bascule::exporting
