// SPDX-License-Identifier: GPL-3.0-or-later
// What can be typed at a place of a JSON message while it is being written: names of fields that are not
// there yet, values of enums, true and false. Takes text that is not finished. Pure functions. Thread: any.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/schema/registry.h"

namespace bascule::schema {

struct JsonOffer {
  std::string text;     ///< with its quotes, and a colon behind a key
  std::string meaning;  ///< type of the field: `string`, `repeated acme.v1.Item`; empty for a value
  bool operator==(const JsonOffer&) const = default;
};

struct JsonOffers {
  std::size_t begin = 0;  ///< bytes of the text that an offer takes the place of
  std::size_t end = 0;
  std::vector<JsonOffer> offers;  ///< in the order of the schema
};

/// Offers at byte `cursor` of `json`, which holds messages of `type` one after the other. None where the
/// schema says nothing: in maps with keys of the user's own, in types with a JSON form of their own.
JsonOffers jsonOffers(const Schema& schema, std::string_view type, std::string_view json, std::size_t cursor);

}  // namespace bascule::schema
