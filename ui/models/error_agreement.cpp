// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/error_agreement.h"

#include <algorithm>

#include <fmt/format.h>

#include "bridge/base/base64.h"
#include "bridge/base/percent.h"
#include "bridge/rpc/status_details.h"
#include "ui/models/connect_end.h"

namespace bascule::ui {
namespace {

using capture::CallRecord;
using capture::LegRecord;
using rpc::Status;
using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t kQuoted = 60;  // of a message that is told apart from another one

std::optional<StatedError> statedByConnect(const LegRecord& leg) {
  const ConnectEnd end = readConnectEnd(leg.endBody, rpc::isUnaryWire(leg.protocol));
  if (!end.failed) return std::nullopt;
  StatedError out;
  out.status.code = rpc::codeFromConnectName(end.code).value_or(rpc::Code::Unknown);
  out.status.message = end.message;
  for (const auto& [type, value] : end.details)
    out.status.details.push_back({type, base64::decode(value).value_or("")});
  return out;
}

const std::string* valueOf(const Fields& fields, std::string_view name) {
  const auto found = std::ranges::find(fields, name, &Fields::value_type::first);
  return found == fields.end() ? nullptr : &found->second;
}

std::optional<StatedError> statedByGrpc(const LegRecord& leg) {
  Fields fields = readTrailerFrame(leg.endBody);
  // Trailers-only answers carry their status in the head.
  for (const auto* list : {&leg.trailers, &leg.responseHeaders}) {
    for (const auto& field : *list) fields.emplace_back(field.name, field.value);
  }
  const std::string* code = valueOf(fields, "grpc-status");
  if (code == nullptr) return std::nullopt;
  StatedError out;
  out.status.code = rpc::codeFromGrpcStatus(*code);
  if (const std::string* message = valueOf(fields, "grpc-message"))
    out.status.message = percent::decode(*message);
  if (const std::string* details = valueOf(fields, "grpc-status-details-bin")) {
    const auto bytes = base64::decode(*details);
    if (bytes) out.second = rpc::decodeStatusProto(*bytes);
    out.secondDamaged = !out.second;
    if (out.second) out.status.details = out.second->details;
  }
  return out;
}

std::string quoted(std::string_view message) {
  if (message.empty()) return "nothing";
  const bool whole = message.size() <= kQuoted;
  return fmt::format("\"{}{}\"", message.substr(0, kQuoted), whole ? "" : "…");
}

// What `a` says under the name `first` and `b` under the name `second`, where they differ.
void compare(std::vector<std::string>& out, const Status& a, const Status& b, std::string_view first,
             std::string_view second) {
  if (a.code != b.code)
    out.push_back(
        fmt::format("{} says {}, {} says {}.", first, rpc::grpcName(a.code), second, rpc::grpcName(b.code)));
  if (a.message != b.message)
    out.push_back(
        fmt::format("{} says {}, {} says {}.", first, quoted(a.message), second, quoted(b.message)));
}

void compareDetails(std::vector<std::string>& out, const Status& a, const Status& b, std::string_view first,
                    std::string_view second) {
  if (a.details.size() != b.details.size()) {
    const std::size_t count = a.details.size();
    out.push_back(fmt::format("{} has {} detail{}, {} has {}.", first, count, count == 1 ? "" : "s", second,
                              b.details.size()));
    return;
  }
  for (std::size_t i = 0; i < a.details.size(); ++i) {
    if (a.details[i] != b.details[i])
      out.push_back(
          fmt::format("{} has another detail {} ({}) than {}.", first, i + 1, a.details[i].type, second));
  }
}

void compareWithin(std::vector<std::string>& out, const StatedError& stated, const char* side) {
  if (stated.secondDamaged)
    out.push_back(fmt::format("grpc-status-details-bin of the {} cannot be read.", side));
  if (stated.second)
    compare(out, stated.status, *stated.second, fmt::format("grpc-status of the {}", side),
            "its grpc-status-details-bin");
}

}  // namespace

std::optional<StatedError> statedError(const LegRecord& leg) {
  if (!leg.present) return std::nullopt;
  return rpc::isConnect(leg.protocol) ? statedByConnect(leg) : statedByGrpc(leg);
}

std::vector<std::string> errorDisagreements(const CallRecord& record) {
  std::vector<std::string> out;
  const auto client = statedError(record.clientLeg);
  const auto server = statedError(record.upstreamLeg);
  if (client) compareWithin(out, *client, "client side");
  if (server) compareWithin(out, *server, "server side");
  // Where the bridge made the status, the server may well have said something else, or nothing.
  if (record.status.origin == rpc::Origin::Bridge) {
    if (client) compare(out, client->status, record.status, "The client side", "the bridge");
  } else if (client && server) {
    compare(out, client->status, server->status, "The client side", "the server side");
    compareDetails(out, client->status, server->status, "The client side", "the server side");
  } else if (const auto& either = client ? client : server) {
    compare(out, either->status, record.status, client ? "The client side" : "The server side", "the record");
  }
  return out;
}

}  // namespace bascule::ui
