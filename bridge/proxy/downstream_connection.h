// SPDX-License-Identifier: GPL-3.0-or-later
// `DownstreamConnection`: one client's connection and its calls. Thread: the worker's.
#pragma once

#include <memory>
#include <unordered_map>

#include "bridge/proxy/call.h"
#include "bridge/proxy/connection.h"
#include "bridge/proxy/snapshot.h"

namespace bascule::proxy {

/// What a call starts with.
struct StartedCall {
  translate::CallStart start;
  std::shared_ptr<UpstreamPool> pool;  ///< null if no route takes the call
};

/// What a client's connection needs from its worker.
class ClientHost : public CallHost {
 public:
  /// `target`: of the request, its path and perhaps a query.
  virtual StartedCall startCall(const capture::ConnectionInfoPtr& client, std::string_view target) = 0;
  /// False: the process has as many open calls as it may have.
  virtual bool admitCall() = 0;
  virtual void callOver(CallPtr call) = 0;
  virtual void connectionOver(class DownstreamConnection& connection) = 0;
  /// A browser was told that its page may call.
  virtual void preflight() = 0;
  /// A request for a host name that is not allowed here.
  virtual void foreignHost() = 0;
};

class DownstreamConnection final : public ConnectionHandler {
 public:
  /// `source`: what the client counts as, see net::sourceOf().
  DownstreamConnection(ClientHost& host, Turn& turn, net::TcpSocket socket, std::string source,
                       std::shared_ptr<const ListenerSettings> settings);
  ~DownstreamConnection() override;

  void start() { connection_.start(); }
  /// Null before the first bytes told the protocol.
  http::Session* session() const { return connection_.closed() ? nullptr : connection_.session(); }
  void touch() { connection_.touch(); }
  void shutdown();
  void abortCalls(const rpc::Status& status);
  void onSchema(const schema::SchemaPtr& schema, bool pending);
  /// What the server behind `pool` speaks is known.
  void onServer(const UpstreamPool& pool, rpc::ServerProtocols found);
  std::size_t calls() const { return calls_.size(); }
  bool closed() const { return connection_.closed(); }
  const std::string& source() const { return source_; }
  const ListenerSettings& settings() const { return *settings_; }
  /// Since when it has carried no call and has nothing to write; nothing if it does. From the first on a new
  /// connection counts as idle: one that never says anything is what hoarders open.
  std::optional<MonotonicTime> idleSince() const;
  /// Makes room for another client: says goodbye where the protocol can (GOAWAY) and closes.
  void evict();

  /// The stream that holds most of our memory, for its client or for the server.
  http::StreamHold largest() const;
  /// Stops reading the calls that hold at least `bytes`; gives how many it stopped.
  std::size_t pauseCalls(ByteCount bytes);
  /// Reads every call on.
  void resumeCalls();
  /// Gives the stream up: with an answer where one can still leave, else with a reset.
  void drop(http::StreamId stream, const rpc::Status& status);
  /// Gives up what the client has not taken; see http::Session::dropStalled().
  void dropStalled() { connection_.dropStalled(); }

  /// The call ended: hands it to the host, which keeps it to the end of the turn.
  void callDone(Call& call, http::StreamId stream);

  void onEvent(http::Event& event) override;
  void onClosed(const Error& reason) override;

 private:
  std::unique_ptr<http::Session> makeSession(http::FirstBytes first);
  void onRequest(http::Event& event);
  std::optional<rpc::Refusal> refusalOf(const http::RequestHead& head);
  bool answersPreflight(const http::RequestHead& head);
  void endCalls();
  template <typename Do>
  void forEachCall(Do act);

  ClientHost& host_;
  Turn& turn_;
  const std::shared_ptr<const ListenerSettings> settings_;  ///< as they were when the client came
  const std::string source_;
  mutable Connection connection_;
  capture::ConnectionInfoPtr info_;
  std::unordered_map<http::StreamId, CallPtr> calls_;
  MonotonicTime lastUse_;
  bool draining_ = false;
};

}  // namespace bascule::proxy
