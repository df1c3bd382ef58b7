// SPDX-License-Identifier: GPL-3.0-or-later
// `Snapshot`: everything a running bridge goes by, made once from a BridgeConfig and never changed. A call
// keeps what it started with; a reload makes another snapshot. Thread: immutable.
#pragma once

#include <memory>
#include <vector>

#include "bridge/net/tls_context.h"
#include "bridge/proxy/bridge_config.h"
#include "bridge/proxy/host_rules.h"
#include "bridge/proxy/router.h"
#include "bridge/schema/registry.h"
#include "bridge/translate/call_translator.h"
#include "bridge/translate/cors.h"

namespace bascule::proxy {

/// One server.
struct UpstreamSettings {
  UpstreamRoute route;
  BridgeConfig config;  ///< as if it were the only server
  UpstreamUrl url;
  std::shared_ptr<const translate::CallSettings> calls;
  net::TlsContextPtr tls;   ///< towards it; null: cleartext
  bool reflection = false;  ///< it is asked for its schema
  bool probe = false;       ///< it is asked what it speaks
};

/// What a client's connection keeps from its listener.
struct ListenerSettings {
  ListenAddress address;  ///< as configured
  http::Limits limits;
  HostRules hosts;
  net::TlsContextPtr tls;  ///< null: cleartext only
  translate::CorsRules cors;
};

struct Snapshot {
  BridgeConfig config;
  Router router;
  std::vector<UpstreamSettings> upstreams;                  ///< at least one
  std::shared_ptr<const translate::CallSettings> unrouted;  ///< of calls that no route takes
  net::TlsContextPtr tls;                                   ///< of the listeners
  schema::SchemaPtr named;  ///< from files the user named (never null); wins over reflection

  /// Where clients are listened to: `config.listen` or the default.
  std::vector<ListenAddress> listen() const;
  std::shared_ptr<const ListenerSettings> listener(const ListenAddress& address) const;
  bool reflects() const;
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

/// `named`: what `config.schemaPaths` hold, read already; null: they are read. Errors as validate(), plus
/// unreadable or invalid schema and certificate files.
Result<SnapshotPtr> makeSnapshot(BridgeConfig config, schema::SchemaPtr named = nullptr);
/// The threads that carry calls.
int workerCount(const BridgeConfig& config);
/// True if connections made for one server serve the other too.
bool sameConnections(const UpstreamSettings& a, const UpstreamSettings& b);

}  // namespace bascule::proxy
