// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/downstream_connection.h"

#include <vector>

#include "bridge/http/stream_of.h"

namespace bascule::proxy {
namespace {

const rpc::Refusal kForeignHost{421, "", "",
                                "This host name is not allowed here; start bascule with --allow-host NAME.",
                                "host_not_allowed"};

}  // namespace

DownstreamConnection::DownstreamConnection(ClientHost& host, Turn& turn, net::TcpSocket socket,
                                           std::string source,
                                           std::shared_ptr<const ListenerSettings> settings)
    : host_(host),
      turn_(turn),
      settings_(std::move(settings)),
      source_(std::move(source)),
      connection_(
          turn, std::move(socket), [this](http::FirstBytes first) { return makeSession(first); }, *this,
          settings_->limits, settings_->tls),
      lastUse_(turn.clock.now()) {}

DownstreamConnection::~DownstreamConnection() = default;

std::unique_ptr<http::Session> DownstreamConnection::makeSession(http::FirstBytes first) {
  if (first == http::FirstBytes::Tls) return nullptr;
  const bool http2 = first == http::FirstBytes::Http2;
  info_ = std::make_shared<const capture::ConnectionInfo>(capture::ConnectionInfo{
      connection_.peer(), http2 ? http::Version::Http2 : http::Version::Http11, connection_.encrypted()});
  const MonotonicTime now = turn_.clock.now();
  auto session = http2 ? http::makeHttp2(http::Role::Server, settings_->limits, now)
                       : http::makeHttp11Server(settings_->limits, now);
  if (draining_) session->shutdown();
  return session;
}

void DownstreamConnection::onEvent(http::Event& event) {
  if (std::holds_alternative<http::RequestHead>(event)) {
    onRequest(event);
    return;
  }
  if (std::holds_alternative<http::SessionFailed>(event)) {
    endCalls();  // the close may wait for a last frame to leave, the server need not
    return;
  }
  const http::StreamId stream = http::streamOf(event);
  const auto found = calls_.find(stream);
  if (found != calls_.end()) {
    found->second->onDownstream(event);
  } else if (const auto* data = std::get_if<http::Data>(&event)) {
    connection_.session()->consumed(stream, data->bytes.size());
  }
}

void DownstreamConnection::onRequest(http::Event& event) {
  auto& head = std::get<http::RequestHead>(event);
  if (!host_.admitCall()) {
    connection_.session()->resetStream(head.stream, http::H2Error::RefusedStream);
    turn_.hits.add(http::Limit::LiveStreams);
    return;
  }
  if (answersPreflight(head)) return;
  const http::StreamId stream = head.stream;
  if (connection_.encrypted()) head.scheme = "https";  // HTTP/1.1 does not say
  StartedCall started = host_.startCall(info_, head.target);
  std::pmr::memory_resource* memory = turn_.callMemory.resource();
  CallPtr call(std::pmr::polymorphic_allocator<>(memory).new_object<Call>(
                   host_, turn_, *this, stream, std::move(started.start), std::move(started.pool)),
               {memory});
  Call& added = *calls_.insert_or_assign(stream, std::move(call)).first->second;
  const auto refusal = refusalOf(head);
  added.onDownstream(event, refusal ? &*refusal : nullptr);
}

/// Why a request is no call, if that does not depend on what it asks for.
std::optional<rpc::Refusal> DownstreamConnection::refusalOf(const http::RequestHead& head) {
  if (!settings_->hosts.allows(head.authority)) {
    host_.foreignHost();
    return kForeignHost;
  }
  if (!translate::isPreflight(head)) return settings_->cors.refusalOfGet(head);
  const auto answer = settings_->cors.answerPreflight(head);
  return answer ? std::nullopt : std::optional(answer.error());
}

/// A preflight that is allowed is no call: it is answered here. One that is not becomes a refused call, so
/// that its reason is seen.
bool DownstreamConnection::answersPreflight(const http::RequestHead& head) {
  if (!translate::isPreflight(head) || !settings_->hosts.allows(head.authority)) return false;
  const auto answer = settings_->cors.answerPreflight(head);
  if (!answer) return false;
  host_.preflight();
  connection_.session()->sendResponse(*answer);
  connection_.touch();
  return true;
}

void DownstreamConnection::callDone(Call&, http::StreamId stream) {
  auto node = calls_.extract(stream);
  lastUse_ = turn_.clock.now();
  if (!node.empty()) host_.callOver(std::move(node.mapped()));
}

std::optional<MonotonicTime> DownstreamConnection::idleSince() const {
  const http::Session* open = session();
  const bool quiet = open == nullptr || (open->openStreams() == 0 && open->buffered() == 0);
  if (closed() || !calls_.empty() || !quiet || !connection_.written()) return std::nullopt;
  return lastUse_;
}

void DownstreamConnection::evict() {
  if (http::Session* open = session()) {
    open->shutdown();
    connection_.flush();
  }
  connection_.close({ErrorCode::LimitExceeded, ErrorSide::Local,
                     std::string(limitId(http::Limit::IdleEvicted)),
                     "the connection was idle and made room for another client"});
}

/// `act` may end the call it is given.
template <typename Do>
void DownstreamConnection::forEachCall(Do act) {
  std::vector<http::StreamId> open;
  open.reserve(calls_.size());
  for (const auto& [stream, call] : calls_) open.push_back(stream);
  for (const http::StreamId stream : open) {
    if (const auto found = calls_.find(stream); found != calls_.end()) act(stream, *found->second);
  }
}

void DownstreamConnection::endCalls() {
  forEachCall([](http::StreamId stream, Call& call) {
    http::Event gone = http::StreamReset{stream, http::H2Error::Cancel, true, "connection closed"};
    call.onDownstream(gone);
  });
}

void DownstreamConnection::onClosed(const Error&) {
  endCalls();
  host_.connectionOver(*this);
}

void DownstreamConnection::shutdown() {
  draining_ = true;
  if (connection_.session() == nullptr) return;
  connection_.session()->shutdown();
  connection_.touch();
}

void DownstreamConnection::abortCalls(const rpc::Status& status) {
  forEachCall([&status](http::StreamId, Call& call) { call.abort(status); });
}

void DownstreamConnection::onSchema(const schema::SchemaPtr& schema, bool pending) {
  forEachCall([&schema, pending](http::StreamId, Call& call) {
    if (call.waits()) call.onSchema(schema, pending);
  });
}

void DownstreamConnection::onServer(const UpstreamPool& pool, rpc::ServerProtocols found) {
  forEachCall([&pool, found](http::StreamId, Call& call) {
    if (call.waits() && call.pool() == &pool) call.onServer(found);
  });
}

http::StreamHold DownstreamConnection::largest() const {
  http::StreamHold found;
  // Of a call that has ended only its answer is left, in the session.
  if (const http::Session* open = session()) found = open->largest();
  for (const auto& [stream, call] : calls_) {
    if (const ByteCount bytes = call->held(); bytes > found.bytes) found = {stream, bytes};
  }
  return found;
}

std::size_t DownstreamConnection::pauseCalls(ByteCount bytes) {
  std::size_t stopped = 0;
  for (const auto& [stream, call] : calls_) {
    if (call->held() >= bytes && call->pause()) ++stopped;
  }
  return stopped;
}

void DownstreamConnection::resumeCalls() {
  forEachCall([](http::StreamId, Call& call) { call.resume(); });
}

void DownstreamConnection::drop(http::StreamId stream, const rpc::Status& status) {
  const http::Session* before = session();
  const bool http2 = before != nullptr && before->version() == http::Version::Http2;
  const bool unread = before != nullptr && (http2 ? before->sendBuffered(stream) : before->buffered()) > 0;
  if (const auto found = calls_.find(stream); found != calls_.end()) found->second->abort(status);
  http::Session* open = session();
  if (open == nullptr || !unread) return;  // the answer is the first that waits for the client: it may leave
  if (http2) {
    open->resetStream(stream, http::H2Error::EnhanceYourCalm);
    connection_.touch();
  } else {
    connection_.close({ErrorCode::LimitExceeded, ErrorSide::Local, status.cause, status.message});
  }
}

}  // namespace bascule::proxy
