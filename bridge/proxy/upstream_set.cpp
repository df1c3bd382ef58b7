// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/upstream_set.h"

#include <algorithm>

namespace bascule::proxy {

UpstreamSet::UpstreamSet(Turn& turn, SnapshotPtr snapshot, bool fetchSchema, UpstreamListeners listeners,
                         KnownListener known)
    : turn_(turn),
      snapshot_(std::move(snapshot)),
      fetchSchema_(fetchSchema),
      listeners_(std::move(listeners)),
      known_(std::move(known)) {
  for (std::size_t i = 0; i < snapshot_->upstreams.size(); ++i) {
    members_.push_back(makeMember(snapshot_->upstreams[i], i));
  }
}

std::unique_ptr<UpstreamSet::Member> UpstreamSet::makeMember(const UpstreamSettings& settings,
                                                             std::size_t server) {
  auto member = std::make_unique<Member>();
  member->settings = settings;
  member->server = server;
  Member& self = *member;
  member->pool = std::make_shared<UpstreamPool>(
      turn_, settings.url, settings.config,
      [this, &self](UpstreamState state, const Error* error) { onState(self, state, error); }, settings.tls);
  if (settings.probe) addProber(self);
  if (fetchSchema_ && settings.reflection) {
    member->fetcher = std::make_unique<SchemaFetcher>(
        turn_, *member->pool, settings.url, settings.config,
        [this, &self](Result<schema::SchemaPtr> fetched, const std::string& origin) {
          listeners_.schema(*snapshot_, self.server, std::move(fetched), origin);
        });
  }
  return member;
}

void UpstreamSet::addProber(Member& member) {
  member.pending = true;
  member.soon = std::make_unique<net::Timer>(turn_.timers, [this, &member] { onSoon(member); });
  member.prober = std::make_unique<ProtocolProber>(
      turn_, *member.pool, member.settings.url, member.settings.config.schemaWait,
      [this, &member](rpc::ServerProtocols found) { onProbed(member, found); });
}

/// What a server speaks is asked first; its schema then, in what was found.
void UpstreamSet::onState(Member& member, UpstreamState state, const Error* error) {
  if (member.retired) return;
  member.state = state;
  member.error = error != nullptr ? *error : Error{};
  const bool down = state == UpstreamState::Down && error != nullptr;
  if (member.prober != nullptr && state == UpstreamState::Connected) member.pending = true;
  if (member.prober != nullptr && (state == UpstreamState::Connected || down)) {
    member.soon->armAt(turn_.clock.now());
  }
  if (member.fetcher != nullptr && (member.prober == nullptr || down))
    member.fetcher->onUpstreamState(state, error);
  listeners_.state(*snapshot_, member.server, state, error);
}

/// After news of the pool, or because a call came for a server that is not connected.
void UpstreamSet::onSoon(Member& member) {
  if (member.state == UpstreamState::Connected && member.pool->connected()) {
    member.prober->start();
  } else if (member.state == UpstreamState::Down && !member.wanted) {
    known(member);
  } else {
    member.wanted = false;
    member.pool->ensureConnected();
  }
}

void UpstreamSet::onProbed(Member& member, rpc::ServerProtocols found) {
  if (member.retired) return;
  member.found = found;
  known(member);
  listeners_.probed(*snapshot_, member.server, found);
  if (member.fetcher == nullptr) return;
  member.fetcher->speak(
      rpc::serverProtocolFor(member.settings.config.serverProtocol, found, rpc::Protocol::Grpc));
  member.fetcher->refresh();
}

void UpstreamSet::known(Member& member) {
  member.pending = false;
  known_(*member.pool, member.found);
}

/// The member whose connections serve `settings` too; null if there is none.
std::unique_ptr<UpstreamSet::Member> UpstreamSet::takeMember(const UpstreamSettings& settings) {
  const auto found = std::ranges::find_if(members_, [&](const std::unique_ptr<Member>& member) {
    return member != nullptr && sameConnections(member->settings, settings) &&
           (!fetchSchema_ || member->settings.reflection == settings.reflection);
  });
  return found == members_.end() ? nullptr : std::move(*found);
}

void UpstreamSet::apply(SnapshotPtr snapshot) {
  snapshot_ = std::move(snapshot);
  std::vector<std::unique_ptr<Member>> members;
  for (std::size_t i = 0; i < snapshot_->upstreams.size(); ++i) {
    const UpstreamSettings& settings = snapshot_->upstreams[i];
    auto member = takeMember(settings);
    if (member == nullptr) {
      member = makeMember(settings, i);
    } else {
      member->settings = settings;
      member->server = i;
    }
    members.push_back(std::move(member));
  }
  members_.swap(members);
  for (auto& member : members) {
    if (member == nullptr) continue;
    member->retired = true;
    known(*member);  // its calls wait no longer
    member->soon.reset();
    member->prober.reset();
    member->fetcher.reset();
    retired_.push_back(std::move(member));
  }
  for (const auto& member : members_) {
    const Error* error = member->error.cause.empty() ? nullptr : &member->error;
    listeners_.state(*snapshot_, member->server, member->state, error);
    if (!member->found.empty()) listeners_.probed(*snapshot_, member->server, member->found);
  }
  ensureConnected();
}

UpstreamSet::Target UpstreamSet::route(std::string_view path) {
  const auto server = snapshot_->router.route(path);
  if (!server) return {snapshot_->unrouted, nullptr, {}, false, {}};
  Member& member = *members_[*server];
  if (member.prober != nullptr && !member.pending && !member.pool->connected()) {
    member.pending = member.wanted = true;
    member.soon->armAt(turn_.clock.now());
  }
  return {snapshot_->upstreams[*server].calls, member.pool, member.found, member.pending,
          member.pool->codings()};
}

void UpstreamSet::ensureConnected() {
  for (const auto& member : members_) member->pool->ensureConnected();
}

void UpstreamSet::refreshSchema() {
  for (const auto& member : members_) {
    if (member->fetcher != nullptr) member->fetcher->refresh();
  }
}

template <typename Do>
void UpstreamSet::forEachPool(Do act) {
  for (const auto& member : members_) act(*member->pool);
  for (const auto& member : retired_) act(*member->pool);
}

void UpstreamSet::shutdown() {
  forEachPool([](UpstreamPool& pool) { pool.shutdown(); });
}

void UpstreamSet::dropStalled() {
  forEachPool([](UpstreamPool& pool) { pool.dropStalled(); });
}

void UpstreamSet::collect() {
  forEachPool([](UpstreamPool& pool) { pool.collect(); });
  std::erase_if(retired_, [](const auto& member) { return member->pool.use_count() == 1; });
}

}  // namespace bascule::proxy
