// SPDX-License-Identifier: GPL-3.0-or-later
// Descriptor sets: a schema or an error that names the file; a schema reads back from what it serialises.
#include "bridge/schema/registry.h"
#include "bridge/schema/transcoder.h"
#include "tests/fuzz/harness.h"

namespace bascule::fuzz {

void target(Input& input) {
  const auto loaded = schema::schemaFromDescriptorSet(input.rest(), "given.binpb");
  if (!loaded) {
    require(!loaded.error().cause.empty(), "an error has a cause");
    return;
  }
  const schema::Schema& schema = **loaded;
  for (const schema::MethodInfo* method : schema.methods()) {
    const std::string path = "/" + method->service + "/" + method->name;
    require(schema.method(path) == method, "a method is found by its path");
    require(schema.message(method->requestType) != nullptr, "the request of a method is known");
    static_cast<void>(schema::jsonToProto(schema, method->requestType, "{}"));
    static_cast<void>(schema::protoToJson(schema, method->responseType, ""));
  }
  const auto again = schema::schemaFromDescriptorSet(schema.serialized(), "again.binpb");
  require(again && (*again)->methods().size() == schema.methods().size(), "a schema reads back");
  require(schema::merge(*loaded, *again).has_value(), "a schema merges with itself");
  require(schema::conflicts(schema, **again).empty(), "a schema agrees with itself");
}

}  // namespace bascule::fuzz
