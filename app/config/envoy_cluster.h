// SPDX-License-Identifier: GPL-3.0-or-later
// A cluster of an Envoy configuration: the server that routes point to, in the words of the command line.
// Pure functions. Thread: any one.
#pragma once

#include <string>
#include <vector>

#include "app/config/config_file.h"
#include "app/config/envoy_walk.h"

namespace bascule::app::config {

struct EnvoyCluster {
  std::string name;
  std::string url;
  std::string host;
  std::vector<RouteSetting> settings;  ///< without the prefix
  std::vector<Word> words;             ///< TLS
  Place place;
};

/// One of `static_resources.clusters`; what Bascule cannot do is refused in `walk`.
EnvoyCluster readEnvoyCluster(EnvoyWalk& walk, const At& at);

}  // namespace bascule::app::config
