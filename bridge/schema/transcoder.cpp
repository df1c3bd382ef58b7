// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/transcoder.h"

#include "bridge/schema/ignored_json.h"
#include "bridge/schema/json_printer.h"
#include "bridge/schema/json_reader.h"
#include "bridge/schema/json_text.h"
#include "bridge/schema/schema_builder.h"

namespace bascule::schema {

Result<std::string> jsonToProto(const Schema& schema, std::string_view type, std::string_view json,
                                const TranscodeLimits& limits) {
  PlanCache& plans = *schema.impl().plans;
  const MessagePlan* plan = plans.find(type);
  if (plan == nullptr) return std::unexpected(unknownType(type));
  return JsonReader(plans, json, limits).read(*plan);
}

Result<std::string> jsonToProto(const Schema& schema, std::string_view type, std::string_view json,
                                std::vector<IgnoredJson>& ignored) {
  PlanCache& plans = *schema.impl().plans;
  const MessagePlan* plan = plans.find(type);
  if (plan == nullptr) return std::unexpected(unknownType(type));
  const TranscodeLimits limits;
  std::vector<IgnoredPlace> places;
  JsonReader reader(plans, json, limits);
  reader.tellIgnored(places);
  auto wire = reader.read(*plan);
  if (wire && !places.empty()) ignored = ignoredJson(json, places, limits);
  return wire;
}

Result<std::string> protoToJson(const Schema& schema, std::string_view type, std::string_view wire) {
  PlanCache& plans = *schema.impl().plans;
  const MessagePlan* plan = plans.find(type);
  if (plan == nullptr) return std::unexpected(unknownType(type));
  return JsonPrinter(plans).print(*plan, wire);
}

Result<std::string> protoToPrettyJson(const Schema& schema, std::string_view type, std::string_view wire) {
  auto json = protoToJson(schema, type, wire);
  if (json) *json = indentJson(*json);
  return json;
}

}  // namespace bascule::schema
