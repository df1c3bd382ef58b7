// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/error_agreement.h"

#include <algorithm>

#include "bridge/base/base64.h"
#include "bridge/base/percent.h"
#include "bridge/rpc/status_details.h"
#include "ui/models/connect_end.h"
#include "ui/text/display.h"
#include "ui/text/words.h"

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

QString quoted(std::string_view message) {
  if (message.empty()) return Words::tr("nothing", "is said");
  const QString end = message.size() <= kQuoted ? QString() : QStringLiteral("…");
  return QStringLiteral("\"%1\"").arg(asQString(message.substr(0, kQuoted)) + end);
}

QString nameOf(const Status& status) {
  const std::string_view name = rpc::grpcName(status.code);
  return asQString(name);
}

void say(std::vector<std::string>& out, const QString& sentence) { out.push_back(sentence.toStdString()); }

// What `a` says under the name `first` and `b` under the name `second`, where they differ.
void compare(std::vector<std::string>& out, const Status& a, const Status& b, const QString& first,
             const QString& second) {
  const auto differ = [&](const QString& one, const QString& other) {
    say(out, Words::tr("%1 says %2, %3 says %4.").arg(first, one, second, other));
  };
  if (a.code != b.code) differ(nameOf(a), nameOf(b));
  if (a.message != b.message) differ(quoted(a.message), quoted(b.message));
}

void compareDetails(std::vector<std::string>& out, const Status& a, const Status& b, const QString& first,
                    const QString& second) {
  if (a.details.size() != b.details.size()) {
    const std::size_t count = a.details.size();
    return say(out, Words::tr("%1 has %2 details, %3 has %4.", nullptr, Words::form(count))
                        .arg(first)
                        .arg(count)
                        .arg(second)
                        .arg(b.details.size()));
  }
  for (std::size_t i = 0; i < a.details.size(); ++i) {
    if (a.details[i] != b.details[i])
      say(out, Words::tr("%1 has another detail %2 (%3) than %4.")
                   .arg(first, QString::number(i + 1), QString::fromStdString(a.details[i].type), second));
  }
}

struct SideNames {
  const char* side;     ///< at the begin of a sentence
  const char* trailer;  ///< what it says first
  const char* damaged;  ///< that its second saying cannot be read
};
constexpr SideNames kClient{english("The client side"), english("grpc-status of the client side"),
                            english("grpc-status-details-bin of the client side cannot be read.")};
constexpr SideNames kServer{english("The server side"), english("grpc-status of the server side"),
                            english("grpc-status-details-bin of the server side cannot be read.")};

void compareWithin(std::vector<std::string>& out, const StatedError& stated, const SideNames& names) {
  if (stated.secondDamaged) say(out, Words::of(names.damaged));
  if (stated.second)
    compare(out, stated.status, *stated.second, Words::of(names.trailer),
            Words::tr("its grpc-status-details-bin"));
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
  if (client) compareWithin(out, *client, kClient);
  if (server) compareWithin(out, *server, kServer);
  // Where the bridge made the status, the server may well have said something else, or nothing.
  if (record.status.origin == rpc::Origin::Bridge) {
    if (client) compare(out, client->status, record.status, Words::of(kClient.side), Words::tr("the bridge"));
  } else if (client && server) {
    const QString second = Words::tr("the server side");
    compare(out, client->status, server->status, Words::of(kClient.side), second);
    compareDetails(out, client->status, server->status, Words::of(kClient.side), second);
  } else if (const auto& either = client ? client : server) {
    compare(out, either->status, record.status, Words::of(client ? kClient.side : kServer.side),
            Words::tr("the record"));
  }
  return out;
}

}  // namespace bascule::ui
