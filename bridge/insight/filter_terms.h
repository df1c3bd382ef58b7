// SPDX-License-Identifier: GPL-3.0-or-later
// The filter language the other way round: from a call to terms that find it and its like, and from a key to
// the values a call has there; for "filter by this value", for columns of the user's own and for completion.
// Thread: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/insight/call_filter.h"

namespace bascule::insight {

/// A term that `view` matches: names and texts exactly (`status:not_found`, `client=billing`), quantities
/// and moments from this one on (`duration:>=3.1ms`), counts alone. Empty if only the record has the value.
std::string termOf(std::string_view key, const RowView& view);
/// `key=value`, quoted where needed: a term for a value that was found elsewhere.
std::string exactTerm(std::string_view key, std::string_view value);
/// `text` narrowed by `term`, or by what is not `term`.
std::string narrowed(std::string_view text, std::string_view term, bool exclude);

/// The name of the value that the row has under a key with a fixed set of names; empty under other keys.
std::string_view valueName(std::string_view key, const RowView& view);
/// The values the call has under `key`, at most `limit`, joined by ", ". Empty if there are none.
std::string valuesOf(std::string_view key, const capture::CallRecord& record, const schema::Schema& schema,
                     std::size_t limit = 3);

/// The fixed names a key takes (`grpc`, `connect`, ...); empty if its values are free.
std::vector<std::string_view> namesOf(std::string_view key);
/// True if the key is one of the language, with what follows its dot.
bool isFilterKey(std::string_view key);

/// Names that occur in a call, for completion: of headers, of trailers, paths of fields, types of details.
struct SeenNames {
  std::vector<std::string> headers, trailers, requestFields, responseFields, details;
  /// Adds what is new in `record`; each list keeps at most `kSeenLimit` names, in alphabetical order.
  void add(const capture::CallRecord& record, const schema::Schema& schema);
};
inline constexpr std::size_t kSeenLimit = 500;

}  // namespace bascule::insight
