// SPDX-License-Identifier: GPL-3.0-or-later
// The limits that `--limit NAME=VALUE` can change, one row each. Defaults and their reasons stand where the
// numbers live: bridge_config.h and http/limits.h.
#include <algorithm>
#include <limits>

#include "bridge/base/ascii.h"
#include "bridge/proxy/bridge_config.h"

namespace bascule::proxy {
namespace {

struct LimitRow {
  LimitInfo info;
  void (*set)(BridgeConfig&, std::uint64_t);
};

template <typename Number>
void assign(Number& to, std::uint64_t value) {
  to = static_cast<Number>(value);
}
void assign(std::chrono::milliseconds& to, std::uint64_t value) { to = std::chrono::milliseconds(value); }

template <typename Number>
std::uint64_t numberOf(const Number& value) {
  return static_cast<std::uint64_t>(value);
}
std::uint64_t numberOf(const std::chrono::milliseconds& value) {
  return static_cast<std::uint64_t>(value.count());
}

using Text = std::string_view;

template <auto Member>
LimitRow row(Text name, Text unit, Text meaning) {
  return {{name, unit, meaning, [](const BridgeConfig& c) { return numberOf(c.*Member); }},
          [](BridgeConfig& c, std::uint64_t value) { assign(c.*Member, value); }};
}
template <auto Member>
LimitRow http(Text name, Text unit, Text meaning) {
  return {{name, unit, meaning, [](const BridgeConfig& c) { return numberOf(c.http.*Member); }},
          [](BridgeConfig& c, std::uint64_t value) { assign(c.http.*Member, value); }};
}
template <auto Member>
LimitRow json(Text name, Text unit, Text meaning) {
  return {{name, unit, meaning, [](const BridgeConfig& c) { return numberOf(c.json.*Member); }},
          [](BridgeConfig& c, std::uint64_t value) { assign(c.json.*Member, value); }};
}

using Config = BridgeConfig;
using Limits = bascule::http::Limits;
using Json = schema::TranscodeLimits;

const std::vector<LimitRow>& limitRows() {
  static const std::vector<LimitRow> rows = {
      row<&Config::connections>("connections", "count", "open client connections"),
      row<&Config::connectionsPerSource>("connections-per-source", "count",
                                         "open connections of one address other than loopback"),
      http<&Limits::concurrentStreams>("streams-per-connection", "count",
                                       "open calls of one HTTP/2 connection"),
      row<&Config::liveStreams>("live-streams", "count", "open calls in all"),
      http<&Limits::headerListBytes>("header-bytes", "bytes",
                                     "header list of a request or answer (name + value + 32 each)"),
      http<&Limits::requestHeaderFields>("request-header-fields", "count", "header fields of a request"),
      http<&Limits::responseHeaderFields>("response-header-fields", "count", "header fields of an answer"),
      http<&Limits::headerBlockBytes>("header-block-bytes", "bytes", "one header block on the wire"),
      http<&Limits::continuations>("continuation-frames", "count", "CONTINUATION frames of one header block"),
      http<&Limits::targetBytes>("target-bytes", "bytes", "request target"),
      http<&Limits::streamWindow>("stream-window", "bytes", "HTTP/2 flow-control window of a stream"),
      http<&Limits::connectionWindow>("connection-window", "bytes",
                                      "HTTP/2 flow-control window of a connection"),
      row<&Config::bufferBudget>("buffer-budget", "bytes", "held by all streams together"),
      row<&Config::inflateRatio>("inflate-ratio", "count", "growth of a compressed message over 1 MiB"),
      json<&Json::jsonDepth>("json-depth", "count", "nesting of a JSON message"),
      json<&Json::jsonNodes>("json-nodes", "count", "values and members of a JSON message"),
      json<&Json::jsonTokenBytes>("json-token-bytes", "bytes", "one number or key of a JSON message"),
      http<&Limits::clientResets>("client-resets", "count", "RST_STREAM frames of a client at once"),
      http<&Limits::clientResetsPerSecond>("client-resets-per-second", "count", "... and then each second"),
      http<&Limits::earlyResetStreams>("early-reset-streams", "count",
                                       "streams of which half may be reset within a second"),
      http<&Limits::ownResets>("provoked-resets", "count", "streams that had to be reset, at once"),
      http<&Limits::ownResetsPerSecond>("provoked-resets-per-second", "count", "... and then each second"),
      http<&Limits::pingsPerSecond>("pings-per-second", "count",
                                    "PING frames beyond one for each frame sent"),
      http<&Limits::settingsPerMinute>("settings-per-minute", "count", "SETTINGS frames after the first"),
      http<&Limits::priorityFrames>("priority-frames", "count", "PRIORITY frames for each stream"),
      http<&Limits::emptyFrames>("empty-frames", "count", "frames without payload in a row"),
      http<&Limits::outboundFrames>("outbound-frames", "count", "frames that wait for a peer"),
      http<&Limits::outboundQueueBytes>("outbound-bytes", "bytes",
                                        "heads that wait for a peer; HTTP/1.1: all output"),
      http<&Limits::drainTimeout>("outbound-timeout", "ms", "such a queue that does not move"),
      http<&Limits::writeStall>("write-stall", "ms", "a stream that takes nothing ..."),
      http<&Limits::writeStallBytes>("write-stall-bytes", "bytes", "... while so much waits for its peer"),
      row<&Config::slowBodyRate>("slow-body-rate", "bytes",
                                 "a second, least speed of a unary request's body"),
      row<&Config::slowBodyGrace>("slow-body-grace", "ms", "before that speed is asked for"),
      http<&Limits::headerTimeout>("header-timeout", "ms", "first byte to complete request head"),
      http<&Limits::settingsAckTimeout>("settings-timeout", "ms", "acknowledgement of HTTP/2 SETTINGS"),
      http<&Limits::idleHttp11>("idle-http1", "ms", "idle HTTP/1.1 connection"),
      http<&Limits::idleHttp2>("idle-http2", "ms", "HTTP/2 connection without streams"),
      row<&Config::connectTimeout>("connect-timeout", "ms", "connecting to the server"),
      http<&Limits::upstreamPing>("upstream-ping", "ms", "silence of a server with open calls before a PING"),
      http<&Limits::pingTimeout>("ping-timeout", "ms", "answer to that PING"),
      row<&Config::schemaWait>("schema-wait", "ms", "wait of a JSON call for the schema"),
      row<&Config::drain>("drain", "ms", "open calls at shutdown"),
  };
  return rows;
}

}  // namespace

const std::vector<LimitInfo>& limitTable() {
  static const std::vector<LimitInfo> table = [] {
    std::vector<LimitInfo> infos;
    for (const LimitRow& known : limitRows()) infos.push_back(known.info);
    return infos;
  }();
  return table;
}

Result<void> setLimit(BridgeConfig& config, std::string_view name, std::string_view value) {
  const auto found = std::ranges::find(limitRows(), name, [](const LimitRow& r) { return r.info.name; });
  if (found == limitRows().end()) {
    std::string names;
    for (const LimitRow& known : limitRows())
      names += (names.empty() ? "" : ", ") + std::string(known.info.name);
    return fail(ErrorCode::NotFound, "limit_unknown",
                "--limit " + std::string(name) + ": no such limit; there are " + names);
  }
  const auto number = ascii::parseDigits(value, 12);
  // The largest number that every row can hold; a day of milliseconds and more of bytes than there are.
  const std::uint64_t most = found->info.unit == "bytes" ? std::numeric_limits<std::uint64_t>::max()
                                                         : std::numeric_limits<std::int32_t>::max();
  if (!number || *number == 0 || *number > most) {
    return fail(ErrorCode::InvalidInput, "limit_value",
                "--limit " + std::string(name) + "=" + std::string(value) +
                    ": expected a positive whole number (" + std::string(found->info.unit) + ")");
  }
  found->set(config, *number);
  return {};
}

}  // namespace bascule::proxy
