// SPDX-License-Identifier: GPL-3.0-or-later
// The values inside the messages of a call, decoded: what `req.FIELD`, `res.FIELD`, `message` and plain words
// of a filter look at. Protobuf through the schema's field tree, JSON as it stands. Thread: pure functions.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "bridge/capture/call_record.h"
#include "bridge/schema/registry.h"

namespace bascule::insight {

/// One value: `path` is made of field names (numbers where the schema does not know them) joined by dots,
/// without the positions of repeated fields; `text` is the value as people read it.
struct MessageValue {
  std::string_view path;
  std::string_view text;
};

/// Shown every value; returns true to stop.
using ValueVisitor = std::function<bool(const MessageValue&)>;

/// Visits all values of the messages in one direction, as the client's leg had them (the upstream's if the
/// client's has none). A message that cannot be decoded is shown as one value without a path. True if
/// stopped.
bool visitMessages(const capture::CallRecord& record, const schema::Schema& schema,
                   capture::Direction direction, const ValueVisitor& visit);
/// Visits all values of a JSON text; nonsense is visited as far as it makes sense. True if stopped.
bool visitJson(std::string_view json, const ValueVisitor& visit);
/// True if both name the same field: the case of A-Z and underscores ignored, so that `unitPrice` of JSON is
/// `unit_price` of the schema.
bool samePath(std::string_view a, std::string_view b);

}  // namespace bascule::insight
