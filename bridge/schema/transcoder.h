// SPDX-License-Identifier: GPL-3.0-or-later
// JSON <-> protobuf by schema (protobuf's JSON mapping), one pass each way, linear in the input. Points where
// the mapping leaves a choice: README. Thread: any; pure functions over an immutable schema.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/error.h"
#include "bridge/schema/registry.h"

namespace bascule::schema {

struct TranscodeLimits {
  int jsonDepth = 100;                     ///< protobuf's own recursion limit
  std::size_t jsonNodes = 1'000'000;       ///< values and members
  std::size_t jsonTokenBytes = 64 * 1024;  ///< one number or one key
  bool operator==(const TranscodeLimits&) const = default;
};

/// JSON text to wire bytes of message `type`. Unknown fields are ignored. Errors: InvalidInput
/// `json_invalid` (message gives line, column and path: `items[2].price`), LimitExceeded `json_too_deep` /
/// `json_too_large`, NotFound `type_unknown`.
Result<std::string> jsonToProto(const Schema& schema, std::string_view type, std::string_view json,
                                const TranscodeLimits& limits = {});
/// What jsonToProto() leaves out of JSON text because the schema does not know it.
struct IgnoredJson {
  std::string path;         ///< `items[2].colour`
  std::string value;        ///< as it is written, at most 200 bytes of it
  bool isEnumName = false;  ///< the field is known, the name of its value is not
};
inline constexpr std::size_t kMaxIgnored = 100;

/// jsonToProto() that tells what it leaves out, the first kMaxIgnored of it in the order of the text.
Result<std::string> jsonToProto(const Schema& schema, std::string_view type, std::string_view json,
                                std::vector<IgnoredJson>& ignored);
/// Wire bytes to JSON text, default values omitted. Errors: InvalidInput `proto_invalid`, NotFound
/// `type_unknown` (also for an Any whose type the schema lacks; the message names it).
Result<std::string> protoToJson(const Schema& schema, std::string_view type, std::string_view wire);
/// The same with line breaks and two-space indentation, for people.
Result<std::string> protoToPrettyJson(const Schema& schema, std::string_view type, std::string_view wire);

}  // namespace bascule::schema
