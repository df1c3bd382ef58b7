// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/bridge.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "bridge/net/source.h"
#include "bridge/proxy/own_endpoints.h"
#include "bridge/proxy/server_book.h"
#include "bridge/proxy/worker.h"

namespace bascule::proxy {

struct Bridge::Impl {
  Impl(capture::Recorder* rec, const Clock& clk, ChangeListener listener)
      : recorder(rec), clock(clk), changed(std::move(listener)) {}

  void onUpstream(const Snapshot& from, std::size_t server, UpstreamState state, const Error* error);
  void onProbed(const Snapshot& from, std::size_t server, rpc::ServerProtocols found);
  void onSchema(const Snapshot& from, std::size_t server, Result<schema::SchemaPtr> fetched,
                const std::string& origin);
  void tellSchema();
  void makeWorkers();
  Result<void> bindAll(const Snapshot& wanted, bool running);
  Result<std::string> bindOne(const ListenAddress& configured, bool running);
  Result<void> bindOwn();
  BridgeStats statsNow() const;

  capture::Recorder* recorder;
  const Clock& clock;
  ChangeListener changed;
  std::unique_ptr<ProcessLoad> load;  ///< before the workers, which refer to it
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<std::pair<ListenAddress, std::string>> bound;  ///< as configured, and what it became
  std::unique_ptr<OwnEndpoints> endpoints;  ///< after the workers, whose numbers it reads; null: not wanted

  mutable std::mutex mutex;
  std::condition_variable ready;
  ServerBook book;    ///< guarded by mutex, as what follows
  BridgeStats stats;  ///< without what the book and the workers know
};

namespace {

/// Connections get half of the descriptors at most: the server's, files and the next call need some too.
std::uint64_t connectionLimit(const BridgeConfig& config) {
  constexpr std::uint64_t kReserve = 256;
  const std::uint64_t descriptors = net::allowDescriptors(2ULL * config.connections + kReserve);
  return std::clamp<std::uint64_t>(descriptors / 2, 1, std::uint64_t{config.connections});
}

std::vector<std::string> textsOf(const std::vector<std::pair<ListenAddress, std::string>>& bound) {
  std::vector<std::string> texts;
  texts.reserve(bound.size());
  for (const auto& [configured, text] : bound) texts.push_back(text);
  return texts;
}

}  // namespace

/// `from` is what the worker goes by: after a reload it may for a moment be another one than ours.
void Bridge::Impl::onUpstream(const Snapshot& from, std::size_t server, UpstreamState state,
                              const Error* error) {
  {
    const std::lock_guard lock(mutex);
    if (!book.noteState(from, server, state, error)) return;
  }
  ready.notify_all();
  changed();
}

void Bridge::Impl::onProbed(const Snapshot& from, std::size_t server, rpc::ServerProtocols found) {
  {
    const std::lock_guard lock(mutex);
    if (!book.noteProtocols(from, server, found)) return;
  }
  ready.notify_all();
  changed();
}

void Bridge::Impl::onSchema(const Snapshot& from, std::size_t server, Result<schema::SchemaPtr> fetched,
                            const std::string& origin) {
  {
    const std::lock_guard lock(mutex);
    if (!book.noteSchema(from, server, std::move(fetched), origin)) return;
  }
  tellSchema();
  ready.notify_all();
  changed();
}

/// Those to whom the schema matters: the calls that wait for it, and the session file.
void Bridge::Impl::tellSchema() {
  std::unique_lock lock(mutex);
  const schema::SchemaPtr inForce = book.schema();
  const bool more = book.pending();
  lock.unlock();
  for (const auto& worker : workers) worker->setSchema(inForce, more);
  if (recorder != nullptr && !inForce->empty()) recorder->setSchema(inForce->serialized());
}

void Bridge::Impl::makeWorkers() {
  const int count = workerCount(book.snapshot()->config);
  for (int i = 0; i < count; ++i) {
    WorkerSetup setup;
    setup.index = i;
    setup.snapshot = book.snapshot();
    setup.fetchSchema = i == 0;
    setup.queue = recorder != nullptr ? &recorder->addQueue({}) : nullptr;
    setup.load = load.get();
    setup.workers = count;
    setup.clock = &clock;
    setup.listeners.state = [this, i](const Snapshot& from, std::size_t server, UpstreamState state,
                                      const Error* error) {
      if (i == 0) onUpstream(from, server, state, error);
    };
    setup.listeners.probed = [this, i](const Snapshot& from, std::size_t server, rpc::ServerProtocols found) {
      if (i == 0) onProbed(from, server, found);
    };
    setup.listeners.schema = [this](const Snapshot& from, std::size_t server,
                                    Result<schema::SchemaPtr> fetched, const std::string& origin) {
      onSchema(from, server, std::move(fetched), origin);
    };
    workers.push_back(std::make_unique<Worker>(std::move(setup)));
  }
}

Result<std::string> Bridge::Impl::bindOne(const ListenAddress& configured, bool running) {
  const bool shared = workers.size() > 1;
  ListenAddress address = configured;
  std::string text;
  for (const auto& worker : workers) {
    const auto at = running ? worker->listenSoon(configured, address, shared).get()
                            : worker->listen(configured, address, shared);
    if (!at) return std::unexpected(at.error());
    address.port = at->port;  // port 0: the other workers share the one the first got
    text = at->text;
  }
  return text;
}

/// Binds what is not bound yet, and forgets what is not wanted any more; all or nothing.
Result<void> Bridge::Impl::bindAll(const Snapshot& wanted, bool running) {
  decltype(bound) next;
  for (const ListenAddress& address : wanted.listen()) {
    const auto known = std::ranges::find_if(bound, [&](const auto& entry) { return entry.first == address; });
    if (known != bound.end()) {
      next.push_back(*known);
      continue;
    }
    auto text = bindOne(address, running);
    if (!text) {
      if (running) {
        for (const auto& worker : workers) worker->forgetBound();
      }
      return std::unexpected(text.error());
    }
    next.emplace_back(address, std::move(*text));
  }
  bound = std::move(next);
  return {};
}

Result<void> Bridge::Impl::bindOwn() {
  const BridgeConfig& config = book.snapshot()->config;
  if (!config.metrics) return {};
  auto own = OwnEndpoints::bind(*config.metrics, config, clock, [this] {
    OwnNumbers now{statsNow(), std::nullopt};
    if (recorder != nullptr) now.capture = recorder->stats();
    return now;
  });
  if (!own) {
    Error error = own.error();
    // A cause of its own: another --listen would not help.
    error.cause = "metrics_address";
    error.message = "--metrics " + config.metrics->text() + ": " + error.message;
    return std::unexpected(std::move(error));
  }
  endpoints = std::move(*own);
  return {};
}

Bridge::Bridge(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Bridge::~Bridge() { stop(true); }

Result<std::unique_ptr<Bridge>> Bridge::create(BridgeConfig config, capture::Recorder* recorder,
                                               const Clock& clock, ChangeListener changed) {
  auto snapshot = makeSnapshot(std::move(config));
  if (!snapshot) return std::unexpected(snapshot.error());
  auto impl = std::make_unique<Impl>(recorder, clock, std::move(changed));
  impl->book.putInForce(std::move(*snapshot));
  const BridgeConfig& valid = impl->book.snapshot()->config;
  impl->load = std::make_unique<ProcessLoad>(connectionLimit(valid), valid.connectionsPerSource);
  impl->makeWorkers();
  if (recorder != nullptr && !impl->book.schema()->empty())
    recorder->setSchema(impl->book.schema()->serialized());
  return std::unique_ptr<Bridge>(new Bridge(std::move(impl)));
}

Result<void> Bridge::bind() {
  auto done = impl_->bindAll(*impl_->book.snapshot(), false);
  if (done) done = impl_->bindOwn();
  const std::lock_guard lock(impl_->mutex);
  impl_->stats.state = done ? BridgeState::Starting : BridgeState::Failed;
  impl_->stats.listen = done ? textsOf(impl_->bound) : std::vector<std::string>{};
  if (impl_->endpoints != nullptr) impl_->stats.metrics = impl_->endpoints->listenText();
  return done;
}

Result<std::vector<std::string>> Bridge::reload(BridgeConfig config, schema::SchemaPtr named) {
  std::vector<std::string> fixed;
  const auto inForce = this->config();
  if (config.workers != inForce->workers) fixed.emplace_back("workers");
  if (config.metrics != inForce->metrics) fixed.emplace_back("metrics");
  config.workers = inForce->workers;
  config.metrics = inForce->metrics;
  auto next = makeSnapshot(std::move(config), std::move(named));
  if (!next) return std::unexpected(next.error());
  if (auto bound = impl_->bindAll(**next, true); !bound) return std::unexpected(bound.error());
  impl_->load->admission.setLimits(connectionLimit((*next)->config), (*next)->config.connectionsPerSource);
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->book.putInForce(*next);
    impl_->stats.listen = textsOf(impl_->bound);
  }
  std::vector<std::future<void>> applied;
  for (const auto& worker : impl_->workers) applied.push_back(worker->apply(*next));
  for (std::future<void>& done : applied) done.get();
  impl_->tellSchema();
  impl_->changed();
  return fixed;
}

void Bridge::go() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stats.state = BridgeState::Running;
  }
  for (const auto& worker : impl_->workers) worker->start();
  if (impl_->endpoints != nullptr) impl_->endpoints->start();
  impl_->changed();
}

void Bridge::waitReady(Duration timeout) {
  std::unique_lock lock(impl_->mutex);
  impl_->ready.wait_for(lock, timeout, [this] { return impl_->book.settled(); });
}

void Bridge::shutdown() {
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->stats.state != BridgeState::Running) return;
    impl_->stats.state = BridgeState::Draining;
  }
  for (const auto& worker : impl_->workers) worker->drain();
  impl_->changed();
}

void Bridge::stop(bool now) {
  if (now) {
    for (const auto& worker : impl_->workers) worker->stopNow();
  } else {
    shutdown();
  }
  for (const auto& worker : impl_->workers) worker->join();
  const std::lock_guard lock(impl_->mutex);
  impl_->stats.state = BridgeState::Stopped;
}

BridgeStats Bridge::stats() const { return impl_->statsNow(); }

BridgeStats Bridge::Impl::statsNow() const {
  BridgeStats now;
  {
    const std::lock_guard lock(mutex);
    now = stats;
    book.fill(now);
  }
  for (const auto& worker : workers) {
    const WorkerCounters& counters = worker->counters();
    now.connections += counters.connections.load(std::memory_order_relaxed);
    now.inFlight += counters.inFlight.load(std::memory_order_relaxed);
    now.calls += counters.calls.load(std::memory_order_relaxed);
    now.refused += counters.refused.load(std::memory_order_relaxed);
    now.preflights += counters.preflights.load(std::memory_order_relaxed);
    now.foreignHosts += counters.foreignHosts.load(std::memory_order_relaxed);
    now.callSums.add(counters.tally.take());
    for (std::size_t i = 0; i < http::kLimitCount; ++i) {
      now.limits.add(static_cast<http::Limit>(i), counters.limits[i].load(std::memory_order_relaxed));
    }
  }
  now.heldBytes =
      static_cast<std::uint64_t>(std::max<std::int64_t>(0, load->held.load(std::memory_order_relaxed)));
  return now;
}

schema::SchemaPtr Bridge::schema() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->book.schema();
}

schema::SchemaPtr Bridge::namedSchema() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->book.snapshot()->named;
}

std::shared_ptr<const BridgeConfig> Bridge::config() const {
  const std::lock_guard lock(impl_->mutex);
  const SnapshotPtr& snapshot = impl_->book.snapshot();
  return {snapshot, &snapshot->config};
}

void Bridge::refreshSchema() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->book.noteAsked();
  }
  impl_->workers.front()->refreshSchema();
  impl_->changed();
}

}  // namespace bascule::proxy
