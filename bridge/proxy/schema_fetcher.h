// SPDX-License-Identifier: GPL-3.0-or-later
// `SchemaFetcher`: asks the upstream's server reflection (v1, then v1alpha) for its descriptors, when the
// server has become reachable and on request, in the protocol the server speaks.
//
// Each call asks everything that is known to be missing and ends its request: half-duplex, so that it works
// over HTTP/1.1 and in gRPC-Web too. Another call follows while imports are missing. Thread: the worker's.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "bridge/proxy/own_call.h"
#include "bridge/schema/reflection.h"

namespace bascule::proxy {

class SchemaFetcher final : public OwnCallListener {
 public:
  /// The schema and where it came from (`reflection v1`), or why there is none.
  using Listener = std::function<void(Result<schema::SchemaPtr>, std::string origin)>;
  SchemaFetcher(Turn& turn, UpstreamPool& pool, const UpstreamUrl& url, const BridgeConfig& config,
                Listener listener);
  void onUpstreamState(UpstreamState state, const Error* error);
  void refresh();
  /// What the server is spoken to in from the next question on.
  void speak(rpc::ServerProtocol server);

  void onAnswer(rpc::RpcEvents& events) override;
  void onLost(const Error& error) override;

 private:
  void begin(std::size_t version);
  void ask();
  void onMessage(rpc::MessagePiece& piece);
  void onStatus(const rpc::Status& status);
  void finish(Result<schema::SchemaPtr> result);

  Turn& turn_;
  rpc::Protocol protocol_;
  Duration timeout_;
  Listener listener_;
  net::Timer timer_;
  net::Timer askSoon_;
  std::size_t version_ = 0;
  bool running_ = false;
  bool reachable_ = false;  ///< since it was, its schema has been asked for
  std::unique_ptr<schema::ReflectionSession> dialogue_;
  std::vector<std::string> missing_;                           ///< requests of the next call
  rpc::Compression compression_ = rpc::Compression::Identity;  ///< of the answer
  ByteQueue message_;
  OwnCall call_;
};

}  // namespace bascule::proxy
