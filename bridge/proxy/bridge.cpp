// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/bridge.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "bridge/net/source.h"
#include "bridge/proxy/own_endpoints.h"
#include "bridge/proxy/worker.h"

namespace bascule::proxy {

struct Bridge::Impl {
  Impl(BridgeConfig cfg, capture::Recorder* rec, const Clock& clk, ChangeListener listener)
      : config(std::move(cfg)), recorder(rec), clock(clk), changed(std::move(listener)) {}

  void onUpstream(UpstreamState state, const Error* error);
  void onProbed(rpc::ServerProtocols found);
  void onSchema(Result<schema::SchemaPtr> fetched, const std::string& origin);
  Result<void> makeTls(const UpstreamUrl& upstream);
  void makeWorkers(const UpstreamUrl& upstream);
  Result<void> bindAll();
  Result<void> bindOwn();
  BridgeStats statsNow() const;

  BridgeConfig config;
  capture::Recorder* recorder;
  net::TlsContextPtr tls;          // of the listeners
  net::TlsContextPtr upstreamTls;  // towards the server
  const Clock& clock;
  ChangeListener changed;
  std::shared_ptr<const translate::CallSettings> settings;
  std::unique_ptr<ProcessLoad> load;  ///< before the workers, which refer to it
  schema::SchemaPtr named;            ///< from files the user named; wins over reflection
  std::vector<std::unique_ptr<Worker>> workers;
  std::unique_ptr<OwnEndpoints> endpoints;  ///< after the workers, whose numbers it reads; null: not wanted

  mutable std::mutex mutex;
  std::condition_variable ready;
  bool probed = false;
  BridgeStats stats;         ///< guarded by mutex
  schema::SchemaPtr schema;  ///< guarded by mutex
};

namespace {

std::uint32_t methodCount(const schema::Schema& schema) {
  return static_cast<std::uint32_t>(schema.methods().size());
}

std::shared_ptr<const translate::CallSettings> makeSettings(const BridgeConfig& config,
                                                            const UpstreamUrl& upstream) {
  auto settings = std::make_shared<translate::CallSettings>();
  settings->request = {config.maxMessageBytes, config.maxMessageGiven ? config.maxMessageBytes : 0};
  settings->response = {config.maxResponseBytes, config.maxResponseGiven ? config.maxResponseBytes : 0};
  settings->maxConvertedRequest = config.maxMessageBytes;
  settings->maxConvertedResponse = config.maxResponseBytes;
  settings->limitsAllRequests = config.maxMessageGiven;
  settings->limitsAllResponses = config.maxResponseGiven;
  settings->schemaWait = config.schemaWait;
  settings->deadlineGrace = config.deadlineGrace;
  settings->maxTimeout = config.maxTimeout;
  settings->defaultTimeout = config.defaultTimeout;
  settings->slowBodyRate = config.slowBodyRate;
  settings->slowBodyGrace = config.slowBodyGrace;
  settings->json = config.json;
  settings->inflateRatio = config.inflateRatio;
  settings->upstreamScheme = upstream.scheme();
  settings->upstreamAuthority = net::endpointText(upstream.host, upstream.port);
  settings->upstreamUrl = upstream.text();
  settings->serverProtocol = config.serverProtocol;
  settings->serverCodec = config.serverCodec;
  settings->cors = translate::CorsRules::create(config.corsOrigins).value_or(translate::CorsRules());
  return settings;
}

/// A server on HTTP/1.1 whose calls are only inspected cannot be asked: nothing says what it speaks.
bool asksReflection(const BridgeConfig& config) {
  const bool unknown = config.serverProtocol == rpc::ServerProtocol::Same;
  return config.reflection && !(unknown && config.upstreamHttp == UpstreamHttp::Http11);
}

/// The server is asked what it speaks unless the user says it.
bool probes(const BridgeConfig& config) { return config.serverProtocol == rpc::ServerProtocol::Auto; }

/// Connections get half of the descriptors at most: the server's, files and the next call need some too.
std::unique_ptr<ProcessLoad> makeLoad(const BridgeConfig& config) {
  constexpr std::uint64_t kReserve = 256;
  const std::uint64_t descriptors = net::allowDescriptors(2ULL * config.connections + kReserve);
  const std::uint64_t connections =
      std::clamp<std::uint64_t>(descriptors / 2, 1, std::uint64_t{config.connections});
  return std::make_unique<ProcessLoad>(connections, config.connectionsPerSource);
}

int workerCount(const BridgeConfig& config) {
  if (config.workers > 0) return config.workers;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
}

}  // namespace

void Bridge::Impl::onUpstream(UpstreamState state, const Error* error) {
  {
    const std::lock_guard lock(mutex);
    stats.upstream = state;
    stats.upstreamError = error != nullptr ? error->cause : "";
    const bool settled = (state == UpstreamState::Down && error != nullptr) ||
                         (state == UpstreamState::Connected && !config.reflection && !probes(config));
    if (state == UpstreamState::Down) stats.serverProtocols = {};
    if (settled) probed = true;
  }
  ready.notify_all();
  changed();
}

void Bridge::Impl::onProbed(rpc::ServerProtocols found) {
  {
    const std::lock_guard lock(mutex);
    stats.serverProtocols = found;
    if (!config.reflection) probed = true;
  }
  ready.notify_all();
  changed();
}

void Bridge::Impl::onSchema(Result<schema::SchemaPtr> fetched, const std::string& origin) {
  schema::SchemaPtr inForce;
  {
    const std::lock_guard lock(mutex);
    probed = true;
    if (fetched) {
      auto merged = schema::merge(named, *fetched);
      schema = merged ? *merged : *fetched;
      stats.schema = SchemaState::Ready;
      stats.schemaOrigin = named->empty() ? origin : "files and " + origin;
      stats.schemaError.clear();
    } else {
      stats.schema = named->empty() && schema->empty() ? SchemaState::Failed : SchemaState::Ready;
      stats.schemaError = fetched.error().message;
    }
    stats.methodsKnown = methodCount(*schema);
    inForce = schema;
  }
  for (const auto& worker : workers) worker->setSchema(inForce, false);
  if (recorder != nullptr && !inForce->empty()) recorder->setSchema(inForce->serialized());
  ready.notify_all();
  changed();
}

/// Reads the certificates of both sides.
Result<void> Bridge::Impl::makeTls(const UpstreamUrl& upstream) {
  if (!config.tlsCertificate.empty()) {
    auto made = net::TlsContext::server({config.tlsCertificate, config.tlsKey, config.tlsClientCa});
    if (!made) return std::unexpected(made.error());
    tls = std::move(*made);
  }
  if (upstream.tls) {
    auto made = net::TlsContext::client({config.upstreamCa, config.upstreamCert, config.upstreamKey,
                                         config.upstreamInsecure, config.upstreamHttp != UpstreamHttp::Http11,
                                         config.upstreamHttp != UpstreamHttp::Http2});
    if (!made) return std::unexpected(made.error());
    upstreamTls = std::move(*made);
  }
  return {};
}

void Bridge::Impl::makeWorkers(const UpstreamUrl& upstream) {
  for (int i = 0; i < workerCount(config); ++i) {
    WorkerSetup setup;
    setup.index = i;
    setup.config = &config;
    setup.upstream = upstream;
    setup.settings = settings;
    setup.schema = schema;
    setup.fetchSchema = config.reflection && i == 0;
    setup.queue = recorder != nullptr ? &recorder->addQueue({}) : nullptr;
    setup.tls = tls;
    setup.upstreamTls = upstreamTls;
    setup.load = load.get();
    setup.workers = workerCount(config);
    setup.clock = &clock;
    setup.upstreamChanged = [this, i](UpstreamState state, const Error* error) {
      if (i == 0) onUpstream(state, error);
    };
    setup.probe = probes(config);
    setup.serverProbed = [this, i](rpc::ServerProtocols found) {
      if (i == 0) onProbed(found);
    };
    setup.schemaFetched = [this](Result<schema::SchemaPtr> fetched, const std::string& origin) {
      onSchema(std::move(fetched), origin);
    };
    workers.push_back(std::make_unique<Worker>(std::move(setup)));
  }
}

Result<void> Bridge::Impl::bindAll() {
  const bool byDefault = config.listen.empty();
  std::vector<ListenAddress> addresses = config.listen;
  if (byDefault) {
    addresses.push_back({"127.0.0.1", 8080});
    if (net::hasIpv6Loopback()) addresses.push_back({"::1", 8080});
  }
  const bool shared = workers.size() > 1;
  for (ListenAddress address : addresses) {
    for (const auto& worker : workers) {
      const auto port = worker->listen(address, shared);
      if (!port) return std::unexpected(port.error());
      address.port = *port;  // port 0: the other workers share the one the first got
    }
  }
  return {};
}

Result<void> Bridge::Impl::bindOwn() {
  if (!config.metrics) return {};
  auto bound = OwnEndpoints::bind(*config.metrics, config, clock, [this] {
    OwnNumbers now{statsNow(), std::nullopt};
    if (recorder != nullptr) now.capture = recorder->stats();
    return now;
  });
  if (!bound) {
    Error error = bound.error();
    // A cause of its own: another --listen would not help.
    error.cause = "metrics_address";
    error.message = "--metrics " + config.metrics->text() + ": " + error.message;
    return std::unexpected(std::move(error));
  }
  endpoints = std::move(*bound);
  return {};
}

Bridge::Bridge(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Bridge::~Bridge() { stop(true); }

Result<std::unique_ptr<Bridge>> Bridge::create(BridgeConfig config, capture::Recorder* recorder,
                                               const Clock& clock, ChangeListener changed) {
  if (auto valid = validate(config); !valid) return std::unexpected(valid.error());
  config.reflection = asksReflection(config);
  const auto upstream = UpstreamUrl::parse(config.upstream);
  if (!upstream) return std::unexpected(upstream.error());
  auto impl = std::make_unique<Impl>(std::move(config), recorder, clock, std::move(changed));
  impl->named = schema::Schema::wellKnown();
  if (!impl->config.schemaPaths.empty()) {
    auto loaded = schema::loadSources({impl->config.schemaPaths, impl->config.protoPaths});
    if (!loaded) return std::unexpected(loaded.error());
    impl->named = *loaded;
    impl->stats.schema = SchemaState::Ready;
    impl->stats.schemaOrigin = "files";
  }
  impl->schema = impl->named;
  impl->stats.methodsKnown = methodCount(*impl->schema);
  if (impl->config.reflection && impl->named->empty()) impl->stats.schema = SchemaState::Loading;
  if (auto made = impl->makeTls(*upstream); !made) return std::unexpected(made.error());
  impl->settings = makeSettings(impl->config, *upstream);
  impl->load = makeLoad(impl->config);
  impl->makeWorkers(*upstream);
  if (recorder != nullptr && !impl->named->empty()) recorder->setSchema(impl->named->serialized());
  return std::unique_ptr<Bridge>(new Bridge(std::move(impl)));
}

Result<void> Bridge::bind() {
  auto bound = impl_->bindAll();
  if (bound) bound = impl_->bindOwn();
  const std::lock_guard lock(impl_->mutex);
  impl_->stats.state = bound ? BridgeState::Starting : BridgeState::Failed;
  if (bound) impl_->stats.listen = impl_->workers.front()->listenTexts();
  if (impl_->endpoints != nullptr) impl_->stats.metrics = impl_->endpoints->listenText();
  return bound;
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
  impl_->ready.wait_for(lock, timeout, [this] { return impl_->probed; });
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
  return impl_->schema;
}

void Bridge::refreshSchema() { impl_->workers.front()->refreshSchema(); }

}  // namespace bascule::proxy
