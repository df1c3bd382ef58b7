// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/call.h"

#include <algorithm>

#include "bridge/proxy/downstream_connection.h"

namespace bascule::proxy {
namespace {

constexpr std::size_t kUsualCommands = 3;  // head, message, end

}  // namespace

Call::Call(CallHost& host, Turn& turn, DownstreamConnection& client, http::StreamId stream,
           translate::CallStart start, std::shared_ptr<UpstreamPool> pool)
    : host_(host),
      turn_(turn),
      client_(client),
      stream_(stream),
      reports_(host.reports()),
      pool_(std::move(pool)),
      translator_(std::move(start)),
      timer_(turn.timers, [this] { onTimer(); }),
      startedAt_(turn.clock.now()) {}

Call::~Call() {
  leaveUpstream();
  turn_.held -= static_cast<std::int64_t>(accounted_);
}

std::optional<CallOutcome> Call::outcome() const {
  if (!translator_.outcome()) return std::nullopt;
  return CallOutcome{translator_.protocol(), *translator_.outcome()};
}

MonotonicTime Call::enter() {
  output_ = host_.takeOutput();
  const MonotonicTime now = turn_.clock.now();
  if (reports_ != nullptr && activeSince_ == kNever) {
    activeSince_ = now;
    host_.active(*this);
  }
  enteredAt_ = now;
  return now;
}

void Call::onDownstream(http::Event& event, const rpc::Refusal* refusal) {
  if (std::holds_alternative<http::SendReady>(event)) {
    creditUpstream(0);
    return;
  }
  const MonotonicTime now = enter();
  if (refusal != nullptr) {
    translator_.refuse(std::get<http::RequestHead>(event), *refusal, now, *output_);
    output_->refused = true;
  } else {
    translator_.onDownstream(event, now, *output_);
  }
  const auto* data = std::get_if<http::Data>(&event);
  const ByteCount received = data == nullptr ? 0 : data->bytes.size();
  collectedRequest_ += received;
  execute();
  if (received > 0) creditClient(received);
}

void Call::onSchema(const schema::SchemaPtr& schema, bool pending) {
  if (pending && !translator_.knownTo(*schema)) return;
  const MonotonicTime now = enter();
  translator_.onSchema(schema, now, *output_);
  execute();
  creditClient(0);
}

void Call::onServer(rpc::ServerProtocols found) {
  const MonotonicTime now = enter();
  translator_.onServer(found, now, *output_);
  execute();
  creditClient(0);
}

void Call::abort(const rpc::Status& status) {
  const MonotonicTime now = enter();
  translator_.onAborted(status, now, *output_);
  execute();
}

void Call::onTimer() {
  const MonotonicTime now = enter();
  translator_.onTimeout(now, *output_);
  execute();
  creditClient(0);
}

void Call::onUpstreamReady(UpstreamConnection& connection) {
  waitingForUpstream_ = false;
  if (pendingUpstream_.empty()) return;
  const auto& head = std::get<http::RequestHead>(pendingUpstream_.front());
  if (const auto refused = connection.refusal(head)) {
    onUpstreamFailed(*refused);
    return;
  }
  const auto stream = connection.open(head, *this);
  if (!stream) {
    waitingForUpstream_ = true;
    pool_->request(*this);
    return;
  }
  upstream_ = &connection;
  upstreamStream_ = *stream;
  if (reports_ != nullptr) {
    const capture::ConnectionInfo& info = *connection.info();
    // A connection that was there already: the call asked for it a moment ago.
    const MonotonicTime now = activeSince_ != kNever ? enteredAt_ : turn_.clock.now();
    reports_->push(capture::UpstreamConnected{translator_.id(), now, info.peer, info.version, info.tls});
  }
  sendPending();
  account();
  creditClient(0);
}

void Call::onUpstreamEvent(http::Event& event) {
  if (std::holds_alternative<http::SendReady>(event)) {
    creditClient(0);
    return;
  }
  if (tryAgain(event)) return;
  const MonotonicTime now = enter();
  const auto* data = std::get_if<http::Data>(&event);
  const ByteCount received = data == nullptr ? 0 : data->bytes.size();
  translator_.onUpstream(event, now, *output_);
  if (received > 0) {
    // The slice must not keep the credit: what matters is whether the client's leg takes more.
    uncreditedUpstream_ += received;
    collectedResponse_ += received;
  }
  execute();
  if (received > 0) creditUpstream(0);
}

/// What has waited goes out; while it is little, it stays for a second try.
void Call::sendPending() {
  rpc::HttpCommands waited;
  waited.swap(pendingUpstream_);
  const ByteCount bytes = std::exchange(pendingBytes_, 0);
  const bool again = std::exchange(mayRetry_, false) && bytes <= http::kSendHighWater;
  for (std::size_t i = 1; i < waited.size(); ++i) {
    rpc::HttpCommand command = waited[i];  // a copy refers to the same bytes
    sendUpstream(command);
  }
  if (!again) return;
  mayRetry_ = true;
  resend_.swap(waited);
  resendBytes_ = bytes;
}

/// Keeps a copy for a second try, as long as all of it is little.
void Call::keep(const rpc::SendData& data) {
  if (!mayRetry_) return;
  resendBytes_ += data.bytes.size();
  if (resendBytes_ > http::kSendHighWater) {
    settleOnUpstream();
  } else {
    resend_.emplace_back(data);
  }
}

/// There is no second try from here on.
void Call::settleOnUpstream() {
  mayRetry_ = false;
  resend_.clear();
  resendBytes_ = 0;
}

/// True if the server has refused the stream without looking at it and the call goes out on another one.
bool Call::tryAgain(const http::Event& event) {
  if (!mayRetry_) return false;
  const auto* reset = std::get_if<http::StreamReset>(&event);
  if (reset == nullptr || !reset->byPeer || reset->code != http::H2Error::RefusedStream) {
    settleOnUpstream();
    return false;
  }
  UpstreamConnection* refusing = std::exchange(upstream_, nullptr);
  pendingUpstream_.swap(resend_);
  pendingBytes_ = resendBytes_;
  settleOnUpstream();
  refusing->release(upstreamStream_);
  waitingForUpstream_ = true;
  account();
  pool_->request(*this);
  return true;
}

void Call::onUpstreamFailed(const Error& error) {
  upstream_ = nullptr;
  waitingForUpstream_ = false;
  pendingUpstream_.clear();
  const MonotonicTime now = enter();
  translator_.onUpstreamFailed(error, now, *output_);
  execute();
}

void Call::execute() {
  // A command may fail at once and lead back here (no upstream): each pass works on commands of its own.
  CallOutputPtr work = std::move(output_);
  for (rpc::HttpCommand& command : work->downstream) sendDownstream(command);
  for (rpc::HttpCommand& command : work->upstream) sendUpstream(command);
  if (work->limit) turn_.hits.add(*work->limit);
  if (work->refused) host_.refused();
  if (work->serverCodings) pool_->learnCodings(*work->serverCodings);
  work->clear();
  host_.giveOutput(std::move(work));
  if (over_) return;
  timer_.armAt(translator_.nextTimeout());
  if (translator_.done()) {
    over_ = true;
    leaveUpstream();
    creditClient(0);  // what the client sent and nobody will take any more
    account();
    client_.callDone(*this, stream_);
    return;
  }
  account();
}

/// Into the sum of the turn; the sessions account for what waits in them.
void Call::account() {
  const ByteCount held = over_ ? 0 : collectedRequest_ + collectedResponse_ + pendingBytes_ + resendBytes_;
  turn_.held += static_cast<std::int64_t>(held) - static_cast<std::int64_t>(accounted_);
  accounted_ = held;
}

ByteCount Call::held() const {
  ByteCount bytes = accounted_;
  if (const http::Session* session = client_.session()) bytes += session->sendBuffered(stream_);
  if (upstream_ != nullptr) bytes += upstream_->session().sendBuffered(upstreamStream_);
  return bytes;
}

void Call::resume() {
  if (!std::exchange(paused_, false)) return;
  creditClient(0);
  creditUpstream(0);
}

void Call::sendDownstream(rpc::HttpCommand& command) {
  http::Session* session = client_.session();
  if (session == nullptr) return;
  if (auto* head = std::get_if<http::ResponseHead>(&command)) {
    head->stream = stream_;
    session->sendResponse(*head);
  } else if (auto* data = std::get_if<rpc::SendData>(&command)) {
    collectedResponse_ = 0;
    session->sendData(stream_, std::move(data->bytes), data->end);
  } else if (const auto* trailers = std::get_if<rpc::SendTrailers>(&command)) {
    session->sendTrailers(stream_, trailers->trailers);
  } else if (const auto* reset = std::get_if<rpc::SendReset>(&command)) {
    session->resetStream(stream_, reset->code);
  }
  client_.touch();
}

void Call::sendUpstream(rpc::HttpCommand& command) {
  if (over_) return;
  if (upstream_ == nullptr) {
    if (std::holds_alternative<rpc::SendReset>(command)) return;  // nothing was sent that could be cancelled
    const bool first = std::holds_alternative<http::RequestHead>(command);
    if (const auto* data = std::get_if<rpc::SendData>(&command)) {
      collectedRequest_ = 0;
      pendingBytes_ += data->bytes.size();
    }
    if (first) pendingUpstream_.reserve(kUsualCommands);
    pendingUpstream_.push_back(std::move(command));
    if (first) {
      waitingForUpstream_ = true;
      pool_->request(*this);
    }
    return;
  }
  http::Session& session = upstream_->session();
  if (auto* data = std::get_if<rpc::SendData>(&command)) {
    collectedRequest_ = 0;
    keep(*data);
    session.sendData(upstreamStream_, std::move(data->bytes), data->end);
  } else if (const auto* reset = std::get_if<rpc::SendReset>(&command)) {
    session.resetStream(upstreamStream_, reset->code);
  }
  upstream_->connection().touch();
}

void Call::turnEnded(MonotonicTime now) {
  if (activeSince_ != kNever) inBridge_ += now - activeSince_;
  activeSince_ = kNever;
  capture::CallEnded* ended = translator_.ended();
  if (ended == nullptr || endReported_) return;
  // The call ends when its answer leaves, which is at the end of the turn.
  ended->time = std::max(ended->time, now);
  ended->inBridge = inBridge_;
  reports_->push(*ended);
  endReported_ = true;
}

bool Call::clientBlocked() const {
  const http::Session* session = client_.session();
  return session != nullptr && session->sendBuffered(stream_) > http::kSendHighWater;
}

bool Call::upstreamBlocked() const {
  if (translator_.waits()) return true;
  if (upstream_ == nullptr) return pendingBytes_ > http::kSendHighWater;
  return upstream_->session().sendBuffered(upstreamStream_) > http::kSendHighWater;
}

void Call::creditClient(ByteCount bytes) {
  uncreditedClient_ += bytes;
  if (uncreditedClient_ == 0) return;
  if (!done() && (paused_ || upstreamBlocked())) {
    translator_.excuseSlowBody();
    return;
  }
  if (http::Session* session = client_.session()) {
    session->consumed(stream_, uncreditedClient_);
    client_.touch();
  }
  uncreditedClient_ = 0;
}

void Call::creditUpstream(ByteCount bytes) {
  uncreditedUpstream_ += bytes;
  if (uncreditedUpstream_ == 0 || upstream_ == nullptr || (!done() && (paused_ || clientBlocked()))) return;
  upstream_->session().consumed(upstreamStream_, uncreditedUpstream_);
  upstream_->connection().touch();
  uncreditedUpstream_ = 0;
}

void Call::leaveUpstream() {
  timer_.cancel();
  if (waitingForUpstream_) pool_->forget(*this);
  waitingForUpstream_ = false;
  if (upstream_ == nullptr) return;
  UpstreamConnection* upstream = std::exchange(upstream_, nullptr);
  if (uncreditedUpstream_ > 0) upstream->session().consumed(upstreamStream_, uncreditedUpstream_);
  upstream->connection().touch();
  upstream->release(upstreamStream_);
}

}  // namespace bascule::proxy
