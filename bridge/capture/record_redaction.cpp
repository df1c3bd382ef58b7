// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/record_redaction.h"

#include <utility>

#include "bridge/capture/header_text.h"
#include "bridge/capture/message_redaction.h"

namespace bascule::capture {
namespace {

constexpr std::string_view kMark = "[masked";

std::size_t redactFields(HeaderFields& fields, const Redaction& redaction) {
  std::size_t masked = 0;
  for (HeaderField& field : fields) {
    const bool details = field.name == "grpc-status-details-bin" && redaction.messages() != nullptr;
    if (!details && !redaction.masks(field.name)) continue;
    std::string value = details ? maskDetailsHeader(field.value, redaction) : redaction.mask(field.value);
    if (value == field.value) continue;
    field.value = std::move(value);
    ++masked;
  }
  return masked;
}

/// Messages of one leg; of what cannot be read nothing is let out.
std::size_t redactMessages(const CallRecord& record, LegRecord& leg, const Redaction& redaction) {
  const std::string types[] = {maskedType(redaction, record.service, record.method, false),
                               maskedType(redaction, record.service, record.method, true)};
  std::size_t masked = 0;
  for (MessageRecord& message : leg.messages) {
    const bool response = message.direction == Direction::Response;
    const std::string& type = types[response ? 1 : 0];
    if (type.empty() || (message.masked && message.payload.empty())) continue;
    const auto coding = response ? leg.responseCompression : leg.requestCompression;
    auto payload =
        message.cut ? std::nullopt
                    : maskPayload(redaction, type, leg.codec,
                                  message.compressed ? coding : rpc::Compression::Identity, message.payload);
    if (payload && *payload == message.payload) continue;
    message.payload = payload ? std::move(*payload) : std::string();
    message.compressed = false;
    message.cut = false;
    message.masked = true;
    ++masked;
  }
  if (leg.protocol == rpc::Protocol::ConnectGet && !types[0].empty()) {
    std::string target = maskTarget(leg.target, redaction);
    if (target != leg.target) ++masked;
    leg.target = std::move(target);
  }
  return masked;
}

}  // namespace

namespace {

void tellFields(const HeaderFields& fields, const Redaction& redaction, MaskedValues& out) {
  for (const HeaderField& field : fields)
    if (redaction.masks(field.name)) ++out.headers[field.name];
}

void tellMessages(const CallRecord& record, const LegRecord& leg, const Redaction& redaction,
                  MaskedValues& out) {
  const std::string types[] = {maskedType(redaction, record.service, record.method, false),
                               maskedType(redaction, record.service, record.method, true)};
  for (const MessageRecord& message : leg.messages) {
    const bool response = message.direction == Direction::Response;
    const std::string& type = types[response ? 1 : 0];
    if (type.empty() || message.cut || message.masked) continue;
    const auto coding = response ? leg.responseCompression : leg.requestCompression;
    const bool told =
        tellPayload(redaction, type, leg.codec, message.compressed ? coding : rpc::Compression::Identity,
                    message.payload, out.fields);
    if (!told) ++out.withheld;
  }
  if (leg.protocol == rpc::Protocol::ConnectGet && !types[0].empty()) ++out.fields[types[0]];
}

}  // namespace

void tellMasked(const CallRecord& record, const Redaction& redaction, MaskedValues& out) {
  for (const LegRecord* leg : {&record.clientLeg, &record.upstreamLeg}) {
    for (const auto* fields : {&leg->requestHeaders, &leg->responseHeaders, &leg->trailers})
      tellFields(*fields, redaction, out);
    if (redaction.messages() != nullptr) tellMessages(record, *leg, redaction, out);
  }
  for (const rpc::Detail& detail : record.status.details) {
    const bool touched = redaction.messages() != nullptr && redaction.messages()->touches(detail.type);
    if (touched && !redaction.messages()->tell(detail.type, detail.value, out.fields)) ++out.withheld;
  }
}

std::size_t redactRecord(CallRecord& record, const Redaction& redaction) {
  std::size_t masked = maskDetails(record.status, redaction) ? 1 : 0;
  for (LegRecord* leg : {&record.clientLeg, &record.upstreamLeg}) {
    masked += redactFields(leg->requestHeaders, redaction);
    masked += redactFields(leg->responseHeaders, redaction);
    masked += redactFields(leg->trailers, redaction);
    masked += redactMessages(record, *leg, redaction);
    // Marks in it stay: masking them again would make other marks of JSON that was written anew.
    if (leg->endBody.contains(kMark)) continue;
    std::string body = redactEndBody(leg->endBody, redaction);
    if (body != leg->endBody) ++masked;
    leg->endBody = std::move(body);
  }
  return masked;
}

}  // namespace bascule::capture
