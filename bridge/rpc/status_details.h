// SPDX-License-Identifier: GPL-3.0-or-later
// `google.rpc.Status` on the wire, as `grpc-status-details-bin` carries it. Written by hand (three fields)
// so that this floor needs no protobuf library. Thread: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bridge/rpc/status.h"

namespace bascule::rpc {

/// Serialized google.rpc.Status of `status`; type URLs get the prefix `type.googleapis.com/`.
std::string encodeStatusProto(const Status& status);
/// Code, message and details of a serialized google.rpc.Status; nothing if it does not decode.
std::optional<Status> decodeStatusProto(std::string_view bytes);

}  // namespace bascule::rpc
