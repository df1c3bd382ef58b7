// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/own_endpoints.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>

#include <pthread.h>

#include "bridge/http/stream_of.h"
#include "bridge/net/listener.h"
#include "bridge/proxy/connection.h"
#include "bridge/proxy/host_rules.h"
#include "bridge/rpc/negotiation.h"

namespace bascule::proxy {
namespace {

// Scrapers and a curious user; more is a mistake or an attack.
constexpr std::size_t kMaxConnections = 32;

struct Answer {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
  std::string allow;
};

struct Endpoint {
  std::string_view path;
  Answer (*answer)(const OwnNumbers&);
};

constexpr std::array<Endpoint, 2> kEndpoints = {{
    {"/metrics",
     [](const OwnNumbers& now) {
       return Answer{200, kMetricsType, metricsText(now.bridge, now.capture, readProcessUse()), ""};
     }},
    {"/healthz",
     [](const OwnNumbers& now) {
       const bool listening = now.bridge.state == BridgeState::Running;
       return Answer{listening ? 200 : 503, "application/json", healthText(now.bridge), ""};
     }},
}};

class EndpointConnection;

/// What a connection needs from the endpoints.
class EndpointHost {
 public:
  virtual ~EndpointHost() = default;
  virtual Answer answer(const http::RequestHead& head) = 0;
  virtual void connectionOver(EndpointConnection& connection) = 0;
};

class EndpointConnection final : public ConnectionHandler {
 public:
  EndpointConnection(EndpointHost& host, Turn& turn, net::TcpSocket socket, const http::Limits& limits)
      : host_(host),
        turn_(turn),
        limits_(limits),
        connection_(
            turn, std::move(socket), [this](http::FirstBytes first) { return makeSession(first); }, *this,
            limits, nullptr) {}

  void start() { connection_.start(); }

  void onEvent(http::Event& event) override {
    if (const auto* data = std::get_if<http::Data>(&event)) {
      connection_.session()->consumed(data->stream, data->bytes.size());
    } else if (const auto* head = std::get_if<http::RequestHead>(&event)) {
      send(*head, host_.answer(*head));
    }
  }
  void onClosed(const Error&) override { host_.connectionOver(*this); }

 private:
  std::unique_ptr<http::Session> makeSession(http::FirstBytes first) {
    if (first == http::FirstBytes::Tls) return nullptr;
    const MonotonicTime now = turn_.clock.now();
    return first == http::FirstBytes::Http2 ? http::makeHttp2(http::Role::Server, limits_, now)
                                            : http::makeHttp11Server(limits_, now);
  }

  void send(const http::RequestHead& request, const Answer& answer) {
    http::Headers headers{{"content-type", answer.type},
                          {"content-length", std::to_string(answer.body.size())},
                          {"cache-control", "no-store"},
                          {"x-content-type-options", "nosniff"}};
    if (!answer.allow.empty()) headers.add("allow", answer.allow);
    http::ResponseHead head;
    head.stream = request.stream;
    head.status = answer.status;
    head.headers = std::make_shared<const http::Headers>(std::move(headers));
    head.endStream = request.method == "HEAD";
    connection_.session()->sendResponse(head);
    if (!head.endStream) connection_.session()->sendData(head.stream, Slice::copyOf(answer.body), true);
    connection_.touch();
  }

  EndpointHost& host_;
  Turn& turn_;
  const http::Limits& limits_;
  Connection connection_;
};

}  // namespace

struct OwnEndpoints::Impl final : EndpointHost {
  Impl(const ListenAddress& address, const BridgeConfig& config, const Clock& clock, Source from)
      : turn(clock),
        limits(config.http),
        hosts(isLoopbackAddress(address.host), config.allowHosts),
        source(std::move(from)) {
    turn.loop.onTurnEnd([this] {
      turn.flushAll();
      closed.clear();
    });
  }

  void accept(net::TcpSocket socket) {
    if (connections.size() >= kMaxConnections) return;  // the socket closes itself
    auto added = std::make_unique<EndpointConnection>(*this, turn, std::move(socket), limits);
    EndpointConnection& connection = *added;
    connections.emplace(&connection, std::move(added));
    connection.start();
  }

  Answer answer(const http::RequestHead& head) override {
    if (!hosts.allows(head.authority))
      return {421, "text/plain; charset=utf-8", "This host name is not allowed here.\n", ""};
    if (head.method != "GET" && head.method != "HEAD") {
      return {405, "text/plain; charset=utf-8", "Only GET and HEAD are served here.\n", "GET, HEAD"};
    }
    const auto* const found = std::ranges::find(kEndpoints, rpc::pathOf(head.target), &Endpoint::path);
    if (found == kEndpoints.end()) {
      return {404, "text/plain; charset=utf-8", "There is /metrics and /healthz.\n", ""};
    }
    return found->answer(source());
  }

  void connectionOver(EndpointConnection& connection) override {
    auto node = connections.extract(&connection);
    if (!node.empty()) closed.push_back(std::move(node.mapped()));
  }

  Turn turn;
  const http::Limits limits;
  const HostRules hosts;
  Source source;
  std::unique_ptr<net::Listener> listener;
  std::unordered_map<EndpointConnection*, std::unique_ptr<EndpointConnection>> connections;
  std::vector<std::unique_ptr<EndpointConnection>> closed;
  std::thread thread;
};

OwnEndpoints::OwnEndpoints(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

OwnEndpoints::~OwnEndpoints() {
  impl_->turn.loop.stop();
  if (impl_->thread.joinable()) impl_->thread.join();
}

Result<std::unique_ptr<OwnEndpoints>> OwnEndpoints::bind(const ListenAddress& address,
                                                         const BridgeConfig& config, const Clock& clock,
                                                         Source source) {
  auto impl = std::make_unique<Impl>(address, config, clock, std::move(source));
  auto listener = net::Listener::bind(impl->turn.loop, address.host, address.port, false);
  if (!listener) return std::unexpected(listener.error());
  impl->listener = std::move(*listener);
  return std::unique_ptr<OwnEndpoints>(new OwnEndpoints(std::move(impl)));
}

void OwnEndpoints::start() {
  impl_->listener->start([this](net::TcpSocket socket) { impl_->accept(std::move(socket)); });
  impl_->thread = std::thread([this] {
    pthread_setname_np(pthread_self(), "endpoints");
    impl_->turn.loop.run();
  });
}

std::string OwnEndpoints::listenText() const { return impl_->listener->text(); }

}  // namespace bascule::proxy
