// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/shop_server.h"

#include <algorithm>
#include <unordered_map>

#include <boost/json.hpp>

#include "app/demo/reflection_service.h"
#include "app/demo/shop.h"
#include "bridge/http/session.h"
#include "bridge/rpc/envelope.h"
#include "bridge/rpc/grpc.h"
#include "bridge/schema/transcoder.h"

namespace bascule::demo {
namespace {

namespace json = boost::json;

}  // namespace

/// One call of the shop: the gRPC machines on one side, the method on the other.
class ServerCall final : public Responder {
 public:
  ServerCall(proxy::Turn& turn, proxy::Connection& connection, const schema::Schema& schema)
      : turn_(turn), connection_(connection), schema_(schema), reader_(rpc::Codec::Proto, {}) {}

  void onHead(const http::RequestHead& head) {
    stream_ = head.stream;
    auto start = reader_.onHead(head);
    if (!start) {
      start_.protocol = rpc::Protocol::Grpc;
      start_.codec = rpc::Codec::Proto;
      end(start.error());
      return;
    }
    start_ = std::move(*start);
    method_ = schema_.method(start_.path);
    reflection_ = isReflectionPath(start_.path);
    call_ = makeShopCall(start_.path, *this, schema_);
    if (call_ == nullptr && !reflection_) {
      end(rpc::bridgeStatus(rpc::Code::Unimplemented, "", "no such method"));
      return;
    }
    if (head.endStream) onEnd();
  }

  void onData(const Slice& bytes) {
    rpc::RpcEvents events;
    reader_.onData(bytes, events);
    deliver(events);
    connection_.session()->consumed(stream_, bytes.size());
    connection_.touch();
  }

  void onEnd() {
    rpc::RpcEvents events;
    reader_.onEnd(events);
    deliver(events);
  }

  void message(const json::object& response) override {
    auto bytes = schema::jsonToProto(schema_, method_->responseType, json::serialize(response));
    if (bytes) sendMessage(*bytes);
  }

  void end(const rpc::Status& status) override {
    if (over_) return;
    over_ = true;
    rpc::HttpCommands commands;
    writer().onEnd({status, http::noHeaders(), !writer().started()}, commands);
    send(commands);
  }

  void later(Duration delay, std::function<void()> task) override {
    std::erase_if(timers_, [](const auto& timer) { return timer->fired; });
    timers_.push_back(std::make_unique<Pending>(turn_.timers, [this, task = std::move(task)] {
      if (!over_) task();
    }));
    timers_.back()->timer.armAt(turn_.clock.now() + delay);
  }

  WallTime wallNow() const override { return turn_.clock.wallNow(); }

 private:
  struct Pending {
    Pending(net::TimerQueue& queue, std::function<void()> task)
        : timer(queue, [this, task = std::move(task)] {
            task();
            fired = true;  // not before: a task may ask for the next one, which clears fired ones away
          }) {}
    bool fired = false;
    net::Timer timer;
  };

  void deliver(rpc::RpcEvents& events) {
    for (rpc::RpcEvent& event : events) {
      if (over_) return;
      if (auto* piece = std::get_if<rpc::MessagePiece>(&event)) {
        message_.push(piece->bytes);
        if (piece->last) onMessage(message_.takeJoined());
      } else if (std::holds_alternative<rpc::RequestEnd>(event)) {
        if (call_ != nullptr) {
          call_->onHalfClose();
        } else {
          end({});
        }
      } else if (const auto* failed = std::get_if<rpc::Failed>(&event)) {
        end(failed->status);
      }
    }
  }

  void onMessage(const Slice& bytes) {
    if (reflection_) {
      sendMessage(answerReflection(bytes.view(), shopDescriptors(), schema_));
      return;
    }
    auto text = schema::protoToJson(schema_, method_->requestType, bytes.view());
    boost::system::error_code error;
    const json::value value = text ? json::parse(*text, error) : json::value();
    if (error || !value.is_object()) {
      end(rpc::bridgeStatus(rpc::Code::InvalidArgument, "", "the request does not parse"));
      return;
    }
    call_->onMessage(value.as_object());
  }

  void sendMessage(std::string_view bytes) {
    if (over_) return;
    rpc::HttpCommands commands;
    if (!writer().started()) {
      rpc::ResponseStart start;
      start.protocol = rpc::Protocol::Grpc;
      start.headers = std::make_shared<const http::Headers>(
          http::Headers{{"content-type", "application/grpc"}, {"x-shop-region", "eu-1"}});
      writer().onStart(start, commands);
    }
    rpc::MessagePiece piece;
    piece.bytes = Slice::copyOf(bytes);
    piece.total = bytes.size();
    writer().onMessage(piece, commands);
    send(commands);
  }

  void send(rpc::HttpCommands& commands) {
    http::Session& session = *connection_.session();
    for (rpc::HttpCommand& command : commands) {
      if (auto* head = std::get_if<http::ResponseHead>(&command)) {
        head->stream = stream_;
        session.sendResponse(*head);
      } else if (auto* data = std::get_if<rpc::SendData>(&command)) {
        session.sendData(stream_, std::move(data->bytes), data->end);
      } else if (const auto* trailers = std::get_if<rpc::SendTrailers>(&command)) {
        session.sendTrailers(stream_, trailers->trailers);
      }
    }
    connection_.touch();
  }

  rpc::ResponseWriter& writer() {
    if (writer_ == nullptr) writer_ = std::make_unique<rpc::GrpcResponseWriter>(start_.codec);
    return *writer_;
  }

  proxy::Turn& turn_;
  proxy::Connection& connection_;
  const schema::Schema& schema_;
  http::StreamId stream_ = 0;
  rpc::GrpcRequestReader reader_;
  rpc::RequestStart start_;
  std::unique_ptr<rpc::GrpcResponseWriter> writer_;
  const schema::MethodInfo* method_ = nullptr;
  std::unique_ptr<ShopCall> call_;
  bool reflection_ = false;
  bool over_ = false;
  ByteQueue message_;
  std::vector<std::unique_ptr<Pending>> timers_;
};

/// One connection to the shop.
class ShopConnection final : public proxy::ConnectionHandler {
 public:
  ShopConnection(proxy::Turn& turn, net::TcpSocket socket, const schema::Schema& schema)
      : turn_(turn),
        schema_(schema),
        connection_(turn, std::move(socket), http::makeHttp2(http::Role::Server, {}, turn.clock.now()),
                    *this) {}
  void start() { connection_.start(); }
  bool closed() const { return connection_.closed(); }

  void onEvent(http::Event& event) override {
    if (const auto* head = std::get_if<http::RequestHead>(&event)) {
      auto call = std::make_unique<ServerCall>(turn_, connection_, schema_);
      calls_.insert_or_assign(head->stream, std::move(call)).first->second->onHead(*head);
    } else if (const auto* data = std::get_if<http::Data>(&event)) {
      if (const auto found = calls_.find(data->stream); found != calls_.end())
        found->second->onData(data->bytes);
    } else if (const auto* end = std::get_if<http::EndOfStream>(&event)) {
      if (const auto found = calls_.find(end->stream); found != calls_.end()) found->second->onEnd();
    } else if (const auto* reset = std::get_if<http::StreamReset>(&event)) {
      calls_.erase(reset->stream);
    }
    if (calls_.size() > kKeptCalls) dropOldest();
  }
  void onClosed(const Error&) override { calls_.clear(); }

 private:
  // Calls that ended stay until a few newer ones came: simpler than following each stream's last byte.
  static constexpr std::size_t kKeptCalls = 512;
  void dropOldest() {
    const auto oldest = std::ranges::min_element(calls_, {}, [](const auto& entry) { return entry.first; });
    calls_.erase(oldest);
  }
  proxy::Turn& turn_;
  const schema::Schema& schema_;
  proxy::Connection connection_;
  std::unordered_map<http::StreamId, std::unique_ptr<ServerCall>> calls_;
};

ShopServer::ShopServer(proxy::Turn& turn, schema::SchemaPtr schema, std::unique_ptr<net::Listener> listener)
    : turn_(turn), schema_(std::move(schema)), listener_(std::move(listener)) {
  listener_->start([this](net::TcpSocket socket) {
    connections_.push_back(std::make_unique<ShopConnection>(turn_, std::move(socket), *schema_));
    connections_.back()->start();
  });
}

ShopServer::~ShopServer() = default;

Result<std::unique_ptr<ShopServer>> ShopServer::listen(proxy::Turn& turn, schema::SchemaPtr schema) {
  auto listener = net::Listener::bind(turn.loop, "127.0.0.1", 0, false);
  if (!listener) return std::unexpected(listener.error());
  return std::unique_ptr<ShopServer>(new ShopServer(turn, std::move(schema), std::move(*listener)));
}

void ShopServer::collect() {
  std::erase_if(connections_, [](const auto& connection) { return connection->closed(); });
}

}  // namespace bascule::demo
