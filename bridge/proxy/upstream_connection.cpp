// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/upstream_connection.h"

#include <algorithm>
#include <utility>

#include "bridge/http/stream_of.h"
#include "bridge/proxy/upstream_greeting.h"

namespace bascule::proxy {
namespace {

constexpr std::size_t kUsualStreams = 256;

bool isGrpc(const http::RequestHead& head) {
  const auto type = head.headers->find("content-type");
  return type && type->starts_with("application/grpc") && !type->starts_with("application/grpc-web");
}

}  // namespace

UpstreamConnection::UpstreamConnection(Turn& turn, net::TcpSocket socket, const UpstreamLink& link,
                                       http::Version cleartext, MonotonicTime deadline,
                                       UpstreamConnectionOwner& owner)
    : turn_(turn),
      link_(link),
      owner_(owner),
      deadlineTimer_(turn.timers,
                     [this] {
                       connection_->close({ErrorCode::Timeout, ErrorSide::Upstream, "upstream_timeout",
                                           "the server took the connection but did not greet in time"});
                     }),
      deadline_(deadline) {
  if (link.tls == nullptr) {
    connection_ =
        std::make_unique<Connection>(turn, std::move(socket), *makeSession(cleartext), *this, link.limits);
  } else {
    connection_ = std::make_unique<Connection>(
        turn, std::move(socket), net::TlsSession::connect(link.tls, link.serverName, link.ticket),
        [this](const std::string& protocol) { return agreed(protocol); }, *this, link.limits);
  }
}

Result<std::unique_ptr<http::Session>> UpstreamConnection::makeSession(http::Version version) {
  const MonotonicTime now = turn_.clock.now();
  if (version == http::Version::Http11) return http::makeHttp11Client(link_.limits, now);
  return http::makeHttp2(http::Role::Client, link_.limits, now);
}

/// The session for what ALPN chose; a server without ALPN speaks HTTP/1.1 unless the user says otherwise.
Result<std::unique_ptr<http::Session>> UpstreamConnection::agreed(const std::string& protocol) {
  const bool http2 = protocol.empty() ? link_.http == UpstreamHttp::Http2 : protocol == "h2";
  return makeSession(http2 ? http::Version::Http2 : http::Version::Http11);
}

void UpstreamConnection::start() {
  deadlineTimer_.armAt(deadline_);
  connection_->start();
  if (link_.tls == nullptr) onAgreed();
}

/// The session is there: HTTP/1.1 has nothing more to agree on.
void UpstreamConnection::onAgreed() {
  if (session().version() == http::Version::Http11) becomeReady();
}

void UpstreamConnection::becomeReady() {
  ready_ = true;
  deadlineTimer_.cancel();
  info_ = std::make_shared<const capture::ConnectionInfo>(capture::ConnectionInfo{
      connection_->peer(), connection_->session()->version(), connection_->encrypted()});
  users_.reserve(kUsualStreams);
  owner_.onReady(*this);
}

std::optional<Error> UpstreamConnection::refusal(const http::RequestHead& head) {
  if (session().version() == http::Version::Http2 || !isGrpc(head)) return std::nullopt;
  return Error{ErrorCode::Unavailable, ErrorSide::Upstream, "grpc_over_http11",
               "the server speaks HTTP/1.1, which cannot carry gRPC: say --upstream-protocol connect or "
               "grpc-web, or turn on HTTP/2 at the server"};
}

std::optional<http::StreamId> UpstreamConnection::open(const http::RequestHead& head, UpstreamUser& user) {
  const auto stream = session().sendRequest(head);
  if (stream) {
    users_[*stream] = &user;
    connection_->touch();
  }
  return stream;
}

void UpstreamConnection::release(http::StreamId stream) {
  users_.erase(stream);
  owner_.onChanged(*this);
}

void UpstreamConnection::retire() {
  draining_ = true;
  shutdown();
}

void UpstreamConnection::shutdown() {
  if (connection_->session() == nullptr) {
    connection_->close({ErrorCode::Cancelled, ErrorSide::Local, "draining", "bascule is shutting down"});
    return;
  }
  session().shutdown();
  connection_->touch();
}

void UpstreamConnection::onReceived(BytesView bytes) {
  if (proven_ || greeting_.size() >= kGreetingBytes) return;
  greeting_.append(bytes.substr(0, kGreetingBytes - greeting_.size()));
}

void UpstreamConnection::onEvent(http::Event& event) {
  if (const auto* failed = std::get_if<http::SessionFailed>(&event)) {
    end(failed->error);
    return;
  }
  proven_ = true;
  if (const auto* leaving = std::get_if<http::GoAway>(&event)) {
    // gRPC's keepalive (proposal A8): the server enforces a least time between PINGs.
    if (leaving->code == http::H2Error::EnhanceYourCalm && leaving->debugText == "too_many_pings")
      owner_.onTooManyPings();
    draining_ = true;
    owner_.onChanged(*this);
  } else if (std::holds_alternative<http::PeerSettings>(event)) {
    if (ready_) {
      owner_.onChanged(*this);
    } else {
      becomeReady();
    }
  } else {
    onStreamEvent(event);
  }
}

void UpstreamConnection::onStreamEvent(http::Event& event) {
  const http::StreamId stream = http::streamOf(event);
  const auto found = users_.find(stream);
  if (found != users_.end()) {
    found->second->onUpstreamEvent(event);
  } else if (const auto* data = std::get_if<http::Data>(&event)) {
    session().consumed(stream, data->bytes.size());
  }
}

void UpstreamConnection::onClosed(const Error& reason) {
  if (!proven_) {
    end(reason);
  } else {
    end({ErrorCode::Unavailable, ErrorSide::Upstream, "upstream_lost",
         "the connection to the server was lost: " + reason.message});
  }
  owner_.onChanged(*this);
}

void UpstreamConnection::end(const Error& reason) {
  if (std::exchange(over_, true)) return;
  draining_ = true;
  deadlineTimer_.cancel();
  const bool spokeHttp2 = !ready_ || connection_->session()->version() == http::Version::Http2;
  const bool unexplained = !proven_ && link_.tls == nullptr && reason.cause != "upstream_timeout";
  const Error error = (unexplained ? errorOfGreeting(greeting_, spokeHttp2) : std::nullopt).value_or(reason);
  std::unordered_map<http::StreamId, UpstreamUser*> users;
  users.swap(users_);
  for (const auto& [stream, user] : users) user->onUpstreamFailed(error);
  // An HTTP/1.1 connection that closes unused is nothing to speak of, unless it shows who may not connect.
  const bool idle = ready_ && users.empty() && !error.cause.starts_with("tls_client_certificate");
  if (!proven_ && !idle) owner_.onUnusable(*this, error);
}

}  // namespace bascule::proxy
