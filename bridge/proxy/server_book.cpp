// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/server_book.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

namespace bascule::proxy {

void ServerBook::putInForce(SnapshotPtr next) {
  std::vector<Server> servers(next->upstreams.size());
  for (std::size_t i = 0; i < servers.size(); ++i) {
    const UpstreamSettings& now = next->upstreams[i];
    for (std::size_t old = 0; old < servers_.size(); ++old) {
      const UpstreamSettings& was = snapshot_->upstreams[old];
      if (was.reflection == now.reflection && sameConnections(was, now)) servers[i] = servers_[old];
    }
    servers[i].stats.prefix = now.route.prefix;
    servers[i].stats.url = now.url.text();
    servers[i].stats.setting = now.config.serverProtocol;
    if (now.reflection && servers[i].stats.schema == SchemaState::None)
      servers[i].stats.schema = SchemaState::Loading;
  }
  servers_ = std::move(servers);
  snapshot_ = std::move(next);
  mergeSchemas();
}

bool ServerBook::noteState(const Snapshot& from, std::size_t server, UpstreamState state,
                           const Error* error) {
  if (&from != snapshot_.get()) return false;
  Server& known = servers_[server];
  known.stats.state = state;
  known.stats.error = error != nullptr ? error->cause : "";
  if (state == UpstreamState::Down) known.stats.protocols = {};
  const UpstreamSettings& settings = snapshot_->upstreams[server];
  const bool asked = settings.reflection || settings.probe;
  if ((state == UpstreamState::Down && error != nullptr) || (state == UpstreamState::Connected && !asked))
    known.settled = true;
  return true;
}

bool ServerBook::noteProtocols(const Snapshot& from, std::size_t server, rpc::ServerProtocols found) {
  if (&from != snapshot_.get()) return false;
  servers_[server].stats.protocols = found;
  if (!snapshot_->upstreams[server].reflection) servers_[server].settled = true;
  return true;
}

bool ServerBook::noteSchema(const Snapshot& from, std::size_t server, Result<schema::SchemaPtr> fetched,
                            const std::string& origin) {
  if (&from != snapshot_.get()) return false;
  Server& known = servers_[server];
  known.settled = true;
  if (fetched) {
    known.reflected = std::move(*fetched);
    known.stats.methods = static_cast<std::uint32_t>(known.reflected->methods().size());
    known.stats.schema = SchemaState::Ready;
    known.stats.schemaOrigin = origin;
    known.stats.schemaError.clear();
    schemaError_.clear();
  } else {
    known.stats.schema = SchemaState::Failed;
    known.stats.schemaError = fetched.error().cause;
    schemaError_ = fetched.error().message;
  }
  mergeSchemas();
  return true;
}

void ServerBook::noteAsked() {
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    if (snapshot_->upstreams[i].reflection) servers_[i].stats.schema = SchemaState::Loading;
  }
}

bool ServerBook::settled() const { return std::ranges::all_of(servers_, &Server::settled); }

bool ServerBook::pending() const {
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    if (snapshot_->upstreams[i].reflection && !servers_[i].settled) return true;
  }
  return false;
}

/// Files the user named come first, then the servers in their order: the first to know a file wins. That a
/// named file differs from the server's is the user's wish; that two servers differ nobody wished.
void ServerBook::mergeSchemas() {
  schema_ = snapshot_->named;
  conflicts_.clear();
  schema::SchemaPtr reflected = schema::Schema::wellKnown();
  for (const Server& server : servers_) {
    if (server.reflected == nullptr) continue;
    std::ranges::move(schema::conflicts(*reflected, *server.reflected), std::back_inserter(conflicts_));
    if (auto merged = schema::merge(reflected, server.reflected)) reflected = *merged;
  }
  if (auto merged = schema::merge(schema_, reflected)) schema_ = *merged;
  methods_ = static_cast<std::uint32_t>(schema_->methods().size());
}

SchemaState ServerBook::schemaState() const {
  const bool told = std::ranges::any_of(servers_, [](const Server& s) { return s.reflected != nullptr; });
  if (told || !schema_->empty()) return SchemaState::Ready;
  if (pending()) return SchemaState::Loading;
  return snapshot_->reflects() ? SchemaState::Failed : SchemaState::None;
}

std::string ServerBook::schemaOrigin() const {
  std::set<std::string> origins;
  for (const Server& server : servers_) {
    if (server.reflected != nullptr) origins.insert(server.stats.schemaOrigin);
  }
  std::string text = snapshot_->named->empty() ? "" : "files";
  for (const std::string& origin : origins) text += (text.empty() ? "" : " and ") + origin;
  return text;
}

void ServerBook::fill(BridgeStats& stats) const {
  stats.upstreams.clear();
  stats.serverProtocols = {};
  for (const Server& server : servers_) {
    stats.upstreams.push_back(server.stats);
    for (const rpc::ServerProtocol protocol : server.stats.protocols.list())
      stats.serverProtocols.add(protocol);
  }
  // The state that is worst for calls stands for all.
  constexpr std::array kWorstFirst = {UpstreamState::Down, UpstreamState::Connecting, UpstreamState::Unknown,
                                      UpstreamState::Connected};
  for (const UpstreamState state : kWorstFirst) {
    const auto found = std::ranges::find(stats.upstreams, state, &UpstreamStats::state);
    if (found == stats.upstreams.end()) continue;
    stats.upstream = state;
    stats.upstreamError = found->error;
    break;
  }
  stats.schema = schemaState();
  stats.schemaOrigin = schemaOrigin();
  stats.schemaError = schemaError_;
  stats.schemaConflicts = conflicts_;
  stats.methodsKnown = methods_;
}

}  // namespace bascule::proxy
