// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/test_schema.h"

#include <cstdio>
#include <cstdlib>

namespace bascule::fuzz {

const schema::SchemaPtr& testSchema() {
  static const schema::SchemaPtr schema = [] {
    auto loaded = schema::loadSources({{std::string(BASCULE_SOURCE_DIR) + "/tests/fuzz/fuzz.proto"}, {}});
    if (!loaded) {
      std::fprintf(stderr, "%s\n", loaded.error().message.c_str());
      std::abort();
    }
    return *loaded;
  }();
  return schema;
}

}  // namespace bascule::fuzz
