// SPDX-License-Identifier: GPL-3.0-or-later
// `Call`: drives one CallTranslator. Carries its commands to the two streams, holds what an upstream that
// is not connected yet cannot take, and gives flow-control credit on one leg only as the other leg drains. A
// stream that the server refuses unseen (RFC 9113 section 8.7) is sent once more, if little was sent.
// Thread: the worker's.
#pragma once

#include <memory>
#include <memory_resource>
#include <optional>
#include <utility>

#include "bridge/proxy/upstream_pool.h"
#include "bridge/translate/call_translator.h"

namespace bascule::proxy {

class DownstreamConnection;

using CallOutputPtr = std::unique_ptr<translate::CallOutput>;

/// What a call needs from its worker.
class CallHost {
 public:
  virtual ~CallHost() = default;
  /// Where the call reports to; null: calls are not captured.
  virtual capture::CaptureQueue* reports() = 0;
  /// The request was no call.
  virtual void refused() = 0;
  /// The call did something in this turn: its time in the bridge is taken when the turn ends.
  virtual void active(class Call& call) = 0;
  /// Empty lists with room in them, and the way back: calls share them instead of allocating their own.
  virtual CallOutputPtr takeOutput() = 0;
  virtual void giveOutput(CallOutputPtr output) = 0;
};

class Call final : public UpstreamUser {
 public:
  /// `pool`: of the server the call goes to; null if no route takes it.
  Call(CallHost& host, Turn& turn, DownstreamConnection& client, http::StreamId stream,
       translate::CallStart start, std::shared_ptr<UpstreamPool> pool);
  ~Call() override;

  /// Events of the client's stream, its head first. `refusal` answers the head with plain HTTP instead.
  void onDownstream(http::Event& event, const rpc::Refusal* refusal = nullptr);
  /// `pending`: more may come; a call whose method is not among these waits on.
  void onSchema(const schema::SchemaPtr& schema, bool pending);
  void onServer(rpc::ServerProtocols found);
  const UpstreamPool* pool() const { return pool_.get(); }
  void abort(const rpc::Status& status);
  /// What the client was told and how long it took; nothing if the request was no call.
  std::optional<CallOutcome> outcome() const;
  Duration age() const { return turn_.clock.now() - startedAt_; }
  bool done() const { return translator_.done(); }
  bool waits() const { return translator_.waits(); }
  /// Bytes it holds: collected, waiting for the server's connection, or waiting in the sessions of its legs.
  ByteCount held() const;
  /// Gives no credit on either leg until resume(). False if it gave none already.
  bool pause() { return !std::exchange(paused_, true); }
  void resume();
  /// End of a turn in which the call was active: adds its share and sends what waited for that.
  void turnEnded(MonotonicTime now);

  void onUpstreamReady(UpstreamConnection& connection) override;
  void onUpstreamEvent(http::Event& event) override;
  void onUpstreamFailed(const Error& error) override;

 private:
  MonotonicTime enter();
  void execute();
  void sendDownstream(rpc::HttpCommand& command);
  void sendUpstream(rpc::HttpCommand& command);
  void creditClient(ByteCount bytes);
  void creditUpstream(ByteCount bytes);
  void account();
  bool clientBlocked() const;
  bool upstreamBlocked() const;
  void onTimer();
  void leaveUpstream();
  void sendPending();
  void keep(const rpc::SendData& data);
  bool tryAgain(const http::Event& event);
  void settleOnUpstream();

  CallHost& host_;
  Turn& turn_;
  DownstreamConnection& client_;
  http::StreamId stream_;
  capture::CaptureQueue* const reports_;  ///< null: not captured
  const std::shared_ptr<UpstreamPool> pool_;
  translate::CallTranslator translator_;
  CallOutputPtr output_;  ///< what the translator says next; null between one event and the next
  net::Timer timer_;
  UpstreamConnection* upstream_ = nullptr;
  http::StreamId upstreamStream_ = 0;
  rpc::HttpCommands pendingUpstream_;  ///< commands for a stream that is not open yet, its head first
  ByteCount pendingBytes_ = 0;
  rpc::HttpCommands resend_;  ///< what a second try would have to say, its head first
  ByteCount resendBytes_ = 0;
  bool mayRetry_ = true;
  bool waitingForUpstream_ = false;
  // Received since the other leg was last given something: a message that is being collected.
  ByteCount collectedRequest_ = 0;
  ByteCount collectedResponse_ = 0;
  ByteCount accounted_ = 0;  ///< what the turn's sum has of this call
  ByteCount uncreditedClient_ = 0;
  ByteCount uncreditedUpstream_ = 0;
  const MonotonicTime startedAt_;
  MonotonicTime activeSince_ = kNever;
  MonotonicTime enteredAt_{};  ///< last time in this turn, if active
  Duration inBridge_{0};
  bool endReported_ = false;
  bool paused_ = false;
  bool over_ = false;  ///< ended and handed to the host
};

/// Gives the memory of a call back to its worker.
struct CallDelete {
  std::pmr::memory_resource* memory = nullptr;
  void operator()(Call* call) const { std::pmr::polymorphic_allocator<>(memory).delete_object(call); }
};
using CallPtr = std::unique_ptr<Call, CallDelete>;

}  // namespace bascule::proxy
