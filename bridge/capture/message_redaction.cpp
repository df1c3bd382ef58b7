// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/message_redaction.h"

#include <algorithm>
#include <cstdint>

#include "bridge/base/base64.h"
#include "bridge/base/percent.h"
#include "bridge/rpc/compression.h"
#include "bridge/rpc/connect_error.h"
#include "bridge/rpc/status_details.h"

namespace bascule::capture {
namespace {

// What is decompressed of one message to be masked; one that is larger is withheld.
constexpr ByteCount kMaxPlain = 64ULL * 1024 * 1024;

std::optional<std::string> plainOf(rpc::Compression compression, std::string_view payload) {
  if (compression == rpc::Compression::Identity) return std::string(payload);
  auto plain = rpc::decompress(compression, payload, kMaxPlain);
  if (!plain) return std::nullopt;
  return std::move(*plain);
}

}  // namespace

std::string maskedType(const Redaction& redaction, std::string_view service, std::string_view method,
                       bool response) {
  const schema::MessageMask* mask = redaction.messages();
  if (mask == nullptr) return {};
  const schema::MethodInfo* info = mask->method("/" + std::string(service) + "/" + std::string(method));
  if (info == nullptr) return {};
  const std::string& type = response ? info->responseType : info->requestType;
  return mask->touches(type) ? type : std::string();
}

std::optional<std::string> maskPayload(const Redaction& redaction, std::string_view type, rpc::Codec codec,
                                       rpc::Compression compression, std::string_view payload) {
  const auto plain = plainOf(compression, payload);
  if (!plain) return std::nullopt;
  const schema::MessageMask& mask = *redaction.messages();
  auto masked = codec == rpc::Codec::Json ? mask.json(type, *plain) : mask.proto(type, *plain);
  if (!masked) return std::nullopt;
  return std::move(masked->bytes);
}

bool tellPayload(const Redaction& redaction, std::string_view type, rpc::Codec codec,
                 rpc::Compression compression, std::string_view payload, schema::MaskedNames& names) {
  const auto plain = plainOf(compression, payload);
  const schema::MessageMask& mask = *redaction.messages();
  return plain &&
         (codec == rpc::Codec::Json ? mask.tellJson(type, *plain, names) : mask.tell(type, *plain, names));
}

std::string maskTarget(std::string_view target, const Redaction& redaction) {
  constexpr std::string_view kName = "message=";
  auto begin = target.find('?');
  while (begin != std::string_view::npos && !target.substr(begin + 1).starts_with(kName))
    begin = target.find('&', begin + 1);
  if (begin == std::string_view::npos) return std::string(target);
  begin += 1 + kName.size();
  const auto end = std::min(target.find('&', begin), target.size());
  return std::string(target.substr(0, begin)) +
         percent::encodeQuery(redaction.mask(percent::decode(target.substr(begin, end - begin)))) +
         std::string(target.substr(end));
}

bool maskDetails(rpc::Status& status, const Redaction& redaction) {
  const schema::MessageMask* mask = redaction.messages();
  bool changed = false;
  for (rpc::Detail& detail : status.details) {
    if (mask == nullptr || !mask->touches(detail.type)) continue;
    auto masked = mask->proto(detail.type, detail.value);
    std::string value = masked ? std::move(masked->bytes) : std::string();
    changed = changed || value != detail.value;
    detail.value = std::move(value);
  }
  return changed;
}

std::string maskDetailsHeader(std::string_view value, const Redaction& redaction) {
  const auto bytes = base64::decode(value);
  auto status = bytes ? rpc::decodeStatusProto(*bytes) : std::nullopt;
  if (!status || !maskDetails(*status, redaction)) return std::string(value);
  return base64::encode(rpc::encodeStatusProto(*status));
}

std::string maskDetailsJson(std::string_view json, const Redaction& redaction) {
  if (redaction.messages() == nullptr) return std::string(json);
  if (auto status = rpc::parseConnectError(json, rpc::Code::Unknown);
      status && maskDetails(*status, redaction))
    return rpc::connectErrorJson(*status);
  if (auto end = rpc::parseEndStream(json); end && maskDetails(end->status, redaction))
    return rpc::endStreamJson(end->status, end->metadata);
  return std::string(json);
}

}  // namespace bascule::capture
