// SPDX-License-Identifier: GPL-3.0-or-later
// The schema the playbooks use: the demo's shop.
#include "tests/support/playbook.h"

namespace bascule::test {

schema::SchemaPtr playbookSchema() {
  const auto loaded = schema::loadSources({{std::string(BASCULE_SOURCE_DIR) + "/resources/demo"}, {}});
  return loaded ? *loaded : schema::Schema::wellKnown();
}

}  // namespace bascule::test
