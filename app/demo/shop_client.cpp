// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/shop_client.h"

#include "bridge/http/session.h"
#include "bridge/rpc/envelope.h"
#include "bridge/rpc/timeout.h"
#include "bridge/schema/transcoder.h"

namespace bascule::demo {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kReconnect{500};

constexpr std::string_view kCup = R"({"customer":"ada@example.com","items":[{"sku":"A-17","quantity":2}]})";
constexpr std::string_view kBadCup =
    R"({"customer":"bob@example.com","items":[{"sku":"A-17","quantity":-2}]})";
constexpr std::string_view kOrder = R"({"id":"ord-1001"})";
constexpr std::string_view kChunk =
    R"({"sku":"A-17","data":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="})";

}  // namespace

const std::vector<Persona>& personas() {
  using rpc::Codec;
  using rpc::Protocol;
  static const std::vector<Persona> all = {
      {"web-checkout",
       Protocol::ConnectUnary,
       Codec::Json,
       http::Version::Http11,
       {{"/acme.shop.v1.OrderService/GetOrder", {kOrder}, milliseconds(700), milliseconds(0)},
        {"/acme.shop.v1.CatalogService/ListProducts",
         {R"({"pageSize":40})"},
         milliseconds(1500),
         milliseconds(60)},
        {"/acme.shop.v1.OrderService/CreateOrder", {kCup}, milliseconds(1900), milliseconds(150)},
        {"/acme.shop.v1.OrderService/CreateOrder",
         {kBadCup},
         milliseconds(4100),
         milliseconds(400),
         {},
         seconds(2)}}},
      {"refunds-api",
       Protocol::ConnectUnary,
       Codec::Proto,
       http::Version::Http2,
       {{"/acme.shop.v1.OrderService/GetOrder",
         {R"({"id":"refund-7"})"},
         milliseconds(2300),
         milliseconds(90)},
        {"/acme.shop.v1.OrderService/GetOrder", {kOrder}, milliseconds(900), milliseconds(200)},
        {"/acme.shop.v1.PaymentService/Capture",
         {R"({"authorizationId":"auth-ord-1001"})"},
         milliseconds(5300),
         milliseconds(700),
         {},
         milliseconds(500)}}},
      {"billing-worker",
       Protocol::Grpc,
       Codec::Proto,
       http::Version::Http2,
       {{"/acme.shop.v1.OrderService/CreateOrder",
         {kCup},
         milliseconds(800),
         milliseconds(20),
         {},
         seconds(5)},
        {"/acme.shop.v1.PaymentService/Authorize",
         {R"({"orderId":"ord-1001","amount":{"currency":"EUR","units":"99"}})"},
         milliseconds(1100),
         milliseconds(120),
         {},
         seconds(5)}}},
      {"nightly-report",
       Protocol::Grpc,
       Codec::Proto,
       http::Version::Http2,
       {{"/acme.shop.v1.CatalogService/ListProducts",
         {R"({"pageSize":40})"},
         milliseconds(1300),
         milliseconds(250)},
        {"/acme.shop.v1.OrderService/GetOrder", {kOrder}, milliseconds(1000), milliseconds(350)}}},
      {"warehouse-ui",
       Protocol::ConnectStream,
       Codec::Json,
       http::Version::Http2,
       {{"/acme.shop.v1.StockService/WatchStock",
         {R"({"skus":["A-17","B-02"]})"},
         seconds(36),
         milliseconds(40)}}},
      {"media-sync",
       Protocol::ConnectStream,
       Codec::Proto,
       http::Version::Http2,
       {{"/acme.shop.v1.UploadService/PutImage", std::vector<std::string_view>(16, kChunk), seconds(6),
         milliseconds(500), milliseconds(12)}}},
      {"support-bot",
       Protocol::Grpc,
       Codec::Proto,
       http::Version::Http2,
       {{"/acme.shop.v1.SupportService/Chat",
         {R"({"from":"bot","text":"Hello"})", R"({"from":"bot","text":"Where is my order?"})",
          R"({"from":"bot","text":"It is ord-1001."})", R"({"from":"bot","text":"Thank you!"})"},
         seconds(9),
         milliseconds(300),
         milliseconds(1300)}}},
  };
  return all;
}

/// A call whose request messages are being sent.
struct ShopClient::Running {
  Running(net::TimerQueue& timers, std::function<void()> fire) : timer(timers, std::move(fire)) {}
  const Script* script = nullptr;
  std::size_t sent = 0;
  net::Timer timer;
};

ShopClient::ShopClient(proxy::Turn& turn, const Persona& persona, const schema::Schema& schema,
                       std::uint16_t port)
    : turn_(turn), persona_(persona), schema_(schema), port_(port), reconnect_(turn.timers, [this] {
        connect();
      }) {
  for (std::size_t i = 0; i < persona.scripts.size(); ++i) {
    clocks_.push_back(std::make_unique<net::Timer>(turn.timers, [this, i] {
      clocks_[i]->armAt(turn_.clock.now() + persona_.scripts[i].every);
      startCall(i);
    }));
  }
  connect();
}

ShopClient::~ShopClient() = default;

void ShopClient::connect() {
  connector_ = std::make_unique<net::Connector>(
      turn_.loop, "127.0.0.1", port_, seconds(1), [this](Result<net::TcpSocket> socket) {
        usedConnector_ = std::move(connector_);
        if (!socket) {
          reconnect_.armAt(turn_.clock.now() + kReconnect);
          return;
        }
        const MonotonicTime now = turn_.clock.now();
        auto session = persona_.version == http::Version::Http2 ? http::makeHttp2(http::Role::Client, {}, now)
                                                                : http::makeHttp11Client({}, now);
        connection_ =
            std::make_unique<proxy::Connection>(turn_, std::move(*socket), std::move(session), *this);
        connection_->start();
        for (std::size_t i = 0; i < clocks_.size(); ++i) clocks_[i]->armAt(now + persona_.scripts[i].first);
      });
}

http::HeadersPtr ShopClient::headersOf(const Script& script) const {
  http::Headers headers;
  const std::string codec(rpc::name(persona_.codec));
  headers.add("user-agent", std::string(persona_.name) + "/1.0");
  headers.add("x-client-name", persona_.name);
  headers.add("x-trace-id", "7f3a91c2");
  const bool grpc = persona_.protocol == rpc::Protocol::Grpc;
  if (grpc) {
    headers.add("content-type", "application/grpc+" + codec);
    headers.add("te", "trailers");
  } else {
    headers.add("content-type", (enveloped() ? "application/connect+" : "application/") + codec);
    headers.add("connect-protocol-version", "1");
  }
  if (script.timeout.count() > 0) {
    headers.add(grpc ? "grpc-timeout" : "connect-timeout-ms",
                grpc ? rpc::formatGrpcTimeout(script.timeout) : rpc::formatConnectTimeout(script.timeout));
  }
  if (!enveloped())
    headers.add("content-length", std::to_string(bodyOf(script, script.requests.front()).size()));
  return std::make_shared<const http::Headers>(std::move(headers));
}

std::string ShopClient::bodyOf(const Script& script, std::string_view request) const {
  if (persona_.codec == rpc::Codec::Json) return std::string(request);
  const schema::MethodInfo* method = schema_.method(script.path);
  auto bytes = schema::jsonToProto(schema_, method->requestType, request);
  return bytes ? std::move(*bytes) : std::string();
}

void ShopClient::startCall(std::size_t index) {
  if (connection_ == nullptr || connection_->closed() || !connection_->session()->canOpenStream()) return;
  const Script& script = persona_.scripts[index];
  http::RequestHead head;
  head.method = "POST";
  head.scheme = "http";
  head.authority = "127.0.0.1:" + std::to_string(port_);
  head.target = script.path;
  head.headers = headersOf(script);
  const auto stream = connection_->session()->sendRequest(head);
  if (!stream) return;
  auto running = std::make_unique<Running>(turn_.timers, [this, id = *stream] { sendNext(id); });
  running->script = &script;
  running_.insert_or_assign(*stream, std::move(running));
  sendNext(*stream);
}

void ShopClient::sendNext(http::StreamId stream) {
  const auto found = running_.find(stream);
  if (found == running_.end()) return;
  Running& running = *found->second;
  const Script& script = *running.script;
  const std::string body = bodyOf(script, script.requests[running.sent++]);
  const bool last = running.sent == script.requests.size();
  connection_->session()->sendData(stream, enveloped() ? rpc::enveloped(0, body) : Slice::copyOf(body), last);
  connection_->touch();
  if (!last) running.timer.armAt(turn_.clock.now() + script.spacing);
}

void ShopClient::onEvent(http::Event& event) {
  if (const auto* data = std::get_if<http::Data>(&event)) {
    connection_->session()->consumed(data->stream, data->bytes.size());
    connection_->touch();
  } else if (const auto* end = std::get_if<http::EndOfStream>(&event)) {
    running_.erase(end->stream);
  } else if (const auto* reset = std::get_if<http::StreamReset>(&event)) {
    running_.erase(reset->stream);
  }
}

void ShopClient::onClosed(const Error&) {
  running_.clear();
  for (const auto& clock : clocks_) clock->cancel();
  reconnect_.armAt(turn_.clock.now() + kReconnect);
}

void ShopClient::collect() {
  usedConnector_.reset();
  if (connection_ != nullptr && connection_->closed()) connection_.reset();
}

}  // namespace bascule::demo
