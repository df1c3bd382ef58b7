// SPDX-License-Identifier: GPL-3.0-or-later
// `SchemaFetcher`: asks the upstream's server reflection (v1, then v1alpha) for its descriptors, after each
// connect and on request. One upstream stream at a time. Thread: the worker's.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "bridge/proxy/upstream_pool.h"
#include "bridge/rpc/grpc.h"
#include "bridge/schema/reflection.h"

namespace bascule::proxy {

class SchemaFetcher final : public UpstreamUser {
 public:
  /// The schema and where it came from (`reflection v1`), or why there is none.
  using Listener = std::function<void(Result<schema::SchemaPtr>, std::string origin)>;
  SchemaFetcher(Turn& turn, UpstreamPool& pool, const UpstreamUrl& url, Duration timeout, Listener listener);
  ~SchemaFetcher() override;

  void onUpstreamState(UpstreamState state, const Error* error);
  void refresh();

  void onUpstreamReady(UpstreamConnection& connection) override;
  void onUpstreamEvent(http::Event& event) override;
  void onUpstreamFailed(const Error& error) override;

 private:
  void begin(std::size_t version);
  void onRpcEvents(rpc::RpcEvents& events);
  void onMessage(rpc::MessagePiece& piece);
  void send(const std::vector<std::string>& messages);
  void onStatus(const rpc::Status& status);
  void finish(Result<schema::SchemaPtr> result);
  void leave();

  Turn& turn_;
  UpstreamPool& pool_;
  std::string_view scheme_;
  std::string authority_;
  Duration timeout_;
  Listener listener_;
  net::Timer timer_;
  std::size_t version_ = 0;
  bool running_ = false;
  bool waiting_ = false;
  std::unique_ptr<schema::ReflectionSession> dialogue_;
  std::unique_ptr<rpc::GrpcResponseReader> reader_;
  ByteQueue message_;
  UpstreamConnection* upstream_ = nullptr;
  http::StreamId stream_ = 0;
};

}  // namespace bascule::proxy
