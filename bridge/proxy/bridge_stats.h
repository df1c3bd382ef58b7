// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers and states of a running bridge, as the window's top bar shows them. Thread: plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bridge/http/limit_hits.h"
#include "bridge/proxy/call_tally.h"
#include "bridge/rpc/server_protocols.h"

namespace bascule::proxy {

enum class BridgeState : std::uint8_t { Stopped, Starting, Running, Draining, Failed };
enum class UpstreamState : std::uint8_t { Unknown, Connecting, Connected, Down };
enum class SchemaState : std::uint8_t { None, Loading, Ready, Failed };

/// One server.
struct UpstreamStats {
  std::string prefix;  ///< of the calls that go there; empty: those that nobody else takes
  std::string url;
  UpstreamState state = UpstreamState::Unknown;
  std::string error;                                        ///< cause id of the last connection failure
  rpc::ServerProtocol setting = rpc::ServerProtocol::Auto;  ///< what it is spoken to in, as configured
  rpc::ServerProtocols protocols{};        ///< found by asking it; empty: nothing, or it is down
  SchemaState schema = SchemaState::None;  ///< what its reflection told; None: it is not asked
  std::string schemaOrigin;   ///< `reflection v1`, `reflection v1alpha`; empty: it told nothing yet
  std::string schemaError;    ///< why it told nothing when it was asked last; cause id
  std::uint32_t methods = 0;  ///< its reflection told
};

struct BridgeStats {
  BridgeState state = BridgeState::Stopped;
  UpstreamState upstream = UpstreamState::Unknown;  ///< of the one that is worst off
  std::vector<UpstreamStats> upstreams;             ///< in the order of the configuration
  std::string upstreamError;                        ///< cause id of the last connection failure
  rpc::ServerProtocols serverProtocols;             ///< what any of them was found to speak
  SchemaState schema = SchemaState::None;
  std::string schemaOrigin;  ///< `reflection v1`, `reflection v1alpha`, `files`, ``
  std::string schemaError;
  std::vector<std::string>
      schemaConflicts;  ///< files that two servers have with other contents: the first won
  std::uint32_t methodsKnown = 0;
  std::vector<std::string> listen;  ///< addresses really bound
  std::string metrics;              ///< address of the bridge's own endpoints; empty: none
  std::uint32_t connections = 0;
  std::uint32_t inFlight = 0;
  std::uint64_t calls = 0;
  std::uint64_t refused = 0;       ///< requests that were no call: foreign host, unknown content type, ...
  std::uint64_t foreignHosts = 0;  ///< ... those for a host name that is not allowed here
  std::uint64_t preflights = 0;    ///< questions of browsers that were answered yes; no calls
  http::LimitHits limits;          ///< each time one was enforced
  CallSums callSums;               ///< how calls ended, and the bytes of both legs
  std::uint64_t heldBytes = 0;     ///< what all streams hold, as of the last turns
};

}  // namespace bascule::proxy
