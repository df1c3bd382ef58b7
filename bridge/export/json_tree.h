// SPDX-License-Identifier: GPL-3.0-or-later
// Looking into parsed JSON of files from elsewhere: what is missing or of another type is the default.
// Private to the readers of this folder. Thread: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "bridge/base/error.h"
#include "bridge/capture/call_record.h"

namespace bascule::exporting::tree {

namespace json = boost::json;

/// One JSON value; InvalidInput `import_malformed` with the place.
Result<json::value> parse(std::string_view text);
/// The JSON value in front of `text`, which it takes off; white space may come before it.
Result<json::value> parseFirst(std::string_view& text);

const json::value* find(const json::object& object, std::string_view key);
const json::object* object(const json::object& object, std::string_view key);
const json::array* array(const json::object& object, std::string_view key);
std::string text(const json::object& object, std::string_view key);
std::int64_t integer(const json::object& object, std::string_view key, std::int64_t otherwise = 0);
double number(const json::object& object, std::string_view key, double otherwise = 0);
bool boolean(const json::object& object, std::string_view key);
/// Base64 of a member, decoded; nothing if it is there and is none.
std::optional<std::string> bytes(const json::object& object, std::string_view key);
/// `2026-11-23T10:42:07.240123456Z`, also with an offset of a zone; nothing if it is none.
std::optional<std::int64_t> wallNs(std::string_view text);
/// `[{"name": ..., "value": ...}]` as header fields, names in lower case; pseudo fields are left out.
capture::HeaderFields fields(const json::array* pairs, std::string_view name = "name");

}  // namespace bascule::exporting::tree
