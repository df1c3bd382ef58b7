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
                                           const http::Limits& limits, const HostRules& hosts)
    : host_(host),
      turn_(turn),
      limits_(limits),
      hosts_(hosts),
      connection_(
          turn, std::move(socket), [this](http::FirstBytes first) { return makeSession(first); },
          limits.headerTimeout, *this) {}

DownstreamConnection::~DownstreamConnection() = default;

std::unique_ptr<http::Session> DownstreamConnection::makeSession(http::FirstBytes first) {
  if (first == http::FirstBytes::Tls) return nullptr;
  const bool http2 = first == http::FirstBytes::Http2;
  info_ = std::make_shared<const capture::ConnectionInfo>(capture::ConnectionInfo{
      connection_.peer(), http2 ? http::Version::Http2 : http::Version::Http11, false});
  const MonotonicTime now = turn_.clock.now();
  auto session =
      http2 ? http::makeHttp2(http::Role::Server, limits_, now) : http::makeHttp11Server(limits_, now);
  if (draining_) session->shutdown();
  return session;
}

void DownstreamConnection::onEvent(http::Event& event) {
  if (std::holds_alternative<http::RequestHead>(event)) {
    onRequest(event);
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
    host_.limitHits(1);
    return;
  }
  const http::StreamId stream = head.stream;
  auto call = std::make_unique<Call>(host_, turn_, *this, stream, host_.startCall(info_));
  Call& added = *calls_.insert_or_assign(stream, std::move(call)).first->second;
  added.onDownstream(event, hosts_.allows(head.authority) ? nullptr : &kForeignHost);
}

void DownstreamConnection::callDone(Call&, http::StreamId stream) {
  auto node = calls_.extract(stream);
  if (!node.empty()) host_.callOver(std::move(node.mapped()));
}

void DownstreamConnection::onClosed(const Error&) {
  std::vector<http::StreamId> open;
  open.reserve(calls_.size());
  for (const auto& [stream, call] : calls_) open.push_back(stream);
  for (const http::StreamId stream : open) {
    if (const auto found = calls_.find(stream); found != calls_.end()) {
      http::Event gone = http::StreamReset{stream, http::H2Error::Cancel, true, "connection closed"};
      found->second->onDownstream(gone);
    }
  }
  if (connection_.session() != nullptr) host_.limitHits(connection_.session()->limitHits());
  host_.connectionOver(*this);
}

void DownstreamConnection::shutdown() {
  draining_ = true;
  if (connection_.session() == nullptr) return;
  connection_.session()->shutdown();
  connection_.touch();
}

void DownstreamConnection::abortCalls(const rpc::Status& status) {
  std::vector<http::StreamId> open;
  open.reserve(calls_.size());
  for (const auto& [stream, call] : calls_) open.push_back(stream);
  for (const http::StreamId stream : open) {
    if (const auto found = calls_.find(stream); found != calls_.end()) found->second->abort(status);
  }
}

void DownstreamConnection::onSchema(const schema::SchemaPtr& schema) {
  std::vector<http::StreamId> waiting;
  for (const auto& [stream, call] : calls_) {
    if (call->waitsForSchema()) waiting.push_back(stream);
  }
  for (const http::StreamId stream : waiting) {
    if (const auto found = calls_.find(stream); found != calls_.end()) found->second->onSchema(schema);
  }
}

}  // namespace bascule::proxy
