// SPDX-License-Identifier: GPL-3.0-or-later
// `Bridge`: the facade the window and main use. Starts workers, listeners, upstream pool and schema
// fetcher; stops them with a drain. Thread: all functions on the owner's thread; stats() from any thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bridge/base/clock.h"
#include "bridge/base/error.h"
#include "bridge/capture/recorder.h"
#include "bridge/proxy/bridge_config.h"
#include "bridge/proxy/bridge_stats.h"
#include "bridge/schema/registry.h"

namespace bascule::proxy {

class Bridge {
 public:
  /// Called from a bridge thread when state, upstream state or schema changed: ask stats() again.
  using ChangeListener = std::function<void()>;

  /// `recorder` may be null (no capture); it and `clock` must outlive the bridge. Its queues are added here,
  /// so start the recorder after this. Errors as validate(), plus unreadable or invalid schema files.
  static Result<std::unique_ptr<Bridge>> create(BridgeConfig config, capture::Recorder* recorder,
                                                const Clock& clock, ChangeListener changed);
  ~Bridge();

  /// Binds every listener. Errors: Io `port_taken` (message names the address), `address_unusable`, and
  /// `metrics_address` for the bridge's own endpoints.
  Result<void> bind();
  /// Starts the workers; call once after bind(), when the recorder runs.
  void go();
  /// Goes by `config` from now on, without dropping a call: listeners, servers, schema, limits and timeouts
  /// hold for new connections and calls, open ones end as they began. Gives the names of the flags whose
  /// change needs a restart. An error (as create() and bind()) changes nothing. While the bridge runs only.
  /// `named`: what `config.schemaPaths` hold (schema::loadEach()), so that no schema is read here.
  Result<std::vector<std::string>> reload(BridgeConfig config, schema::SchemaPtr named = nullptr);
  /// Returns when the first probe of every upstream (connection, then schema) ended or `timeout` is over.
  void waitReady(Duration timeout);
  /// Begins the drain: no new connections, GOAWAY, open calls get the configured time; returns at once.
  void shutdown();
  /// Returns when everything is closed. `now` ends open calls at once.
  void stop(bool now = false);

  BridgeStats stats() const;
  /// The schema in force (never null).
  schema::SchemaPtr schema() const;
  /// The part of it that comes from files (never null).
  schema::SchemaPtr namedSchema() const;
  /// The configuration in force.
  std::shared_ptr<const BridgeConfig> config() const;
  /// Asks the reflection of those upstreams again that are asked for it; stats() tell how it ends.
  void refreshSchema();

 private:
  struct Impl;
  explicit Bridge(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace bascule::proxy
