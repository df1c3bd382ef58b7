// SPDX-License-Identifier: GPL-3.0-or-later
// Two calls beside each other: how they ended, the heads field by field, the messages field by field, the
// times. Pure function of two records, no Qt, run on the reader thread.
#pragma once

#include <string>
#include <vector>

#include "bridge/capture/call_record.h"
#include "bridge/schema/registry.h"
#include "ui/models/sheet.h"

namespace bascule::ui {

/// One value of a message or of a head: where it stands and what it is.
struct NamedValue {
  std::string name;
  std::string value;
  friend bool operator==(const NamedValue&, const NamedValue&) = default;
};

/// A pair of values that stand in the same place; an empty name means that this side has none.
struct ValuePair {
  NamedValue left;
  NamedValue right;
  bool same() const { return left == right; }
};

/// Both lists by name, each name's first value with the other's first, second with second; in the order of
/// `left`, what only `right` has behind what stands in front of it there.
std::vector<ValuePair> pairUp(const std::vector<NamedValue>& left, const std::vector<NamedValue>& right);

/// Values of a message by their places: `items[0].quantity`. By number where the schema does not know names.
std::vector<NamedValue> valuesOf(const capture::CallRecord& record, const schema::Schema& schema,
                                 std::size_t message);

/// Columns: left, mark, right, as the Translation tab has them.
Sheet compareSheet(const capture::CallRecord& left, const capture::CallRecord& right,
                   const schema::Schema& schema);

}  // namespace bascule::ui
