// SPDX-License-Identifier: GPL-3.0-or-later
// What copy_command.cpp and copy_code.cpp share; private to them. Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "bridge/export/copy_as.h"

namespace bascule::exporting {

/// The authority with its port, which gRPC's clients do not guess.
std::string withPort(const CallRequest& request);

std::string curlCommand(rpc::ServerProtocol protocol, const CallRequest& request);
std::string bufCurlCommand(rpc::ServerProtocol protocol, const CallRequest& request);
std::string grpcurlCommand(const CallRequest& request);
std::string pythonConnectCode(rpc::ServerProtocol protocol, const CallRequest& request);
std::string pythonGrpcCode(const CallRequest& request);
std::string typeScriptCode(rpc::ServerProtocol protocol, const CallRequest& request);

}  // namespace bascule::exporting
