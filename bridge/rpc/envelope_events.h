// SPDX-License-Identifier: GPL-3.0-or-later
// From envelopes to RPC events and back: what every enveloped protocol does alike.
// Thread: pure functions over the caller's reader.
#pragma once

#include "bridge/rpc/envelope.h"
#include "bridge/rpc/machines.h"

namespace bascule::rpc {

/// Which side sent the bytes; decides the code a fault gets (translation rules: "errors we make").
enum class Leg : std::uint8_t { Request, Response };

struct EnvelopeContext {
  Leg leg = Leg::Request;
  bool coded = false;  ///< the head named a compression, so the compressed flag is legal
};

/// Appends a MessagePiece per piece found in `bytes`. On a fault appends Failed and returns false.
bool readEnvelopes(EnvelopeReader& reader, Slice bytes, const EnvelopeContext& context, RpcEvents& out);
/// The body ended inside an envelope.
Failed truncated(Leg leg);
/// Sends one piece, its prefix before its first byte; bytes that still carry their prefix go as they are.
void writeEnvelope(const MessagePiece& piece, HttpCommands& out);

}  // namespace bascule::rpc
