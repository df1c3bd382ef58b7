// SPDX-License-Identifier: GPL-3.0-or-later
// Protobuf's text format, which other programs write into files, to wire bytes. Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "bridge/base/error.h"
#include "bridge/schema/registry.h"

namespace bascule::schema {

/// Schema of the text of one .proto file, which may import the built-in files only. InvalidInput
/// `schema_invalid`.
Result<SchemaPtr> schemaFromText(std::string_view proto, std::string_view fileName);

/// Text format of message `type` to wire bytes. Fields that the schema lacks are skipped. Errors:
/// InvalidInput `text_invalid` (the message gives line and column), NotFound `type_unknown`.
Result<std::string> textToProto(const Schema& schema, std::string_view type, std::string_view text);

}  // namespace bascule::schema
