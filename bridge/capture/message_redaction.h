// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets inside messages and error details, wherever a protocol carries them: bodies, the query of a GET,
// `grpc-status-details-bin`, EndStream and error JSON, trailer frames. Thread: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bridge/capture/redaction.h"
#include "bridge/rpc/protocol.h"
#include "bridge/rpc/status.h"

namespace bascule::capture {

/// Type of the messages of one direction if they have something to mask; empty otherwise.
std::string maskedType(const Redaction& redaction, std::string_view service, std::string_view method,
                       bool response);
/// The message with marks, not compressed; nothing if it cannot be read, so that it must not be kept.
std::optional<std::string> maskPayload(const Redaction& redaction, std::string_view type, rpc::Codec codec,
                                       rpc::Compression compression, std::string_view payload);
/// Adds what maskPayload() would mask to `names`; false if the message cannot be read.
bool tellPayload(const Redaction& redaction, std::string_view type, rpc::Codec codec,
                 rpc::Compression compression, std::string_view payload, schema::MaskedNames& names);
/// `path?message=...` with a mark in place of the message.
std::string maskTarget(std::string_view target, const Redaction& redaction);
/// Masks what is in details; false if nothing was.
bool maskDetails(rpc::Status& status, const Redaction& redaction);
/// Value of `grpc-status-details-bin`.
std::string maskDetailsHeader(std::string_view value, const Redaction& redaction);
/// Error or EndStream JSON with its details masked.
std::string maskDetailsJson(std::string_view json, const Redaction& redaction);

}  // namespace bascule::capture
