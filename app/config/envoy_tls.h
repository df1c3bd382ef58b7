// SPDX-License-Identifier: GPL-3.0-or-later
// Envoy's TLS contexts of listeners and clusters, in the words of the command line. Pure functions.
// Thread: any one.
#pragma once

#include "app/config/envoy_cluster.h"
#include "app/config/envoy_walk.h"

namespace bascule::app::config {

/// `transport_socket` of a filter chain: certificate, key, and whose certificates clients need.
void readListenerTls(EnvoyWalk& walk, const At& at);
/// `transport_socket` of a cluster: its URL becomes https.
void readClusterTls(EnvoyWalk& walk, const At& at, EnvoyCluster& cluster);

}  // namespace bascule::app::config
