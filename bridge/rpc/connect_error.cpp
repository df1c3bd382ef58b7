// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/connect_error.h"

#include <map>
#include <vector>

#include <boost/json.hpp>

#include "bridge/base/ascii.h"
#include "bridge/base/base64.h"
#include "bridge/base/text.h"
#include "bridge/http/header_rules.h"
#include "bridge/rpc/metadata.h"

namespace bascule::rpc {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxDepth = 32;  // the error object needs 4; a peer gets no deep recursion from us

void appendError(std::string& out, const Status& status) {
  out += R"({"code":)";
  text::appendJsonString(out, connectName(status.code));
  if (!status.message.empty()) {
    out += R"(,"message":)";
    text::appendJsonString(out, status.message);
  }
  std::string_view separator = R"(,"details":[)";
  for (const Detail& detail : status.details) {
    out += separator;
    out += R"({"type":)";
    text::appendJsonString(out, detail.type);
    out += R"(,"value":")" + base64::encode(detail.value) + "\"}";
    separator = ",";
  }
  out += status.details.empty() ? "}" : "]}";
}

void appendMetadata(std::string& out, const http::Headers& metadata) {
  std::map<std::string_view, std::vector<std::string_view>> byName;
  for (const http::Field field : metadata) byName[field.name].push_back(field.value);
  std::string_view outer = R"("metadata":{)";
  for (const auto& [name, values] : byName) {
    out += outer;
    text::appendJsonString(out, name);
    std::string_view inner = ":[";
    for (const std::string_view value : values) {
      out += inner;
      text::appendJsonString(out, value);
      inner = ",";
    }
    out += ']';
    outer = ",";
  }
  out += '}';
}

std::optional<json::object> parseObject(std::string_view text) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  boost::system::error_code error;
  json::value value = json::parse(text, error, {}, options);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

std::string_view stringMember(const json::object& object, std::string_view name) {
  const json::value* member = object.if_contains(name);
  if (member == nullptr || !member->is_string()) return {};
  return {member->as_string().data(), member->as_string().size()};
}

Status statusOf(const json::object& object, Code fallback) {
  Status status;
  status.code = codeFromConnectName(stringMember(object, "code")).value_or(fallback);
  status.message = stringMember(object, "message");
  const json::value* details = object.if_contains("details");
  if (details == nullptr || !details->is_array()) return status;
  for (const json::value& entry : details->as_array()) {
    if (!entry.is_object()) continue;
    std::string_view type = stringMember(entry.as_object(), "type");
    type.remove_prefix(type.rfind('/') + 1);
    auto value = base64::decode(stringMember(entry.as_object(), "value"));
    if (type.empty() || !value) continue;
    status.details.push_back({std::string(type), std::move(*value)});
  }
  return status;
}

/// JSON can say what no header may: only what could have been a trailer goes on.
void addMetadata(std::string_view name, std::string_view value, http::Headers& out) {
  const std::string_view trimmed = ascii::trim(value);
  if (http::isToken(name) && http::isFieldValue(trimmed) && !isReservedField(name)) out.add(name, trimmed);
}

}  // namespace

std::string connectErrorJson(const Status& status) {
  std::string out;
  appendError(out, status);
  return out;
}

std::string endStreamJson(const Status& status, const http::Headers& metadata) {
  std::string out = "{";
  if (!status.ok()) {
    out += R"("error":)";
    appendError(out, status);
  }
  if (!metadata.empty()) {
    if (!status.ok()) out += ',';
    appendMetadata(out, metadata);
  }
  out += '}';
  return out;
}

std::optional<Status> parseConnectError(std::string_view json, Code fallback) {
  const auto object = parseObject(json);
  if (!object) return std::nullopt;
  return statusOf(*object, fallback);
}

std::optional<EndStream> parseEndStream(std::string_view json) {
  const auto object = parseObject(json);
  if (!object) return std::nullopt;
  EndStream end;
  if (const json::value* error = object->if_contains("error"); error != nullptr && error->is_object()) {
    end.status = statusOf(error->as_object(), Code::Unknown);
  }
  const json::value* metadata = object->if_contains("metadata");
  if (metadata == nullptr || !metadata->is_object()) return end;
  for (const auto& member : metadata->as_object()) {
    if (!member.value().is_array()) continue;
    for (const auto& value : member.value().as_array()) {
      if (value.is_string()) addMetadata(ascii::lower(member.key()), value.as_string(), end.metadata);
    }
  }
  return end;
}

}  // namespace bascule::rpc
