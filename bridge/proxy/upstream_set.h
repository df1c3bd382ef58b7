// SPDX-License-Identifier: GPL-3.0-or-later
// `UpstreamSet`: the servers of one worker, as the snapshot in force names them: a pool of connections each,
// who asks what it speaks, and (in one worker) who asks for its schema. After a reload the connections to a
// server that stays are kept; those to one that is gone end with their last call. Owned by Worker. Thread:
// the worker's.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "bridge/proxy/protocol_prober.h"
#include "bridge/proxy/schema_fetcher.h"
#include "bridge/proxy/snapshot.h"
#include "bridge/proxy/upstream_pool.h"

namespace bascule::proxy {

/// Whom an UpstreamSet tells, always with the snapshot that `server` counts in.
struct UpstreamListeners {
  std::function<void(const Snapshot&, std::size_t server, UpstreamState, const Error*)> state;
  std::function<void(const Snapshot&, std::size_t server, rpc::ServerProtocols)> probed;
  std::function<void(const Snapshot&, std::size_t server, Result<schema::SchemaPtr>,
                     const std::string& origin)>
      schema;
};

class UpstreamSet {
 public:
  /// Where a call goes. It keeps both to its end; without a route there is no pool.
  struct Target {
    std::shared_ptr<const translate::CallSettings> settings;
    std::shared_ptr<UpstreamPool> pool;
    rpc::ServerProtocols found;                  ///< what the server speaks, as far as is known
    bool pending = false;                        ///< that is being found out
    std::optional<rpc::CompressionSet> codings;  ///< the server reads, as far as is known
  };
  /// What the server behind a pool speaks is known, or it is not there to be asked.
  using KnownListener = std::function<void(const UpstreamPool&, rpc::ServerProtocols)>;

  UpstreamSet(Turn& turn, SnapshotPtr snapshot, bool fetchSchema, UpstreamListeners listeners,
              KnownListener known);

  /// Goes by `snapshot` from now on and connects to what is new; tells the state of what stays.
  void apply(SnapshotPtr snapshot);
  Target route(std::string_view path);
  void ensureConnected();
  void refreshSchema();
  void shutdown();
  void dropStalled();
  /// Destroys what ended during the turn.
  void collect();

 private:
  struct Member {
    UpstreamSettings settings;
    std::size_t server = 0;
    bool retired = false;
    UpstreamState state = UpstreamState::Unknown;
    Error error;
    std::shared_ptr<UpstreamPool> pool;
    std::unique_ptr<SchemaFetcher> fetcher;  ///< after the pool, which it uses to its end
    std::unique_ptr<ProtocolProber> prober;  ///< likewise; null: the user says what the server speaks
    rpc::ServerProtocols found;
    bool pending = false;              ///< it is being found out what the server speaks
    bool wanted = false;               ///< a call came while the server was not connected
    std::unique_ptr<net::Timer> soon;  ///< what must not happen while the pool is telling news
  };
  std::unique_ptr<Member> makeMember(const UpstreamSettings& settings, std::size_t server);
  std::unique_ptr<Member> takeMember(const UpstreamSettings& settings);
  void addProber(Member& member);
  void onState(Member& member, UpstreamState state, const Error* error);
  void onProbed(Member& member, rpc::ServerProtocols found);
  void onSoon(Member& member);
  void known(Member& member);
  template <typename Do>
  void forEachPool(Do act);

  Turn& turn_;
  SnapshotPtr snapshot_;
  const bool fetchSchema_;
  const UpstreamListeners listeners_;
  const KnownListener known_;
  std::vector<std::unique_ptr<Member>> members_;  ///< as in the snapshot
  std::vector<std::unique_ptr<Member>> retired_;  ///< calls still hold their pools
};

}  // namespace bascule::proxy
