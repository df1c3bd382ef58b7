// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/metrics_text.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "bridge/base/text.h"

namespace bascule::proxy {
namespace {

constexpr std::array<std::string_view, 5> kBridgeStates = {"stopped", "starting", "running", "draining",
                                                           "failed"};
constexpr std::array<std::string_view, 4> kUpstreamStates = {"unknown", "connecting", "connected", "down"};
constexpr std::array<std::string_view, 4> kSchemaStates = {"none", "loading", "ready", "failed"};

template <typename Table, typename State>
std::string_view nameIn(const Table& table, State state) {
  return table[static_cast<std::size_t>(state)];
}

// Connect's two wire forms are one protocol to whoever reads the numbers; the sums keep them apart.
constexpr std::array<std::pair<std::string_view, std::array<rpc::Protocol, 2>>, 5> kProtocols = {{
    {"connect", {rpc::Protocol::ConnectUnary, rpc::Protocol::ConnectStream}},
    {"connect-get", {rpc::Protocol::ConnectGet, rpc::Protocol::ConnectGet}},
    {"grpc", {rpc::Protocol::Grpc, rpc::Protocol::Grpc}},
    {"grpc-web", {rpc::Protocol::GrpcWeb, rpc::Protocol::GrpcWeb}},
    {"grpc-web-text", {rpc::Protocol::GrpcWebText, rpc::Protocol::GrpcWebText}},
}};

void head(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
  out += fmt::format("# HELP bascule_{0} {2}\n# TYPE bascule_{0} {1}\n", name, type, help);
}

void single(std::string& out, std::string_view name, std::string_view type, std::string_view help,
            std::uint64_t value) {
  head(out, name, type, help);
  out += fmt::format("bascule_{} {}\n", name, value);
}

/// Sums of one row of kProtocols.
CallSums::OfProtocol sumsOf(const CallSums& calls, const std::array<rpc::Protocol, 2>& protocols) {
  const auto of = [&calls](rpc::Protocol p) { return calls.protocols[static_cast<std::size_t>(p)]; };
  CallSums both;
  both.protocols[0] = of(protocols[0]);
  if (protocols[1] == protocols[0]) return both.protocols[0];
  CallSums other;
  other.protocols[0] = of(protocols[1]);
  both.add(other);
  return both.protocols[0];
}

void callMetrics(std::string& out, const CallSums& calls) {
  head(out, "calls_total", "counter",
       "Calls that ended, by the client's protocol and the status it was told.");
  for (const auto& [name, protocols] : kProtocols) {
    const auto sums = sumsOf(calls, protocols);
    for (std::size_t code = 0; code < sums.codes.size(); ++code) {
      // Every protocol has its `ok` from the start, so that rates begin at 0.
      if (sums.codes[code] == 0 && code != 0) continue;
      out += fmt::format("bascule_calls_total{{protocol=\"{}\",code=\"{}\"}} {}\n", name,
                         rpc::connectName(static_cast<rpc::Code>(code)), sums.codes[code]);
    }
  }
  head(out, "call_duration_seconds", "histogram", "From the request's head to the end of the answer.");
  for (const auto& [name, protocols] : kProtocols) {
    const auto sums = sumsOf(calls, protocols);
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < sums.buckets.size(); ++i) {
      count += sums.buckets[i];
      const std::string bound = i < kDurationBounds.size() ? fmt::format("{}", kDurationBounds[i]) : "+Inf";
      out += fmt::format("bascule_call_duration_seconds_bucket{{protocol=\"{}\",le=\"{}\"}} {}\n", name,
                         bound, count);
    }
    out += fmt::format("bascule_call_duration_seconds_sum{{protocol=\"{}\"}} {}.{:06}\n", name,
                       sums.micros / 1'000'000, sums.micros % 1'000'000);
    out += fmt::format("bascule_call_duration_seconds_count{{protocol=\"{}\"}} {}\n", name, count);
  }
}

void trafficMetrics(std::string& out, const BridgeStats& bridge) {
  single(out, "calls_in_flight", "gauge", "Calls that are open now.", bridge.inFlight);
  single(out, "connections", "gauge", "Client connections that are open now.", bridge.connections);
  single(out, "requests_refused_total", "counter",
         "Requests that were no call: foreign host, unknown content type, wrong verb.", bridge.refused);
  single(out, "foreign_hosts_total", "counter", "Requests for a host name that is not allowed.",
         bridge.foreignHosts);
  single(out, "preflights_total", "counter", "CORS preflights that were answered with yes.",
         bridge.preflights);
  single(out, "held_bytes", "gauge", "Bytes that wait for a slow peer or for the rest of their message.",
         bridge.heldBytes);
  head(out, "bytes_total", "counter", "Bytes of sockets, by leg and direction as seen by the bridge.");
  const auto leg = [&out](std::string_view name, const LegBytes& bytes) {
    out += fmt::format("bascule_bytes_total{{leg=\"{}\",direction=\"received\"}} {}\n", name, bytes.received);
    out += fmt::format("bascule_bytes_total{{leg=\"{}\",direction=\"sent\"}} {}\n", name, bytes.sent);
  };
  leg("downstream", bridge.callSums.downstream);
  leg("upstream", bridge.callSums.upstream);
  head(out, "limit_hits_total", "counter", "Times a limit was enforced against a peer.");
  for (std::size_t i = 0; i < http::kLimitCount; ++i) {
    const auto limit = static_cast<http::Limit>(i);
    out += fmt::format("bascule_limit_hits_total{{limit=\"{}\"}} {}\n", http::limitId(limit),
                       bridge.limits.of(limit));
  }
}

void stateMetrics(std::string& out, const BridgeStats& bridge) {
  head(out, "upstream_state", "gauge", "1 for the state the server is in, 0 for the others.");
  for (std::size_t i = 0; i < kUpstreamStates.size(); ++i) {
    out += fmt::format("bascule_upstream_state{{state=\"{}\"}} {}\n", kUpstreamStates[i],
                       static_cast<std::size_t>(bridge.upstream) == i ? 1 : 0);
  }
  single(out, "schema_methods", "gauge", "Methods the schema in force knows.", bridge.methodsKnown);
}

void captureMetrics(std::string& out, const capture::RecorderStats& capture) {
  single(out, "captured_calls_total", "counter", "Calls that were recorded.", capture.calls);
  head(out, "capture_lost_total", "counter", "What could not be recorded: whole events, or payloads cut.");
  out += fmt::format("bascule_capture_lost_total{{what=\"events\"}} {}\n", capture.lostEvents);
  out += fmt::format("bascule_capture_lost_total{{what=\"payloads\"}} {}\n", capture.cutPayloads);
  single(out, "capture_file_bytes", "gauge", "Size of the session file.", capture.fileBytes);
  single(out, "capture_failing", "gauge", "1 while the session file cannot be written.",
         capture.problem.empty() ? 0 : 1);
}

/// Names every Prometheus client library gives them.
void processMetrics(std::string& out, const ProcessUse& process) {
  const auto gauge = [&out](std::string_view name, std::string_view help, std::uint64_t value) {
    out += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{0} {2}\n", name, help, value);
  };
  gauge("process_resident_memory_bytes", "Memory that is really there.", process.residentBytes);
  gauge("process_virtual_memory_bytes", "Address space.", process.virtualBytes);
  gauge("process_open_fds", "Open file descriptors.", process.openDescriptors);
}

}  // namespace

ProcessUse readProcessUse() {
  ProcessUse use;
  std::ifstream statm("/proc/self/statm");
  std::uint64_t pages = 0;
  std::uint64_t resident = 0;
  const auto pageSize = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  if (statm >> pages >> resident) use = {resident * pageSize, pages * pageSize, 0};
  std::error_code error;
  for (std::filesystem::directory_iterator at("/proc/self/fd", error), end; !error && at != end;
       at.increment(error)) {
    ++use.openDescriptors;
  }
  return use;
}

std::string metricsText(const BridgeStats& bridge, const std::optional<capture::RecorderStats>& capture,
                        const ProcessUse& process) {
  std::string out;
  callMetrics(out, bridge.callSums);
  trafficMetrics(out, bridge);
  stateMetrics(out, bridge);
  if (capture) captureMetrics(out, *capture);
  processMetrics(out, process);
  return out;
}

std::string healthText(const BridgeStats& bridge) {
  std::string out =
      fmt::format(R"({{"status":"{}","upstream":{{"state":"{}","cause":)",
                  nameIn(kBridgeStates, bridge.state), nameIn(kUpstreamStates, bridge.upstream));
  if (bridge.upstreamError.empty()) {
    out += "null";
  } else {
    text::appendJsonString(out, bridge.upstreamError);
  }
  out += fmt::format(R"(}},"schema":{{"state":"{}","methods":{}}},"listen":[)",
                     nameIn(kSchemaStates, bridge.schema), bridge.methodsKnown);
  for (std::size_t i = 0; i < bridge.listen.size(); ++i) {
    if (i > 0) out += ',';
    text::appendJsonString(out, bridge.listen[i]);
  }
  return out + "]}\n";
}

}  // namespace bascule::proxy
