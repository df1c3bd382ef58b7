// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/client/resender.h"

#include <list>
#include <thread>

#include <pthread.h>

#include "bridge/http/session.h"
#include "bridge/net/connector.h"
#include "bridge/proxy/connection.h"
#include "bridge/rpc/machine_table.h"

namespace bascule::app {
namespace {

constexpr std::chrono::seconds kConnectTime{2};

/// One call on a connection of its own.
class Sending final : public proxy::ConnectionHandler {
 public:
  Sending(proxy::Turn& turn, std::uint16_t port, exporting::CallToSend call,
          const Resender::FailureListener& failed)
      : turn_(turn),
        address_("127.0.0.1:" + std::to_string(port)),
        call_(std::move(call)),
        failed_(failed),
        connector_(turn.loop, "127.0.0.1", port, kConnectTime,
                   [this](Result<net::TcpSocket> socket) { onSocket(std::move(socket)); }) {}

  bool over() const { return over_; }

  void onEvent(http::Event& event) override {
    if (const auto* data = std::get_if<http::Data>(&event)) {
      connection_->session()->consumed(data->stream, data->bytes.size());
      connection_->touch();
    }
    over_ = over_ || std::holds_alternative<http::EndOfStream>(event) ||
            std::holds_alternative<http::StreamReset>(event);
  }
  void onClosed(const Error& reason) override {
    if (!over_) failed_(reason);
    over_ = true;
  }

 private:
  void onSocket(Result<net::TcpSocket> socket) {
    if (!socket) {
      failed_(socket.error());
      over_ = true;
      return;
    }
    auto session = http::makeHttp2(http::Role::Client, {}, turn_.clock.now());
    connection_ = std::make_unique<proxy::Connection>(turn_, std::move(*socket), std::move(session), *this);
    connection_->start();
    sendCall();
  }

  void sendCall() {
    const rpc::Protocol protocol = rpc::protocolTowards(call_.protocol, rpc::Protocol::Grpc, call_.kind);
    const auto writer = rpc::makeRequestWriter(protocol);
    rpc::RequestStart start;
    start.path = call_.path;
    http::Headers headers;
    headers.add("user-agent", std::string(exporting::kResendClient) + "/1.0");
    // A name that the client gave itself would stand in the table instead of ours.
    headers.add("x-client-name", exporting::kResendClient);
    for (const exporting::RequestField& field : call_.metadata) {
      if (field.name != "x-client-name") headers.add(field.name, field.value);
    }
    start.headers = std::make_shared<const http::Headers>(std::move(headers));
    rpc::HttpCommands commands;
    writer->onStart({start, "http", address_, call_.codec, rpc::Compression::Identity, call_.timeout},
                    commands);
    for (const std::string& message : call_.messages) {
      rpc::MessagePiece piece;
      piece.bytes = Slice::copyOf(message);
      piece.total = message.size();
      writer->onMessage(piece, commands);
    }
    writer->onEnd(commands);
    for (const rpc::HttpCommand& command : commands) obey(command);
    connection_->touch();
  }

  void obey(const rpc::HttpCommand& command) {
    if (const auto* head = std::get_if<http::RequestHead>(&command)) {
      stream_ = connection_->session()->sendRequest(*head).value_or(0);
    } else if (const auto* data = std::get_if<rpc::SendData>(&command)) {
      connection_->session()->sendData(stream_, data->bytes, data->end);
    }
  }

  proxy::Turn& turn_;
  std::string address_;
  exporting::CallToSend call_;
  const Resender::FailureListener& failed_;
  std::unique_ptr<proxy::Connection> connection_;
  http::StreamId stream_ = 0;
  bool over_ = false;
  net::Connector connector_;
};

}  // namespace

struct Resender::Impl {
  Impl(const Clock& clock, FailureListener listener) : turn(clock), failed(std::move(listener)) {}

  proxy::Turn turn;
  FailureListener failed;
  std::list<Sending> sendings;
  std::thread thread;
};

Resender::Resender(const Clock& clock, FailureListener failed)
    : impl_(std::make_unique<Impl>(clock, std::move(failed))) {
  impl_->turn.loop.onTurnEnd([state = impl_.get()] {
    state->turn.flushAll();
    state->sendings.remove_if([](const Sending& sending) { return sending.over(); });
  });
  impl_->thread = std::thread([state = impl_.get()] {
    pthread_setname_np(pthread_self(), "resender");
    state->turn.loop.run();
    state->sendings.clear();
  });
}

Resender::~Resender() {
  impl_->turn.loop.stop();
  impl_->thread.join();
}

void Resender::send(std::uint16_t port, exporting::CallToSend call) {
  impl_->turn.loop.post([state = impl_.get(), port, call = std::move(call)]() mutable {
    state->sendings.emplace_back(state->turn, port, std::move(call), state->failed);
  });
}

}  // namespace bascule::app
