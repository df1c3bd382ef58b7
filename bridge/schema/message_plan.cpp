// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/message_plan.h"

#include <algorithm>

namespace bascule::schema {

std::string_view EnumPlan::quotedName(std::int32_t number) const {
  const auto found =
      std::ranges::lower_bound(names, number, {}, &std::pair<std::int32_t, std::string>::first);
  return found == names.end() || found->first != number ? std::string_view() : found->second;
}

const FieldPlan* MessagePlan::field(std::uint32_t number) const {
  if (number < dense.size()) {
    const std::int32_t index = dense[number];
    return index < 0 ? nullptr : &fields[static_cast<std::size_t>(index)];
  }
  const auto found = std::ranges::lower_bound(fields, number, {}, &FieldPlan::number);
  return found == fields.end() || found->number != number ? nullptr : &*found;
}

}  // namespace bascule::schema
