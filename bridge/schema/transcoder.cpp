// SPDX-License-Identifier: GPL-3.0-or-later
// The mapping itself is libprotobuf's, by TypeResolver (faster than by DynamicMessage). What it would accept
// silently (truncated wire bytes, JSON dialects) or cannot bear (deep nesting) is refused before.
#include "bridge/schema/transcoder.h"

#include <utility>

#include <google/protobuf/util/json_util.h>

#include "bridge/schema/json_scanner.h"
#include "bridge/schema/schema_builder.h"
#include "bridge/schema/wire_reader.h"

namespace bascule::schema {
namespace {

namespace pb = google::protobuf;

/// Resolves types of any URL prefix in the schema's pool, never over the network, and remembers what it
/// lacked.
class PoolResolver final : public pb::util::TypeResolver {
 public:
  explicit PoolResolver(pb::util::TypeResolver& pool) : pool_(pool) {}
  pb::util::Status ResolveMessageType(const std::string& url, pb::Type* out) override {
    const auto status = pool_.ResolveMessageType(ours(url), out);
    if (!status.ok() && missing_.empty()) missing_ = nameOf(url);
    return status;
  }
  pb::util::Status ResolveEnumType(const std::string& url, pb::Enum* out) override {
    return pool_.ResolveEnumType(ours(url), out);
  }
  const std::string& missing() const { return missing_; }

 private:
  static std::string nameOf(const std::string& url) { return url.substr(url.rfind('/') + 1); }
  static std::string ours(const std::string& url) { return std::string(kTypeUrlPrefix) + "/" + nameOf(url); }
  pb::util::TypeResolver& pool_;
  std::string missing_;
};

std::string urlOf(std::string_view type) { return std::string(kTypeUrlPrefix) + "/" + std::string(type); }

std::unexpected<Error> unknownType(std::string_view type) {
  return fail(ErrorCode::NotFound, "type_unknown",
              "The schema has no message type " + std::string(type) + ".");
}

std::unexpected<Error> failed(std::string_view cause, const pb::util::Status& status,
                              const PoolResolver& resolver) {
  if (!resolver.missing().empty()) return unknownType(resolver.missing());
  return fail(ErrorCode::InvalidInput, cause, std::string(status.message()));
}

}  // namespace

Result<std::string> jsonToProto(const Schema& schema, std::string_view type, std::string_view json,
                                const TranscodeLimits& limits) {
  if (schema.message(type) == nullptr) return unknownType(type);
  if (auto scanned = scanJson(json, limits); !scanned) return std::unexpected(std::move(scanned.error()));
  PoolResolver resolver(*schema.impl().resolver);
  pb::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  std::string wire;
  const auto status = pb::util::JsonToBinaryString(&resolver, urlOf(type),
                                                   pb::StringPiece(json.data(), json.size()), &wire, options);
  if (!status.ok()) return failed("json_invalid", status, resolver);
  return wire;
}

Result<std::string> protoToJson(const Schema& schema, std::string_view type, std::string_view wire) {
  const pb::Descriptor* descriptor = schema.message(type);
  if (descriptor == nullptr) return unknownType(type);
  if (!isValidWire(wire, *descriptor)) {
    return fail(ErrorCode::InvalidInput, "proto_invalid",
                "The bytes are no valid " + std::string(type) + ".");
  }
  PoolResolver resolver(*schema.impl().resolver);
  std::string json;
  const auto status = pb::util::BinaryToJsonString(&resolver, urlOf(type), std::string(wire), &json);
  if (!status.ok()) return failed("proto_invalid", status, resolver);
  return json;
}

Result<std::string> protoToPrettyJson(const Schema& schema, std::string_view type, std::string_view wire) {
  auto json = protoToJson(schema, type, wire);
  if (json) *json = indentJson(*json);
  return json;
}

}  // namespace bascule::schema
