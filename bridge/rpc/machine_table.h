// SPDX-License-Identifier: GPL-3.0-or-later
// The table of protocols and their four machines: the one place that knows all of them. Thread: pure
// functions.
#pragma once

#include <memory>

#include "bridge/rpc/detect.h"
#include "bridge/rpc/machines.h"

namespace bascule::rpc {

/// Reads what the client sends. `recognised` comes from recognise().
std::unique_ptr<RequestReader> makeRequestReader(const Recognised& recognised, const ReaderLimits& limits);
/// Answers the client of the request that starts with `start`.
std::unique_ptr<ResponseWriter> makeResponseWriter(const RequestStart& start);
/// Asks a server that is spoken to in `protocol`.
std::unique_ptr<RequestWriter> makeRequestWriter(Protocol protocol);
/// Reads that server's answer, whose messages are to be in `codec`.
std::unique_ptr<ResponseReader> makeResponseReader(Protocol protocol, Codec codec,
                                                   const ReaderLimits& limits);

}  // namespace bascule::rpc
