// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/running.h"

#include "app/config/reload.h"
#include "app/key_files.h"
#include "app/port_owner.h"
#include "app/version.h"
#include "bridge/base/ascii.h"

namespace bascule::app {
namespace {

std::string listenText(const proxy::BridgeConfig& config) {
  std::string text;
  for (const proxy::ListenAddress& address : config.listen)
    text += (text.empty() ? "" : ", ") + address.text();
  return text.empty() ? "127.0.0.1:8080" : text;
}

capture::RecorderConfig recorderConfig(const Options& options, const proxy::BridgeConfig& bridge,
                                       const std::filesystem::path& file) {
  capture::RecorderConfig config;
  config.file = file;
  config.redaction = options.redaction;
  config.sessionLimit = options.sessionLimit;
  if (options.payloadLimit) config.payloadLimit = *options.payloadLimit;
  config.programVersion = kVersion;
  config.listen = listenText(bridge);
  config.upstream = bridge.upstream;
  return config;
}

}  // namespace

Result<std::unique_ptr<Running>> Running::start(const Options& options,
                                                const std::filesystem::path& sessionFile, const Clock& clock,
                                                RunListeners listeners) {
  std::unique_ptr<Running> running(new Running());
  proxy::BridgeConfig config = options.bridge;
  if (options.demo) {
    auto demo = demo::Demo::start(clock);
    if (!demo) return std::unexpected(demo.error());
    running->demo_ = std::move(*demo);
    config.upstream = running->demo_->upstreamUrl();
  }
  if (!sessionFile.empty() || listeners.rows || listeners.calls) {
    auto recorder = capture::Recorder::create(recorderConfig(options, config, sessionFile), clock,
                                              std::move(listeners.rows), std::move(listeners.calls));
    if (!recorder) return std::unexpected(recorder.error());
    running->recorder_ = std::move(*recorder);
  }
  const auto changed = [raw = running.get(), tell = listeners.changed] { raw->onChange(tell); };
  auto started = running->startBridge(config, clock, changed);
  if (!started && started.error().cause == "port_taken" && options.demo && config.listen.empty()) {
    // Nobody waits for the demo at a certain port: another one will do.
    config.listen = {{"127.0.0.1", 0}};
    started = running->startBridge(config, clock, changed);
  }
  if (!started) return std::unexpected(started.error());
  if (running->recorder_ != nullptr) running->recorder_->start();
  if (listeners.log != nullptr) running->startLog(*listeners.log, clock);
  running->bridge_->go();
  return running;
}

void Running::startLog(Log& log, const Clock& clock) {
  runLog_ = std::make_unique<RunLog>(log, clock, upstreamUrl(), [this] {
    RunNumbers now{bridge_->stats(), std::nullopt};
    if (recorder_ != nullptr) now.recorder = recorder_->stats();
    return now;
  });
}

/// On a thread of the bridge.
void Running::onChange(const proxy::Bridge::ChangeListener& changed) {
  if (runLog_ != nullptr) runLog_->look();
  changed();
}

Result<void> Running::startBridge(const proxy::BridgeConfig& config, const Clock& clock,
                                  const proxy::Bridge::ChangeListener& changed) {
  keepKeysPrivate(config);
  auto bridge = proxy::Bridge::create(config, recorder_.get(), clock, changed);
  if (!bridge) return std::unexpected(bridge.error());
  bridge_ = std::move(*bridge);
  auto bound = checkPorts(config);
  if (bound) bound = bridge_->bind();
  if (!bound && bound.error().cause == "port_taken")
    return std::unexpected(namePortOwner(bound.error(), config));
  return bound;
}

Result<std::vector<std::string>> Running::apply(proxy::BridgeConfig config) {
  const auto inForce = bridge_->config();
  if (demo_ != nullptr) {
    config.upstream = inForce->upstream;
    config.routes.clear();
  }
  const bool sameSchema =
      config.schemaPaths == inForce->schemaPaths && config.protoPaths == inForce->protoPaths;
  return config::putInForce(config, *bridge_, sameSchema ? bridge_->namedSchema() : nullptr);
}

Result<void> Running::setSchema(const schema::SourceSpec& spec, const schema::SchemaPtr& named) {
  proxy::BridgeConfig config = *bridge_->config();
  config.schemaPaths = spec.paths;
  config.protoPaths = spec.protoPaths;
  const auto set = config::putInForce(config, *bridge_, named);
  return set ? Result<void>() : std::unexpected(set.error());
}

Running::~Running() { stop(true); }

void Running::waitReady() {
  bridge_->waitReady(std::chrono::seconds(2));
  startDemoClients();
}

void Running::startDemoClients() {
  if (demo_ != nullptr) demo_->startClients(loopbackPort(bridge_->stats().listen));
}

proxy::BridgeStats Running::stop(bool now) {
  // Order matters: who calls first, then who carries and who is called, then who writes down.
  if (demo_ != nullptr) demo_->stopClients();
  proxy::BridgeStats last;
  if (bridge_ != nullptr) {
    bridge_->stop(now);
    last = bridge_->stats();
  }
  demo_.reset();
  if (recorder_ != nullptr) recorder_->stop();
  runLog_.reset();
  bridge_.reset();
  recorder_.reset();
  return last;
}

std::uint16_t loopbackPort(const std::vector<std::string>& addresses) {
  constexpr std::string_view kLoopback = "127.0.0.1:";
  for (const std::string& address : addresses) {
    if (address.starts_with(kLoopback)) {
      return static_cast<std::uint16_t>(
          ascii::parseDigits(std::string_view(address).substr(kLoopback.size()), 5).value_or(0));
    }
  }
  return 0;
}

}  // namespace bascule::app
