// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/leg_moments.h"

#include <array>
#include <string_view>
#include <utility>

namespace bascule::exporting {
namespace {

using capture::LegRecord;

using Moment = std::pair<std::string_view, std::int64_t LegRecord::*>;
constexpr std::array<Moment, 5> kMoments = {{{"opened_ns", &LegRecord::openedNs},
                                             {"connected_ns", &LegRecord::connectedNs},
                                             {"request_end_ns", &LegRecord::requestEndNs},
                                             {"response_head_ns", &LegRecord::responseHeadNs},
                                             {"response_end_ns", &LegRecord::responseEndNs}}};

}  // namespace

void writeMoments(JsonWriter& json, const LegRecord& leg) {
  json.key("moments").beginObject();
  for (const auto& [name, moment] : kMoments) {
    if (leg.*moment >= 0) json.key(name).number(leg.*moment);
  }
  json.endObject();
}

bool readMoments(const tree::json::object& object, LegRecord& leg) {
  const tree::json::object* moments = tree::object(object, "moments");
  if (moments == nullptr) return false;
  for (const auto& [name, moment] : kMoments) leg.*moment = tree::integer(*moments, name, -1);
  return true;
}

}  // namespace bascule::exporting
