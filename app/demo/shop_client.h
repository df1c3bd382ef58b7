// SPDX-License-Identifier: GPL-3.0-or-later
// One demo client: a persona with a protocol of its own that repeats its calls through the bridge.
// Thread: the demo's loop.
#pragma once

#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bridge/net/connector.h"
#include "bridge/proxy/connection.h"
#include "bridge/rpc/protocol.h"
#include "bridge/schema/registry.h"

namespace bascule::demo {

/// One call a persona makes again and again. Requests are JSON, whatever goes over the wire.
struct Script {
  std::string_view path;
  std::vector<std::string_view> requests;
  Duration every;       ///< period
  Duration first;       ///< start of the first
  Duration spacing{0};  ///< between messages of a stream
  Duration timeout{0};  ///< deadline; 0 = none
};

struct Persona {
  std::string_view name;
  rpc::Protocol protocol;
  rpc::Codec codec;
  http::Version version;
  std::vector<Script> scripts;
};

/// The clients of the demo.
const std::vector<Persona>& personas();

class ShopClient final : public proxy::ConnectionHandler {
 public:
  ShopClient(proxy::Turn& turn, const Persona& persona, const schema::Schema& schema, std::uint16_t port);
  ~ShopClient() override;

  void onEvent(http::Event& event) override;
  void onClosed(const Error& reason) override;
  /// Destroys what ended during the turn and reconnects where needed.
  void collect();

 private:
  struct Running;
  void connect();
  void startCall(std::size_t script);
  void sendNext(http::StreamId stream);
  http::HeadersPtr headersOf(const Script& script) const;
  std::string bodyOf(const Script& script, std::string_view request) const;
  bool enveloped() const { return persona_.protocol != rpc::Protocol::ConnectUnary; }

  proxy::Turn& turn_;
  const Persona& persona_;
  const schema::Schema& schema_;
  std::uint16_t port_;
  std::unique_ptr<net::Connector> connector_;
  std::unique_ptr<net::Connector> usedConnector_;
  std::unique_ptr<proxy::Connection> connection_;
  net::Timer reconnect_;
  std::vector<std::unique_ptr<net::Timer>> clocks_;  ///< one per script
  std::unordered_map<http::StreamId, std::unique_ptr<Running>> running_;
};

}  // namespace bascule::demo
