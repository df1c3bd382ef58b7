// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/worker.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <pthread.h>

#include "bridge/net/source.h"
#include "bridge/rpc/negotiation.h"

namespace bascule::proxy {
namespace {

constexpr int kCallIdBits = 56;  // the worker's number stands above, see capture::CallId

}  // namespace

Worker::Worker(WorkerSetup setup)
    : setup_(std::move(setup)),
      turn_(*setup_.clock, [this](const net::TcpSocket& socket) { return leadsBack(socket); }),
      snapshot_(std::move(setup_.snapshot)),
      upstreams_(
          turn_, snapshot_, setup_.fetchSchema, std::move(setup_.listeners),
          [this](const UpstreamPool& pool, rpc::ServerProtocols found) { onServerKnown(pool, found); }),
      schema_(snapshot_->named),
      schemaPending_(snapshot_->reflects()),
      pressure_(snapshot_->config.bufferBudget),
      pressureTimer_(turn_.timers, [this] { relieve(); }),
      drainTimer_(turn_.timers, [this] {
        for (const auto& [key, client] : clients_) {
          client->abortCalls(
              rpc::bridgeStatus(rpc::Code::Unavailable, "draining", "bascule is shutting down"));
        }
        turn_.loop.stop();
      }) {
  turn_.loop.onTurnEnd([this] { onTurnEnd(); });
}

Worker::~Worker() { join(); }

Result<BoundAddress> Worker::listen(const ListenAddress& configured, const ListenAddress& address,
                                    bool shared) {
  auto listener = net::Listener::bind(turn_.loop, address.host, address.port, shared);
  if (!listener) return std::unexpected(listener.error());
  BoundAddress at{(*listener)->port(), (*listener)->text()};
  fresh_.push_back(std::make_unique<Bound>(Bound{std::move(*listener), snapshot_->listener(configured)}));
  return at;
}

std::future<Result<BoundAddress>> Worker::listenSoon(const ListenAddress& configured,
                                                     const ListenAddress& address, bool shared) {
  auto promise = std::make_shared<std::promise<Result<BoundAddress>>>();
  turn_.loop.post([this, configured, address, shared, promise] {
    promise->set_value(listen(configured, address, shared));
  });
  return promise->get_future();
}

void Worker::startAccepting(Bound& bound) {
  bound.listener->start([this, &bound](net::TcpSocket socket) { accept(std::move(socket), bound); });
}

std::future<void> Worker::apply(SnapshotPtr snapshot) {
  auto promise = std::make_shared<std::promise<void>>();
  turn_.loop.post([this, snapshot = std::move(snapshot), promise] {
    if (!draining_) put(snapshot);
    promise->set_value();
  });
  return promise->get_future();
}

void Worker::forgetBound() {
  turn_.loop.post([this] { fresh_.clear(); });
}

void Worker::put(SnapshotPtr snapshot) {
  snapshot_ = std::move(snapshot);
  schemaPending_ = snapshot_->reflects();
  pressure_ = MemoryPressure(snapshot_->config.bufferBudget);
  const std::vector<ListenAddress> wanted = snapshot_->listen();
  const auto unwanted = [&wanted](const ListenerSettings& settings) {
    return std::ranges::find(wanted, settings.address) == wanted.end();
  };
  std::erase_if(bound_, [&](const auto& bound) { return unwanted(*bound->settings); });
  for (const auto& fresh : fresh_) startAccepting(*fresh);
  std::ranges::move(fresh_, std::back_inserter(bound_));
  fresh_.clear();
  for (const auto& bound : bound_) bound->settings = snapshot_->listener(bound->settings->address);
  for (const auto& [key, client] : clients_) {
    if (unwanted(client->settings())) client->shutdown();
  }
  upstreams_.apply(snapshot_);
}

void Worker::start() {
  for (const auto& bound : fresh_) startAccepting(*bound);
  bound_.swap(fresh_);
  turn_.loop.post([this] { upstreams_.ensureConnected(); });
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), ("worker-" + std::to_string(setup_.index)).c_str());
    turn_.loop.run();
  });
}

bool Worker::leadsBack(const net::TcpSocket& socket) const {
  return std::ranges::any_of(bound_,
                             [&](const auto& bound) { return bound->listener->isOtherEndOf(socket); });
}

void Worker::accept(net::TcpSocket socket, const Bound& bound) {
  std::string source = net::sourceOf(socket.peer());
  auto limit = setup_.load->admission.enter(source);
  if (limit && evictIdle(*limit, source)) limit = setup_.load->admission.enter(source);
  if (limit) {
    turn_.hits.add(*limit);
    return;  // the socket closes itself
  }
  auto client = std::make_unique<DownstreamConnection>(*this, turn_, std::move(socket), std::move(source),
                                                       bound.settings);
  DownstreamConnection& added = *client;
  clients_.emplace(&added, std::move(client));
  counters_.connections.fetch_add(1, std::memory_order_relaxed);
  added.start();
}

/// Closes the connection of this worker that has been idle longest; only one of `source` if that source has
/// too many.
bool Worker::evictIdle(http::Limit limit, const std::string& source) {
  DownstreamConnection* oldest = nullptr;
  MonotonicTime since = kNever;
  for (const auto& [key, client] : clients_) {
    if (limit == http::Limit::ConnectionsPerSource && client->source() != source) continue;
    const auto idle = client->idleSince();
    if (!idle || *idle >= since) continue;
    oldest = key;
    since = *idle;
  }
  if (oldest == nullptr) return false;
  turn_.hits.add(http::Limit::IdleEvicted);
  oldest->evict();
  return true;
}

/// Calls need not wait any more for what the server behind `pool` speaks.
void Worker::onServerKnown(const UpstreamPool& pool, rpc::ServerProtocols found) {
  for (const auto& [key, client] : clients_) client->onServer(pool, found);
}

void Worker::setSchema(schema::SchemaPtr schema, bool pending) {
  turn_.loop.post([this, schema = std::move(schema), pending] {
    schema_ = schema;
    schemaPending_ = pending;
    for (const auto& [key, client] : clients_) client->onSchema(schema_, pending);
  });
}

void Worker::refreshSchema() {
  turn_.loop.post([this] { upstreams_.refreshSchema(); });
}

void Worker::drain() {
  turn_.loop.post([this] {
    if (draining_) return;
    draining_ = true;
    for (const auto& bound : bound_) bound->listener->close();
    for (const auto& [key, client] : clients_) client->shutdown();
    drainTimer_.armAt(turn_.clock.now() + snapshot_->config.drain);
  });
}

void Worker::stopNow() { turn_.loop.stop(); }

void Worker::join() {
  if (thread_.joinable()) thread_.join();
}

CallOutputPtr Worker::takeOutput() {
  if (outputs_.empty()) outputs_.push_back(std::make_unique<translate::CallOutput>());
  CallOutputPtr output = std::move(outputs_.back());
  outputs_.pop_back();
  output->reports = setup_.queue;
  return output;
}

StartedCall Worker::startCall(const capture::ConnectionInfoPtr& client, std::string_view target) {
  counters_.calls.fetch_add(1, std::memory_order_relaxed);
  counters_.inFlight.fetch_add(1, std::memory_order_relaxed);
  UpstreamSet::Target to = upstreams_.route(rpc::pathOf(target));
  translate::CallStart start;
  start.id = static_cast<std::uint64_t>(setup_.index) << kCallIdBits | ++nextCall_;
  start.settings = std::move(to.settings);
  start.routed = to.pool != nullptr;
  start.client = client;
  start.schema = schema_;
  start.schemaPending = schemaPending_;
  start.serverCodings = to.codings;
  start.found = to.found;
  start.serverPending = to.pending;
  return {std::move(start), std::move(to.pool)};
}

bool Worker::admitCall() {
  // The others' share is as of the end of their last turn.
  const std::int64_t own = counters_.inFlight.load(std::memory_order_relaxed) - settledStreams_;
  return setup_.load->liveStreams.load(std::memory_order_relaxed) + own < snapshot_->config.liveStreams;
}

void Worker::callOver(CallPtr call) {
  counters_.inFlight.fetch_sub(1, std::memory_order_relaxed);
  if (const auto outcome = call->outcome()) counters_.tally.add(*outcome, call->age());
  overCalls_.push_back(std::move(call));
}

void Worker::connectionOver(DownstreamConnection& connection) {
  auto node = clients_.extract(&connection);
  if (node.empty()) return;
  counters_.connections.fetch_sub(1, std::memory_order_relaxed);
  setup_.load->admission.leave(connection.source());
  closedClients_.push_back(std::move(node.mapped()));
}

void Worker::onTurnEnd() {
  turn_.flushAll();
  settleLoad();
  const std::int64_t held = setup_.load->held.load(std::memory_order_relaxed);
  if (pressed_ ? pressure_.urgent(held) : pressure_.over(held)) {
    relieve();
    turn_.flushAll();
  }
  if (!active_.empty()) {
    const MonotonicTime now = turn_.clock.now();
    for (Call* call : active_) call->turnEnded(now);
    active_.clear();
  }
  overCalls_.clear();
  closedClients_.clear();
  upstreams_.collect();
  if (setup_.queue != nullptr) setup_.queue->publish();
  if (draining_) stopIfDrained();
}

/// Hands this turn's share of what all workers count together, and the limits that were enforced.
void Worker::settleLoad() {
  if (turn_.held != settledHeld_) {
    setup_.load->held.fetch_add(turn_.held - settledHeld_, std::memory_order_relaxed);
    settledHeld_ = turn_.held;
  }
  const std::int64_t streams = counters_.inFlight.load(std::memory_order_relaxed);
  if (streams != settledStreams_) {
    setup_.load->liveStreams.fetch_add(streams - settledStreams_, std::memory_order_relaxed);
    settledStreams_ = streams;
  }
  counters_.tally.addBytes(std::exchange(turn_.downstream, {}), std::exchange(turn_.upstream, {}));
  if (!turn_.hits.any()) return;
  turn_.hits.forEach([this](http::Limit limit, std::uint64_t count) {
    counters_.limits[static_cast<std::size_t>(limit)].fetch_add(count, std::memory_order_relaxed);
  });
  turn_.hits = {};
}

/// Does this worker's part about the process's buffer budget, and looks again soon while it is needed.
void Worker::relieve() {
  const MonotonicTime now = turn_.clock.now();
  const auto action =
      pressure_.judge(setup_.load->held.load(std::memory_order_relaxed), turn_.held, setup_.workers, now);
  pressed_ = action != MemoryPressure::Action::None;
  pressureTimer_.armAt(pressed_ ? now + kPressureTick : kNever);
  if (!pressed_) {
    for (const auto& [key, client] : clients_) client->resumeCalls();
    return;
  }
  std::vector<DownstreamConnection*> clients;  // dropping may close one
  clients.reserve(clients_.size());
  for (const auto& [key, client] : clients_) clients.push_back(key);
  for (DownstreamConnection* client : clients) client->dropStalled();
  upstreams_.dropStalled();
  if (action == MemoryPressure::Action::Pause) pauseLargest();
  if (action == MemoryPressure::Action::Reset) dropLargest();
}

/// The largest: all that hold at least half of what the largest of all does.
void Worker::pauseLargest() {
  ByteCount most = 0;
  for (const auto& [key, client] : clients_) most = std::max(most, client->largest().bytes);
  std::size_t paused = 0;
  for (const auto& [key, client] : clients_) paused += client->pauseCalls(std::max<ByteCount>(most / 2, 1));
  if (paused > 0) turn_.hits.add(http::Limit::MemoryPaused, paused);
}

void Worker::dropLargest() {
  const auto status = rpc::bridgeStatus(rpc::Code::ResourceExhausted, "memory_pressure",
                                        "the bridge holds too much for slow peers (--limit buffer-budget)");
  std::int64_t held = setup_.load->held.load(std::memory_order_relaxed);
  const auto enough = static_cast<std::int64_t>(pressure_.restBytes());
  do {
    DownstreamConnection* owner = nullptr;
    http::StreamHold largest;
    for (const auto& [key, client] : clients_) {
      if (const auto hold = client->largest(); hold.bytes > largest.bytes) {
        largest = hold;
        owner = key;
      }
    }
    if (owner == nullptr) return;
    owner->drop(largest.stream, status);
    turn_.hits.add(http::Limit::MemoryReset);
    held -= static_cast<std::int64_t>(largest.bytes);
  } while (held > enough);
}

void Worker::stopIfDrained() {
  for (const auto& [key, client] : clients_) {
    if (client->calls() > 0) return;
  }
  drainTimer_.cancel();
  upstreams_.shutdown();
  turn_.flushAll();
  turn_.loop.stop();
}

}  // namespace bascule::proxy
