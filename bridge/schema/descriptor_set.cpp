// SPDX-License-Identifier: GPL-3.0-or-later
// Schema of a serialized FileDescriptorSet: what `protoc --include_imports -o`, `buf build` and a session
// file give. Pure functions.
#include <google/protobuf/descriptor.pb.h>

#include "bridge/schema/registry.h"
#include "bridge/schema/schema_limits.h"

namespace bascule::schema {

Result<SchemaPtr> schemaFromDescriptorSet(std::string_view bytes, std::string_view fileName) {
  if (bytes.size() > kMaxSchemaBytes) {
    return fail(ErrorCode::LimitExceeded, "schema_too_large",
                std::string(fileName) + ": larger than " + std::to_string(kMaxSchemaBytes) + " bytes");
  }
  google::protobuf::FileDescriptorSet files;
  if (!files.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return fail(ErrorCode::InvalidInput, "schema_invalid", std::string(fileName) + ": not a descriptor set");
  }
  auto schema = Schema::build(files);
  if (!schema) schema.error().message = std::string(fileName) + ": " + schema.error().message;
  return schema;
}

}  // namespace bascule::schema
