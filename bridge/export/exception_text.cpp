// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/exception_text.h"

#include <fmt/format.h>

namespace bascule::exporting {
namespace {

std::string grpcPython(const rpc::Status& status, rpc::Kind kind) {
  const bool streams = kind == rpc::Kind::ServerStream || kind == rpc::Kind::Bidi;
  const std::string_view type = streams ? "_MultiThreadedRendezvous" : "_InactiveRpcError";
  const std::string_view code = rpc::grpcName(status.code);
  return fmt::format(
      "grpc._channel.{0}: <{0} of RPC that terminated with:\n\tstatus = StatusCode.{1}\n\tdetails = \"{2}\"\n"
      "\tdebug_error_string = \"{1}{3}{2}\"\n>",
      type, code, status.message, status.message.empty() ? "" : ":");
}

std::string connectPython(const rpc::Status& status) {
  const std::string_view between = status.message.empty() ? "" : ": ";
  return fmt::format("connectrpc.errors.ConnectError{}{}", between, status.message);
}

std::string connectEs(const rpc::Status& status) {
  const std::string_view between = status.message.empty() ? "" : " ";
  return fmt::format("ConnectError: [{}]{}{}", rpc::connectName(status.code), between, status.message);
}

}  // namespace

std::vector<ExceptionText> exceptionTexts(const rpc::Status& status, rpc::Kind kind) {
  return {{"grpc-python", "Python", grpcPython(status, kind)},
          {"connect-python", "Python", connectPython(status)},
          {"connect-es", "JavaScript", connectEs(status)}};
}

}  // namespace bascule::exporting
