// SPDX-License-Identifier: GPL-3.0-or-later
// `ServerBook`: what the bridge knows of its servers: their states, and one schema out of the files that the
// user named and what each server's reflection told. Owned by Bridge, which guards it. Thread: one at a time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bridge/proxy/bridge_stats.h"
#include "bridge/proxy/snapshot.h"

namespace bascule::proxy {

class ServerBook {
 public:
  /// Servers come and go with the snapshot; what is known of those that stay is kept.
  void putInForce(SnapshotPtr next);
  const SnapshotPtr& snapshot() const { return snapshot_; }

  /// News of `server`, which counts in `from`; false if that snapshot is not in force (any more).
  bool noteState(const Snapshot& from, std::size_t server, UpstreamState state, const Error* error);
  bool noteProtocols(const Snapshot& from, std::size_t server, rpc::ServerProtocols found);
  bool noteSchema(const Snapshot& from, std::size_t server, Result<schema::SchemaPtr> fetched,
                  const std::string& origin);

  /// The reflection of every server that has one is asked again.
  void noteAsked();

  /// The first probe of every server ended.
  bool settled() const;
  /// A server's first answer about its schema is still to come.
  bool pending() const;
  /// The schema in force (never null).
  const schema::SchemaPtr& schema() const { return schema_; }
  /// States and schema, into the fields of that name.
  void fill(BridgeStats& stats) const;

 private:
  struct Server {
    UpstreamStats stats;
    bool settled = false;
    schema::SchemaPtr reflected;  ///< null: it told nothing
  };
  void mergeSchemas();
  SchemaState schemaState() const;
  std::string schemaOrigin() const;

  SnapshotPtr snapshot_;
  std::vector<Server> servers_;  ///< as in the snapshot
  schema::SchemaPtr schema_;
  std::uint32_t methods_ = 0;
  std::string schemaError_;
  std::vector<std::string> conflicts_;
};

}  // namespace bascule::proxy
