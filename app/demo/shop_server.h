// SPDX-License-Identifier: GPL-3.0-or-later
// The demo shop as a gRPC server over HTTP/2, with server reflection. Thread: the demo's loop.
#pragma once

#include <memory>
#include <vector>

#include "bridge/net/listener.h"
#include "bridge/proxy/connection.h"
#include "bridge/schema/registry.h"

namespace bascule::demo {

class ShopConnection;

class ShopServer {
 public:
  static Result<std::unique_ptr<ShopServer>> listen(proxy::Turn& turn, schema::SchemaPtr schema);
  ~ShopServer();
  std::uint16_t port() const { return listener_->port(); }
  /// Destroys connections that ended during the turn.
  void collect();

 private:
  ShopServer(proxy::Turn& turn, schema::SchemaPtr schema, std::unique_ptr<net::Listener> listener);
  proxy::Turn& turn_;
  schema::SchemaPtr schema_;
  std::unique_ptr<net::Listener> listener_;
  std::vector<std::unique_ptr<ShopConnection>> connections_;
};

}  // namespace bascule::demo
