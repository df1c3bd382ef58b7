// SPDX-License-Identifier: GPL-3.0-or-later
// Configuration files, ours and Envoy's: words, or an error with its place.
#include "app/config/config_file.h"
#include "app/config/envoy_config.h"
#include "tests/fuzz/harness.h"

namespace bascule::fuzz {
namespace {

const std::vector<app::config::Flag>& flags() {
  static const std::vector<app::config::Flag> known = {{"listen", true, true},
                                                       {"upstream", true, true},
                                                       {"limit", true, true},
                                                       {"headless", false},
                                                       {"record", true},
                                                       {"schema", true, true},
                                                       {"max-message", true},
                                                       {"cors-origin", true, true},
                                                       {"upstream-protocol", true},
                                                       {"no-reflection", false},
                                                       {"metrics", true}};
  return known;
}

void check(const Result<app::config::FileWords>& read) {
  if (!read) {
    require(read.error().cause == "config_invalid", "an error has a cause of the table");
    require(read.error().message.starts_with("given.yaml"), "an error names the file");
    return;
  }
  for (const app::config::Word& word : read->words) require(!word.flag.empty(), "a word has a flag");
  for (const app::config::RouteSetting& setting : read->routes) {
    const auto& keys = app::config::routeKeys();
    require(std::ranges::find(keys, setting.key) != keys.end(), "a setting has a key of the table");
  }
}

}  // namespace

void target(Input& input) {
  const bool envoy = (input.byte() & 1) != 0;
  const std::string text(input.rest());
  check(envoy ? app::config::readEnvoyConfig(text, "given.yaml")
              : app::config::readConfigFile(text, "given.yaml", flags()));
}

}  // namespace bascule::fuzz
