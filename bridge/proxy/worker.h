// SPDX-License-Identifier: GPL-3.0-or-later
// `Worker`: one thread of the bridge with everything it owns: its loop, listeners, clients, calls and
// upstream connections. Nothing mutable is shared with other workers but the sums of ProcessLoad.
// Thread: its own; the functions marked (any) post to it.
#pragma once

#include <array>
#include <atomic>
#include <functional>
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
#include "bridge/proxy/protocol_prober.h"
#include "bridge/proxy/schema_fetcher.h"

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

/// What a worker starts with and whom it tells.
struct WorkerSetup {
  int index = 0;
  const BridgeConfig* config = nullptr;
  UpstreamUrl upstream;
  std::shared_ptr<const translate::CallSettings> settings;
  schema::SchemaPtr schema;
  bool fetchSchema = false;  ///< this worker asks the upstream's reflection
  capture::CaptureQueue* queue = nullptr;
  net::TlsContextPtr tls;          ///< of the listeners; null: cleartext only
  net::TlsContextPtr upstreamTls;  ///< towards the server; null: cleartext
  ProcessLoad* load = nullptr;     ///< shared by all workers
  int workers = 1;
  const Clock* clock = nullptr;
  std::function<void(UpstreamState, const Error*)> upstreamChanged;
  SchemaFetcher::Listener schemaFetched;
  bool probe = false;  ///< find out what the server speaks
  ProtocolProber::Listener serverProbed;
};

class Worker final : public ClientHost {
 public:
  explicit Worker(WorkerSetup setup);
  ~Worker() override;

  /// Binds `address` (before start). Port 0 binds a free one; the result says which.
  Result<std::uint16_t> listen(const ListenAddress& address, bool shared);
  void start();

  void setSchema(schema::SchemaPtr schema, bool pending);  ///< (any)
  void refreshSchema();                                    ///< (any)
  void drain();                                            ///< (any)
  void stopNow();                                          ///< (any)
  void join();
  const WorkerCounters& counters() const { return counters_; }
  std::vector<std::string> listenTexts() const;

  UpstreamPool& pool() override { return *pool_; }
  capture::CaptureQueue* reports() override { return setup_.queue; }
  void active(Call& call) override { active_.push_back(&call); }
  translate::CallOutput takeOutput() override;
  void giveOutput(translate::CallOutput output) override { outputs_.push_back(std::move(output)); }
  translate::CallStart startCall(const capture::ConnectionInfoPtr& client) override;
  bool admitCall() override;
  void callOver(std::unique_ptr<Call> call) override;
  void connectionOver(DownstreamConnection& connection) override;
  void refused() override { counters_.refused.fetch_add(1, std::memory_order_relaxed); }
  const translate::CorsRules& cors() const override { return setup_.settings->cors; }
  void preflight() override { counters_.preflights.fetch_add(1, std::memory_order_relaxed); }
  void foreignHost() override { counters_.foreignHosts.fetch_add(1, std::memory_order_relaxed); }

 private:
  void accept(net::TcpSocket socket, const HostRules& hosts);
  bool evictIdle(http::Limit limit, const std::string& source);
  void onUpstream(UpstreamState state, const Error* error);
  void onProbed(rpc::ServerProtocols found);
  void serverKnown();
  void onTurnEnd();
  void stopIfDrained();
  void settleLoad();
  void relieve();
  void pauseLargest();
  void dropLargest();

  WorkerSetup setup_;
  Turn turn_;
  std::unique_ptr<UpstreamPool> pool_;
  std::unique_ptr<SchemaFetcher> fetcher_;
  std::unique_ptr<ProtocolProber> prober_;  ///< null: the user says what the server speaks
  struct Bound {
    std::unique_ptr<net::Listener> listener;
    HostRules hosts;
  };
  std::vector<std::unique_ptr<Bound>> bound_;
  std::unordered_map<DownstreamConnection*, std::unique_ptr<DownstreamConnection>> clients_;
  std::vector<std::unique_ptr<DownstreamConnection>> closedClients_;
  std::vector<std::unique_ptr<Call>> overCalls_;
  std::vector<Call*> active_;
  std::vector<translate::CallOutput> outputs_;  ///< spare; as many as calls were nested
  schema::SchemaPtr schema_;
  bool schemaPending_ = false;
  rpc::ServerProtocols found_;
  bool serverPending_ = false;  ///< the server is being connected to or asked what it speaks
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
