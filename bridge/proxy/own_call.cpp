// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/own_call.h"

#include <utility>

#include "bridge/rpc/machine_table.h"

namespace bascule::proxy {

OwnCall::OwnCall(UpstreamPool& pool, const UpstreamUrl& url, OwnCallListener& listener)
    : pool_(pool),
      scheme_(url.scheme()),
      authority_(net::endpointText(url.host, url.port)),
      listener_(listener) {}

OwnCall::~OwnCall() { leave(); }

void OwnCall::ask(OwnQuestion question) {
  leave();
  question_ = std::move(question);
  reader_ = rpc::makeResponseReader(question_.protocol, rpc::Codec::Proto,
                                    {question_.maxAnswer, question_.maxAnswer});
  version_.reset();
  waiting_ = true;
  pool_.request(*this);
}

/// All of it, its head first.
rpc::HttpCommands OwnCall::request() {
  rpc::RequestStart start;
  start.path = question_.path;
  start.headers = std::make_shared<const http::Headers>(http::Headers{{"user-agent", "bascule"}});
  rpc::HttpCommands commands;
  const auto writer = rpc::makeRequestWriter(question_.protocol);
  writer->onStart({start, scheme_, authority_, rpc::Codec::Proto, rpc::Compression::Identity, Duration{0}},
                  commands);
  for (const std::string& message : question_.messages) {
    rpc::MessagePiece piece;
    piece.bytes = Slice::copyOf(message);
    piece.total = message.size();
    writer->onMessage(piece, commands);
  }
  writer->onEnd(commands);
  return commands;
}

void OwnCall::onUpstreamReady(UpstreamConnection& connection) {
  waiting_ = false;
  version_ = connection.session().version();
  rpc::HttpCommands commands = request();
  const auto& head = std::get<http::RequestHead>(commands.front());
  if (const auto refused = connection.refusal(head)) return listener_.onLost(*refused);
  const auto stream = connection.open(head, *this);
  if (!stream) {
    return listener_.onLost(
        {ErrorCode::Unavailable, ErrorSide::Upstream, "upstream_busy", "the server takes no stream"});
  }
  upstream_ = &connection;
  stream_ = *stream;
  for (rpc::HttpCommand& command : commands) {
    if (auto* data = std::get_if<rpc::SendData>(&command)) {
      connection.session().sendData(stream_, std::move(data->bytes), data->end);
    }
  }
  connection.connection().touch();
}

void OwnCall::onUpstreamEvent(http::Event& event) {
  if (std::holds_alternative<http::StreamReset>(event)) {
    leave();
    return listener_.onLost(
        {ErrorCode::Unavailable, ErrorSide::Upstream, "upstream_reset", "the server reset the call"});
  }
  if (const auto* data = std::get_if<http::Data>(&event)) {
    upstream_->session().consumed(stream_, data->bytes.size());
  }
  rpc::RpcEvents events;
  rpc::readAnswer(*reader_, event, events);
  if (!events.empty()) listener_.onAnswer(events);
}

void OwnCall::onUpstreamFailed(const Error& error) {
  upstream_ = nullptr;
  waiting_ = false;
  listener_.onLost(error);
}

void OwnCall::leave() {
  if (std::exchange(waiting_, false)) pool_.forget(*this);
  if (upstream_ == nullptr) return;
  UpstreamConnection* upstream = std::exchange(upstream_, nullptr);
  upstream->session().resetStream(stream_, http::H2Error::Cancel);
  upstream->connection().touch();
  upstream->release(stream_);
}

}  // namespace bascule::proxy
