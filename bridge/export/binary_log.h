// SPDX-License-Identifier: GPL-3.0-or-later
// gRPC binary log (`grpc.binarylog.v1.GrpcLogEntry`) of a session, one entry an event: the client leg as the
// log of a server, the upstream leg as that of a client, both under the call's number. Inspector reference,
// section 3.2. Thread: pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "bridge/capture/call_record.h"

namespace bascule::exporting {

/// How entries stand in the file.
enum class BinaryLogFraming : std::uint8_t {
  Go,    ///< 4 bytes of length, big-endian: grpc-go and the tools
  Java,  ///< length as varint: grpc-java
};

// What the format has no place for goes into metadata of the client header, under these names.
inline constexpr std::string_view kBinaryLogProtocol =
    "bascule-client-protocol";                                        ///< as in the filter language
inline constexpr std::string_view kBinaryLogCodec = "bascule-codec";  ///< only if it is not proto

/// All entries of one call. Messages are decompressed; one that was cut says so.
std::string toBinaryLog(const capture::CallRecord& record, BinaryLogFraming framing);

}  // namespace bascule::exporting
