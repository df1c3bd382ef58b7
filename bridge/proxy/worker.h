// SPDX-License-Identifier: GPL-3.0-or-later
// `Worker`: one thread of the bridge with everything it owns: its loop, listeners, clients, calls and
// upstream connections. Nothing mutable is shared with other workers but the sums of ProcessLoad.
// Thread: its own; the functions marked (any) post to it.
#pragma once

#include <array>
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "bridge/capture/capture_queue.h"
#include "bridge/net/listener.h"
#include "bridge/proxy/bridge_config.h"
#include "bridge/proxy/call_tally.h"
#include "bridge/proxy/downstream_connection.h"
#include "bridge/proxy/memory_pressure.h"
#include "bridge/proxy/process_load.h"
#include "bridge/proxy/upstream_set.h"

namespace bascule::proxy {

/// Counters a worker keeps for the bridge; read from any thread.
struct WorkerCounters {
  std::atomic<std::uint32_t> connections{0};
  std::atomic<std::uint32_t> inFlight{0};
  std::atomic<std::uint64_t> calls{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::uint64_t> foreignHosts{0};
  std::atomic<std::uint64_t> preflights{0};
  std::array<std::atomic<std::uint64_t>, http::kLimitCount> limits{};
  CallTally tally;
};

/// Where a listener really is.
struct BoundAddress {
  std::uint16_t port = 0;
  std::string text;
};

/// What a worker starts with and whom it tells.
struct WorkerSetup {
  int index = 0;
  SnapshotPtr snapshot;
  bool fetchSchema = false;  ///< this worker asks the upstreams' reflection
  capture::CaptureQueue* queue = nullptr;
  ProcessLoad* load = nullptr;  ///< shared by all workers
  int workers = 1;
  const Clock* clock = nullptr;
  UpstreamListeners listeners;
};

class Worker final : public ClientHost {
 public:
  explicit Worker(WorkerSetup setup);
  ~Worker() override;

  /// Binds `address`; it accepts from start() or apply() on. Port 0 binds a free one; the result says which.
  /// `configured` is the address as the configuration has it. Before start() only.
  Result<BoundAddress> listen(const ListenAddress& configured, const ListenAddress& address, bool shared);
  /// The same while the worker runs (any).
  std::future<Result<BoundAddress>> listenSoon(const ListenAddress& configured, const ListenAddress& address,
                                               bool shared);
  void start();

  /// Goes by `snapshot` from now on: new connections and calls; open ones end as they began. What was bound
  /// since the last one accepts, what it does not name closes (any).
  std::future<void> apply(SnapshotPtr snapshot);
  void forgetBound();                                      ///< what was bound since the last snapshot (any)
  void setSchema(schema::SchemaPtr schema, bool pending);  ///< (any)
  void refreshSchema();                                    ///< (any)
  void drain();                                            ///< (any)
  void stopNow();                                          ///< (any)
  void join();
  const WorkerCounters& counters() const { return counters_; }

  capture::CaptureQueue* reports() override { return setup_.queue; }
  void active(Call& call) override { active_.push_back(&call); }
  CallOutputPtr takeOutput() override;
  void giveOutput(CallOutputPtr output) override { outputs_.push_back(std::move(output)); }
  StartedCall startCall(const capture::ConnectionInfoPtr& client, std::string_view target) override;
  bool admitCall() override;
  void callOver(CallPtr call) override;
  void connectionOver(DownstreamConnection& connection) override;
  void refused() override { counters_.refused.fetch_add(1, std::memory_order_relaxed); }
  void preflight() override { counters_.preflights.fetch_add(1, std::memory_order_relaxed); }
  void foreignHost() override { counters_.foreignHosts.fetch_add(1, std::memory_order_relaxed); }

 private:
  struct Bound {
    std::unique_ptr<net::Listener> listener;
    std::shared_ptr<const ListenerSettings> settings;
  };
  bool leadsBack(const net::TcpSocket& socket) const;
  void accept(net::TcpSocket socket, const Bound& bound);
  bool evictIdle(http::Limit limit, const std::string& source);
  void onServerKnown(const UpstreamPool& pool, rpc::ServerProtocols found);
  void startAccepting(Bound& bound);
  void put(SnapshotPtr snapshot);
  void onTurnEnd();
  void stopIfDrained();
  void settleLoad();
  void relieve();
  void pauseLargest();
  void dropLargest();

  WorkerSetup setup_;
  Turn turn_;
  SnapshotPtr snapshot_;
  UpstreamSet upstreams_;
  std::vector<std::unique_ptr<Bound>> bound_;
  std::vector<std::unique_ptr<Bound>> fresh_;  ///< bound, not accepting yet
  std::unordered_map<DownstreamConnection*, std::unique_ptr<DownstreamConnection>> clients_;
  std::vector<std::unique_ptr<DownstreamConnection>> closedClients_;
  std::vector<CallPtr> overCalls_;
  std::vector<Call*> active_;
  std::vector<CallOutputPtr> outputs_;  ///< spare; as many as calls were nested
  schema::SchemaPtr schema_;
  bool schemaPending_ = false;
  bool draining_ = false;
  MemoryPressure pressure_;
  net::Timer pressureTimer_;
  bool pressed_ = false;          ///< pressureTimer_ runs
  std::int64_t settledHeld_ = 0;  ///< what the process's sums have of this worker
  std::int64_t settledStreams_ = 0;
  std::uint64_t nextCall_ = 0;
  WorkerCounters counters_;
  net::Timer drainTimer_;
  std::thread thread_;
};

}  // namespace bascule::proxy
