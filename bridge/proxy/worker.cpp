// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/worker.h"

#include <pthread.h>

namespace bascule::proxy {
namespace {

constexpr int kCallIdBits = 56;  // the worker's number stands above, see capture::CallId

}  // namespace

Worker::Worker(WorkerSetup setup)
    : setup_(std::move(setup)),
      turn_(*setup_.clock),
      schema_(setup_.schema),
      schemaPending_(setup_.fetchSchema),
      drainTimer_(turn_.timers, [this] {
        for (const auto& [key, client] : clients_) {
          client->abortCalls(
              rpc::bridgeStatus(rpc::Code::Unavailable, "draining", "bascule is shutting down"));
        }
        turn_.loop.stop();
      }) {
  pool_ = std::make_unique<UpstreamPool>(turn_, setup_.upstream, *setup_.config,
                                         [this](UpstreamState state, const Error* error) {
                                           if (fetcher_ != nullptr) fetcher_->onUpstreamState(state, error);
                                           setup_.upstreamChanged(state, error);
                                         });
  if (setup_.fetchSchema) {
    fetcher_ = std::make_unique<SchemaFetcher>(turn_, *pool_, setup_.upstream, setup_.config->schemaWait,
                                               setup_.schemaFetched);
  }
  turn_.loop.onTurnEnd([this] { onTurnEnd(); });
}

Worker::~Worker() { join(); }

Result<std::uint16_t> Worker::listen(const ListenAddress& address, bool shared) {
  auto listener = net::Listener::bind(turn_.loop, address.host, address.port, shared);
  if (!listener) return std::unexpected(listener.error());
  const std::uint16_t port = (*listener)->port();
  bound_.push_back(std::make_unique<Bound>(
      Bound{std::move(*listener), HostRules(isLoopbackAddress(address.host), setup_.config->allowHosts)}));
  return port;
}

void Worker::start() {
  for (const auto& bound : bound_) {
    bound->listener->start(
        [this, &hosts = bound->hosts](net::TcpSocket socket) { accept(std::move(socket), hosts); });
  }
  turn_.loop.post([this] { pool_->ensureConnected(); });
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), ("worker-" + std::to_string(setup_.index)).c_str());
    turn_.loop.run();
  });
}

void Worker::accept(net::TcpSocket socket, const HostRules& hosts) {
  if (clients_.size() >= setup_.config->connections) {
    limitHits(1);
    return;  // the socket closes itself
  }
  auto client =
      std::make_unique<DownstreamConnection>(*this, turn_, std::move(socket), setup_.config->http, hosts);
  DownstreamConnection& added = *client;
  clients_.emplace(&added, std::move(client));
  counters_.connections.fetch_add(1, std::memory_order_relaxed);
  added.start();
}

void Worker::setSchema(schema::SchemaPtr schema, bool pending) {
  turn_.loop.post([this, schema = std::move(schema), pending] {
    schema_ = schema;
    schemaPending_ = pending;
    if (pending) return;
    for (const auto& [key, client] : clients_) client->onSchema(schema_);
  });
}

void Worker::refreshSchema() {
  turn_.loop.post([this] {
    if (fetcher_ != nullptr) fetcher_->refresh();
  });
}

void Worker::drain() {
  turn_.loop.post([this] {
    if (draining_) return;
    draining_ = true;
    for (const auto& bound : bound_) bound->listener->close();
    for (const auto& [key, client] : clients_) client->shutdown();
    drainTimer_.armAt(turn_.clock.now() + setup_.config->drain);
  });
}

void Worker::stopNow() { turn_.loop.stop(); }

void Worker::join() {
  if (thread_.joinable()) thread_.join();
}

std::vector<std::string> Worker::listenTexts() const {
  std::vector<std::string> texts;
  texts.reserve(bound_.size());
  for (const auto& bound : bound_) texts.push_back(bound->listener->text());
  return texts;
}

translate::CallOutput Worker::takeOutput() {
  translate::CallOutput output;
  if (!outputs_.empty()) {
    output = std::move(outputs_.back());
    outputs_.pop_back();
  }
  output.reports = setup_.queue;
  return output;
}

translate::CallStart Worker::startCall(const capture::ConnectionInfoPtr& client) {
  counters_.calls.fetch_add(1, std::memory_order_relaxed);
  counters_.inFlight.fetch_add(1, std::memory_order_relaxed);
  translate::CallStart start;
  start.id = static_cast<std::uint64_t>(setup_.index) << kCallIdBits | ++nextCall_;
  start.settings = setup_.settings;
  start.client = client;
  start.schema = schema_;
  start.schemaPending = schemaPending_;
  return start;
}

bool Worker::admitCall() {
  return counters_.inFlight.load(std::memory_order_relaxed) < setup_.config->liveStreams;
}

void Worker::callOver(std::unique_ptr<Call> call) {
  counters_.inFlight.fetch_sub(1, std::memory_order_relaxed);
  overCalls_.push_back(std::move(call));
}

void Worker::connectionOver(DownstreamConnection& connection) {
  auto node = clients_.extract(&connection);
  if (node.empty()) return;
  counters_.connections.fetch_sub(1, std::memory_order_relaxed);
  closedClients_.push_back(std::move(node.mapped()));
}

void Worker::onTurnEnd() {
  turn_.flushAll();
  if (!active_.empty()) {
    const MonotonicTime now = turn_.clock.now();
    for (Call* call : active_) call->turnEnded(now);
    active_.clear();
  }
  overCalls_.clear();
  closedClients_.clear();
  pool_->collect();
  if (setup_.queue != nullptr) setup_.queue->publish();
  if (draining_) stopIfDrained();
}

void Worker::stopIfDrained() {
  for (const auto& [key, client] : clients_) {
    if (client->calls() > 0) return;
  }
  drainTimer_.cancel();
  pool_->shutdown();
  turn_.flushAll();
  turn_.loop.stop();
}

}  // namespace bascule::proxy
